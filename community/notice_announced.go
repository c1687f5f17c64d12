package community

import (
	"context"
	"slices"

	"headroom/community/policy"
)

// Apps list notifications of the kinds that they know. What else a member is told, of
// memberships, credentials, rules and moderation, apps show as announcements, which each
// member has of their own.

// announcedMost is how many announcements an app is given.
const announcedMost = 20

// announcedKinds are the kinds of which apps have no notification.
func announcedKinds() (kinds []NoticeKind) {
	for _, t := range topics {
		for _, k := range t.kinds {
			if k.Alert() == "" {
				kinds = append(kinds, k)
			}
		}
	}
	return kinds
}

// AnnouncedNotices gives what the viewer was told and has not read, of the kinds that apps do not
// list, oldest first: the newest of it where there is much. What they may not know any more is
// left out.
func (s *Service) AnnouncedNotices(ctx context.Context, v Viewer) (list []NoticeView, err error) {
	err = s.Store.View(ctx, func(tx Tx) error {
		list = nil
		if _, err := s.mine(tx, v, policy.EditProfile); err != nil {
			return err
		}
		r, err := s.noticeReader(tx, v)
		if err != nil {
			return err
		}
		rows, err := tx.Notices(v.Person, true, announcedKinds(), Page{Limit: announcedMost})
		if err != nil {
			return err
		}
		seen, err := r.see(rows)
		list = joinNotices(nil, seen, false)
		slices.Reverse(list)
		return err
	})
	return list, err
}

// DismissAnnouncement marks one of them as read, here and on the pages. NotFound for one that is
// no such notice of the viewer's; one that was read already stays so.
func (s *Service) DismissAnnouncement(ctx context.Context, v Viewer, id int64) error {
	return s.Store.Update(ctx, func(tx Tx) error {
		if _, err := s.mine(tx, v, policy.EditProfile); err != nil {
			return err
		}
		n, err := tx.Notice(v.Person, id)
		if err != nil {
			return err
		}
		if n.Kind.Alert() != "" {
			return ErrNotFound
		}
		return tx.ReadNotices(v.Person, []int64{id}, s.now())
	})
}

// UnreadAlerts counts what the viewer has not read of what apps list, to UnreadMost at most.
func (s *Service) UnreadAlerts(ctx context.Context, v Viewer) (int, error) {
	return view(ctx, s, func(tx Tx) (int, error) {
		if _, err := s.mine(tx, v, policy.EditProfile); err != nil {
			return 0, err
		}
		return tx.UnreadNotices(v.Person, alertKinds(), UnreadMost)
	})
}
