package community

import "time"

// applyLock closes a thread for further replies, or opens it again: a
// moderator's act that came with their proof.
func (s *Service) applyLock(tx Tx, c Community, by Person, in Contribution, locked bool) error {
	t, err := tx.ThreadByContext(in.Context)
	if err != nil || t.CommunityID != c.ID {
		return skipMissing(err)
	}
	action := "thread.unlock"
	t.LockedAt = time.Time{}
	if locked {
		action, t.LockedAt = "thread.lock", s.now()
	}
	if err := tx.UpdateThread(t); err != nil {
		return err
	}
	if c.Local { // a moderator from another instance
		if err := s.audit(tx, by.IRI, action, t.Context, "", map[string]string{"community": c.IRI}); err != nil {
			return err
		}
	}
	return s.emit(tx, Event{Kind: EventLocked, CommunityID: c.ID, ThreadID: t.ID, PersonID: by.ID})
}
