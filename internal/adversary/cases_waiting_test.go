package adversary

import (
	"testing"

	"headroom/community"
	"headroom/community/policy"
	"headroom/federation/vocab"
)

// waitingNotices counts what somebody of the host is told to wait at a peer's.
func (w *world) waitingNotices(t *testing.T) (n int) {
	t.Helper()
	w.Settle()
	l, err := w.host.Service.Notices(t.Context(), w.callum.Viewer, community.NoticeQuery{})
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range append(l.Unread, l.Read...) {
		if row.Kind == community.NoticeWaiting {
			n++
		}
	}
	return n
}

// TestOnlyAGroupSaysThatItsQueueWaits lets everybody else of the peer say so of
// the group that callum, of the host, moderates; then the group.
func TestOnlyAGroupSaysThatItsQueueWaits(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	gwen := w.members["gwen"]
	var record community.Membership
	w.peer.View(func(tx community.Tx) error {
		p, err := tx.PersonByIRI(w.callum.Person.IRI)
		if err != nil {
			return err
		}
		record, err = tx.MembershipOf(w.theirs.ID, p.ID)
		return err
	})
	if err := gwen.Node.Service.SetRole(t.Context(), gwen.Viewer, w.theirs.ID, record.ID, policy.Moderator, "For the test."); err != nil {
		t.Fatal(err)
	}
	w.Settle()
	says := func(by actor, queue string) message {
		a := vocab.Activity{ID: w.peer.Config.URL + "/a/" + w.next(), Actor: by.IRI, To: []string{w.callum.Person.IRI}}
		m := w.from(t, by, vocab.Update(a, vocab.Ref(queue)))
		m.prover = nil
		return m
	}
	for name, m := range map[string]message{
		"another group": says(w.other, w.theirs.IRI+"/queue"), "the issuer": says(w.issuer, w.theirs.IRI+"/queue"),
		"a member": says(w.bob, w.theirs.IRI+"/queue"), "of another's queue": says(w.group, w.other.IRI+"/queue"),
		"of what is none": says(w.group, w.theirs.IRI+"/members"), "of the host's own": says(w.group, w.c.IRI+"/queue"),
	} {
		post(t, w.host, m)
		if n := w.waitingNotices(t); n != 0 {
			t.Errorf("%s: callum is told %d times", name, n)
		}
	}
	w.deliver(t, says(w.group, w.theirs.IRI+"/queue"))
	if n := w.waitingNotices(t); n != 1 {
		t.Errorf("the group itself: callum is told %d times", n)
	}
}
