package clustertest

import (
	"crypto"
	"crypto/ed25519"
	"net/http"
	"strings"
	"testing"
	"time"

	"headroom/community"
	"headroom/community/policy"
	"headroom/federation/sign"
	"headroom/federation/vocab"
)

// counts reports whether an instance would check anything with a key now.
func (s *story) counts(n *Node, iri string) bool {
	s.T.Helper()
	var k community.Key
	n.View(func(tx community.Tx) (err error) { k, err = tx.KeyByIRI(iri); return err })
	return k.Counts(s.Clock.Now())
}

func (s *story) must(err error) {
	s.T.Helper()
	if err != nil {
		s.T.Fatal(err)
	}
	s.Settle()
}

// later lets time pass, until queues are tried again, with status lists polled.
func (s *story) later(d time.Duration) {
	s.T.Helper()
	s.Clock.Advance(d)
	s.Tick("status-lists")
	s.Clock.Advance(31 * time.Second)
	s.Settle()
}

// seenBy fails unless each of the members reads a post.
func (s *story) seenBy(iri string, members ...*Member) {
	s.T.Helper()
	for _, m := range members {
		if !s.reads(m, iri) {
			s.T.Errorf("%s does not see %s", m.Person.Name, iri)
		}
	}
}

// TestAPersonsKeyIsReplaced replaces the key of an author while something of
// hers waits in a queue: nothing is lost, and the old key ends by itself.
func TestAPersonsKeyIsReplaced(t *testing.T) {
	t.Parallel()
	s := joined(t)
	before := s.say(s.welsh, "", "With the first key")
	old, _ := s.welsh.Node.Key(s.welsh.Person.IRI)
	s.Cut("wales", "scotland")
	queued := s.say(s.welsh, "", "Signed with the first key, sent with the second")
	s.must(s.welsh.Node.Service.RotatePersonKey(t.Context(), community.CommandLine, s.welsh.Person.ID, false, "yearly"))
	s.Heal("wales", "scotland")
	s.later(30 * time.Minute)
	after := s.say(s.welsh, "", "With the second key")
	for _, iri := range []string{before, queued, after} {
		s.seenBy(iri, s.moderator, s.english)
	}
	if fresh, _ := s.welsh.Node.Key(s.welsh.Person.IRI); fresh == old || !s.counts(s.moderator.Node, fresh) {
		t.Errorf("%s is not known at the host", fresh)
	}
	if !s.counts(s.moderator.Node, old) {
		t.Error("the old key counts no more at once")
	}
	s.Clock.Advance(8 * 24 * time.Hour)
	if s.counts(s.moderator.Node, old) {
		t.Error("the old key counts for ever")
	}
}

// TestALostKeyIsVoid replaces a key that is in other hands.
func TestALostKeyIsVoid(t *testing.T) {
	t.Parallel()
	s := joined(t)
	s.say(s.welsh, "", "With the first key")
	old, _ := s.welsh.Node.Key(s.welsh.Person.IRI)
	s.must(s.welsh.Node.Service.RotatePersonKey(t.Context(), community.CommandLine, s.welsh.Person.ID, true, "a disk was stolen"))
	for _, n := range []*Node{s.moderator.Node, s.english.Node} {
		if s.counts(n, old) {
			t.Errorf("%s still takes the lost key", n.Name)
		}
	}
	s.seenBy(s.say(s.welsh, "", "With the second key"), s.moderator, s.english)
}

// TestALostKeyTakesTheOneBeforeItAlong replaces a key twice: whoever has the
// second may have the first, which counted still.
func TestALostKeyTakesTheOneBeforeItAlong(t *testing.T) {
	t.Parallel()
	s := joined(t)
	wales, who := s.welsh.Node, s.welsh.Person
	s.say(s.welsh, "", "With the first key")
	var keys [2]string
	var held [2]crypto.Signer
	for n, lost := range []bool{false, true} {
		keys[n], held[n] = wales.Key(who.IRI)
		if got := wales.SendSigned(keys[n], held[n], "GET", s.room.IRI, nil); got.Status != http.StatusOK {
			t.Errorf("key %d, before it is lost: %d", n+1, got.Status)
		}
		s.Clock.Advance(time.Minute)
		s.must(wales.Service.RotatePersonKey(t.Context(), community.CommandLine, who.ID, lost, "a disk was stolen"))
	}
	for n, key := range keys {
		for _, other := range []*Node{wales, s.moderator.Node, s.english.Node} {
			if s.counts(other, key) {
				t.Errorf("%s takes key %d", other.Name, n+1)
			}
		}
		if got := wales.SendSigned(key, held[n], "GET", s.room.IRI, nil); got.Status != http.StatusUnauthorized {
			t.Errorf("key %d, after it was lost: %d", n+1, got.Status)
		}
	}
	s.seenBy(s.say(s.welsh, "", "With the third key"), s.moderator, s.english)
}

