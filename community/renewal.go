package community

import "headroom/community/policy"

// MayRenew reports whether a member's stamp is renewed: not while the status
// of the credential that the membership rests on is unknown, revoked or over.
func (s *Service) MayRenew(tx Tx, c Community, m MemberView) (bool, error) {
	if m.Role == policy.Guest { // who comes on a sponsor's word
		home, err := tx.Peer(m.Person.Host)
		return err == nil && !home.SkewTooLarge(), skipMissing(err)
	}
	if m.Membership.Credential == 0 {
		return false, nil
	}
	rec, err := tx.Credential(m.Membership.Credential)
	if err != nil {
		return false, err
	}
	worth, err := credentialWorth(tx, rec, s.now())
	return worth == policy.Head || worth == policy.Facilitator || worth == policy.Aspiring || worth == policy.Appointed, err
}
