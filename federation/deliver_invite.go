package federation

import (
	"headroom/community"
	"headroom/community/policy"
	"headroom/federation/vocab"
)

// composeInvite makes an invitation into a group of ours, of somebody who need
// not be known here yet. One that is void meanwhile is not sent, nor one whose
// issuer could not issue it now: that one is void, so that another can be made.
func (s *Server) composeInvite(tx community.Tx, d community.Delivery) (m message, err error) {
	inv, err := tx.Invitation(d.Object)
	if err != nil {
		return m, err
	}
	c, err := tx.Community(inv.CommunityID)
	if err != nil {
		return m, err
	}
	stands, err := s.Service.InvitationStands(tx, c, inv)
	if err != nil {
		return m, err
	}
	if !stands {
		return m, &withheldError{policy.ReasonPolicy}
	}
	if m.from, err = s.signerFor(tx, c.IRI); err != nil {
		return m, err
	}
	out := vocab.Invitation{ID: inv.IRI, Group: c.IRI, Person: inv.Person, Role: roleName(inv.Role), Scope: inv.Scope,
		Content: inv.Reason, EndTime: inv.EndAt}
	if inv.Role == policy.Guest {
		g, err := tx.GuestByInvitation(inv.IRI)
		if err != nil {
			return m, err
		}
		sponsor, err := tx.Person(g.SponsorID)
		if err != nil {
			return m, err
		}
		out.Sponsor = sponsor.IRI
	}
	m.body = vocab.Invite(out)
	return m, nil
}
