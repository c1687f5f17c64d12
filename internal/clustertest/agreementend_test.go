package clustertest

import (
	"context"
	"net/http"
	"testing"
	"time"

	"headroom/community"
	"headroom/community/policy"
	"headroom/federation/vocab"
)

// yearOn is a story eleven months on: heads were verified anew, and the
// agreements of all three end in a month.
func yearOn(t *testing.T) (s *story, end time.Time) {
	t.Helper()
	s = shared(t)
	end = s.detail("scotland", "wales").EndAt
	if other := s.detail("wales", "scotland").EndAt; end.IsZero() || !end.Equal(other) {
		t.Fatalf("the agreement ends %v here and %v there", end, other)
	}
	s.until(end.AddDate(0, -1, 0))
	for _, m := range []*Member{s.moderator, s.welsh, s.english} {
		if _, err := m.Node.Service.Verify(t.Context(), community.CommandLine, m.Person.ID, policy.Head, "again"); err != nil {
			t.Fatal(err)
		}
	}
	s.Settle()
	return s, end
}

// until moves the clock to a moment, and has done what is done by the hour.
func (s *story) until(at time.Time) {
	s.T.Helper()
	s.Clock.Advance(at.Sub(s.Clock.Now()))
	for _, job := range []string{"issuer", "status-lists", "stamps"} {
		s.Tick(job)
	}
}

// TestAnAgreementEndsOnItsDay lets the day come. At the second, and before any
// job has run, nothing crosses on any path; what the job does is what an
// operator's end does.
func TestAnAgreementEndsOnItsDay(t *testing.T) {
	t.Parallel()
	for name, network := range map[string]func(*story){"whole": func(*story) {}, "parted": func(s *story) { s.Part("wales", "scotland") }} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, day := yearOn(t)
			scotland, wales := s.Node("scotland"), s.Node("wales")
			s.until(day.Add(-time.Minute))
			post := s.say(s.moderator, "", "Read while one may")
			if !s.reads(s.welsh, post) {
				t.Fatal("not readable in the last minute")
			}
			before := s.kept("wales")
			network(s)
			s.Clock.Advance(day.Sub(s.Clock.Now()))

			for _, pair := range [][2]string{{"scotland", "wales"}, {"wales", "scotland"}} {
				if state := s.detail(pair[0], pair[1]).State; state != community.PeerEnded {
					t.Errorf("in %s it is %s", pair[0], state)
				}
			}
			if s.reads(s.welsh, post) {
				t.Error("the page in Wales outlives the agreement")
			}
			scotland.View(func(tx community.Tx) error {
				readers, err := tx.Readers(s.room.ID, s.Clock.Now())
				for _, r := range readers {
					if r.Person.ID == s.theirs(tx, s.welsh) {
						t.Error("the Welsh head is counted as a reader")
					}
				}
				return err
			})
			if name == "whole" {
				issuer := wales.Identity.Issuer()
				a := vocab.Activity{ID: wales.Identity.URL + "/a/late", Actor: issuer, To: []string{scotland.Identity.Issuer()}, Published: s.Clock.Now()}
				if got := wales.Send(issuer, http.MethodPost, scotland.Identity.URL+"/inbox", vocab.Update(a, vocab.Ref(issuer+"/communities"))); got.Status != 401 {
					t.Errorf("an Update: %d", got.Status)
				}
				for _, actor := range []string{issuer, s.welsh.Person.IRI} {
					if got := wales.Ask(actor, s.room.IRI); got.Status != 401 {
						t.Errorf("%s reads the room's document: %d", actor, got.Status)
					}
				}
			}
			s.say(s.moderator, "", "Comes too late")
			if n := s.kept("wales"); n > before {
				t.Error("what was written after the end was sent")
			}
			s.Tick("agreements")
			s.Clock.Advance(time.Minute)
			s.Settle()
			if state := s.atHost(s.welsh).State; state != policy.Removed {
				t.Errorf("the membership at the host: %v", state)
			}
			if n := s.kept("wales"); n != 0 {
				t.Errorf("Wales kept %d posts", n)
			}
			if n := s.kept("england"); n == 0 && s.detail("scotland", "england").State == community.PeerActive {
				t.Error("England lost its copies")
			}
			s.Heal("wales", "scotland")
			s.Clock.Advance(2 * time.Hour)
			s.Settle()
			if list := s.detail("scotland", "wales").Holdings; len(list) != 1 || list[0].State != community.HoldingReturned {
				t.Errorf("no receipt: %+v", list)
			}
			// A new agreement is made from the beginning.
			s.Link(scotland, wales)
			if d := s.detail("wales", "scotland"); d.State != community.PeerActive || !d.EndAt.After(s.Clock.Now()) {
				t.Errorf("linked again: %s until %v", d.State, d.EndAt)
			}
		})
	}
}

// theirs is the host's row of a member.
func (s *story) theirs(tx community.Tx, m *Member) int64 {
	s.T.Helper()
	p, err := tx.PersonByIRI(m.Person.IRI)
	if err != nil {
		s.T.Error(err)
	}
	return p.ID
}

type renewal = func(*community.Service, context.Context, community.Viewer, string) (community.Peer, error)

// act does something about another instance and settles.
func (s *story) act(on, with string, do renewal) error {
	s.T.Helper()
	_, err := do(s.Node(on).Service, s.T.Context(), community.CommandLine, s.Node(with).Identity.Host)
	s.Settle()
	return err
}

