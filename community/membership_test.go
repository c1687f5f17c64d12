package community_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"headroom/community"
	"headroom/community/policy"
)

// everybody is who may ask, by name.
func (h *house) everybody() map[string]community.Viewer {
	return map[string]community.Viewer{
		"nobody": {}, "stranger": {Stranger: true}, "operator": h.operator, "moderator": h.mod, "head": h.head, "helper": h.helper,
		"outsider": h.outsider, "applicant": h.applicant, "remote head": {Person: h.remoteHead, Host: h.peer},
		"issuer": {Issuer: "https://" + h.peer + "/issuer", Host: h.peer},
	}
}

func TestDirectoryRowsMayBeSeen(t *testing.T) {
	t.Parallel()
	h := build(t)
	rooms := []int64{h.open, h.closed, h.private, h.remote}
	for name, v := range h.everybody() {
		cards, err := h.Directory(h.ctx, v)
		h.must(err)
		var listed []int64
		for _, c := range cards {
			listed = append(listed, c.ID)
		}
		for _, id := range rooms {
			single, list, err := h.FactsIn(h.ctx, v, id)
			h.must(err)
			if d := cmp.Diff(single, list); d != "" {
				t.Errorf("%s: facts differ: %s", name, d)
			}
			if ok := policy.Decide(policy.ViewListed, single).OK(); ok != slices.Contains(listed, id) {
				t.Errorf("%s: community %d listed %v, policy says %v", name, id, !ok, ok)
			}
		}
	}
}

func TestCreateCommunity(t *testing.T) {
	t.Parallel()
	h := build(t)
	_, err := h.CreateCommunity(h.ctx, h.mod, community.CommunityInput{Username: "iain", Access: "secret", Reach: "named", Joining: "never"})
	for name, key := range map[string]string{"username": "error.username_taken", "name_en": "error.required", "access": "error.choice",
		"reach_to": "error.required", "joining": "error.choice"} {
		field(t, "bad input", err, name, key)
	}
	in := community.CommunityInput{Username: "new-room", Name: community.LangMap{"en": "New"}, Access: "closed"}
	_, err = h.CreateCommunity(h.ctx, h.operator, in)
	field(t, "an operator names a moderator", err, "moderator", "error.required")
	in.Moderator = h.applicant.Person
	_, err = h.CreateCommunity(h.ctx, h.operator, in)
	field(t, "an unverified moderator", err, "moderator", "error.moderator")
	in.Moderator = h.head.Person
	c, err := h.CreateCommunity(h.ctx, h.operator, in)
	h.must(err)
	if m := h.membership(h.head, c.ID); m.State != policy.Active || m.Role != policy.Moderator {
		t.Errorf("first moderator %+v", m)
	}
	_, err = h.CreateCommunity(h.ctx, h.applicant, in)
	kind(t, "by somebody unverified", err, community.Forbidden)
	in.Access = "open"
	kind(t, "edit by another", h.EditCommunity(h.ctx, h.mod, c.ID, in), community.Forbidden)
	field(t, "wider access", h.EditCommunity(h.ctx, h.head, c.ID, in), "access", "error.access_wider")
	in.Access, in.Summary = "private", community.LangMap{"en": "Quiet now"}
	h.must(h.EditCommunity(h.ctx, h.head, c.ID, in))
	got, err := h.Community(h.ctx, h.head, c.ID)
	if err != nil || got.Access != policy.Private || got.Summary["en"] != "Quiet now" || !got.CanEdit || got.Members != 1 {
		t.Errorf("card %+v, %v", got, err)
	}
}

