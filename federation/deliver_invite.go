package federation

import (
	"headroom/community"
	"headroom/federation/vocab"
)

// composeInvite makes an invitation into a group of ours, of somebody who need
// not be known here yet. One that is void meanwhile is not sent.
func (s *Server) composeInvite(tx community.Tx, d community.Delivery) (m message, err error) {
	inv, err := tx.Invitation(d.Object)
	if err != nil {
		return m, err
	}
	if !inv.UsedAt.IsZero() {
		return m, errMoot
	}
	c, err := tx.Community(inv.CommunityID)
	if err != nil {
		return m, err
	}
	if m.from, err = s.signerFor(tx, c.IRI); err != nil {
		return m, err
	}
	m.body = vocab.Invite(vocab.Invitation{ID: inv.IRI, Group: c.IRI, Person: inv.Person, Role: roleName(inv.Role), Scope: inv.Scope,
		Content: inv.Reason, EndTime: inv.EndAt})
	return m, nil
}
