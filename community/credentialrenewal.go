package community

import "headroom/community/policy"

// carryOn moves the memberships of a person of ours to a credential that goes
// on from an earlier one. In communities of ours that is a line in the record;
// a peer's community is sent a Follow with the new credential, which is not a
// request to join: the record there stays, and the current stamp answers it.
func (s *Service) carryOn(tx Tx, p Person, rec CredentialRecord, by string) error {
	ended, err := s.promote(tx, p, rec)
	if err != nil {
		return err
	}
	ms, err := tx.MembershipsOf(p.ID)
	if err != nil {
		return err
	}
	for _, m := range ms {
		if m.State != policy.Active && !onHold(m) || m.Role == policy.Guest {
			continue
		}
		follows, err := s.follows(tx, m, rec)
		if err != nil {
			return err
		}
		if !follows {
			continue
		}
		if err := s.carryOver(tx, m, p, rec, by); err != nil {
			return err
		}
	}
	for _, old := range ended {
		if err := s.endOn(tx, old, policy.ReasonCredentialRevoked, by); err != nil {
			return err
		}
	}
	return nil
}

// follows reports whether a credential takes the place of the one that a
// membership rests on: it is of the same kind, or the other is good no more.
func (s *Service) follows(tx Tx, m Membership, rec CredentialRecord) (bool, error) {
	if m.Credential == 0 || m.Credential == rec.ID {
		return m.Credential == 0, nil
	}
	old, err := tx.Credential(m.Credential)
	if err != nil {
		return false, err
	}
	worth, err := credentialWorth(tx, old, s.now())
	return old.Kind == rec.Kind || rank(worth) < rank(policy.Aspiring), err
}

func (s *Service) carryOver(tx Tx, m Membership, p Person, rec CredentialRecord, by string) error {
	c, err := tx.Community(m.CommunityID)
	if err != nil {
		return err
	}
	m.Credential, m.UpdatedAt = rec.ID, s.now()
	if c.Local {
		if !admits(c, rec.Kind, rec.Type) {
			return nil
		}
		if onHold(m) {
			return s.resume(tx, c, m, p, by)
		}
		return tx.UpdateMembership(m)
	}
	m.FollowIRI = s.Identity.URL + "/a/" + itoa(tx.NextID())
	if _, err := tx.UseFollow(m.FollowIRI, s.now()); err != nil {
		return err
	}
	if err := tx.UpdateMembership(m); err != nil {
		return err
	}
	return s.deliver(tx, Delivery{Message: SendFollow, Host: c.Host, Community: c.ID, Membership: m.ID, Person: p.ID,
		Object: m.FollowIRI, ID: followNumber(m.FollowIRI)}, PriorityNormal)
}

// renewed takes the new credential of somebody whose membership in a community
// of ours is active or on hold. One that the community does not take changes
// nothing and is refused; one whose status is not known waits.
func (s *Service) renewed(tx Tx, c Community, m Membership, p Person, rec CredentialRecord, follow string) error {
	if m.Role == policy.Guest {
		return s.guestFollowsAgain(tx, c, m, p, follow)
	}
	worth, err := credentialWorth(tx, rec, s.now())
	if err != nil {
		return err
	}
	switch {
	case worth == policy.Unknown:
		return refuse(policy.Decision{Verdict: policy.Unavailable, Reason: policy.ReasonStatusUnavailable})
	case !admits(c, worth, rec.Type):
		m.FollowIRI = follow // which her home has now: its Undo ends the membership
		if err := tx.UpdateMembership(m); err != nil {
			return err
		}
		return s.deliver(tx, Delivery{Message: SendReject, Host: p.Host, Community: c.ID, Person: p.ID, Object: follow,
			Reason: unworthy(worth)}, PriorityNormal)
	}
	m.Credential, m.FollowIRI, m.UpdatedAt = rec.ID, follow, s.now()
	if onHold(m) {
		return s.resume(tx, c, m, p, p.IRI)
	}
	if err := tx.UpdateMembership(m); err != nil {
		return err
	}
	return s.sendStamp(tx, c, m, p)
}

// unworthy is the reason why a credential is not taken.
func unworthy(worth policy.Credential) string {
	switch worth {
	case policy.Revoked:
		return policy.ReasonCredentialRevoked
	case policy.Withheld:
		return policy.ReasonCredentialSuspended
	case policy.Lapsed:
		return policy.ReasonCredentialExpired
	default:
		return policy.ReasonPolicy
	}
}
