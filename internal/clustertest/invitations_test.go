package clustertest

import (
	"testing"
	"time"

	"headroom/community"
	"headroom/community/policy"
)

// TestAVoidInvitationIsNotSent makes invitations of a head of a peer that cannot
// be reached, and ends what they rest on before it can: none of them arrives,
// and each can be made anew. One that still stands arrives.
func TestAVoidInvitationIsNotSent(t *testing.T) {
	t.Parallel()
	s := tellStory(t)
	n := s.moderator.Node
	deputy := s.moderator // moderates each room beside its founder
	type room struct {
		community.Community
		by *Member
	}
	found := func(name string) room {
		r := room{by: n.Head("Sample " + name)}
		r.Community = r.by.Found(community.CommunityInput{Username: name})
		s.must(n.Service.Invite(t.Context(), r.by.Viewer, r.ID, community.InviteInput{Person: deputy.Person.IRI}))
		s.must(n.Service.Join(t.Context(), deputy.Viewer, r.ID, "To help", nil))
		s.must(n.Service.SetRole(t.Context(), r.by.Viewer, r.ID, s.recordOf(r.Community, deputy).ID, policy.Moderator, "Helps"))
		return r
	}
	stands := found("stands")
	ends := map[string]func(room) error{
		"revoked": func(r room) error {
			return n.Service.Revoke(t.Context(), community.CommandLine, r.by.Person.ID, "has left")
		},
		"suspended": func(r room) error {
			return n.Service.Suspend(t.Context(), community.CommandLine, r.by.Person.ID, "is looked into")
		},
		"demoted": func(r room) error {
			return n.Service.SetRole(t.Context(), deputy.Viewer, r.ID, s.recordOf(r.Community, r.by).ID, policy.Member, "has no time")
		},
		"removed": func(r room) error {
			return n.Service.RemoveMember(t.Context(), deputy.Viewer, r.ID, s.recordOf(r.Community, r.by).ID, "broke the rules")
		},
	}
	rooms := map[string]room{}
	for name := range ends {
		rooms[name] = found(name)
	}
	s.Settle()
	invite := func(m *Member, r room) {
		s.must(n.Service.Invite(t.Context(), m.Viewer, r.ID, community.InviteInput{Person: s.welsh.Person.IRI}))
	}
	s.Part("scotland", "wales")
	invite(stands.by, stands)
	for name, r := range rooms {
		invite(r.by, r)
		s.must(ends[name](r))
	}
	s.Heal("scotland", "wales")
	s.later(30 * time.Minute)
	s.quiet(n)
	if !s.invitedTo(stands.Community) {
		t.Error("an invitation that stands does not arrive")
	}
	for name, r := range rooms {
		if s.invitedTo(r.Community) {
			t.Errorf("the invitation of somebody who was %s has been sent", name)
		}
		invite(deputy, r)
	}
	s.Settle()
	for name, r := range rooms {
		if !s.invitedTo(r.Community) {
			t.Errorf("where the first who invited was %s, another invitation does not arrive", name)
		}
	}
}

// recordOf is a member's record in a community of Scotland.
func (s *story) recordOf(c community.Community, m *Member) (rec community.Membership) {
	s.T.Helper()
	s.moderator.Node.View(func(tx community.Tx) (err error) {
		rec, err = tx.MembershipOf(c.ID, m.Person.ID)
		return err
	})
	return rec
}

// invitedTo tells whether the Welsh head's home knows of an invitation into a
// community.
func (s *story) invitedTo(c community.Community) (yes bool) {
	s.T.Helper()
	s.welsh.Node.View(func(tx community.Tx) error {
		all, err := tx.InvitationsFor(s.welsh.Person.IRI)
		if err != nil {
			return err
		}
		for _, inv := range all {
			in, err := tx.Community(inv.CommunityID)
			if err != nil {
				return err
			}
			yes = yes || in.IRI == c.IRI && inv.UsedAt.IsZero()
		}
		return nil
	})
	return yes
}
