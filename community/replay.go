package community

import (
	"context"
	"slices"

	"headroom/community/policy"
)

// ledgerActor acts in the audit log for what the ledger brings back.
const ledgerActor = "ledger"

// ReplayLedger does again, at the start, what the ledger outside the database
// knows to be revoked or ended and the database does not: after a restore from
// a backup nobody comes back.
func (s *Service) ReplayLedger(ctx context.Context) error {
	entries, err := s.Ledger.Entries()
	if err != nil {
		return err
	}
	entries = lastWords(entries)
	var due []LedgerEntry
	err = s.Store.View(ctx, func(tx Tx) error {
		due = nil
		for _, e := range entries {
			forgotten, err := s.forgotten(tx, e)
			if err != nil {
				return err
			}
			if forgotten {
				due = append(due, e)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, e := range due {
		if err := s.Store.Update(ctx, func(tx Tx) error { return s.replay(tx, e) }); err != nil {
			return err
		}
	}
	return nil
}

// lastWords leaves out suspensions that the ledger knows to have been lifted.
func lastWords(entries []LedgerEntry) []LedgerEntry {
	lifted := map[string]int{}
	for i, e := range entries {
		if e.Kind == ledgerRestoration {
			lifted[e.Credential] = i
		}
	}
	var out []LedgerEntry
	for i, e := range entries {
		if at, ok := lifted[e.Credential]; e.Kind == ledgerSuspension && ok && i < at {
			continue
		}
		out = append(out, e)
	}
	return out
}

// forgotten reports whether the database does not know what an entry says.
func (s *Service) forgotten(tx Tx, e LedgerEntry) (bool, error) {
	switch e.Kind {
	case "credential":
		c, err := tx.CredentialByIRI(e.Credential)
		if err != nil {
			return false, skipMissing(err)
		}
		return c.Local && c.RevokedAt.IsZero(), nil
	case ledgerSuspension:
		c, err := tx.CredentialByIRI(e.Credential)
		if err != nil {
			return false, skipMissing(err)
		}
		return c.Local && c.RevokedAt.IsZero() && c.SuspendedAt.IsZero(), nil
	case "membership":
		_, _, m, err := s.ledgerRecord(tx, e)
		if err != nil {
			return false, skipMissing(err)
		}
		older := m.Epoch < e.Epoch || m.Epoch == e.Epoch && m.Version < e.Version
		return older && slices.Contains([]policy.State{policy.Active, policy.Pending, policy.Suspended}, m.State), nil
	default:
		return false, nil
	}
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

func (s *Service) replay(tx Tx, e LedgerEntry) error {
	if forgotten, err := s.forgotten(tx, e); err != nil || !forgotten {
		return err // an entry before this one did it
	}
	if e.Kind == "credential" || e.Kind == ledgerSuspension {
		rec, err := tx.CredentialByIRI(e.Credential)
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
		return s.revoke(tx, p, []CredentialRecord{rec}, e.Reason, ledgerActor)
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