// TestWhatWasAcceptedStaysGood cuts a home off while a post is accepted whose
// author's key then ends: with a loss that it hears of first, and by itself.
func TestWhatWasAcceptedStaysGood(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		lost bool
		wait time.Duration
	}{"lost": {true, 30 * time.Minute}, "replaced": {false, 8 * 24 * time.Hour}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := joined(t)
			s.say(s.welsh, "", "With the first key")
			old, _ := s.welsh.Node.Key(s.welsh.Person.IRI)
			s.Cut("scotland", "england")
			last := s.say(s.welsh, "", "Accepted while England is away")
			s.Clock.Advance(time.Minute)
			s.must(s.welsh.Node.Service.RotatePersonKey(t.Context(), community.CommandLine, s.welsh.Person.ID, c.lost, "a disk was stolen"))
			s.Clock.Advance(c.wait)
			if s.counts(s.english.Node, old) {
				t.Error("England has not heard of the end")
			}
			s.Heal("scotland", "england")
			s.later(30 * time.Minute)
			if !s.holdsPost(s.english.Node, last) {
				t.Error("England does not have what was accepted before")
			}
			s.quiet(s.english.Node)
		})
	}
}

// holdsPost reports whether an instance has applied a post.
func (s *story) holdsPost(n *Node, iri string) bool {
	err := n.Service.Store.View(s.T.Context(), func(tx community.Tx) error { _, err := tx.PostByIRI(iri); return err })
	return err == nil
}

// TestAnEndIsNotTakenBack has a home show a lost key as if nothing had been said
// of it, as somebody might who holds its address and the key.
func TestAnEndIsNotTakenBack(t *testing.T) {
	t.Parallel()
	s := joined(t)
	wales, who := s.welsh.Node, s.welsh.Person
	s.say(s.welsh, "", "With the first key")
	lost, key := wales.Key(who.IRI)
	s.must(wales.Service.RotatePersonKey(t.Context(), community.CommandLine, who.ID, true, "a disk was stolen"))

	var first [][]byte
	wales.View(func(tx community.Tx) error {
		all, err := tx.KeyRecords(who.IRI)
		for _, r := range all {
			if r.Key == lost && r.EndAt.IsZero() {
				first = append(first, r.Raw)
			}
		}
		return err
	})
	path := strings.TrimPrefix(who.IRI, wales.Config.URL)
	multi := vocab.Multikey{ID: lost, Controller: who.IRI, Multibase: sign.EncodeMultikey(key.Public().(ed25519.PublicKey))}
	wales.Serve(path, vocab.PersonKeys(vocab.Person{ID: who.IRI, Inbox: who.IRI + "/inbox",
		Keys: vocab.Keys{Multi: []vocab.Multikey{multi}, List: who.IRI + "/keys"}}))
	wales.Serve(path+"/keys", vocab.Items(who.IRI+"/keys", first))
	s.Clock.Advance(time.Minute)
	s.must(wales.Service.RotatePersonKey(t.Context(), community.CommandLine, who.ID, false, "so that it is looked at again"))
	if len(first) != 1 || s.counts(s.moderator.Node, lost) {
		t.Errorf("the host takes the lost key again (%d records)", len(first))
	}
	if got := wales.SendSigned(lost, key, "GET", s.room.IRI, nil); got.Status != http.StatusUnauthorized {
		t.Errorf("signed with the lost key: %d", got.Status)
	}
}

// TestAGroupsKeyIsReplaced replaces the key of a community: posts and joins go
// on, its log has a new epoch and every member a stamp of it.
func TestAGroupsKeyIsReplaced(t *testing.T) {
	t.Parallel()
	s := tellStory(t)
	s.letIn(s.welsh)
	before := s.say(s.welsh, "", "In the first epoch")
	old, _ := s.moderator.Node.Key(s.room.IRI)
	s.Cut("scotland", "wales")
	late := s.say(s.moderator, "", "Announced with the second key, of the first epoch")
	s.must(s.moderator.Node.Service.RotateGroupKey(t.Context(), community.CommandLine, s.room.ID, false, "yearly"))
	s.Heal("scotland", "wales")
	s.later(30 * time.Minute)
	after := s.say(s.welsh, "", "In the second epoch")
	s.letIn(s.english)
	last := s.say(s.english, "", "Who came later")
	for _, iri := range []string{before, late, after, last} {
		s.seenBy(iri, s.moderator, s.welsh, s.english)
	}
	for _, m := range []*Member{s.welsh, s.english} {
		c, _ := m.Node.Here(s.room.IRI)
		m.Node.View(func(tx community.Tx) error {
			rec, err := tx.MembershipOf(c.ID, m.Person.ID)
			if rec.Epoch != 2 || rec.State != policy.Active {
				t.Errorf("%s: %+v", m.Node.Name, rec)
			}
			return err
		})
	}
	s.Clock.Advance(8 * 24 * time.Hour)
	if s.counts(s.welsh.Node, old) {
		t.Error("the old key counts for ever")
	}
}