// TestARenewalLeavesNoGap offers and accepts new terms before the end, and lets
// the old end pass.
func TestARenewalLeavesNoGap(t *testing.T) {
	t.Parallel()
	s, day := yearOn(t)
	s.until(day.Add(-30 * time.Minute)) // the stamps are cut short by the end
	if err := s.act("scotland", "wales", (*community.Service).AcceptPeer); community.KindOf(err) != community.Conflict {
		t.Errorf("accepted without an offer: %v", err)
	}
	if err := s.act("wales", "scotland", (*community.Service).RenewPeer); err != nil {
		t.Fatal(err)
	}
	if _, theirs := s.detail("scotland", "wales").Renewing(); !theirs {
		t.Fatal("the offer has not come")
	}
	if got := s.detail("scotland", "wales").EndAt; !got.Equal(day) {
		t.Errorf("an offer alone moves the end to %v", got)
	}
	if err := s.act("scotland", "wales", (*community.Service).AcceptPeer); err != nil {
		t.Fatal(err)
	}
	for _, pair := range [][2]string{{"scotland", "wales"}, {"wales", "scotland"}} {
		d := s.detail(pair[0], pair[1])
		if ours, theirs := d.Renewing(); ours || theirs || d.State != community.PeerActive || d.EndAt.Sub(day) < 300*24*time.Hour {
			t.Errorf("in %s: %s until %v, pending %t %t", pair[0], d.State, d.EndAt, ours, theirs)
		}
	}
	s.Clock.Advance(day.Sub(s.Clock.Now()))
	s.Tick("agreements")
	post := s.say(s.moderator, "", "Goes on")
	if !s.reads(s.welsh, post) {
		t.Error("there is a gap")
	}
	if state := s.detail("scotland", "england").State; state != community.PeerEnded {
		t.Errorf("England, which nobody renewed: %s", state)
	}
	s.does("scotland", "wales", pause)
	if err := s.act("scotland", "wales", (*community.Service).RenewPeer); community.KindOf(err) != community.Conflict {
		t.Errorf("renewed while paused: %v", err)
	}
	s.does("scotland", "wales", resume)
	s.does("scotland", "wales", end)
	if state := s.detail("wales", "scotland").State; state != community.PeerEnded {
		t.Errorf("ended by an operator after a renewal, in Wales it is %s", state)
	}
	s.quiet(s.Node("wales"))
}

// TestRenewalsCrossAndAreDeclined has both sides offer at once, and one decline.
func TestRenewalsCrossAndAreDeclined(t *testing.T) {
	t.Parallel()
	s, old := yearOn(t)
	for _, on := range [][2]string{{"wales", "scotland"}, {"scotland", "wales"}} {
		if _, err := s.Node(on[0]).Service.RenewPeer(t.Context(), community.CommandLine, s.Node(on[1]).Identity.Host); err != nil {
			t.Fatal(err)
		}
	}
	s.Settle()
	pending := func(on, of string) (ours, theirs bool) { return s.detail(on, of).Renewing() }
	ours, theirs := pending("scotland", "wales")
	if o, th := pending("wales", "scotland"); ours == theirs || o == th || ours == o {
		t.Fatalf("both offers count: in Scotland %t %t, in Wales %t %t", ours, theirs, o, th)
	}
	asked, asks := "wales", "scotland"
	if theirs {
		asked, asks = asks, asked
	}
	if err := s.act(asked, asks, (*community.Service).RejectPeer); err != nil {
		t.Fatal(err)
	}
	for _, pair := range [][2]string{{"scotland", "wales"}, {"wales", "scotland"}} {
		d := s.detail(pair[0], pair[1])
		if ours, theirs := d.Renewing(); ours || theirs || !d.EndAt.Equal(old) || d.State != community.PeerActive {
			t.Errorf("declined, in %s: %s until %v, pending %t %t", pair[0], d.State, d.EndAt, ours, theirs)
		}
	}
	if err := s.act(asked, asks, (*community.Service).RenewPeer); err != nil {
		t.Fatal(err)
	}
	if err := s.act(asks, asked, (*community.Service).AcceptPeer); err != nil {
		t.Fatal(err)
	}
	if d := s.detail(asked, asks); !d.EndAt.After(old) {
		t.Errorf("offered again and accepted: until %v", d.EndAt)
	}
	for _, n := range s.Nodes {
		s.quiet(n)
	}
}

// TestAnOfferIsMadeOnce offers to go on twice while the way is cut: it is one
// offer, and the terms that run are never offered again.
func TestAnOfferIsMadeOnce(t *testing.T) {
	t.Parallel()
	c := New(t, Options{Names: []string{"scotland", "wales"}})
	c.LinkAll()
	scotland, wales := c.Nodes[0], c.Nodes[1]
	c.Cut("wales", "scotland")
	for range 2 {
		c.Clock.Advance(time.Minute)
		if _, err := wales.Service.RenewPeer(t.Context(), community.CommandLine, scotland.Identity.Host); err != nil {
			t.Fatal(err)
		}
		c.Settle()
	}
	c.Heal("wales", "scotland")
	c.Clock.Advance(time.Hour)
	c.Settle()
	d, err := scotland.Service.PeerDetail(t.Context(), community.CommandLine, wales.Identity.Host)
	if err != nil {
		t.Fatal(err)
	}
	offers := 0
	for _, row := range d.History {
		if row.Action == "peer.offered" {
			offers++
		}
	}
	if _, theirs := d.Renewing(); !theirs || offers != 1 { // the agreement itself was offered from here
		t.Errorf("pending %t after %d offers", theirs, offers)
	}
}
