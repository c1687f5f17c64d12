package community

import (
	"cmp"
	"context"
	"time"

	"headroom/community/policy"
)

// located is a post with its thread, its community and the viewer's facts
// about it.
type located struct {
	post   Post
	thread Thread
	c      Community
	facts  policy.Facts
}

// find loads a post as the viewer stands to it. A post that is not accepted is
// there for its author only.
func (s *Service) find(tx Tx, v Viewer, id int64) (l located, err error) {
	if l.post, err = tx.Post(id); err != nil {
		return l, err
	}
	if l.thread, err = tx.Thread(l.post.ThreadID); err != nil {
		return l, err
	}
	if l.c, err = tx.Community(l.post.CommunityID); err != nil {
		return l, err
	}
	if !shown(l.post, v.Person) {
		return l, ErrNotFound
	}
	if l.facts, err = s.communityFacts(tx, v, l.c); err != nil {
		return l, err
	}
	scoped(tx, v, l.c, l.thread, &l.facts)
	s.aboutPost(&l.facts, v, l.post)
	return l, nil
}

// aboutPost adds what the viewer is to a post.
func (s *Service) aboutPost(f *policy.Facts, v Viewer, p Post) {
	f.Author = v.Person != 0 && p.AuthorID == v.Person
	f.Gone, f.Poll = p.State == PostDeleted, p.Kind == pollKind
}

// shown reports whether a reader who may see the thread sees a post of it:
// accepted ones and tombstones; what waits for its host, its author only.
func shown(p Post, reader int64) bool {
	switch p.State {
	case PostAccepted:
		return true
	case PostDeleted:
		return !p.ConfirmedAt.IsZero() // else nobody but its author ever saw it
	case PostSent:
		return reader != 0 && p.AuthorID == reader
	default:
		return false // refused: it is a draft again
	}
}

// EditPost replaces the text of the viewer's own post and keeps the earlier one.
func (s *Service) EditPost(ctx context.Context, v Viewer, in PostInput) (PostResult, error) {
	place := placeOf("post", in.Post)
	room := s.namedRoom(ctx, v, in)
	return s.write(ctx, v, in, place, func(tx Tx, in PostInput) (PostResult, error) { return s.editIn(tx, v, in, room, place) })
}

// editIn is EditPost in a transaction.
func (s *Service) editIn(tx Tx, v Viewer, in PostInput, room map[string]RosterEntry, place string) (PostResult, error) {
	l, err := s.find(tx, v, in.Post)
	if err != nil {
		return PostResult{}, err
	}
	if err := s.mayEdit(l, place); err != nil {
		return PostResult{}, err
	}
	me, err := tx.Person(v.Person)
	if err != nil {
		return PostResult{}, err
	}
	in.Language = cmp.Or(in.Language, l.post.Language)
	w := writing{in: in, c: l.c, thread: l.thread, author: me, facts: l.facts, room: room, post: l.post}
	if w.in, err = s.checkPost(tx, &w, l.post.ParentIRI == ""); err != nil {
		return PostResult{}, err
	}
	return PostResult{Thread: l.thread.ID, Post: l.post.ID}, s.rewrite(tx, w, l.post, place)
}

func (s *Service) mayEdit(l located, place string) error {
	d := policy.Decide(policy.EditPost, l.facts)
	if d.Reason == policy.ReasonBiographyRequired {
		return FieldError("body", "error.biography_required", nil)
	}
	if err := refuse(d); err != nil {
		if l.facts.Author {
			return &kept{place: place, cause: err}
		}
		return err
	}
	if l.post.State == PostSent && !l.post.HeldAt.IsZero() {
		return &Error{Class: Conflict, Key: "error.held"}
	}
	if l.post.State == PostSent {
		return &Error{Class: Conflict, Key: "error.not_confirmed"}
	}
	return nil
}