func TestJoinAndDecide(t *testing.T) {
	t.Parallel()
	h := build(t)
	kind(t, "unverified", h.Join(h.ctx, h.applicant, h.closed, "please", nil), community.NotFound)
	kind(t, "private", h.Join(h.ctx, h.outsider, h.private, "please", nil), community.NotFound)
	field(t, "no reason", h.Join(h.ctx, h.outsider, h.closed, "", nil), "reason", "error.required")
	kind(t, "member", h.Join(h.ctx, h.head, h.closed, "please", nil), community.Conflict)
	h.must(h.Join(h.ctx, h.outsider, h.closed, "please", nil))
	kind(t, "twice", h.Join(h.ctx, h.outsider, h.closed, "please", nil), community.Conflict)

	_, err := h.Queue(h.ctx, h.head, h.closed)
	kind(t, "a member's queue", err, community.Forbidden)
	q, err := h.Queue(h.ctx, h.mod, h.closed)
	if err != nil || len(q) != 1 || q[0].Person.ID != h.outsider.Person || q[0].Issuer != "Scotland" || q[0].Credential.Kind != policy.Head {
		t.Fatalf("queue %+v, %v", q, err)
	}
	id := q[0].Membership.ID
	kind(t, "decided by a member", h.DecideJoin(h.ctx, h.head, h.closed, id, true, ""), community.Forbidden)
	kind(t, "of another community", h.DecideJoin(h.ctx, h.mod, h.open, id, true, ""), community.NotFound)
	field(t, "declined without a reason", h.DecideJoin(h.ctx, h.mod, h.closed, id, false, ""), "reason", "error.required")
	h.must(h.DecideJoin(h.ctx, h.mod, h.closed, id, false, "only for islanders"))
	kind(t, "decided twice", h.DecideJoin(h.ctx, h.mod, h.closed, id, true, ""), community.Conflict)
	card, err := h.Community(h.ctx, h.outsider, h.closed)
	if err != nil || card.State != "ended" || card.Reason != policy.ReasonDeclined || !card.CanJoin {
		t.Errorf("card %+v, %v", card, err)
	}
	first := h.membership(h.outsider, h.closed)
	h.admit(h.outsider, h.closed)
	if m := h.membership(h.outsider, h.closed); m.ID != first.ID || m.Version <= first.Version || m.FollowIRI == first.FollowIRI || m.State != policy.Active {
		t.Errorf("second request %+v", m)
	}
}

func TestRevokedApplicantIsNotLetIn(t *testing.T) {
	t.Parallel()
	h := build(t)
	h.must(h.Join(h.ctx, h.outsider, h.closed, "please", nil))
	m := h.membership(h.outsider, h.closed)
	h.must(h.Revoke(h.ctx, h.operator, h.outsider.Person, "has left"))
	kind(t, "after revocation", h.DecideJoin(h.ctx, h.mod, h.closed, m.ID, true, ""), community.Conflict)
}

func TestAutomaticJoining(t *testing.T) {
	t.Parallel()
	h := build(t)
	c, err := h.CreateCommunity(h.ctx, h.mod, community.CommunityInput{Username: "auto", Name: community.LangMap{"en": "Auto"}, Access: "closed",
		Joining: "automatic", Questions: []community.Question{{Text: community.LangMap{"en": "How many pupils?"}}}})
	h.must(err)
	field(t, "no answer", h.Join(h.ctx, h.outsider, c.ID, "", nil), "answer_1", "error.required")
	h.must(h.Join(h.ctx, h.outsider, c.ID, "", []community.Answer{{Question: "q1", Text: "40"}}))
	m := h.membership(h.outsider, c.ID)
	if m.State != policy.Active || m.DecidedBy == "" || len(m.Answers) != 1 {
		t.Errorf("record %+v", m)
	}
	h.must(h.Revoke(h.ctx, h.operator, h.mod.Person, "has left"))
	h.must(h.Join(h.ctx, h.helper, c.ID, "", []community.Answer{{Question: "q1", Text: "9"}}))
	if m := h.membership(h.helper, c.ID); m.State != policy.Pending {
		t.Errorf("the rule of who is no moderator any more let in %+v", m)
	}
}

func TestRemoveLeaveAndRoles(t *testing.T) {
	t.Parallel()
	h := build(t)
	head, mod := h.membership(h.head, h.closed), h.membership(h.mod, h.closed)
	kind(t, "by a member", h.RemoveMember(h.ctx, h.head, h.closed, mod.ID, "because"), community.Forbidden)
	field(t, "no reason", h.RemoveMember(h.ctx, h.mod, h.closed, head.ID, ""), "reason", "error.required")
	kind(t, "last moderator", h.RemoveMember(h.ctx, h.mod, h.closed, mod.ID, "because"), community.Conflict)
	kind(t, "last moderator leaves", h.Leave(h.ctx, h.mod, h.closed), community.Forbidden)
	kind(t, "last moderator steps down", h.SetRole(h.ctx, h.mod, h.closed, mod.ID, policy.Member, "because"), community.Conflict)
	h.must(h.SetRole(h.ctx, h.mod, h.closed, head.ID, policy.Moderator, "shares the work"))
	h.must(h.Leave(h.ctx, h.mod, h.closed))
	h.must(h.Join(h.ctx, h.mod, h.closed, "back", nil))
	if m := h.membership(h.mod, h.closed); m.State != policy.Pending || m.Role != policy.NoRole {
		t.Errorf("who was a moderator asks as %+v", m)
	}
	helper := h.membership(h.helper, h.closed)
	h.must(h.RemoveMember(h.ctx, h.head, h.closed, helper.ID, "not active"))
	if m := h.membership(h.helper, h.closed); m.State != policy.Removed || m.EndReason != policy.ReasonRemoved {
		t.Errorf("removed %+v", m)
	}
	_, _, err := h.Threads(h.ctx, h.helper, h.closed, community.Page{})
	kind(t, "who was removed reads", err, community.NotFound)
	kind(t, "leaves twice", h.Leave(h.ctx, h.helper, h.closed), community.Forbidden)
}

