package adversary

import (
	"testing"

	"headroom/community"
	"headroom/federation/vocab"
)

// TestWhoSaysThatACommunityReadsOtherwise: only a group itself can have its members' homes
// read it again, and saying so twice tells nobody twice.
func TestWhoSaysThatACommunityReadsOtherwise(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	rules := func(text string) { // changed in silence, so that only a look shows it
		t.Helper()
		if err := w.peer.Store.Update(t.Context(), func(tx community.Tx) error {
			c, err := tx.CommunityByIRI(w.theirs.IRI)
			if err != nil {
				return err
			}
			c.Rules, c.RulesSince = community.LangMap{"en": text}, w.now().Truncate(1e9)
			return tx.UpdateCommunity(c)
		}); err != nil {
			t.Fatal(err)
		}
	}
	says := func(by actor, group string) message {
		a := vocab.Activity{ID: w.peer.Config.URL + "/a/" + w.next(), Actor: by.IRI, To: []string{w.callum.Person.IRI}}
		m := w.from(t, by, vocab.Update(a, vocab.Ref(group)))
		m.prover = nil
		return m
	}
	known := func() (c community.Community, notices int) {
		t.Helper()
		w.Settle()
		w.host.View(func(tx community.Tx) (err error) { c, err = tx.CommunityByIRI(w.theirs.IRI); return err })
		l, err := w.host.Service.Notices(t.Context(), w.callum.Viewer, community.NoticeQuery{Topic: community.TopicRules})
		if err != nil {
			t.Fatal(err)
		}
		return c, len(l.Unread) + len(l.Read)
	}
	rules("Be kind.")
	w.deliver(t, says(w.group, w.theirs.IRI))
	if c, told := known(); c.Rules["en"] != "Be kind." || told != 0 {
		t.Fatalf("the group itself: %v, told %d", c.Rules, told)
	}
	w.Clock.Advance(1e9 * 60)
	rules("Pay.")
	for name, m := range map[string]message{
		"another group": says(w.other, w.theirs.IRI), "the issuer": says(w.issuer, w.theirs.IRI), "a member": says(w.bob, w.theirs.IRI),
		"of the host's own": says(w.group, w.c.IRI),
	} {
		post(t, w.host, m)
		if c, told := known(); c.Rules["en"] != "Be kind." || told != 0 {
			t.Errorf("%s: %v, told %d", name, c.Rules, told)
		}
	}
	again := says(w.group, w.theirs.IRI)
	for range 2 {
		w.deliver(t, again)
		w.deliver(t, says(w.group, w.theirs.IRI))
	}
	if c, told := known(); c.Rules["en"] != "Pay." || told != 1 {
		t.Errorf("the group itself: %v, told %d", c.Rules, told)
	}
}
