package community

import "context"

// Backfilled stores an entry of a peer's chain from before the first that is held
// here, and applies it: somebody of ours may read further back than those before
// them. It has to fit the entries beside it; one that does not is audited as a
// fork and refused.
func (s *Service) Backfilled(ctx context.Context, page PageEntry) error {
	return s.Store.Update(ctx, func(tx Tx) error {
		c, err := tx.CommunityByIRI(page.Community)
		if err != nil || c.Local {
			return skipMissing(err)
		}
		in, err := s.storedEntry(tx, page)
		if err != nil {
			return err
		}
		here, _, err := s.peopleHere(tx, c)
		if err != nil {
			return err
		}
		if here == 0 {
			return s.comeTooLate(tx, c, in)
		}
		e := in.Entry
		e.CommunityID, e.ReceivedAt = c.ID, s.now()
		if _, err := tx.LogEntry(c.ID, e.Epoch, e.Seq); !IsNotFound(err) {
			return err
		}
		fits, err := s.fitsBetween(tx, c, e)
		if err != nil {
			return err
		}
		if !fits {
			if _, err := tx.DropDocument(in.Document); err != nil {
				return err
			}
			return s.forked(tx, c, e)
		}
		if err := tx.InsertLogEntry(e); err != nil {
			return err
		}
		return s.applyAnnounced(tx, c, e, in.Inner)
	})
}

// fitsBetween reports whether an entry points back to the one before it and is
// pointed back to by the one after it, as far as they are here.
func (s *Service) fitsBetween(tx Tx, c Community, e LogEntry) (bool, error) {
	if e.Epoch == 1 && e.Seq == 1 && e.Prev != s.Issuance.Genesis(c.IRI) {
		return false, nil
	}
	before, err := tx.LogEntry(c.ID, e.Epoch, e.Seq-1)
	if skipMissing(err) != nil || err == nil && e.Prev != before.Hash {
		return false, skipMissing(err)
	}
	after, err := tx.LogEntry(c.ID, e.Epoch, e.Seq+1)
	return err != nil || after.Prev == e.Hash, skipMissing(err)
}
