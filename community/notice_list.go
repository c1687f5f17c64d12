package community

import (
	"context"
	"time"

	"headroom/community/policy"
)

// NoticeView is a notice as its reader may see it at this moment.
type NoticeView struct {
	Notice
	Community Community // zero where the reader may not know it
	Thread    Thread    // of a notice about a post
	Post      Post      // likewise, without its source
	Actor     PersonView
	Others    int64     // how many more people than the actor it tells of
	Reason    string    // a code, or what a moderator wrote about the reader's own post
	Role      string    // that was given
	Said      string    // what a moderator wrote about the reader
	Until     time.Time // of the credential, or of a time-out
	Appeal    Appeal    // of the reader's, that was decided
	Unnamed   bool      // who has done it may not be said: Actor is zero
	Filtered  string    // the title of the reader's filter that folds what it is about, "" for none
}

// NoticeQuery asks for a page of somebody's notices.
type NoticeQuery struct {
	Topic  NoticeTopic // "" for all
	Before int64       // only those made before this one
	Read   bool        // leave the unread ones out: the page before ended below them
	Limit  int
}

// NoticeList is a page of notices, unread ones first.
type NoticeList struct {
	Unread, Read []NoticeView
	Waiting      int // unread ones in all, counted to UnreadMost
	More         bool
	Next         NoticeQuery // of the following page, when there is More
}

// UnreadMost is as far as unread notices are counted.
const UnreadMost = 100

// noticeRounds bounds how often a page is filled up that lost lines to policy.
const noticeRounds = 10

// Notices shows the viewer what they were told of. Policy is asked of each line
// now: what they may not know any more is left out, and counts as read.
func (s *Service) Notices(ctx context.Context, v Viewer, q NoticeQuery) (NoticeList, error) {
	limit := page(Page{Limit: q.Limit}, 40, 100).Limit
	var hidden []int64
	out, err := view(ctx, s, func(tx Tx) (NoticeList, error) {
		hidden = nil
		if _, err := s.mine(tx, v, policy.EditProfile); err != nil {
			return NoticeList{}, err
		}
		if q.Topic != "" && len(q.Topic.Kinds()) == 0 {
			return NoticeList{}, ErrNotFound
		}
		r, err := s.noticeReader(tx, v)
		if err != nil {
			return NoticeList{}, err
		}
		var out NoticeList
		next := q
		next.Limit = limit
		for round := 0; ; round++ {
			lost, done, err := r.fill(&out, &next)
			hidden = append(hidden, lost...)
			if err != nil {
				return out, err
			}
			if done {
				break
			}
			if room := limit - len(out.Unread) - len(out.Read); room <= 0 || round == noticeRounds {
				out.More = true
				break
			}
		}
		out.Next = next
		out.Waiting, err = tx.UnreadNotices(v.Person, nil, UnreadMost+len(hidden))
		out.Waiting = min(max(0, out.Waiting-len(hidden)), UnreadMost)
		return out, err
	})
	if err == nil && len(hidden) > 0 {
		err = s.Store.Update(ctx, func(tx Tx) error { return tx.ReadNotices(v.Person, hidden, s.now()) })
	}
	return out, err
}

// fill adds the next rows to a page and moves its place on; done when there are
// no more. lost are unread ones that may not be shown.
func (r *noticeReader) fill(out *NoticeList, at *NoticeQuery) (lost []int64, done bool, err error) {
	room := at.Limit - len(out.Unread) - len(out.Read)
	rows, err := r.tx.Notices(r.v.Person, !at.Read, at.Topic.Kinds(), Page{Before: at.Before, Limit: room + 1})
	if err != nil {
		return nil, false, err
	}
	more := len(rows) > room
	rows = rows[:min(len(rows), room)]
	views, err := r.see(rows)
	if err != nil {
		return nil, false, err
	}
	for i, n := range views {
		switch {
		case n == nil && !at.Read:
			lost = append(lost, rows[i].ID)
		case n == nil:
		case at.Read:
			out.Read = append(out.Read, *n)
		default:
			out.Unread = append(out.Unread, *n)
		}
	}
	if len(rows) > 0 {
		at.Before = rows[len(rows)-1].ID
	}
	if more {
		return lost, false, nil
	}
	done = at.Read
	at.Read, at.Before = true, 0
	return lost, done, nil
}

// OpenNotice marks a notice as read, with those that it stands for, and gives
// it. NotFound when it is not the viewer's or they may not know it any more.
func (s *Service) OpenNotice(ctx context.Context, v Viewer, id int64) (NoticeView, error) {
	return update(ctx, s, func(tx Tx) (out NoticeView, err error) {
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
		return *seen[0], tx.ReadNotices(v.Person, []int64{id}, s.now())
	})
}

// ReadAllNotices marks everything that the viewer was told as read.
func (s *Service) ReadAllNotices(ctx context.Context, v Viewer) error {
	return s.Store.Update(ctx, func(tx Tx) error {
		if _, err := s.mine(tx, v, policy.EditProfile); err != nil {
			return err
		}
		return tx.ReadNotices(v.Person, nil, s.now())
	})
}

// UnreadNotices counts what the viewer has not read, to UnreadMost at most, and
// gives the newest of it. It is one look at an index: what policy hides is left
// out when the list is opened.
func (s *Service) UnreadNotices(ctx context.Context, v Viewer) (count int, newest int64, err error) {
	if v.Account == 0 || v.Person == 0 {
		return 0, 0, nil
	}
	err = s.Store.View(ctx, func(tx Tx) error {
		if count, err = tx.UnreadNotices(v.Person, nil, UnreadMost); err != nil || count == 0 {
			newest = 0
			return err
		}
		newest, err = tx.NewestNotice(v.Person)
		return err
	})
	return count, newest, err
}
