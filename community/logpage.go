package community

import (
	"context"
)

// PageEntry is an entry that came in a page of a peer's log, verified, and its
// bytes; those of a header are empty.
type PageEntry struct {
	Announcement
	Bytes Document
}

// AnnouncedTogether is Announced for entries of one community's log that came in a
// page, in one commit, their bytes stored with them. When they fail together each
// is applied alone, so that one that can't be applied holds up only what follows.
func (s *Service) AnnouncedTogether(ctx context.Context, list []PageEntry) error {
	if len(list) == 0 {
		return nil
	}
	err := s.Store.Update(ctx, func(tx Tx) error { return s.announcedTogether(tx, list) })
	if err == nil || len(list) == 1 || ctx.Err() != nil {
		return err
	}
	for i := range list {
		one := list[i : i+1]
		if err := s.Store.Update(ctx, func(tx Tx) error { return s.announcedTogether(tx, one) }); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) announcedTogether(tx Tx, list []PageEntry) error {
	c, err := tx.CommunityByIRI(list[0].Community)
	if err != nil || c.Local {
		return skipMissing(err)
	}
	here, _, err := s.peopleHere(tx, c) // whom no entry of a log lets in or puts out
	if err != nil {
		return err
	}
	for _, e := range list {
		in, err := s.storedEntry(tx, e)
		if err != nil {
			return err
		}
		if here == 0 {
			err = s.comeTooLate(tx, c, in)
		} else {
			err = s.announcedHere(tx, c, in)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// storedEntry keeps the bytes of an entry that came in a page. What is given may be
// written into: the transaction may run again.
func (s *Service) storedEntry(tx Tx, e PageEntry) (Announcement, error) {
	in := e.Announcement
	if in.Inner == nil {
		return in, nil
	}
	inner := *in.Inner
	in.Inner = &inner
	d := e.Bytes
	if have, err := tx.DocumentByIRI(d.IRI); err == nil && have.CommunityID == d.CommunityID {
		d.ID = have.ID
	} else {
		d.ID, d.CreatedAt = tx.NextID(), s.now()
		if err := tx.InsertDocument(d); err != nil {
			return in, err
		}
	}
	inner.Document, in.Entry.DocumentID, in.Document = d.ID, d.ID, d.ID
	return in, nil
}
