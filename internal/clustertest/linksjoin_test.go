package clustertest

import (
	"testing"
	"time"

	"headroom/community"
	"headroom/community/policy"
)

// rules has a moderator of an instance make, or take back, the rule that members
// of the other community are let in.
func (p *paired) rules(by *Member, room community.Community, on bool) {
	p.T.Helper()
	c, _ := by.Node.Here(room.IRI)
	if err := by.Node.Service.SetLinkRule(p.T.Context(), by.Viewer, c.ID, p.link(by.Node.Name).ID, on); err != nil {
		p.T.Fatal(err)
	}
}

// state is what the host of a community says of somebody.
func (p *paired) state(room community.Community, m *Member) policy.State {
	p.T.Helper()
	return p.kept(room, m).State
}

// TestMembersOfALinkedCommunityAreLetIn by a moderator's rule, without anybody
// being asked: from the other community's own instance, from a third, and at home.
func TestMembersOfALinkedCommunityAreLetIn(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, s *story) {
		p := pairs(t, s)
		scot := s.Node("scotland").Head("Ailsa Sample")
		for _, m := range []*Member{s.english, scot} {
			m.Join(p.other.IRI)
		}
		p.founder.AcceptAll(p.other)
		p.linked("directory", "join")
		s.Tick("directories")

		// Before there is a rule they wait, like everybody.
		p.founder.Join(p.room.IRI)
		if got := p.state(p.room, p.founder); got != policy.Pending {
			t.Fatalf("without a rule: %v", got)
		}
		if err := p.founder.Node.Service.Leave(t.Context(), p.founder.Viewer, s.local(p.founder).ID); err != nil {
			t.Fatal(err)
		}
		s.Settle()
		p.rules(s.moderator, p.room, true)
		for _, m := range []*Member{p.founder, s.english, scot} {
			m.Join(p.room.IRI)
			if r := p.kept(p.room, m); r.State != policy.Active || r.Role != policy.Member || r.DecidedBy != s.moderator.Person.IRI {
				t.Errorf("%s of %s: %v %v, decided by %q", m.Person.Name, m.Node.Name, r.State, r.Role, r.DecidedBy)
			}
			if r := s.record(m.Node, m); r.State != policy.Active {
				t.Errorf("%s at home: %v", m.Person.Name, r.State)
			}
		}
		// Who is in neither waits; so does everybody once the rule is taken back.
		s.welsh.Join(p.room.IRI)
		if got := p.state(p.room, s.welsh); got != policy.Pending {
			t.Errorf("of neither: %v", got)
		}
		// The link lets nobody of this one into the other: there is no rule there.
		s.moderator.Join(p.other.IRI)
		if got := p.state(p.other, s.moderator); got != policy.Pending {
			t.Errorf("the other way: %v", got)
		}
		p.rules(p.founder, p.other, true)
		second := s.Node("scotland").Head("Calum Sample")
		second.Join(p.room.IRI)
		s.moderator.AcceptAll(p.room)
		second.Join(p.other.IRI)
		if got := p.state(p.other, second); got != policy.Active {
			t.Errorf("the other way, by a rule: %v", got)
		}
		for _, n := range s.Nodes {
			s.quiet(n)
		}
	})
}

// TestNobodyIsLetInByALinkThatIsOver: after its end, while its agreement is paused,
// and when its rule is taken back or its moderator has gone. Who is in stays in.
func TestNobodyIsLetInByALinkThatIsOver(t *testing.T) {
	t.Parallel()
	s := tellStory(t)
	p := pairs(t, s)
	var more []*Member
	for _, name := range []string{"Alys", "Bethan", "Carys", "Dilys", "Elin"} {
		m := s.Node("wales").Head(name + " Enghraifft")
		m.Join(p.other.IRI)
		more = append(more, m)
	}
	p.founder.AcceptAll(p.other)
	p.linked(allEffects...)
	joins := func(m *Member, want policy.State, when string) {
		t.Helper()
		m.Join(p.room.IRI)
		if got := p.state(p.room, m); got != want {
			t.Errorf("%s: %v, want %v", when, got, want)
		}
	}
	p.rules(s.moderator, p.room, true)
	joins(more[0], policy.Active, "in force")
	p.rules(s.moderator, p.room, false)
	joins(more[1], policy.Pending, "the rule taken back")
	second := s.Node("scotland").Head("Ailsa Sample")
	second.Join(p.room.IRI)
	s.moderator.AcceptAll(p.room)
	s.appoint(s.moderator, second, "moderator")
	p.rules(second, p.room, true)
	s.appoint(s.moderator, second, "member")
	joins(more[2], policy.Pending, "its moderator dismissed")
	p.rules(s.moderator, p.room, true)
	if err := s.Node("wales").Service.EndLink(t.Context(), community.CommandLine, p.link("wales").ID, "Over."); err != nil {
		t.Fatal(err)
	}
	// The host has not heard yet that the other side has ended it: home shows no
	// proof any more.
	s.Cut("wales", "scotland")
	s.Settle()
	if err := more[3].Node.Service.Join(t.Context(), more[3].Viewer, s.local(more[3]).ID, "Please.", nil); err != nil {
		t.Fatal(err)
	}
	s.Heal("wales", "scotland")
	s.Clock.Advance(time.Hour)
	s.Settle()
	if got := p.state(p.room, more[3]); got != policy.Pending {
		t.Errorf("ended: %v", got)
	}
	if got := p.state(p.room, more[0]); got != policy.Active {
		t.Errorf("who was let in is %v", got)
	}
	if l := p.link("scotland"); l.FromRule != 0 || l.ToRule != 0 {
		t.Error("a rule outlives its link")
	}
}

// TestARemovedMemberIsNotLetIn: once the other community has removed somebody,
// their home has no stamp to show.
func TestARemovedMemberIsNotLetIn(t *testing.T) {
	t.Parallel()
	s := tellStory(t)
	p := pairs(t, s)
	s.english.Join(p.other.IRI)
	p.founder.AcceptAll(p.other)
	p.linked(allEffects...)
	s.Tick("directories")
	p.rules(s.moderator, p.room, true)
	m := p.kept(p.other, s.english)
	if err := p.founder.Node.Service.RemoveMember(t.Context(), p.founder.Viewer, p.other.ID, m.ID, "Left."); err != nil {
		t.Fatal(err)
	}
	s.Settle()
	s.english.Join(p.room.IRI)
	if got := p.state(p.room, s.english); got != policy.Pending {
		t.Errorf("removed there, and %v here", got)
	}
}

// kept is the record of somebody at the host of one of the two communities.
func (p *paired) kept(room community.Community, m *Member) (rec community.Membership) {
	p.T.Helper()
	p.Cluster.at(room.IRI).View(func(tx community.Tx) error {
		c, err := tx.CommunityByIRI(room.IRI)
		if err != nil {
			return err
		}
		who, err := tx.PersonByIRI(m.Person.IRI)
		if err == nil {
			rec, err = tx.MembershipOf(c.ID, who.ID)
		}
		if community.IsNotFound(err) {
			return nil
		}
		return err
	})
	return rec
}
