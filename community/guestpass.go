package community

import "headroom/community/policy"

// guestPass says what a guest, or somebody invited as one, is in a community
// for; nil for everybody else.
func (s *Service) guestPass(tx Tx, c Community, f policy.Facts, m *Membership, inv *Invitation) (*GuestPass, error) {
	if f.Asker != policy.Person || f.Role != policy.Guest {
		return nil, nil
	}
	var pass GuestPass
	var by string
	switch {
	case f.Membership == policy.Invited && inv != nil && inv.IRI != "":
		by, pass.Until = inv.By, inv.EndAt
	case f.Membership == policy.Pending && m != nil:
		by, pass.Until = m.Sponsor, m.EndAt
	case f.Membership == policy.Active && m != nil:
		by, pass.Until = m.Sponsor, m.EndAt
		if f.InScope = true; !policy.Decide(policy.ViewThread, f).OK() {
			break
		}
		ids, err := guestThreads(tx, c, *m)
		if err != nil {
			return nil, err
		}
		if pass.Threads, err = tx.ThreadsByID(ids); err != nil {
			return nil, err
		}
	default:
		return nil, nil
	}
	sponsor, err := tx.PersonByIRI(by)
	pass.Sponsor = sponsor.Name
	return &pass, skipMissing(err)
}

// ownPass is guestPass for a viewer whose record is not at hand.
func (s *Service) ownPass(tx Tx, v Viewer, c Community, f policy.Facts) (*GuestPass, error) {
	me, err := tx.Person(v.Person)
	if err != nil {
		return nil, err
	}
	var m *Membership
	if have, err := tx.MembershipOf(c.ID, me.ID); err == nil {
		m = &have
	} else if !IsNotFound(err) {
		return nil, err
	}
	var inv *Invitation
	if have, err := s.openInvitation(tx, c, me.IRI); err == nil {
		inv = &have
	} else if !IsNotFound(err) {
		return nil, err
	}
	return s.guestPass(tx, c, f, m, inv)
}
