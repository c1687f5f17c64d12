package web_test

import (
	"net/http"
	"net/url"
	"regexp"
	"testing"

	"headroom/community"
	"headroom/community/policy"
)

var hiddenAudience = regexp.MustCompile(`name="audience" value="([^"]*)"`)

// TestTheFormSaysWhoHasCome sends a reply and a new conversation after a guest,
// and then a server of another nation, have come: each comes back once, with
// what was typed, and goes when it is sent again.
func TestTheFormSaysWhoHasCome(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	member := h.signedIn("member")
	thread := path("/threads/%d", h.thread)
	form := func(body string) url.Values {
		t.Helper()
		found := hiddenAudience.FindStringSubmatch(body)
		if found == nil {
			t.Fatalf("the form carries no audience:\n%s", body)
		}
		return url.Values{"title": {"A title"}, "body": {"Said to those who are here"}, "lang": {"en"}, "audience": {found[1]}}
	}
	page := member.get(thread).Body.String()
	see(t, page, "no guests", "1 server receives a copy")
	reply, fresh := form(page), form(member.get(path("/communities/%d/new", h.closed.ID)).Body.String())
	h.guest("the first guest")
	h.visitor("wales.localhost", "CYM")

	w := member.post(thread+"/reply", reply)
	if w.Code != http.StatusUnprocessableEntity {
		t.Fatalf("sent to more than the form said: %d", w.Code)
	}
	see(t, w.Body.String(), "Said to those who are here", "<li>guests</li>", "readers in Wales", "wales.localhost", `href="#audience"`, "1 guest")
	if w := member.post(thread+"/reply", form(w.Body.String())); w.Code != http.StatusSeeOther {
		t.Errorf("sent again: %d %s", w.Code, w.Body)
	}

	w = member.post(path("/communities/%d/new", h.closed.ID), fresh)
	if w.Code != http.StatusUnprocessableEntity {
		t.Fatalf("begun for more than the form said: %d", w.Code)
	}
	see(t, w.Body.String(), "Said to those who are here", "readers in Wales", "no guests")
	if w := member.post(path("/communities/%d/new", h.closed.ID), form(w.Body.String())); w.Code != http.StatusSeeOther {
		t.Errorf("sent again: %d", w.Code)
	}
}

// guest lets somebody without a credential into the thread.
func (h *house) guest(name string) {
	h.t.Helper()
	h.ok(h.store.Update(h.t.Context(), func(tx community.Tx) error {
		t, err := tx.Thread(h.thread)
		if err != nil {
			return err
		}
		return h.admitTo(tx, community.Person{Name: name, Host: "scotland.localhost", Local: true, Username: "guest"}, policy.Guest, t.Context)
	}))
}

// visitor lets a member of a peer into the community.
func (h *house) visitor(host, nation string) {
	h.t.Helper()
	h.ok(h.store.Update(h.t.Context(), func(tx community.Tx) error {
		peer := community.Peer{ID: tx.NextID(), Host: host, Name: host, Nation: nation, Issuer: "https://" + host + "/issuer", State: community.PeerActive}
		if err := tx.PutPeer(peer); err != nil {
			return err
		}
		return h.admitTo(tx, community.Person{Name: "Sample visitor", Host: host, Nation: nation}, policy.Member, "")
	}))
}

func (h *house) admitTo(tx community.Tx, p community.Person, role policy.Role, scope string) error {
	now := h.clock.Now()
	p.ID, p.CreatedAt = tx.NextID(), now
	p.IRI = path("https://%s/u/%d", p.Host, p.ID)
	if err := tx.InsertPerson(p); err != nil {
		return err
	}
	m := community.Membership{ID: tx.NextID(), CommunityID: h.closed.ID, PersonID: p.ID, State: policy.Active, Role: role, Epoch: 1, Version: 1, StartAt: now, CreatedAt: now}
	m.IRI = path("https://scotland.localhost/m/%d", m.ID)
	if role == policy.Guest {
		m.Scope, m.EndAt = []string{scope}, now.AddDate(0, 0, 1)
		return tx.InsertMembership(m)
	}
	c := community.CredentialRecord{ID: tx.NextID(), PersonID: p.ID, Kind: policy.Head, ValidFrom: now, ValidUntil: now.AddDate(0, 1, 0), CreatedAt: now}
	c.IRI, m.Credential = path("https://%s/credentials/%d", p.Host, c.ID), c.ID
	if err := tx.InsertCredential(c); err != nil {
		return err
	}
	return tx.InsertMembership(m)
}
