package community

import (
	"cmp"
	"context"
	"errors"
	"strconv"
	"time"

	"headroom/community/policy"
)

// What may be scheduled: how much, and for when.
const (
	scheduledMost  = 50
	scheduledFirst = time.Minute
	scheduledLast  = 366 * 24 * time.Hour
)

// ScheduledView is what is to be posted later, with where, as far as its writer may
// still know it.
type ScheduledView struct {
	ScheduledPost
	Community Community
	Thread    Thread
	Pictures  []Attachment // that wait with it
}

// Schedule keeps a post to be sent at a time: a new conversation or a reply. It is
// checked as if it were posted now, and again when it is sent. Its pictures wait with it.
// With an idempotency key that was used before nothing is kept twice.
func (s *Service) Schedule(ctx context.Context, v Viewer, in PostInput, at time.Time) (ScheduledPost, error) {
	key := ""
	if in.IdempotencyKey != "" {
		key = "schedule:" + in.IdempotencyKey
	}
	return update(ctx, s, func(tx Tx) (ScheduledPost, error) {
		me, err := s.mine(tx, v, policy.UseDrafts)
		if err != nil {
			return ScheduledPost{}, err
		}
		if before, err := tx.Answer(v.Account, key); err == nil && key != "" {
			id, _ := strconv.ParseInt(before, 10, 64)
			p, err := tx.ScheduledPost(id)
			return p, skipMissing(err) // it may have been sent since
		} else if skipMissing(err) != nil {
			return ScheduledPost{}, err
		}
		p := ScheduledPost{ID: tx.NextID(), PersonID: me.ID, AccountID: v.Account, CommunityID: in.Community, ThreadID: in.Thread,
			ParentID: in.Parent, SendAt: at.UTC().Truncate(time.Second), CreatedAt: s.now(), UpdatedAt: s.now()}
		w, err := s.checkScheduled(tx, v, in, &p)
		if err != nil {
			return p, err
		}
		all, err := tx.ScheduledPosts(me.ID)
		if err != nil {
			return p, err
		}
		if len(all) >= scheduledMost {
			return p, FieldError("send_at", "error.scheduled_many", map[string]any{"Max": scheduledMost})
		}
		if err := tx.InsertScheduledPost(p); err != nil {
			return p, err
		}
		if err := keepUploads(tx, p.ID, w.pictures); err != nil {
			return p, err
		}
		if key != "" {
			if err := tx.InsertAnswer(v.Account, key, itoa(p.ID), s.now()); err != nil {
				return p, err
			}
		}
		return p, dropDraft(tx, w, p.place())
	})
}

// checkScheduled decides whether something may be posted now, checks it, and fills it
// in.
func (s *Service) checkScheduled(tx Tx, v Viewer, in PostInput, p *ScheduledPost) (w writing, err error) {
	w.in = in
	action, place := policy.StartThread, p.place()
	if p.ThreadID != 0 {
		action, err = policy.Reply, s.locate(tx, &w)
		p.CommunityID = w.c.ID
	} else {
		w.c, err = tx.Community(p.CommunityID)
	}
	if err != nil {
		return w, err
	}
	if err := s.mayWrite(tx, v, &w, action, place); err != nil {
		var k *kept
		if errors.As(err, &k) {
			err = k.cause
		}
		return w, err
	}
	var problems Problems
	if w.in, err = s.checkPost(tx, &w, p.ThreadID == 0); err != nil && !errors.As(err, &problems) {
		return w, err
	}
	if wait := p.SendAt.Sub(s.now()); wait < scheduledFirst-time.Second || wait > scheduledLast {
		problems = append(problems, FieldError("send_at", "error.scheduled_when", nil))
	}
	p.Title, p.Body, p.Language, p.Label = w.in.Title, w.in.Body, w.in.Language, w.in.Label
	return w, problems.Err()
}

// Scheduled lists what the viewer has written to be posted later, the next first.
func (s *Service) Scheduled(ctx context.Context, v Viewer) ([]ScheduledView, error) {
	return view(ctx, s, func(tx Tx) ([]ScheduledView, error) {
		me, err := s.mine(tx, v, policy.UseDrafts)
		if err != nil {
			return nil, err
		}
		all, err := tx.ScheduledPosts(me.ID)
		if err != nil {
			return nil, err
		}
		list := make([]ScheduledView, len(all))
		for i, p := range all {
			if list[i], err = s.scheduledView(tx, v, p); err != nil {
				return nil, err
			}
		}
		return list, nil
	})
}

func (s *Service) scheduledView(tx Tx, v Viewer, p ScheduledPost) (ScheduledView, error) {
	out, err := ScheduledView{ScheduledPost: p}, error(nil)
	if out.Pictures, err = tx.UploadsKept(p.ID); err != nil {
		return out, err
	}
	if c, _, err := s.inCommunity(tx, v, p.CommunityID, policy.ViewListed); err == nil {
		out.Community = c
	} else if KindOf(err) == "" {
		return out, err
	}
	if p.ThreadID == 0 {
		return out, nil
	}
	t, _, _, err := s.inThread(tx, v, p.ThreadID, policy.ViewThread)
	if err == nil {
		out.Thread = t
	} else if KindOf(err) != "" {
		err = nil
	}
	return out, err
}

// ownScheduled gives one of the viewer's; another's is not there.
func (s *Service) ownScheduled(tx Tx, v Viewer, id int64) (ScheduledPost, error) {
	me, err := s.mine(tx, v, policy.UseDrafts)
	if err != nil {
		return ScheduledPost{}, err
	}
	p, err := tx.ScheduledPost(id)
	if err == nil && p.PersonID != me.ID {
		err = ErrNotFound
	}
	return p, err
}

