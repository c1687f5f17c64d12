package adversary

import (
	"strings"
	"testing"
	"time"

	"headroom/community"
	"headroom/community/policy"
	"headroom/federation/vocab"
)

// invites asks for a guest of the thread of the closed community and lets them
// in, as far as the host goes; it gives the invitation.
func (w *world) invites(t testing.TB, who string) (invitation string, guest int64) {
	t.Helper()
	var thread community.Thread
	w.host.View(func(tx community.Tx) (err error) { thread, err = tx.ThreadByContext(w.thread); return err })
	m := w.members[who]
	g, err := w.host.Service.AskGuest(t.Context(), w.alice.Viewer, community.GuestInput{Thread: thread.ID, Email: m.Person.IRI, Name: who, Post: "Headteacher",
		Biography: strings.Repeat("A sample biography. ", 4), Reason: "They know snow.", Days: 3})
	if err == nil {
		err = w.host.Service.DecideGuest(t.Context(), w.alice.Viewer, w.c.ID, g.ID, true, "")
	}
	if err != nil {
		t.Fatal(err)
	}
	w.host.View(func(tx community.Tx) (err error) { g, err = tx.Guest(g.ID); return err })
	return g.Invitation, g.ID
}

// recordOf is a record of somebody of the peer at the host.
func (w *world) recordOf(t testing.TB, who actor) (m community.Membership) {
	t.Helper()
	w.host.View(func(tx community.Tx) error {
		p, err := tx.PersonByIRI(who.IRI)
		if err == nil {
			m, err = tx.MembershipOf(w.c.ID, p.ID)
		}
		if community.IsNotFound(err) {
			return nil
		}
		return err
	})
	return m
}

// guestFollow takes up a fresh invitation of the head who is no member; whatever
// they were before is ended first.
func guestFollow(w *world, t testing.TB) message {
	w.release(t)
	invitation, _ := w.invites(t, "carol")
	return w.comeOn(t, w.carol, invitation)
}

// release ends what carol is or is invited to.
func (w *world) release(t testing.TB) {
	t.Helper()
	var all []community.Guest
	w.host.View(func(tx community.Tx) error {
		thread, err := tx.ThreadByContext(w.thread)
		if err != nil {
			return err
		}
		all, err = tx.GuestsOfThread(thread.ID, 100)
		return err
	})
	for _, g := range all {
		if g.Person == w.carol.IRI && (g.Current(w.now()) || g.Open(w.now())) {
			if err := w.host.Service.EndGuest(t.Context(), w.alice.Viewer, w.c.ID, g.ID, "For the test."); err != nil {
				t.Fatal(err)
			}
		}
	}
	w.Settle()
}

// comeOn is a Follow that shows nothing but an invitation.
func (w *world) comeOn(t testing.TB, who actor, invitation string) message {
	t.Helper()
	f := vocab.FollowRequest{ID: w.peer.Config.URL + "/a/" + w.next(), Actor: who.IRI, Group: w.c.IRI, Invite: invitation}
	return message{doc: decode(t, vocab.Follow(f)), signer: who, inbox: "/inbox", at: w.now()}
}

// guestReply is what carol, a guest, says in her conversation.
func guestReply(w *world, t testing.TB) message {
	if m := w.recordOf(t, w.carol); m.State != policy.Active {
		w.deliver(t, guestFollow(w, t))
	}
	if m := w.recordOf(t, w.carol); m.State != policy.Active || m.Role != policy.Guest {
		t.Fatalf("carol is no guest: %+v", m)
	}
	a, n := w.note(w.carol, w.c.IRI)
	a.Context, n.Context, n.InReplyTo, n.Name = w.thread, w.thread, w.post, ""
	n.Byline.Office = "guest"
	return w.from(t, w.carol, vocab.Create(a, vocab.NoteObject(n)))
}

// guests are messages of people who are no guests, or not there.
var guests = []bad{
	{"a Follow on somebody else's invitation", guestFollow, func(w *world, t testing.TB, m *message) {
		m.signer, m.doc["actor"] = w.gone, w.gone.IRI
	}, 404},
	{"a Follow of somebody unverified on an invitation of another", guestFollow, func(w *world, t testing.TB, m *message) {
		m.signer, m.doc["actor"] = w.nora, w.nora.IRI
	}, 404},
	{"a Follow on an invitation that was withdrawn", guestFollow, func(w *world, t testing.TB, _ *message) { w.release(t) }, 404},
	{"a Follow on an invitation that has run out", guestFollow, func(w *world, t testing.TB, m *message) {
		w.Clock.Advance(3*24*time.Hour + time.Second)
		w.Tick("issuer")
		w.Tick("status-lists")
		m.at = w.now()
	}, 404},
	{"a Follow on an invitation that was used", guestFollow, func(w *world, t testing.TB, m *message) {
		w.deliver(t, *m)
		w.release(t)
		m.doc["id"] = w.peer.Config.URL + "/a/" + w.next()
	}, 404},
	{"a Follow of another community", guestFollow, func(w *world, _ testing.TB, m *message) {
		m.doc["object"], m.doc["to"] = w.hidden.IRI, []any{w.hidden.IRI}
	}, 404},
	{"a guest in another conversation", guestReply, func(w *world, t testing.TB, m *message) {
		_, n := w.posted(t, w.bob)
		m.doc["context"] = n.Context
		o := m.doc["object"].(object)
		o["context"], o["inReplyTo"] = n.Context, n.ID
	}, 404},
	{"a guest begins a conversation", guestReply, func(w *world, t testing.TB, m *message) {
		a, n := w.note(w.carol, w.c.IRI)
		n.Byline.Office = "guest"
		*m = w.from(t, w.carol, vocab.Create(a, vocab.NoteObject(n)))
	}, 404},
	{"a guest with a head's byline", guestReply, func(_ *world, _ testing.TB, m *message) {
		by := m.doc["object"].(object)["hr:byline"].(object)
		by["hr:office"] = "head"
	}, 400},
	{"a guest whose days are over", guestReply, func(w *world, t testing.TB, _ *message) { w.release(t) }, 403},
	{"words for a guest, to a server with members", announce, unchained(func(w *world) actor { return w.group }), 202},
	{"words for a guest, where nobody is one", announce, unchained(func(w *world) actor { return w.other }), 202},
	{"words for a guest, by a person", announce, unchained(bob), 400},
}

// unchained makes an announcement one for guests, by another community.
func unchained(by func(*world) actor) func(*world, testing.TB, *message) {
	return func(w *world, _ testing.TB, m *message) {
		m.signer, m.doc["actor"], m.doc["hr:group"] = by(w), by(w).IRI, by(w).IRI
		m.doc["id"] = w.peer.Config.URL + "/a/" + w.next()
		for _, name := range []string{"hr:epoch", "hr:seq", "hr:prev", "hr:digest", "hr:hash"} {
			delete(m.doc, name)
		}
	}
}