func (s *Service) rewrite(tx Tx, w writing, p Post, place string) error {
	other := w.in.Repicture && !samePictures(p.Attachments, w.pictures)
	if w.in.Title == p.Title && w.in.Body == p.Source && w.in.Language == p.Language && !other {
		return dropDraft(tx, w, place)
	}
	since := p.EditedAt
	if since.IsZero() {
		since = p.PublishedAt
	}
	if err := tx.InsertRevision(Revision{PostID: p.ID, Number: p.Revision, Title: p.Title, Source: p.Source, HTML: p.HTML, EditedAt: since}); err != nil {
		return err
	}
	p.Title, p.Source, p.Language = w.in.Title, w.in.Body, w.in.Language
	p.Revision, p.EditedAt = p.Revision+1, sinceSecond(s.now())
	if _, err := s.renderPost(tx, w, &p); err != nil {
		return err
	}
	if err := tx.UpdatePost(p); err != nil {
		return err
	}
	if other {
		if err := s.repicture(tx, p, w.pictures); err != nil {
			return err
		}
	}
	if err := s.retitle(tx, p); err != nil {
		return err
	}
	if err := dropDraft(tx, w, place); err != nil {
		return err
	}
	if err := s.publish(tx, Publish{Act: ActUpdate, Community: w.c.ID, Person: w.author.ID, Post: p.ID}); err != nil {
		return err
	}
	return s.emit(tx, Event{Kind: EventEdited, CommunityID: w.c.ID, ThreadID: p.ThreadID, ObjectID: p.ID, PersonID: w.author.ID})
}

// DeletePost makes a tombstone of the viewer's own post, wherever its text was
// kept. An author may do so for ever, a member or not.
func (s *Service) DeletePost(ctx context.Context, v Viewer, post int64) error {
	return s.takeDown(ctx, v, post, policy.DeletePost, ActDelete, Why{})
}

// RemovePost makes a tombstone of another's post, with a reason that stands in
// its place: a moderator's right.
func (s *Service) RemovePost(ctx context.Context, v Viewer, post int64, reason string) error {
	return s.RemovePostBecause(ctx, v, post, Why{Words: reason})
}

// RemovePostBecause is RemovePost with one of policy.RemovalReasons.
func (s *Service) RemovePostBecause(ctx context.Context, v Viewer, post int64, why Why) error {
	var check input
	why.Words = check.text("reason", why.Words, reasonMax, true)
	why.Code = check.coded(why.Code, policy.ReasonRemoved, policy.RemovalReasons)
	if bad := check.problems.Err(); bad != nil {
		// Who may not remove is told so before what is wrong with the reason.
		if err := s.Store.View(ctx, func(tx Tx) error { return s.mayTakeDown(tx, v, post, policy.RemovePost) }); err != nil {
			return err
		}
		return bad
	}
	return s.takeDown(ctx, v, post, policy.RemovePost, ActRemove, why)
}

func (s *Service) mayTakeDown(tx Tx, v Viewer, post int64, a policy.Action) error {
	l, err := s.find(tx, v, post)
	if err != nil {
		return err
	}
	return refuse(policy.Decide(a, l.facts))
}

func (s *Service) takeDown(ctx context.Context, v Viewer, post int64, a policy.Action, act Act, why Why) error {
	var files []string
	err := s.Store.Update(ctx, func(tx Tx) error {
		var err error
		files, err = s.takeDownIn(tx, v, post, a, act, why)
		return err
	})
	if err != nil {
		return err
	}
	return s.dropFiles(ctx, files)
}

// takeDownIn is takeDown in a transaction, and gives the files that may go after it.
func (s *Service) takeDownIn(tx Tx, v Viewer, post int64, a policy.Action, act Act, why Why) (files []string, err error) {
	l, err := s.find(tx, v, post)
	if err != nil {
		return nil, err
	}
	if err := refuse(policy.Decide(a, l.facts)); err != nil {
		return nil, err
	}
	me, err := tx.Person(v.Person)
	if err != nil {
		return nil, err
	}
	if act == ActRemove && !l.c.Local { // its host decides; what it accepts comes back
		return nil, s.publishAct(tx, Publish{Act: act, Community: l.c.ID, Person: me.ID, Post: l.post.ID, Object: l.post.IRI,
			Reason: why.Code, Words: why.Words})
	}
	for _, f := range l.post.Attachments {
		files = append(files, f.Digest)
	}
	if err := s.bury(tx, l, me, why); err != nil {
		return nil, err
	}
	if act == ActRemove {
		if err := s.audit(tx, me.IRI, "post.remove", l.post.IRI, why.Words, map[string]string{"community": l.c.IRI, "code": why.Code}); err != nil {
			return nil, err
		}
	}
	if l.c.Local && l.post.State == PostSent { // it waited here: nobody else has had it
		return files, s.forgetHeld(tx, l.c, l.post)
	}
	p := Publish{Act: act, Community: l.c.ID, Person: me.ID, Post: l.post.ID, Object: l.post.IRI, Reason: why.Code, Words: why.Words}
	return files, s.publish(tx, p)
}

