package community

import (
	"context"
	"maps"
	"math"
	"slices"
	"time"

	"headroom/community/policy"
)

// NoticesInOrder gives what the viewer was told, read or not, in the order in
// which it came, newest first, as apps page through it: with kinds only those.
// Policy is asked of each now; what may not be known any more is left out, and a
// page is filled up from what follows. next is where the following page begins:
// the last row that was looked at, 0 when there is none.
func (s *Service) NoticesInOrder(ctx context.Context, v Viewer, kinds []NoticeKind, p Page) (list []NoticeView, next int64, err error) {
	p = page(p, 40, 80)
	err = s.Store.View(ctx, func(tx Tx) error {
		list, next = nil, 0
		if _, err := s.mine(tx, v, policy.EditProfile); err != nil {
			return err
		}
		r, err := s.noticeReader(tx, v)
		if err != nil {
			return err
		}
		at, upward := p, p.After > 0 && p.Before <= 0
		for range noticeRounds {
			rows, err := tx.NoticesInOrder(v.Person, kinds, at)
			if err != nil {
				return err
			}
			seen, err := r.see(rows)
			if err != nil {
				return err
			}
			list = joinNotices(list, seen, upward)
			if len(rows) < at.Limit {
				return nil
			}
			next = rows[len(rows)-1].ID
			if at.Limit = p.Limit - len(list); at.Limit <= 0 {
				return nil
			}
			if upward {
				at.After = rows[0].ID
			} else {
				at.Before = next
			}
		}
		return nil
	})
	return list, next, err
}

// joinNotices adds the ones that may be shown below, or above where a page is
// read towards the newest.
func joinNotices(list []NoticeView, seen []*NoticeView, upward bool) []NoticeView {
	var more []NoticeView
	for _, n := range seen {
		if n != nil {
			more = append(more, *n)
		}
	}
	if upward {
		return append(more, list...)
	}
	return append(list, more...)
}

// NoticeOf gives one of the viewer's notices without marking it as read;
// NotFound when it is not theirs or they may not know it any more.
func (s *Service) NoticeOf(ctx context.Context, v Viewer, id int64) (NoticeView, error) {
	return view(ctx, s, func(tx Tx) (out NoticeView, err error) {
		if _, err = s.mine(tx, v, policy.EditProfile); err != nil {
			return out, err
		}
		n, err := tx.Notice(v.Person, id)
		if err != nil {
			return out, err
		}
		r, err := s.noticeReader(tx, v)
		if err != nil {
			return out, err
		}
		seen, err := r.see([]Notice{n})
		if err != nil {
			return out, err
		}
		if seen[0] == nil {
			return out, ErrNotFound
		}
		return *seen[0], nil
	})
}

// DismissNotices clears notices of the viewer away in their apps and marks them
// as read: the one, or with 0 all of which apps tell. NotFound for somebody else's.
func (s *Service) DismissNotices(ctx context.Context, v Viewer, id int64) error {
	return s.Store.Update(ctx, func(tx Tx) error {
		if _, err := s.mine(tx, v, policy.EditProfile); err != nil {
			return err
		}
		var ids []int64
		if id != 0 {
			if _, err := tx.Notice(v.Person, id); err != nil {
				return err
			}
			ids = []int64{id}
		}
		if err := tx.DismissNotices(v.Person, alertKinds(), ids); err != nil {
			return err
		}
		if id == 0 {
			return tx.ReadNoticesUpTo(v.Person, alertKinds(), math.MaxInt64, s.now())
		}
		return tx.ReadNotices(v.Person, ids, s.now())
	})
}

// ReadMarker is how far a person has read on a timeline of their apps.
type ReadMarker struct {
	PersonID  int64
	Timeline  string // MarkHome or MarkNotifications
	LastID    int64
	Version   int64 // how often it was set
	UpdatedAt time.Time
}

// The timelines on which apps keep a marker.
const (
	MarkHome          = "home"
	MarkNotifications = "notifications"
)

// ReadMarkers gives how far the viewer's apps say that they have read.
func (s *Service) ReadMarkers(ctx context.Context, v Viewer) ([]ReadMarker, error) {
	return view(ctx, s, func(tx Tx) ([]ReadMarker, error) {
		if _, err := s.mine(tx, v, policy.EditProfile); err != nil {
			return nil, err
		}
		return tx.ReadMarkers(v.Person)
	})
}

// SetReadMarkers keeps how far the viewer has read, by timeline, and gives those
// markers as they are now. A timeline that has none is Invalid. What apps told them
// counts as read on the pages up to there; what apps do not list has not been read.
func (s *Service) SetReadMarkers(ctx context.Context, v Viewer, last map[string]int64) ([]ReadMarker, error) {
	var check input
	for timeline, id := range last {
		if timeline != MarkHome && timeline != MarkNotifications || id < 0 {
			check.once("timeline", "error.choice")
		}
	}
	return update(ctx, s, func(tx Tx) (set []ReadMarker, err error) {
		if _, err := s.mine(tx, v, policy.EditProfile); err != nil {
			return nil, err
		}
		if err := check.problems.Err(); err != nil {
			return nil, err
		}
		have, err := tx.ReadMarkers(v.Person)
		if err != nil {
			return nil, err
		}
		for _, timeline := range slices.Sorted(maps.Keys(last)) {
			m := ReadMarker{PersonID: v.Person, Timeline: timeline}
			if i := slices.IndexFunc(have, func(m ReadMarker) bool { return m.Timeline == timeline }); i >= 0 {
				m = have[i]
			}
			m.LastID, m.Version, m.UpdatedAt = last[timeline], m.Version+1, s.now()
			if err := tx.PutReadMarker(m); err != nil {
				return nil, err
			}
			if timeline == MarkNotifications {
				if err := tx.ReadNoticesUpTo(v.Person, alertKinds(), m.LastID, s.now()); err != nil {
					return nil, err
				}
			}
			set = append(set, m)
		}
		return set, nil
	})
}
