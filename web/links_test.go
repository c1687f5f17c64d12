package web_test

import (
	"net/url"
	"strings"
	"testing"

	"headroom/community"
	"headroom/community/policy"
)

// second is another community of the house, which can be linked.
func (h *house) second() string {
	return h.made("second", func() string {
		c, err := h.service.CreateCommunity(h.t.Context(), h.as("moderator"), community.CommunityInput{Username: "second", Access: "closed", Reach: "peers",
			Joining: "request", Name: community.LangMap{"en": "Second room"}, Summary: community.LangMap{"en": "sample"}})
		h.ok(err)
		return path("%d", c.ID)
	})
}

// linkedRooms is a link of the closed community in a state: with another of the
// house, or offered by a peer's.
func (h *house) linkedRooms(state string) string {
	return h.made("link "+state, func() string {
		var id int64
		second := formID(h.second())
		if state == "active" {
			l, err := h.service.OfferLink(h.t.Context(), community.CommandLine, community.LinkInput{From: second, To: h.closed.ID, Kind: "sister", Effects: community.LinkEffects})
			h.ok(err)
			id = l.ID
		} else {
			h.ok(h.service.Store.Update(h.t.Context(), func(tx community.Tx) error {
				p := community.Peer{ID: tx.NextID(), Host: "wales.example", Name: "Sample Wales", Nation: "CYM", Issuer: "https://wales.example/issuer", State: community.PeerActive}
				if err := tx.PutPeer(p); err != nil {
					return err
				}
				ours, err := tx.Community(second)
				if err != nil {
					return err
				}
				theirs := community.Community{ID: tx.NextID(), IRI: "https://wales.example/g/1", Host: "wales.example", Name: community.LangMap{"en": "Welsh room"}, Access: policy.Closed, Epoch: 1}
				if err := tx.InsertCommunity(theirs); err != nil {
					return err
				}
				id = tx.NextID()
				return tx.InsertGroupLink(community.GroupLink{ID: id, IRI: "https://wales.example/links/1", FromID: theirs.ID, ToID: ours.ID, Kind: "hub",
					Effects: community.LinkEffects, State: community.LinkReceived, Offer: "https://wales.example/a/1", CreatedAt: h.clock.Now(), UpdatedAt: h.clock.Now()})
			}))
		}
		return path("%d", id)
	})
}

// sharable links the closed community, of which every server may know now, with
// another: what is shared says where it comes from.
func (h *house) sharable() {
	h.linkedRooms("active")
	h.made("sharable", func() string {
		h.ok(h.service.Store.Update(h.t.Context(), func(tx community.Tx) error {
			c, err := tx.Community(h.closed.ID)
			if err != nil {
				return err
			}
			c.Reach = "peers"
			return tx.UpdateCommunity(c)
		}))
		return "sharable"
	})
}

// formID is a number as a path has it.
func formID(s string) (n int64) {
	for _, r := range s {
		n = n*10 + int64(r-'0')
	}
	return n
}

// TestLinksThroughThePages offers a link between two communities of the instance,
// has a moderator make the rule, lets a member in by it, and ends it.
func TestLinksThroughThePages(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	op, moderator, member := h.signedIn("operator"), h.signedIn("moderator"), h.signedIn("member")
	second := h.second()
	room := "/communities/" + second
	if w := member.get(room); strings.Contains(w.Body.String(), "Linked communities") {
		t.Error("linked before it is")
	}
	see(t, op.get("/operator/links").Body.String(), "No communities are linked.", "Second room", "canary-closed")
	if w := op.post("/operator/links", url.Values{"from": {second}, "to": {path("%d", h.closed.ID)}, "kind": {"feeder"}, "effects": {"directory", "join"}}); w.Code != 303 {
		t.Fatalf("offered: %d", w.Code)
	}
	see(t, op.get("/operator/links").Body.String(), "In force", "Feeder")
	see(t, member.get(room).Body.String(), "Linked communities", "canary-closed", "Members of this one often go on to it")
	see(t, member.get(path("/communities/%d", h.closed.ID)).Body.String(), "Second room", "Its members often come on to here")
	see(t, member.get("/communities").Body.String(), "Linked with")
	if b := member.get(room).Body.String(); strings.Contains(b, "Let its members in") || strings.Contains(b, "let in at once") {
		t.Error("a member is shown the moderators' rule, or let in without one")
	}
	all, err := h.service.Links(t.Context(), community.CommandLine)
	h.ok(err)
	rule := room + path("/links/%d", all[0].ID)
	if w := member.post(rule, url.Values{"rule": {"on"}}); w.Code != 403 {
		t.Errorf("a member makes a rule: %d", w.Code)
	}
	see(t, moderator.get(room).Body.String(), "Let its members in without asking", rule)
	if w := moderator.post(rule, url.Values{"rule": {"on"}}); w.Code != 303 {
		t.Fatalf("a rule: %d", w.Code)
	}
	see(t, moderator.get(room).Body.String(), "Ask about its members again")
	see(t, member.get(room).Body.String(), "You are a member of a linked community")
	see(t, member.get(room+"/join").Body.String(), "You are a member of a linked community")
	if w := member.post(room+"/join", url.Values{}); w.Code != 303 {
		t.Fatalf("joins: %d", w.Code)
	}
	card, err := h.service.Community(t.Context(), h.as("member"), formID(second))
	if h.ok(err); card.State != "active" {
		t.Errorf("joined by link: %s", card.State)
	}
	end := path("/operator/links/%d", all[0].ID)
	if w := op.post(end+"/end", url.Values{"reason": {"It is over."}}); w.Code != 303 {
		t.Fatalf("ended: %d", w.Code)
	}
	see(t, op.get(end).Body.String(), "Ended", "It is over.")
	if b := member.get(room).Body.String(); strings.Contains(b, "Linked communities") {
		t.Error("linked after the end")
	}
}
