package community

import (
	"context"

	"headroom/community/policy"
)

// SetAppRoom keeps the community that what the viewer writes in an app goes to when
// it names none; 0 for none, and then it is refused. It must be one in which they
// may write. That they still may is asked at each post.
func (s *Service) SetAppRoom(ctx context.Context, v Viewer, room int64) error {
	return s.Store.Update(ctx, func(tx Tx) error {
		if _, err := s.mine(tx, v, policy.EditProfile); err != nil {
			return err
		}
		if room != 0 {
			_, f, err := s.inCommunity(tx, v, room, policy.ViewListed)
			if refused(err) != nil {
				return err
			}
			f.Biography = true // it is asked for when something is posted
			if err != nil || !policy.Decide(policy.StartThread, f).OK() {
				return FieldError("room", "error.choice", nil)
			}
		}
		a, err := tx.Account(v.Account)
		if err != nil {
			return err
		}
		a.AppRoom = room
		return tx.UpdateAccount(a)
	})
}