func TestInvitations(t *testing.T) {
	t.Parallel()
	h := build(t)
	kind(t, "by a member", h.Invite(h.ctx, h.head, h.private, community.InviteInput{Person: "ross"}), community.Forbidden)
	kind(t, "by an outsider", h.Invite(h.ctx, h.outsider, h.private, community.InviteInput{Person: "ross"}), community.NotFound)
	for who, want := range map[string]string{"nobody": "error.person_unknown", "https://elsewhere.example/u/1": "error.person_unknown",
		"https://wales.example/u/3": "error.person_unknown"} { // the private room does not reach peers
		field(t, who, h.Invite(h.ctx, h.mod, h.private, community.InviteInput{Person: who}), "person", want)
	}
	h.must(h.Invite(h.ctx, h.mod, h.closed, community.InviteInput{Person: "https://wales.example/u/8"}))
	h.must(h.Invite(h.ctx, h.mod, h.private, community.InviteInput{Person: "@ross", Role: policy.FacilitatorRole}))
	kind(t, "twice", h.Invite(h.ctx, h.mod, h.private, community.InviteInput{Person: "ross"}), community.Conflict)
	home, err := h.Home(h.ctx, h.outsider)
	if err != nil || len(home.Invitations) != 1 || home.Invitations[0].ID != h.private || !home.Invitations[0].CanJoin {
		t.Errorf("home %+v, %v", home.Invitations, err)
	}
	h.must(h.Join(h.ctx, h.outsider, h.private, "", nil))
	if m := h.membership(h.outsider, h.private); m.State != policy.Active || m.Role != policy.FacilitatorRole {
		t.Errorf("invited %+v", m)
	}
	h.must(h.Invite(h.ctx, h.mod, h.private, community.InviteInput{Person: "fiona"}))
	h.must(h.Leave(h.ctx, h.helper, h.private)) // declines
	kind(t, "after declining", h.Join(h.ctx, h.helper, h.private, "", nil), community.NotFound)
	h.must(h.RemoveMember(h.ctx, h.mod, h.private, h.membership(h.outsider, h.private).ID, "not discreet"))
	kind(t, "an invitation counts once", h.Join(h.ctx, h.outsider, h.private, "", nil), community.NotFound)
	h.must(h.Invite(h.ctx, h.mod, h.private, community.InviteInput{Person: "fiona"}))
	h.clock.add(31 * 24 * time.Hour)
	kind(t, "after a month", h.Join(h.ctx, h.helper, h.private, "", nil), community.NotFound)
}

func TestAudienceIsTheDeliverySet(t *testing.T) {
	t.Parallel()
	h := build(t)
	for _, id := range []int64{h.open, h.closed, h.private} {
		a, err := h.AudienceOf(h.ctx, h.mod, id)
		h.must(err)
		room, err := h.Room(h.ctx, h.mod, id)
		h.must(err)
		want := []string{"scotland.example"}
		h.view(func(tx community.Tx) error {
			hosts, err := tx.MemberHosts(id, true, h.clock.Now())
			want = append(want, hosts...)
			return err
		})
		var audience, servers []string
		for _, s := range a.Servers {
			audience = append(audience, s.Host)
		}
		for _, s := range room.Servers {
			servers = append(servers, s.Host)
		}
		if d := cmp.Diff(want, audience) + cmp.Diff(want, servers); d != "" {
			t.Errorf("community %d: %s", id, d)
		}
		people := int64(len(room.Moderators) + len(room.Members) + len(room.Facilitators) + len(room.Guests))
		if got := a.Heads + a.Facilitators + a.Others + a.Guests; got != people || room.Card.Members != people {
			t.Errorf("community %d: audience %d, room %d, card %d", id, got, people, room.Card.Members)
		}
	}
	a, err := h.AudienceOf(h.ctx, h.mod, h.closed)
	if d := cmp.Diff([]string{"CYM", "SCT"}, a.Nations); err != nil || d != "" {
		t.Errorf("nations: %s %v", d, err)
	}
	_, err = h.Room(h.ctx, h.outsider, h.closed)
	kind(t, "an outsider's room", err, community.Forbidden)
	_, err = h.AudienceOf(h.ctx, h.outsider, h.private)
	kind(t, "an outsider's audience", err, community.NotFound)
}
