package community

import (
	"context"
	"slices"
	"time"

	"headroom/community/policy"
)

// pinsMost is how many conversations a community shows first: with more, nothing
// would be.
const pinsMost = 3

// errPins says that as many conversations are pinned as may be.
var errPins = &Error{Class: Conflict, Key: refusalKey(policy.ReasonTooMany), Reason: policy.ReasonTooMany}

// mayPin reports whether a reader with these facts may pin a conversation, or
// take that back. A peer that does not say where its pins stand has none.
func mayPin(c Community, t Thread, f policy.Facts) bool {
	return c.Featured != "" && t.Posts > 0 && (t.Title != "" || !t.PinnedAt.IsZero()) && policy.Decide(policy.PinThread, f).OK()
}

// PinThread shows a conversation first in its community, or no longer: a
// moderator's right. Conflict when as many are as may be.
func (s *Service) PinThread(ctx context.Context, v Viewer, thread int64, pinned bool) error {
	return s.Store.Update(ctx, func(tx Tx) error {
		t, c, f, err := s.inThread(tx, v, thread, policy.PinThread)
		if err != nil {
			return err
		}
		if pinned == !t.PinnedAt.IsZero() {
			return nil
		}
		if pinned && !mayPin(c, t, f) { // its first post is gone, or its host has no pins
			return &Error{Class: Forbidden, Key: refusalKey(policy.ReasonGone), Reason: policy.ReasonGone}
		}
		me, err := tx.Person(v.Person)
		if err != nil {
			return err
		}
		p := Publish{Act: ActUnpin, Community: c.ID, Person: me.ID, Post: t.RootID, Object: t.RootIRI}
		if pinned {
			p.Act = ActPin
		}
		if pinned {
			if err := roomForPin(tx, c); err != nil {
				return err
			}
		}
		if !c.Local { // its host decides; what it accepts comes back
			return s.publishAct(tx, p)
		}
		if err := s.pin(tx, c, t, me, pinned); err != nil {
			return err
		}
		return s.publish(tx, p)
	})
}

func roomForPin(tx Tx, c Community) error {
	have, err := tx.PinnedThreads(c.ID)
	if err == nil && len(have) >= pinsMost {
		err = errPins
	}
	return err
}

// pin writes the decision; on the community's host it is audited.
func (s *Service) pin(tx Tx, c Community, t Thread, by Person, pinned bool) error {
	action := "thread.unpin"
	t.PinnedAt = time.Time{}
	if pinned {
		action, t.PinnedAt = "thread.pin", s.now()
	}
	if err := tx.UpdateThread(t); err != nil {
		return err
	}
	if c.Local {
		if err := s.audit(tx, by.IRI, action, t.Context, "", map[string]string{"community": c.IRI}); err != nil {
			return err
		}
	}
	return s.emit(tx, Event{Kind: EventPinned, CommunityID: c.ID, ThreadID: t.ID, PersonID: by.ID})
}

// applyPin is a moderator's pin that came with their proof. A home does what the
// host announces; the host refuses what is not the first post of a conversation
// that is here, and what would be one too many.
func (s *Service) applyPin(tx Tx, c Community, by Person, in Contribution) error {
	t, err := tx.ThreadByContext(in.Context)
	if skipMissing(err) != nil {
		return err
	}
	pinned := in.Kind == "Add"
	here := err == nil && t.CommunityID == c.ID && t.RootIRI == in.Object
	if !c.Local {
		if !here || in.Target != c.Featured && c.Featured != "" || pinned == !t.PinnedAt.IsZero() || pinned && t.Title == "" {
			return nil
		}
		return s.pin(tx, c, t, by, pinned)
	}
	switch {
	case !here, pinned && t.Title == "":
		return &Error{Class: Forbidden, Key: refusalKey(policy.ReasonGone), Reason: policy.ReasonGone}
	case pinned == !t.PinnedAt.IsZero():
		return &Error{Class: Conflict, Key: refusalKey(policy.ReasonMovedOn), Reason: policy.ReasonMovedOn}
	case pinned:
		if err := roomForPin(tx, c); err != nil {
			return err
		}
	}
	return s.pin(tx, c, t, by, pinned)
}

// pinnedFor gives the conversations of a community that are pinned and that the
// viewer, whose facts about it these are, may read.
func (s *Service) pinnedFor(tx Tx, v Viewer, c Community, f policy.Facts) ([]Thread, error) {
	all, err := tx.PinnedThreads(c.ID)
	if err != nil {
		return nil, err
	}
	return threadsReadBy(tx, v, c, f, all), nil
}

// pinsFirst gives a page of threads without those that are pinned, which stand
// before all others on the first.
func (s *Service) pinsFirst(tx Tx, v Viewer, c Community, f policy.Facts, page []Thread, p Page) ([]Thread, error) {
	rest := slices.DeleteFunc(threadsReadBy(tx, v, c, f, page), func(t Thread) bool { return !t.PinnedAt.IsZero() })
	if p.Before != 0 || p.After != 0 {
		return rest, nil
	}
	pinned, err := s.pinnedFor(tx, v, c, f)
	return append(pinned, rest...), err
}

// threadsReadBy leaves out the conversations that the viewer may not read.
func threadsReadBy(tx Tx, v Viewer, c Community, f policy.Facts, all []Thread) (out []Thread) {
	for _, t := range all {
		tf := f
		if scoped(tx, v, c, t, &tf); policy.Decide(policy.ViewThread, tf).OK() {
			out = append(out, t)
		}
	}
	return out
}

// ServeFeatured gives a member of another instance the pinned conversations of a
// community of ours; to software of the open fediverse only how many of them it
// may be shown.
func (s *Service) ServeFeatured(tx Tx, v Viewer, c Community) (roots []string, count int64, err error) {
	f, err := s.communityFacts(tx, v, c)
	if err != nil {
		return nil, 0, err
	}
	no := refuse(policy.Decide(policy.ViewMembers, f))
	if no != nil && s.OutsideSees(c) != nil {
		return nil, 0, no
	}
	all, err := s.pinnedFor(tx, v, c, f)
	for _, t := range all {
		if no == nil {
			roots = append(roots, t.RootIRI)
			continue
		}
		root, err := tx.Post(t.RootID)
		if err == nil {
			err = s.OutsideSeesPost(tx, c, root)
		}
		if err == nil {
			count++
		} else if KindOf(err) == "" {
			return nil, 0, err
		}
	}
	return roots, count, err
}
