package clustertest

import (
	"crypto/ed25519"
	"net/http"
	"testing"
	"time"

	"headroom/community"
	"headroom/federation/vocab"
)

// operator adds somebody who looks after an instance.
func (n *Node) operator(name string) community.Viewer {
	t := n.cluster.T
	t.Helper()
	a, err := n.Service.AddOperator(t.Context(), community.CommandLine,
		community.OperatorInput{Email: name + "@" + n.Name + ".example", Name: name, Password: Password})
	if err != nil {
		t.Fatal(err)
	}
	return community.Viewer{Account: a.ID, Operator: true, Name: a.Email}
}

// confirm has two operators of an instance confirm a peer's new key.
func (s *story) confirm(n *Node, peer string) {
	s.T.Helper()
	host := s.Node(peer).Identity.Host
	first, second := n.operator("first"), n.operator("second")
	k, err := n.Service.NewIssuerKey(s.T.Context(), first, host)
	if err != nil {
		s.T.Fatalf("%s does not know of a new key: %v", n.Name, err)
	}
	confirm := func(v community.Viewer, print string) (bool, error) {
		done, err := n.Service.ConfirmIssuerKey(s.T.Context(), v, host, print)
		return done, err
	}
	if _, err := confirm(first, "0000 0000"); community.KindOf(err) != community.Conflict {
		s.T.Errorf("another fingerprint: %v", err)
	}
	if done, err := confirm(first, k.Fingerprint); done || err != nil {
		s.T.Errorf("the first operator alone: %v, %v", done, err)
	}
	if _, err := confirm(first, k.Fingerprint); community.KindOf(err) != community.Conflict {
		s.T.Errorf("the same operator twice: %v", err)
	}
	if s.counts(n, k.IRI) {
		s.T.Error("counts before a second operator has confirmed it")
	}
	if done, err := confirm(second, k.Fingerprint); !done || err != nil {
		s.T.Errorf("the second operator: %v, %v", done, err)
	}
	s.Settle()
}

// TestTheIssuersKeyIsReplaced replaces the key of an instance that people of
// two others rely on. One of them confirms it in time, one does not.
func TestTheIssuersKeyIsReplaced(t *testing.T) {
	t.Parallel()
	s := joined(t)
	wales := s.welsh.Node
	before := s.say(s.welsh, "", "Before")
	first, _ := wales.Key(wales.Identity.Issuer())
	_, err := wales.Service.AnnounceIssuerKey(t.Context(), community.CommandLine, "yearly")
	s.must(err)
	if _, err := wales.Service.AnnounceIssuerKey(t.Context(), community.CommandLine, "again"); community.KindOf(err) != community.Conflict {
		t.Errorf("two at a time: %v", err)
	}
	during := s.say(s.welsh, "", "Announced, not used")
	s.confirm(s.moderator.Node, "wales")
	s.must(wales.Service.UseIssuerKey(t.Context(), community.CommandLine, "all have confirmed"))

	s.Clock.Advance(30 * time.Second)
	s.Tick("status-lists")
	after := s.say(s.welsh, "", "With the new key")
	for _, iri := range []string{before, during, after} {
		s.seenBy(iri, s.moderator)
	}
	late := wales.Head("Late Sample")
	s.letIn(late)
	s.seenBy(s.say(late, "", "Verified with the new key"), s.moderator, s.welsh)

	// England has not confirmed it: what is signed with it is not taken there.
	england := s.english.Node
	s.Clock.Advance(6 * time.Minute)
	s.Tick("status-lists")
	stale := func() bool {
		var fetched time.Time
		england.View(func(tx community.Tx) (err error) {
			fetched, _, err = tx.StatusListTimes(wales.Identity.URL + "/status/revocation/1")
			if community.IsNotFound(err) {
				return nil
			}
			return err
		})
		return s.Clock.Now().Sub(fetched) > time.Minute
	}
	if !stale() {
		t.Error("England takes lists that are signed with a key which nobody there has confirmed")
	}
	s.confirm(england, "wales")
	s.later(30 * time.Minute)
	s.seenBy(s.say(s.welsh, "", "All have confirmed"), s.moderator, s.english)
	for _, n := range []*Node{s.moderator.Node, england} {
		if !s.counts(n, first) {
			t.Errorf("%s: the old key counts no more at once", n.Name)
		}
	}
	s.Clock.Advance(373 * 24 * time.Hour)
	for _, n := range []*Node{wales, s.moderator.Node, england} {
		if s.counts(n, first) {
			t.Errorf("%s: the old key counts for ever", n.Name)
		}
	}
}