// bury blanks a post in every table and keeps its tombstone.
func (s *Service) bury(tx Tx, l located, by Person, why Why) error {
	if err := tx.PutTombstone(Tombstone{Object: l.post.IRI, Author: l.post.AuthorIRI, By: by.IRI, Reason: cmp.Or(why.Words, why.Code), CreatedAt: s.now()}); err != nil {
		return err
	}
	if err := s.withhold(tx, l.c, l.post.IRI, 0); err != nil {
		return err
	}
	return s.entomb(tx, l.post, by, why)
}

// dropFiles deletes the bytes that no attachment names any more.
func (s *Service) dropFiles(ctx context.Context, digests []string) error {
	for _, d := range digests {
		used, err := view(ctx, s, func(tx Tx) (bool, error) { return tx.DigestInUse(d) })
		if err != nil {
			return err
		}
		if used || d == "" {
			continue
		}
		if err := s.Files.Delete(ctx, d); err != nil {
			return err
		}
	}
	return nil
}

// React adds or takes back the viewer's wordless answer to a post. Saying the
// same twice changes nothing.
func (s *Service) React(ctx context.Context, v Viewer, post int64, kind string, on bool) error {
	var check input
	check.choice("kind", kind, reactionKinds, true)
	return s.Store.Update(ctx, func(tx Tx) error {
		l, err := s.find(tx, v, post)
		if err != nil {
			return err
		}
		if err := refuse(policy.Decide(policy.React, l.facts)); err != nil {
			return err
		}
		if err := check.problems.Err(); err != nil {
			return err
		}
		if l.post.State != PostAccepted {
			return &Error{Class: Conflict, Key: "error.not_confirmed"}
		}
		have, err := tx.ReactionOf(l.post.ID, v.Person, kind)
		if skipMissing(err) != nil || on == (err == nil) {
			return skipMissing(err)
		}
		p := Publish{Act: ActReact, Community: l.c.ID, Person: v.Person, Post: l.post.ID, Kind: kind, ID: tx.NextID()}
		if on {
			p.Object = s.Identity.URL + "/a/" + itoa(p.ID)
			err = tx.InsertReaction(Reaction{ID: tx.NextID(), IRI: p.Object, PostID: l.post.ID, PersonID: v.Person, Kind: kind, CreatedAt: s.now()})
		} else {
			p.Act, p.Object = ActUnreact, have.IRI
			err = s.takeBack(tx, have)
		}
		if err != nil {
			return err
		}
		if err := s.emit(tx, Event{Kind: EventReacted, CommunityID: l.c.ID, ThreadID: l.thread.ID, ObjectID: l.post.ID, PersonID: v.Person}); err != nil {
			return err
		}
		return s.publish(tx, p)
	})
}

// takeBack deletes a reaction for good: what its host announced of it may come
// late, or once more.
func (s *Service) takeBack(tx Tx, r Reaction) error {
	by, err := tx.Person(r.PersonID)
	if err != nil {
		return err
	}
	if err := tx.PutTombstone(Tombstone{Object: r.IRI, Author: by.IRI, By: by.IRI, CreatedAt: s.now()}); err != nil {
		return err
	}
	return tx.DeleteReaction(r.ID)
}

// LockThread closes a thread for further replies, or opens it again: a
// moderator's right.
func (s *Service) LockThread(ctx context.Context, v Viewer, thread int64, locked bool) error {
	return s.Store.Update(ctx, func(tx Tx) error {
		t, c, f, err := s.inThread(tx, v, thread, policy.LockThread)
		if err != nil {
			return err
		}
		if locked == f.Locked {
			return nil
		}
		me, err := tx.Person(v.Person)
		if err != nil {
			return err
		}
		if !c.Local { // its host decides; what it accepts comes back
			p := Publish{Act: ActUnlock, Community: c.ID, Person: me.ID, Post: t.RootID, Object: t.RootIRI}
			if locked {
				p.Act = ActLock
			}
			return s.publishAct(tx, p)
		}
		act, action := ActUnlock, "thread.unlock"
		t.LockedAt = time.Time{}
		if locked {
			act, action, t.LockedAt = ActLock, "thread.lock", s.now()
		}
		if err := tx.UpdateThread(t); err != nil {
			return err
		}
		if err := s.audit(tx, me.IRI, action, t.Context, "", map[string]string{"community": c.IRI}); err != nil {
			return err
		}
		if err := s.emit(tx, Event{Kind: EventLocked, CommunityID: c.ID, ThreadID: t.ID, PersonID: me.ID}); err != nil {
			return err
		}
		return s.publish(tx, Publish{Act: act, Community: c.ID, Person: me.ID, Post: t.RootID, Object: t.RootIRI})
	})
}
