package clustertest

import (
	"net/http"
	"slices"
	"testing"
	"time"

	"headroom/community"
	"headroom/federation/vocab"
)

// shared is a story in which a Welsh and an English head have written.
func shared(t *testing.T) *story {
	t.Helper()
	s := tellStory(t)
	for _, m := range []*Member{s.welsh, s.english} {
		s.ask(m)
		s.accept(m.Person.Name)
	}
	to := s.path(s.welsh)
	s.welsh.Get(to+"/new").OK().Submit(to+"/new", map[string]string{"title": "Ferries", "body": "Ours is late again."}).OK()
	s.Settle()
	to = s.path(s.english)
	s.english.Get(to+"/new").OK().Submit(to+"/new", map[string]string{"title": "Buses", "body": "So are ours."}).OK()
	s.Settle()
	return s
}

type peerUse func(*community.Service, *testing.T, string) error

// does has an operator do something about another instance.
func (s *story) does(on, with string, act peerUse) {
	s.T.Helper()
	if err := act(s.Node(on).Service, s.T.(*testing.T), s.Node(with).Identity.Host); err != nil {
		s.T.Fatalf("%s about %s: %v", on, with, err)
	}
	s.Settle()
}

func pause(service *community.Service, t *testing.T, host string) error {
	_, err := service.PausePeer(t.Context(), community.CommandLine, host)
	return err
}

func resume(service *community.Service, t *testing.T, host string) error {
	_, err := service.ResumePeer(t.Context(), community.CommandLine, host)
	return err
}

func end(service *community.Service, t *testing.T, host string) error {
	_, err := service.EndPeer(t.Context(), community.CommandLine, host)
	return err
}

// detail is what an operator sees of another instance.
func (s *story) detail(on, of string) community.PeerDetail {
	s.T.Helper()
	d, err := s.Node(on).Service.PeerDetail(s.T.Context(), community.CommandLine, s.Node(of).Identity.Host)
	if err != nil {
		s.T.Fatal(err)
	}
	return d
}

// holds is what Scotland thinks that Wales holds of its one community.
func (s *story) holds(state community.HoldingState, posts int64) {
	s.T.Helper()
	list := s.detail("scotland", "wales").Holdings
	if len(list) != 1 || list[0].State != state || list[0].Objects != posts {
		s.T.Errorf("Wales holds %+v, want %d posts, %s", list, posts, state)
	}
	missing, err := s.Node("scotland").Service.PeersMissing(s.T.Context(), community.CommandLine)
	if want := map[bool]int{true: 1}[state == community.HoldingMissing]; err != nil || missing != want {
		s.T.Errorf("%d instances owe a receipt, want %d (%v)", missing, want, err)
	}
}

// kept counts the posts of the community that an instance has.
func (s *story) kept(on string) (n int) {
	s.T.Helper()
	c, ok := s.Node(on).Here(s.room.IRI)
	if !ok {
		return 0
	}
	s.Node(on).View(func(tx community.Tx) error {
		threads, err := tx.Threads(c.ID, community.Page{Limit: 100})
		for _, thread := range threads {
			posts, _ := tx.Posts(thread.ID, community.Page{Limit: 100})
			n += len(posts)
		}
		return err
	})
	return n
}