// TestAStolenIssuersKey ends an agreement because the issuer's key was stolen,
// and makes another with a new key: the old one, and what it has vouched for,
// are worth nothing, and everybody can go on.
func TestAStolenIssuersKey(t *testing.T) {
	t.Parallel()
	s := joined(t)
	wales, scotland := s.welsh.Node, s.moderator.Node
	stolen, key := wales.Key(wales.Identity.Issuer())
	forged := s.welsh.Person.IRI + "#by-the-thief"
	s.must(scotland.Service.Store.Update(t.Context(), func(tx community.Tx) error {
		return tx.PutKey(community.Key{ID: tx.NextID(), IRI: forged, Owner: s.welsh.Person.IRI, OwnerKind: community.PersonKey,
			Host: wales.Identity.Host, Algorithm: "ed25519", Public: key.Public().(ed25519.PublicKey)})
	}))
	undo := func() int {
		doc := vocab.Undo(vocab.Activity{ID: wales.Config.URL + "/a/77", Actor: wales.Identity.Issuer(), To: []string{scotland.Identity.Issuer()},
			Published: s.Clock.Now()}, vocab.Build("").Str("id", wales.Config.URL+"/a/78").Str("type", "Offer").Bytes())
		return wales.SendSigned(stolen, key, "POST", scotland.Config.URL+"/inbox", doc).Status
	}
	s.does("scotland", "wales", end)
	s.does("england", "wales", end)
	if got := undo(); got == http.StatusUnauthorized {
		t.Errorf("before anybody knows of the theft: %d", got)
	}
	_, err := wales.Service.AnnounceIssuerKey(t.Context(), community.CommandLine, "stolen")
	s.must(err)
	s.must(wales.Service.UseIssuerKey(t.Context(), community.CommandLine, "stolen"))
	s.Link(scotland, wales)
	if got := undo(); got != http.StatusUnauthorized || s.counts(scotland, stolen) {
		t.Errorf("signed with the stolen key after a new agreement: %d", got)
	}
	scotland.View(func(tx community.Tx) error {
		if k, err := tx.KeyByIRI(forged); !community.IsNotFound(err) {
			t.Errorf("what the stolen key vouched for is kept: %+v, %v", k, err)
		}
		return nil
	})
	s.Link(s.english.Node, wales)
	s.Tick("directories")
	s.letIn(s.welsh)
	s.seenBy(s.say(s.welsh, "", "With a new agreement"), s.moderator, s.english)
}

// TestHistoryOutlivesKeys links an instance after the keys of an author, and of
// the author's issuer, were replaced: what was signed with the first is read.
func TestHistoryOutlivesKeys(t *testing.T) {
	t.Parallel()
	s := tellStory(t)
	s.letIn(s.welsh)
	wales, england := s.welsh.Node, s.english.Node
	before := s.say(s.welsh, "", "With the first keys")
	s.must(wales.Service.RotatePersonKey(t.Context(), community.CommandLine, s.welsh.Person.ID, false, "yearly"))
	_, err := wales.Service.AnnounceIssuerKey(t.Context(), community.CommandLine, "yearly")
	s.must(err)
	s.confirm(s.moderator.Node, "wales")
	s.must(wales.Service.UseIssuerKey(t.Context(), community.CommandLine, "yearly"))
	s.does("england", "wales", end)
	s.Link(england, wales)
	s.Tick("directories")
	s.letIn(s.english)
	s.later(30 * time.Minute)
	s.seenBy(before, s.moderator, s.english)
}