// ScheduledPost gives one of what the viewer has written to be posted later.
func (s *Service) ScheduledPost(ctx context.Context, v Viewer, id int64) (ScheduledView, error) {
	return view(ctx, s, func(tx Tx) (ScheduledView, error) {
		p, err := s.ownScheduled(tx, v, id)
		if err != nil {
			return ScheduledView{}, err
		}
		return s.scheduledView(tx, v, p)
	})
}

// Reschedule changes what is to be posted later: its text, unless the body is empty,
// and when. It is decided on as in Schedule.
func (s *Service) Reschedule(ctx context.Context, v Viewer, id int64, in PostInput, at time.Time) (ScheduledPost, error) {
	return update(ctx, s, func(tx Tx) (ScheduledPost, error) {
		p, err := s.ownScheduled(tx, v, id)
		if err != nil {
			return p, err
		}
		in.Community, in.Thread, in.Parent, in.Pictures, in.Label = p.CommunityID, p.ThreadID, p.ParentID, nil, p.Label
		p.SendAt, p.UpdatedAt = at.UTC().Truncate(time.Second), s.now()
		if _, err := s.checkScheduled(tx, v, in, &p); err != nil {
			return p, err
		}
		return p, tx.UpdateScheduledPost(p)
	})
}

// CancelScheduled keeps what was to be posted later as a draft instead.
func (s *Service) CancelScheduled(ctx context.Context, v Viewer, id int64) error {
	return s.Store.Update(ctx, func(tx Tx) error {
		p, err := s.ownScheduled(tx, v, id)
		if err != nil {
			return err
		}
		return s.unschedule(tx, p, "")
	})
}

// unschedule makes a draft of what was to be posted later.
func (s *Service) unschedule(tx Tx, p ScheduledPost, reason string) error {
	post := Post{AuthorID: p.PersonID, ParentID: p.ParentID, Title: p.Title, Source: p.Body, Language: p.Language}
	var err error
	if post.Attachments, err = tx.UploadsKept(p.ID); err != nil {
		return err
	}
	return cmp.Or(s.giveBack(tx, post, p.Label, p.place(), reason), tx.DeleteScheduledPost(p.ID))
}

// scheduledAtOnce is how many are sent in one round.
const scheduledAtOnce = 100

// SendScheduled posts what is due, oldest first, as its writer, by what policy says
// now. Each goes out in the transaction that forgets it: whenever the process dies,
// it is sent once or waits still. What is refused becomes a draft, with a notice that
// says why; what cannot be decided on at the moment waits for the next time.
func (s *Service) SendScheduled(ctx context.Context) error {
	var due []ScheduledPost
	err := s.Store.View(ctx, func(tx Tx) (err error) {
		due, err = tx.ScheduledPostsDue(s.now(), scheduledAtOnce)
		return err
	})
	for _, p := range due {
		err = errors.Join(err, s.sendScheduled(ctx, p.ID))
	}
	return err
}

func (s *Service) sendScheduled(ctx context.Context, id int64) error {
	var p ScheduledPost
	var v Viewer
	load := func(tx Tx) (due bool, err error) {
		if p, err = tx.ScheduledPost(id); err != nil || p.SendAt.After(s.now()) {
			return false, skipMissing(err) // sent, cancelled or put off meanwhile
		}
		a, err := tx.Account(p.AccountID)
		if err != nil {
			return true, err
		}
		v, _, _, err = s.resumeAccount(tx, a.ID, a.Epoch, SignedIn{})
		return true, err
	}
	err := s.Store.View(ctx, func(tx Tx) error { _, err := load(tx); return err })
	if err == nil {
		room := s.namedRoom(ctx, v, p.input())
		err = s.Store.Update(ctx, func(tx Tx) error {
			due, err := load(tx)
			if err != nil || !due {
				return err
			}
			in := p.input() // as it is now
			if in.Pictures, err = waiting(tx, p.ID); err != nil {
				return err
			}
			if in.Thread != 0 {
				_, err = s.replyIn(tx, v, writing{in: in, room: room}, p.place())
			} else {
				_, err = s.startIn(tx, v, writing{in: in, room: room}, p.place())
			}
			return cmp.Or(err, tx.DeleteScheduledPost(id))
		})
	}
	switch kind := kindOfAny(err); kind {
	case "", Unavailable:
		return err
	}
	return s.refuseScheduled(ctx, id, reasonOr(err, policy.ReasonPolicy))
}

// input is what is posted.
func (p ScheduledPost) input() PostInput {
	return PostInput{Community: p.CommunityID, Thread: p.ThreadID, Parent: p.ParentID, Title: p.Title, Body: p.Body, Language: p.Language, Label: p.Label}
}

// kindOfAny is KindOf, also of several problems of one form.
func kindOfAny(err error) Kind {
	var p Problems
	if errors.As(err, &p) {
		return Invalid
	}
	return KindOf(err)
}

// refuseScheduled gives back to its writer what may not be posted, and tells them.
func (s *Service) refuseScheduled(ctx context.Context, id int64, reason string) error {
	return s.Store.Update(ctx, func(tx Tx) error {
		p, err := tx.ScheduledPost(id)
		if err != nil {
			return skipMissing(err)
		}
		if err := s.unschedule(tx, p, reason); err != nil {
			return err
		}
		t := teller{Service: s, tx: tx}
		n := Notice{Kind: NoticeUnsent, CommunityID: p.CommunityID, ThreadID: p.ThreadID, RecordID: p.ID, Args: map[string]string{"reason": reason}}
		if err := t.tell(n, p.PersonID); err != nil || t.told == 0 {
			return err
		}
		return s.emit(tx, Event{Kind: EventNotified})
	})
}
