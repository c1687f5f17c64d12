package community

import (
	"context"
	"encoding/json"
	"strconv"

	"headroom/community/policy"
)

// A deleted draft is kept beside the answers to forms, which go after a while,
// so that its writer can bring it back.

func deletedDraft(id int64) string { return "deleted-draft:" + strconv.FormatInt(id, 10) }

// DeleteDraft deletes one of the viewer's drafts. Another's is not there.
// [Service.RestoreDraft] takes it back.
func (s *Service) DeleteDraft(ctx context.Context, v Viewer, draft int64) error {
	return s.Store.Update(ctx, func(tx Tx) error {
		me, err := s.mine(tx, v, policy.UseDrafts)
		if err != nil {
			return err
		}
		d, err := tx.DraftByID(draft)
		if err != nil {
			return err
		}
		if d.PersonID != me.ID {
			return ErrNotFound
		}
		kept, err := json.Marshal(d)
		if err != nil {
			return err
		}
		if err := tx.InsertAnswer(v.Account, deletedDraft(d.ID), string(kept), s.now()); err != nil {
			return err
		}
		return tx.DeleteDraft(me.ID, d.Place)
	})
}

// RestoreDraft brings back a draft that the viewer has deleted, as it was.
// NotFound when there is none or it was deleted long ago; Conflict when
// something else has been written in its place since.
func (s *Service) RestoreDraft(ctx context.Context, v Viewer, draft int64) error {
	return s.Store.Update(ctx, func(tx Tx) error {
		me, err := s.mine(tx, v, policy.UseDrafts)
		if err != nil {
			return err
		}
		kept, err := tx.Answer(v.Account, deletedDraft(draft))
		if err != nil {
			return err
		}
		var d Draft
		if err := json.Unmarshal([]byte(kept), &d); err != nil {
			return err
		}
		if _, err := tx.Draft(me.ID, d.Place); err == nil {
			return ErrConflict
		} else if !IsNotFound(err) {
			return err
		}
		_, err = s.putDraft(tx, me.ID, DraftInput{Place: d.Place, Parent: d.Parent, Title: d.Title, Body: d.Body, Language: d.Language, Label: d.Label}, d.Reason)
		return err
	})
}
