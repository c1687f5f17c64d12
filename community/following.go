package community

import (
	"context"
	"slices"

	"headroom/community/policy"
)

// followingMost is how many people somebody follows at most: their posts are found
// by the people, each time the page is opened.
const followingMost = 500

// Follow puts a person among those whose posts the viewer reads on a page of their
// own, or takes them out. It is a reading aid and nothing else: nobody is told,
// neither the person nor their home, and it opens nothing that the viewer may not
// read without it. Who may not see the person is told that there is nobody; whom the
// viewer follows they can always stop following. Conflict when they are too many.
func (s *Service) Follow(ctx context.Context, v Viewer, person int64, on bool) error {
	return s.Store.Update(ctx, func(tx Tx) error {
		me, err := s.mine(tx, v, policy.UseDrafts)
		if err != nil {
			return err
		}
		if _, err := tx.Following(me.ID, person); err == nil {
			if !on {
				err = tx.DeleteFollowing(me.ID, person)
			}
			return err
		} else if !IsNotFound(err) {
			return err
		}
		if err := s.mayCollect(tx, v, me, person); err != nil || !on {
			return err
		}
		all, err := tx.FollowingOf(me.ID)
		if err != nil {
			return err
		}
		if len(all) >= followingMost {
			return &Error{Class: Conflict, Key: "error.following_many", Args: map[string]any{"Max": followingMost}}
		}
		return tx.PutFollowing(Following{PersonID: me.ID, OtherID: person, CreatedAt: s.now()})
	})
}

// mayCollect refuses a person whom the viewer may not see, and the viewer.
func (s *Service) mayCollect(tx Tx, v Viewer, me Person, person int64) error {
	if _, err := s.seen(tx, v, person); err != nil {
		return err
	}
	if person == me.ID {
		return ErrNotFound
	}
	return nil
}

// Follows reports whether the viewer follows a person.
func (s *Service) Follows(ctx context.Context, v Viewer, person int64) (bool, error) {
	return view(ctx, s, func(tx Tx) (bool, error) {
		me, err := s.mine(tx, v, policy.UseDrafts)
		if err != nil {
			return false, err
		}
		_, err = tx.Following(me.ID, person)
		return err == nil, skipMissing(err)
	})
}

// Followed lists the people whom the viewer follows, the last first.
func (s *Service) Followed(ctx context.Context, v Viewer) ([]Person, error) {
	return view(ctx, s, func(tx Tx) ([]Person, error) {
		me, err := s.mine(tx, v, policy.UseDrafts)
		if err != nil {
			return nil, err
		}
		all, err := tx.FollowingOf(me.ID)
		ids := make([]int64, len(all))
		for i, f := range all {
			ids[i] = f.OtherID
		}
		return s.collected(tx, ids, err)
	})
}

// collected gives people in the order of their ids, without what is theirs alone.
func (s *Service) collected(tx Tx, ids []int64, err error) ([]Person, error) {
	if err != nil {
		return nil, err
	}
	known, err := s.peopleByID(tx, ids)
	list := make([]Person, 0, len(ids))
	for _, id := range ids {
		if p, ok := known[id]; ok {
			list = append(list, p.forOthers())
		}
	}
	return list, err
}

// FollowedPosts lists what the people whom the viewer follows have written, the
// last to arrive first: only what the viewer may read now, and nothing of those
// whom they have blocked or muted. next is where the following page begins, 0 for
// none; a page may be short and have a next one.
func (s *Service) FollowedPosts(ctx context.Context, v Viewer, p Page) (list []PostLine, next int64, err error) {
	err = s.Store.View(ctx, func(tx Tx) error {
		me, err := s.mine(tx, v, policy.UseDrafts)
		if err != nil {
			return err
		}
		all, err := tx.FollowingOf(me.ID)
		if err != nil {
			return err
		}
		authors := make([]int64, len(all))
		for i, f := range all {
			authors[i] = f.OtherID
		}
		list, next, err = s.writtenBy(tx, v, authors, p)
		return err
	})
	return list, next, err
}

// writtenRounds bounds how often a page of posts is filled up that lost lines to
// policy.
const writtenRounds = 10

// writtenBy gives a page of the posts of several people. Policy is asked of each.
func (s *Service) writtenBy(tx Tx, v Viewer, authors []int64, p Page) (list []PostLine, next int64, err error) {
	p = page(p, 40, 100)
	stances, err := tx.StancesOf(v.Person)
	if err != nil {
		return nil, 0, err
	}
	authors = slices.DeleteFunc(distinct(authors), func(id int64) bool {
		return slices.ContainsFunc(stances, func(at Stance) bool { return at.OtherID == id && at.quiet() })
	})
	st, err := s.standing(tx, v)
	if err != nil {
		return nil, 0, err
	}
	filters, err := s.filtering(tx, v)
	if err != nil {
		return nil, 0, err
	}
	r := lineReader{s: s, tx: tx, filters: filters, sieve: sieve{s: s, tx: tx, v: v, st: st, rooms: map[int64]policy.Facts{}}}
	back := p.After != 0 && p.Before == 0 // from the oldest on: the page next to After
	for range writtenRounds {
		ids, err := tx.PostIDsOf(authors, Page{Before: p.Before, After: p.After, Limit: p.Limit - len(list)})
		if err != nil || len(ids) == 0 {
			return list, 0, err
		}
		lines, err := r.lines(ids)
		if err != nil {
			return nil, 0, err
		}
		if next = ids[len(ids)-1]; back {
			p.After, list = ids[0], append(lines, list...)
		} else {
			p.Before, list = next, append(list, lines...)
		}
		if len(list) == p.Limit {
			break
		}
	}
	return list, next, nil
}

// lineReader makes lines of posts in a list outside their threads, of those that
// its reader may read.
type lineReader struct {
	s     *Service
	tx    Tx
	sieve sieve

	filters filtering
}

// lines keeps the order of the ids.
func (r *lineReader) lines(ids []int64) (list []PostLine, err error) {
	found, err := r.tx.PostsByID(ids)
	if err != nil {
		return nil, err
	}
	posts := map[int64]Post{}
	var threads, rooms, authors []int64
	for _, p := range found {
		ok, err := r.sieve.mayRead(Event{CommunityID: p.CommunityID, ThreadID: p.ThreadID})
		if err != nil {
			return nil, err
		}
		if !ok || p.State != PostAccepted {
			continue
		}
		posts[p.ID] = p
		threads, rooms, authors = append(threads, p.ThreadID), append(rooms, p.CommunityID), append(authors, p.AuthorID)
	}
	if len(posts) == 0 {
		return nil, nil
	}
	of, err := r.threads(threads)
	if err != nil {
		return nil, err
	}
	in, err := r.s.communitiesByID(r.tx, distinct(rooms))
	if err != nil {
		return nil, err
	}
	people, err := r.s.peopleByID(r.tx, authors)
	if err != nil {
		return nil, err
	}
	for _, id := range ids {
		p, ok := posts[id]
		if !ok || of[p.ThreadID].ID == 0 {
			continue
		}
		title, out := r.filters.in(FilterHome, p)
		if out {
			continue
		}
		p.Source = ""
		list = append(list, PostLine{Post: p, Thread: of[p.ThreadID], Community: in[p.CommunityID],
			Author: authorView(people[p.AuthorID].forOthers(), p.Byline), Filtered: title})
	}
	return list, nil
}

func (r *lineReader) threads(ids []int64) (map[int64]Thread, error) {
	found, err := r.tx.ThreadsByID(distinct(ids))
	of := make(map[int64]Thread, len(found))
	for _, t := range found {
		of[t.ID] = t
	}
	return of, err
}
