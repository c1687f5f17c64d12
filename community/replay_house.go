package community

import (
	"slices"
	"strings"
)

// operatorForgotten reports an operator whose account has ended and is open.
func (s *Service) operatorForgotten(tx Tx, e LedgerEntry) (bool, error) {
	a, err := tx.Account(e.Number)
	return err == nil && a.isOperator() && a.DisabledAt.IsZero(), skipMissing(err)
}

func (s *Service) redoOperator(tx Tx, e LedgerEntry) error {
	a, err := tx.Account(e.Number)
	if err != nil {
		return err
	}
	if a, err = s.closeOperator(tx, a); err != nil {
		return err
	}
	return s.audit(tx, ledgerActor, "operator.end", a.Email, e.Reason, nil)
}

// appointmentForgotten reports a role that has ended and goes on. One that is
// over by now is left as it is: it ends a moment after its entry is written.
func (s *Service) appointmentForgotten(tx Tx, e LedgerEntry) (bool, error) {
	_, found, err := s.appointmentOpen(tx, e)
	return found, err
}

func (s *Service) appointmentOpen(tx Tx, e LedgerEntry) (a Appointment, found bool, err error) {
	p, err := tx.PersonByIRI(e.Person)
	if err != nil {
		return a, false, skipMissing(err)
	}
	all, err := tx.Appointments(p.ID)
	i := slices.IndexFunc(all, func(a Appointment) bool {
		return a.ID == e.Number && (a.Until.IsZero() || a.Until.After(s.now()))
	})
	if err != nil || i < 0 {
		return a, false, err
	}
	return all[i], true, nil
}

// redoAppointment ends the role. The credential that it rests on, where there is
// one, has an entry of its own.
func (s *Service) redoAppointment(tx Tx, e LedgerEntry) error {
	a, found, err := s.appointmentOpen(tx, e)
	if err != nil || !found {
		return err
	}
	a.Until = e.At
	if err := tx.UpdateAppointment(a); err != nil {
		return err
	}
	if a.Role == RoleDesk {
		return s.audit(tx, ledgerActor, "person.desk-end", e.Person, e.Reason, nil)
	}
	return s.audit(tx, ledgerActor, "person.role-end", e.Person, e.Reason, map[string]string{"role": a.Role})
}

// agreementForgotten reports an agreement that has ended and goes on; one that
// was made later with the same host is another.
func (s *Service) agreementForgotten(tx Tx, e LedgerEntry) (bool, error) {
	p, err := tx.Peer(e.Host)
	live := []PeerState{PeerOffered, PeerReceived, PeerActive, PeerPaused}
	return err == nil && agreed(p) == e.Agreement && slices.Contains(live, p.State), skipMissing(err)
}

// redoAgreement severs without a word: the other side has been told, or hears it
// when it is refused.
func (s *Service) redoAgreement(tx Tx, e LedgerEntry) error {
	p, err := tx.Peer(e.Host)
	if err != nil {
		return err
	}
	if err := s.sever(tx, &p, ledgerActor); err != nil {
		return err
	}
	p.UpdatedAt = s.now()
	if err := tx.PutPeer(p); err != nil {
		return err
	}
	return s.peerChanged(tx, Viewer{Name: ledgerActor}, p, "peer.end", e.Reason)
}

// keysRemembered gives the keys of an actor that the ledger knows to have been
// made.
func (s *Service) keysRemembered(owner string) (keys []string, err error) {
	entries, err := s.Ledger.Entries()
	for _, e := range entries {
		if e.Kind == ledgerKey && ownerOf(e.Next) == owner {
			keys = append(keys, e.Next)
		}
	}
	return keys, err
}

// ownerOf is the actor whose key an id names.
func ownerOf(key string) string {
	owner, _, _ := strings.Cut(key, "#")
	return owner
}

// keyForgotten reports a key that was lost and counts, or was replaced and is
// current.
func (s *Service) keyForgotten(tx Tx, e LedgerEntry) (bool, error) {
	k, err := tx.KeyByIRI(e.Key)
	if err != nil || !k.Counts(s.now()) {
		return false, skipMissing(err)
	}
	return e.Reason == rotated(true) || k.EndAt.IsZero(), nil
}

// redoKey replaces a key once more: the one that was made is gone for ever, and
// the number of the new one follows it. A community's log goes on in an epoch
// that nobody has seen.
func (s *Service) redoKey(tx Tx, e LedgerEntry) error {
	k, err := tx.KeyByIRI(e.Key)
	if err != nil {
		return err
	}
	lost := e.Reason == rotated(true)
	if k.OwnerKind == PersonKey {
		if err := s.replaceKey(tx, k.Owner, PersonKey, 0, lost); err != nil {
			return err
		}
		if err := s.tellKeys(tx, k.Owner, 0, lost); err != nil {
			return err
		}
		return s.audit(tx, ledgerActor, rotated(lost), k.Owner, e.Reason, nil)
	}
	c, err := tx.CommunityByIRI(k.Owner)
	if err != nil {
		return err
	}
	c.Epoch = max(c.Epoch, e.Epoch)
	if err := s.replaceKey(tx, k.Owner, GroupKey, c.Epoch+1, lost); err != nil {
		return err
	}
	if err := s.tellKeys(tx, k.Owner, c.ID, lost); err != nil {
		return err
	}
	if err := s.newEpoch(tx, c); err != nil {
		return err
	}
	return s.audit(tx, ledgerActor, rotated(lost), k.Owner, e.Reason, nil)
}
