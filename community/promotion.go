package community

import (
	"slices"
	"time"

	"headroom/community/policy"
)

// promote ends what made somebody an aspiring head, now that they are one, and a
// further role of who is given a credential: it is withdrawn everywhere.
// Memberships go on where the new one is admitted, see carryOn; the others end
// with ended.
func (s *Service) promote(tx Tx, p Person, rec CredentialRecord) (ended []CredentialRecord, err error) {
	all, err := tx.Credentials(p.ID)
	if err != nil {
		return nil, err
	}
	ended = slices.DeleteFunc(all, func(c CredentialRecord) bool {
		goes := c.Kind == policy.Appointed || c.Kind == policy.Aspiring && rec.Kind == policy.Head
		return !goes || !c.RevokedAt.IsZero()
	})
	if err := s.ledgerEach(p, ended, ledgerRevocation, policy.ReasonCredentialRevoked); err != nil {
		return nil, err
	}
	for i := range ended {
		ended[i].RevokedAt, ended[i].Reason = s.now(), rec.Reason
		if err := tx.UpdateCredential(ended[i]); err != nil {
			return nil, err
		}
		if err := s.endRole(tx, p, RoleOf(ended[i].Type)); err != nil {
			return nil, err
		}
	}
	if len(ended) == 0 {
		return nil, nil
	}
	return ended, s.setBits(tx, ended, purposeRevocation, true)
}

// endRole ends the appointment to a further role, "" for none.
func (s *Service) endRole(tx Tx, p Person, role string) error {
	if role == "" {
		return nil
	}
	a, held, err := s.appointed(tx, p, role)
	if err != nil || !held {
		return err
	}
	return s.endAppointment(tx, p, a)
}

// withinAppointment is the end of a credential: that of the appointment or
// headship which it is issued for, where that is sooner.
func (s *Service) withinAppointment(tx Tx, p Person, kind policy.Credential, until time.Time) (time.Time, error) {
	switch kind {
	case policy.Head:
		return s.withinHeadship(tx, p, until)
	case policy.Facilitator:
	default:
		return until, nil
	}
	a, held, err := s.appointed(tx, p, RoleFacilitator)
	if err == nil && held && !a.Until.IsZero() && a.Until.Before(until) {
		until = sinceSecond(a.Until)
	}
	return until, err
}