func TestAnAgreementLivesAndEnds(t *testing.T) {
	t.Parallel()
	s := shared(t)
	d := s.detail("scotland", "wales")
	if !d.Ours.Said() || !d.Theirs.Said() || d.Theirs.Until.Sub(s.Clock.Now()) < 300*24*time.Hour {
		t.Errorf("terms: %+v and %+v", d.Ours, d.Theirs)
	}
	if len(d.Shared.Ours) != 1 || d.Shared.Ours[0].People != 1 {
		t.Errorf("shared: %+v", d.Shared)
	}
	if w := s.detail("wales", "england"); len(w.Shared.Both) != 1 || w.Shared.Both[0].People != 1 || len(w.Shared.Theirs) != 0 {
		t.Errorf("a community in which Wales and England both stay: %+v", w.Shared)
	}
	s.holds(community.HoldingReads, 2)

	s.does("scotland", "wales", pause)
	to := s.path(s.moderator)
	s.moderator.Get(to+"/new").OK().Submit(to+"/new", map[string]string{"title": "While paused", "body": "Is it late?"}).OK()
	s.Settle()
	if s.kept("wales") != 2 {
		t.Error("a paused instance is sent posts")
	}
	s.does("scotland", "wales", resume)
	s.Clock.Advance(time.Hour)
	s.Settle()
	if s.kept("wales") != 3 {
		t.Errorf("%d posts after the pause, want 3", s.kept("wales"))
	}
	s.holds(community.HoldingReads, 3)

	s.does("scotland", "wales", end)
	s.Clock.Advance(time.Minute)
	s.Settle()
	if n := s.kept("wales"); n != 0 {
		t.Errorf("Wales kept %d posts", n)
	}
	if n := s.kept("scotland"); n != 3 {
		t.Errorf("the community has %d posts of 3", n)
	}
	s.holds(community.HoldingReturned, 0)
	if state := s.detail("wales", "scotland").State; state != community.PeerEnded {
		t.Errorf("in Wales it is %s", state)
	}
	acts := func(on, of string) (list []string) {
		for _, row := range s.detail(on, of).History {
			list = append(list, row.Action)
		}
		return list
	}
	if list := acts("scotland", "wales"); !slices.Contains(list, "peer.receipt") || list[len(list)-1] != "peer.expect" {
		t.Errorf("history in Scotland: %v", list)
	}
	if list := acts("wales", "scotland"); !slices.Contains(list, "peer.purge") || !slices.Contains(list, "peer.ended") {
		t.Errorf("history in Wales: %v", list)
	}
	for _, n := range s.Nodes {
		s.quiet(n)
	}
	s.mayPost(t)
}

// mayPost asks what a severed instance may still say: Undo and receipts.
func (s *story) mayPost(t *testing.T) {
	t.Helper()
	wales, scotland := s.Node("wales"), s.Node("scotland")
	issuer := wales.Identity.Issuer()
	a := func(kind string) vocab.Activity {
		return vocab.Activity{ID: wales.Identity.URL + "/a/" + kind, Actor: issuer, To: []string{scotland.Identity.Issuer()}, Published: s.Clock.Now()}
	}
	was := s.detail("wales", "scotland")
	accepted := vocab.Build("").Str("id", was.OurOffer).Str("type", "Accept").Str("actor", issuer).Str("object", was.TheirOffer).Bytes()
	agreement := vocab.Build("").Str("id", wales.Identity.URL+"/agreements/9").Str("type", "hr:Agreement").Str("attributedTo", issuer).Bytes()
	var receipt []byte
	wales.View(func(tx community.Tx) error {
		key, err := tx.CurrentKey(issuer)
		if err == nil {
			receipt, err = wales.Service.Issuance.Receipt(key, community.PurgeReceipt{IRI: wales.Identity.URL + "/receipts/9", Group: s.room.IRI,
				Cause: "https://x.example/a/1", At: s.Clock.Now(), Backups: s.Clock.Now()})
		}
		return err
	})
	for _, c := range []struct {
		name, signer string
		body         []byte
		want         int
	}{
		{"Undo", issuer, vocab.Undo(a("undo"), accepted), 202},
		{"a receipt", issuer, vocab.Accept(a("receipt"), "https://x.example/a/1", "", receipt), 202},
		{"a receipt for another cause", issuer, vocab.Accept(a("other"), "https://x.example/a/2", "", receipt), 400},
		{"Offer", issuer, vocab.Offer(a("offer"), agreement), 401},
		{"Update", issuer, vocab.Update(a("update"), vocab.Ref(issuer+"/communities")), 401},
		{"Accept of an offer", issuer, vocab.Accept(a("accept"), was.TheirOffer, "", agreement), 401},
		{"a person's leaving", s.welsh.Person.IRI, vocab.Undo(vocab.Activity{ID: s.welsh.Person.IRI + "/x", Actor: s.welsh.Person.IRI, To: []string{s.room.IRI},
			Published: s.Clock.Now()}, vocab.Build("").Str("id", s.welsh.Person.IRI+"/y").Str("type", "Follow").Str("actor", s.welsh.Person.IRI).
			Str("object", s.room.IRI).Bytes()), 401},
	} {
		if got := wales.Send(c.signer, http.MethodPost, scotland.Identity.URL+"/inbox", c.body); got.Status != c.want {
			t.Errorf("%s: %d %s, want %d", c.name, got.Status, got.Body, c.want)
		}
	}
	for _, actor := range []string{issuer, s.welsh.Person.IRI} {
		if got := wales.Ask(actor, s.room.IRI); got.Status != 401 {
			t.Errorf("a severed instance reads as %s: %d", actor, got.Status)
		}
	}
	s.holds(community.HoldingReturned, 0)
}

