package community

import (
	"context"
	"slices"

	"headroom/community/policy"
)

// StirPoint is how far somebody who wakes streams has looked: at which event, and
// at which notice.
type StirPoint struct{ Event, Notice int64 }

// StirredNow is the point at which a new look begins.
func (s *Service) StirredNow(ctx context.Context) (StirPoint, error) {
	return view(ctx, s, func(tx Tx) (at StirPoint, err error) {
		if at.Event, err = tx.LastEvent(); err != nil {
			return at, err
		}
		at.Notice, err = tx.LastNotice()
		return at, err
	})
}

// Stirred tells whom of some people what happened since a point may concern, so
// that with thousands of open streams only theirs look. It is a hint and shows
// nothing: each of them asks [Service.EventsSince] what they may know. all tells
// that it may be anybody.
func (s *Service) Stirred(ctx context.Context, since StirPoint, people []int64) (who []int64, all bool, now StirPoint, err error) {
	err = s.Store.View(ctx, func(tx Tx) error {
		who, all, now = nil, false, since
		rows, err := tx.EventsAfter(since.Event, eventScan)
		if err != nil || len(rows) == 0 {
			return err
		}
		now.Event = rows[len(rows)-1].Seq
		var told bool
		var rooms []int64
		for _, e := range rows {
			switch {
			case e.Kind == EventNotified:
				told = true
			case e.CommunityID != 0:
				rooms = append(rooms, e.CommunityID)
			}
			if e.PersonID != 0 {
				who = append(who, e.PersonID)
			}
		}
		if told {
			if now.Notice, err = tx.LastNotice(); err != nil {
				return err
			}
			heard, err := tx.ToldSince(since.Notice, people)
			if err != nil {
				return err
			}
			who = append(who, heard...)
		}
		for _, id := range distinct(rooms) {
			c, err := tx.Community(id)
			if IsNotFound(err) {
				continue
			}
			if err != nil {
				return err
			}
			if c.Access == policy.Open {
				all = true
				return nil
			}
			inside, err := tx.PeopleAmong(id, people)
			if err != nil {
				return err
			}
			who = append(who, inside...)
		}
		slices.Sort(who)
		who = slices.Compact(who)
		return nil
	})
	return who, all, now, err
}

// InRoom reports whether the viewer is in a community, and may read there now.
func (s *Service) InRoom(ctx context.Context, v Viewer, id int64) (bool, error) {
	return view(ctx, s, func(tx Tx) (bool, error) {
		_, f, err := s.inCommunity(tx, v, id, policy.ViewListed)
		if KindOf(err) == NotFound || KindOf(err) == Forbidden {
			return false, nil
		}
		return err == nil && stateName(f) == "active", err
	})
}
