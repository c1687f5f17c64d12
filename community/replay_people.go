package community

import (
	"slices"

	"headroom/community/policy"
)

// credentialForgotten reports a credential of ours that is good, or that the
// database does not know and its list does not name: somebody may hold it all
// the same.
func (s *Service) credentialForgotten(tx Tx, e LedgerEntry) (bool, error) {
	c, err := tx.CredentialByIRI(e.Credential)
	if IsNotFound(err) {
		return s.bitForgotten(tx, e)
	}
	if err != nil || !c.Local || !c.RevokedAt.IsZero() {
		return false, err
	}
	return e.Kind == ledgerRevocation || c.SuspendedAt.IsZero(), nil
}

// purposeOf is the list that an entry about a credential stands on.
func purposeOf(e LedgerEntry) string {
	if e.Kind == ledgerSuspension {
		return purposeSuspension
	}
	return purposeRevocation
}

func (s *Service) bitForgotten(tx Tx, e LedgerEntry) (bool, error) {
	if e.Index == nil || *e.Index < 0 || *e.Index >= listBits {
		return false, nil
	}
	l, err := tx.StatusList(s.listIRI(purposeOf(e)))
	return err == nil && !l.isSet(*e.Index), skipMissing(err)
}

func (s *Service) redoCredential(tx Tx, e LedgerEntry) error {
	rec, err := tx.CredentialByIRI(e.Credential)
	if IsNotFound(err) {
		rec = CredentialRecord{IRI: e.Credential, Index: *e.Index,
			RevocationList: s.listIRI(purposeRevocation), SuspensionList: s.listIRI(purposeSuspension)}
		return s.setBits(tx, []CredentialRecord{rec}, purposeOf(e), true)
	}
	if err != nil {
		return err
	}
	p, err := tx.Person(rec.PersonID)
	if err != nil {
		return err
	}
	if e.Kind == ledgerSuspension {
		return s.suspend(tx, p, []CredentialRecord{rec}, e.Reason, ledgerActor)
	}
	if err := s.audit(tx, ledgerActor, "person.revoke", p.IRI, e.Reason, nil); err != nil {
		return err
	}
	return s.redoRevocation(tx, p, rec, e.Reason)
}

// redoRevocation withdraws one credential: what else somebody holds goes on, as
// when only a role of theirs was ended.
func (s *Service) redoRevocation(tx Tx, p Person, rec CredentialRecord, reason string) error {
	rec.RevokedAt, rec.Reason = s.now(), reason
	if err := tx.UpdateCredential(rec); err != nil {
		return err
	}
	_, worth, err := bestCredential(tx, p.ID, s.now())
	if err != nil {
		return err
	}
	if rank(worth) < rank(policy.Withheld) {
		return s.revoke(tx, p, []CredentialRecord{rec}, reason, ledgerActor)
	}
	if err := s.setBits(tx, []CredentialRecord{rec}, purposeRevocation, true); err != nil {
		return err
	}
	if err := s.endOn(tx, rec, policy.ReasonCredentialRevoked, ledgerActor); err != nil {
		return err
	}
	return s.emit(tx, Event{Kind: EventVerified, PersonID: p.ID})
}

// membershipForgotten reports a record that goes on, and an invitation from
// before its end that could be taken up once more.
func (s *Service) membershipForgotten(tx Tx, e LedgerEntry) (bool, error) {
	over, err := s.recordForgotten(tx, e)
	if err != nil || over {
		return over, err
	}
	_, open, err := s.invitationBefore(tx, e)
	return open, err
}

func (s *Service) recordForgotten(tx Tx, e LedgerEntry) (bool, error) {
	_, _, m, err := s.ledgerRecord(tx, e)
	if err != nil {
		return false, skipMissing(err)
	}
	older := m.Epoch < e.Epoch || m.Epoch == e.Epoch && m.Version < e.Version
	return older && slices.Contains([]policy.State{policy.Active, policy.Pending, policy.Suspended}, m.State), nil
}

func (s *Service) ledgerRecord(tx Tx, e LedgerEntry) (c Community, p Person, m Membership, err error) {
	if c, err = tx.CommunityByIRI(e.Community); err != nil {
		return
	}
	if p, err = tx.PersonByIRI(e.Person); err != nil {
		return
	}
	m, err = tx.MembershipOf(c.ID, p.ID)
	return
}

// invitationBefore gives the open invitation into a community that is older than
// the end of a membership there.
func (s *Service) invitationBefore(tx Tx, e LedgerEntry) (inv Invitation, open bool, err error) {
	c, err := tx.CommunityByIRI(e.Community)
	if err != nil {
		return inv, false, skipMissing(err)
	}
	inv, err = s.openInvitation(tx, c, e.Person)
	return inv, err == nil && inv.CreatedAt.Before(e.At), skipMissing(err)
}

func (s *Service) redoMembership(tx Tx, e LedgerEntry) error {
	inv, open, err := s.invitationBefore(tx, e)
	if err != nil {
		return err
	}
	if open {
		if err := s.useUp(tx, []Invitation{inv}); err != nil {
			return err
		}
	}
	over, err := s.recordForgotten(tx, e)
	if err != nil || !over {
		return err
	}
	c, p, m, err := s.ledgerRecord(tx, e)
	if err != nil {
		return err
	}
	m.Epoch, m.Version = e.Epoch, e.Version-1 // end raises it by one
	if err := s.end(tx, c, &m, p, policy.Removed, e.Reason, ledgerActor); err != nil {
		return err
	}
	if c.Local {
		return nil
	}
	return s.purgeIfEmpty(tx, c, m.FollowIRI)
}