func TestASeveredInstanceThatIsSilentIsShown(t *testing.T) {
	t.Parallel()
	s := shared(t)
	s.Part("scotland", "wales")
	s.does("scotland", "wales", end)
	s.holds(community.HoldingAsked, 2)
	s.Clock.Advance(25 * time.Hour)
	s.Settle()
	s.holds(community.HoldingMissing, 2)
	if s.welsh.Get(s.path(s.welsh)).Contains("Ferries") {
		t.Error("a lapsed stamp shows the community")
	}
	s.Heal("scotland", "wales")
	s.Clock.Advance(2 * time.Hour)
	s.Settle()
	s.holds(community.HoldingReturned, 0)
	if n := s.kept("wales"); n != 0 {
		t.Errorf("Wales kept %d posts", n)
	}
}

// TestAClockThatIsOffOnlyDelaysTheEnd ends an agreement while the other side's
// clock is ten minutes off, so that it takes no signature: nothing is dropped.
func TestAClockThatIsOffOnlyDelaysTheEnd(t *testing.T) {
	t.Parallel()
	s := shared(t)
	s.Node("wales").Skew(10 * time.Minute)
	s.does("scotland", "wales", end)
	s.Clock.Advance(2 * time.Hour)
	s.Settle()
	if state := s.detail("wales", "scotland").State; state != community.PeerActive {
		t.Fatalf("in Wales it is %s: its clock is right", state)
	}
	wait := func() {
		s.Clock.Advance(2 * time.Hour)
		s.Settle()
	}
	s.Cut("wales", "scotland")
	s.Node("wales").Skew(0)
	wait()
	s.Heal("wales", "scotland")
	s.Node("scotland").Skew(10 * time.Minute) // now the receipt is refused as well
	wait()
	s.holds(community.HoldingAsked, 2)
	s.Node("scotland").Skew(0)
	wait()
	if state := s.detail("wales", "scotland").State; state != community.PeerEnded {
		t.Errorf("in Wales it is %s", state)
	}
	if n := s.kept("wales"); n != 0 {
		t.Errorf("Wales kept %d posts", n)
	}
	s.holds(community.HoldingReturned, 0)
}

// TestNothingStaysOfWhatComesTooLate lets the last member leave while the host
// cannot hear of it and goes on sending: nothing of that stays, and the host
// gets a receipt for it too.
func TestNothingStaysOfWhatComesTooLate(t *testing.T) {
	t.Parallel()
	s := shared(t)
	wales := s.Node("wales")
	here, _ := wales.Here(s.room.IRI)
	s.Cut("wales", "scotland")
	if err := wales.Service.Leave(t.Context(), s.welsh.Viewer, here.ID); err != nil {
		t.Fatal(err)
	}
	s.Settle()
	s.Clock.Advance(time.Minute)
	late := s.say(s.moderator, "", "Comes too late")
	s.holds(community.HoldingReads, 3)
	var entries []community.LogEntry
	s.Node("scotland").View(func(tx community.Tx) (err error) { entries, err = tx.LogOfObject(s.room.ID, late); return err })
	wales.View(func(tx community.Tx) error {
		if d, err := tx.DocumentByIRI(entries[0].AnnounceIRI); !community.IsNotFound(err) {
			t.Errorf("%d bytes of what came too late are kept: %v", len(d.Raw), err)
		}
		return nil
	})
	s.Heal("wales", "scotland")
	s.later(2 * time.Hour)
	s.holds(community.HoldingReturned, 0)
	for _, n := range s.Nodes {
		s.quiet(n)
	}
}

func TestTheLastMemberGoesWithAReceipt(t *testing.T) {
	t.Parallel()
	s := shared(t)
	here, _ := s.Node("wales").Here(s.room.IRI)
	if err := s.Node("wales").Service.Leave(t.Context(), s.welsh.Viewer, here.ID); err != nil {
		t.Fatal(err)
	}
	s.Settle()
	s.holds(community.HoldingReturned, 0)
	s.Node("scotland").Restart()
	s.holds(community.HoldingReturned, 0)
	s.Clock.Advance(time.Minute)
	s.ask(s.welsh)
	s.accept(s.welsh.Person.Name)
	if n := s.kept("wales"); n != 2 {
		t.Errorf("who comes back reads %d posts of 2", n)
	}
	s.holds(community.HoldingReads, 2) // what it has read from the log
	s.Clock.Advance(time.Minute)
	s.does("scotland", "wales", end)
	s.Clock.Advance(time.Minute)
	s.Settle()
	s.holds(community.HoldingReturned, 0)
}
