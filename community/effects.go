package community

import (
	"cmp"
	"time"

	"headroom/community/policy"
)

// apply writes what an accepted contribution does. It is the same on the host
// and on every home.
func (s *Service) apply(tx Tx, c Community, author Person, in Contribution) error {
	switch in.Kind {
	case "Create":
		return s.applyCreate(tx, c, author, in)
	case "Update":
		return s.applyUpdate(tx, c, author, in)
	case "Delete":
		return s.applyDelete(tx, c, author, in)
	case "Like":
		return s.applyLike(tx, c, author, in)
	case "Lock":
		return s.applyLock(tx, c, author, in, true)
	case "Undo":
		if in.Undone == "Lock" {
			return s.applyLock(tx, c, author, in, false)
		}
		return s.applyUnlike(tx, c, author, in)
	case "Add", "Remove":
		if in.Context != "" {
			return s.applyPin(tx, c, author, in)
		}
		return s.applyAppointment(tx, c, author, in)
	}
	return &Error{Class: Invalid, Key: "error.forbidden", Reason: "malformed"}
}

func (s *Service) applyCreate(tx Tx, c Community, author Person, in Contribution) error {
	if t, err := tx.Tombstone(in.Object); err == nil && t.Author == in.Actor {
		return s.dropWords(tx, c, in) // Delete came first and wins
	} else if err != nil && !IsNotFound(err) {
		return err
	}
	if have, err := tx.PostPlace(in.Object); err == nil {
		post, err := tx.Post(have.ID)
		if err != nil {
			return err
		}
		return s.confirm(tx, post, in)
	} else if !IsNotFound(err) {
		return err
	}
	n := in.Note
	if err := s.pollFits(c, n.Poll); err != nil {
		return err
	}
	now, accepted := s.now(), in.Accepted
	if accepted.IsZero() {
		accepted = now
	}
	post := Post{ID: tx.NextID(), IRI: in.Object, ActivityIRI: in.Activity, CommunityID: c.ID, AuthorID: author.ID,
		AuthorIRI: author.IRI, Kind: n.Kind, Title: n.Title, Language: n.Language, HTML: s.Text.Sanitize(n.HTML),
		Byline: n.Byline, State: PostAccepted, Epoch: in.Epoch, Seq: in.Seq, PublishedAt: n.Published, CreatedAt: now, ConfirmedAt: accepted, ParentIRI: n.Parent,
		SharedFrom: n.SharedFrom}
	if author.Local { // was deleted here since, and is read again from the log
		post.Source = n.Markdown
	}
	s.indexPost(&post)
	t, err := tx.ThreadByContext(in.Context)
	switch {
	case IsNotFound(err):
		t = Thread{ID: tx.NextID(), CommunityID: c.ID, Context: in.Context, RootIRI: in.Object, RootID: post.ID,
			Title: n.Title, AuthorID: author.ID, CreatedAt: accepted, LastAt: now, LastPostID: post.ID, Posts: 1, Label: n.Label}
		if n.Parent != "" { // its root was withheld or is gone: the thread goes on without it
			t.RootIRI, t.RootID = n.Parent, 0
		}
		if err := tx.InsertThread(t); err != nil {
			return err
		}
	case err != nil:
		return err
	case t.CommunityID != c.ID:
		return &Error{Class: Forbidden, Key: "error.forbidden", Reason: "malformed"}
	default:
		t.LastPostID, t.LastAt, t.Posts = post.ID, now, t.Posts+1
		if t.RootID == 0 && t.RootIRI == post.IRI { // a reply had come before it
			t.RootID, t.Title, t.AuthorID, t.CreatedAt, t.Label = post.ID, n.Title, author.ID, accepted, n.Label
		}
		if err := tx.UpdateThread(t); err != nil {
			return err
		}
	}
	post.ThreadID = t.ID
	if t.RootID != post.ID {
		post.BranchID = post.ID
	}
	if err := s.placeUnderParent(tx, &post); err != nil {
		return err
	}
	if post.Mentions, err = s.mentioned(tx, c, n.Mentions); err != nil {
		return err
	}
	if err := s.insertPost(tx, post, n.Attachments, EventPosted); err != nil {
		return err
	}
	if err := s.keepPoll(tx, post, n.Poll); err != nil {
		return err
	}
	return s.fetchLater(tx, c, post, n.Attachments)
}

func (s *Service) insertPost(tx Tx, post Post, files []Attachment, kind EventKind) error {
	if err := tx.InsertPost(post); err != nil {
		return err
	}
	for i, a := range files[:min(len(files), PicturesMost)] {
		a.ID, a.PostID, a.OwnerID, a.CreatedAt, a.Place = tx.NextID(), post.ID, post.AuthorID, s.now(), i
		if err := tx.InsertAttachment(a); err != nil {
			return err
		}
	}
	return s.emit(tx, Event{Kind: kind, CommunityID: post.CommunityID, ThreadID: post.ThreadID, ObjectID: post.ID, PersonID: post.AuthorID})
}

// mentioned keeps the mentions of people who are in the room; others are inert.
func (s *Service) mentioned(tx Tx, c Community, iris []string) (ids []int64, err error) {
	for _, iri := range iris {
		p, err := tx.PersonByIRI(iri)
		if IsNotFound(err) {
			continue
		}
		if err != nil {
			return nil, err
		}
		m, err := tx.MembershipOf(c.ID, p.ID)
		if err == nil && m.State == policy.Active || err == nil && p.Local {
			ids = append(ids, p.ID)
		} else if err != nil && !IsNotFound(err) {
			return nil, err
		}
	}
	return ids, nil
}

// confirm marks a post of our own as accepted by its community.
func (s *Service) confirm(tx Tx, post Post, in Contribution) error {
	if post.AuthorIRI != in.Actor || post.State != PostSent && post.State != PostRefused {
		return nil
	}
	now, held := s.now(), !post.HeldAt.IsZero()
	post.State, post.Reason, post.ConfirmedAt, post.Epoch, post.Seq, post.HeldAt = PostAccepted, "", now, in.Epoch, in.Seq, time.Time{}
	if err := tx.UpdatePost(post); err != nil {
		return err
	}
	t, err := tx.Thread(post.ThreadID)
	if err != nil {
		return err
	}
	t.LastPostID, t.LastAt, t.Posts = max(t.LastPostID, post.ID), now, t.Posts+1
	if err := tx.UpdateThread(t); err != nil {
		return err
	}
	if held {
		if err := s.emit(tx, Event{Kind: EventReleased, CommunityID: post.CommunityID, ThreadID: post.ThreadID, ObjectID: post.ID, PersonID: post.AuthorID}); err != nil {
			return err
		}
	}
	return s.emit(tx, Event{Kind: EventPosted, CommunityID: post.CommunityID, ThreadID: post.ThreadID, ObjectID: post.ID, PersonID: post.AuthorID})
}

func (s *Service) applyUpdate(tx Tx, c Community, author Person, in Contribution) error {
	post, err := tx.PostByIRI(in.Object)
	if IsNotFound(err) { // deleted, or withheld: an Update does not create
		if t, err := tx.Tombstone(in.Object); err != nil || t.Author != in.Actor {
			return skipMissing(err)
		}
		return s.dropWords(tx, c, in)
	}
	if err != nil {
		return err
	}
	if post.CommunityID != c.ID || post.AuthorIRI != author.IRI {
		return &Error{Class: Forbidden, Key: "error.forbidden", Reason: "not-author"}
	}
	if post.State == PostDeleted {
		return s.dropWords(tx, c, in) // its deletion has been receipted
	}
	if author.Local && (c.Local || s.superseded(post, in.Note)) {
		return nil // applied when it was written; not if it was deleted here since, and read again from the log
	}
	if !c.Local && (in.Seq == 0 || post.Seq == 0) && s.superseded(post, in.Note) {
		return nil
	}
	if err := tx.InsertRevision(Revision{PostID: post.ID, Number: post.Revision, Title: post.Title, Source: post.Source,
		HTML: post.HTML, EditedAt: s.now()}); err != nil {
		return err
	}
	post.Revision++
	post.Title, post.Language = in.Note.Title, in.Note.Language
	post.HTML = s.Text.Sanitize(in.Note.HTML)
	if author.Local {
		post.Source = in.Note.Markdown
	}
	s.indexPost(&post)
	post.EditedAt = in.Note.Updated
	if post.EditedAt.IsZero() {
		post.EditedAt = s.now()
	}
	if err := tx.UpdatePost(post); err != nil {
		return err
	}
	if err := s.receivePictures(tx, c, post, in.Note.Attachments); err != nil {
		return err
	}
	if err := s.retitle(tx, post); err != nil {
		return err
	}
	return s.emit(tx, Event{Kind: EventEdited, CommunityID: c.ID, ThreadID: post.ThreadID, ObjectID: post.ID, PersonID: author.ID})
}

// superseded reports an edit that a post has had, or a later one. Outside the
// chain edits come in any order, and what a guest was sent the log tells again
// to a member.
func (s *Service) superseded(post Post, n *NoteInput) bool {
	if n.Updated.IsZero() || n.Updated.After(post.EditedAt) {
		return false
	}
	return n.Updated.Before(post.EditedAt) || n.Title == post.Title && s.Text.Sanitize(n.HTML) == post.HTML
}

// retitle keeps a thread's title equal to its first post's.
func (s *Service) retitle(tx Tx, post Post) error {
	t, err := tx.Thread(post.ThreadID)
	if err != nil || t.RootID != post.ID || t.Title == post.Title {
		return err
	}
	t.Title = post.Title
	return tx.UpdateThread(t)
}

// applyDelete makes a tombstone, at once and for ever: by the author, or by a
// moderator of the community with a reason.
func (s *Service) applyDelete(tx Tx, c Community, by Person, in Contribution) error {
	now, reason := s.now(), cmp.Or(in.Words, in.Reason)
	if err := tx.PutTombstone(Tombstone{Object: in.Object, Author: in.Actor, By: by.IRI, Reason: reason, CreatedAt: now}); err != nil {
		return err
	}
	post, err := tx.PostByIRI(in.Object)
	if skipMissing(err) != nil {
		return err
	}
	here := err == nil
	if here && post.CommunityID != c.ID {
		return &Error{Class: Forbidden, Key: "error.forbidden", Reason: "malformed"}
	}
	// Also where there is no post yet: its words may wait for their turn.
	if err := s.withhold(tx, c, in.Object, in.Document); err != nil {
		return err
	}
	files := digestsOf(post.Attachments)
	if here && post.State != PostDeleted {
		if c.Local && by.IRI != post.AuthorIRI { // a moderator from another instance
			if err := s.audit(tx, by.IRI, "post.remove", post.IRI, reason, map[string]string{"community": c.IRI, "code": in.removal(post).Code}); err != nil {
				return err
			}
		}
		if err := s.entomb(tx, post, by, in.removal(post)); err != nil {
			return err
		}
	}
	if c.Local {
		return s.erase(tx, files, nil)
	}
	return s.receiptOfDeletion(tx, c, in, files)
}

// dropWords deletes the bytes of an activity about what has been deleted before
// it came; the chain keeps its header.
func (s *Service) dropWords(tx Tx, c Community, in Contribution) error {
	if in.Note != nil {
		if err := s.erase(tx, digestsOf(in.Note.Attachments), nil); err != nil {
			return err
		}
	}
	if in.Document == 0 {
		return nil
	}
	if _, err := tx.DropDocument(in.Document); err != nil {
		return err
	}
	e, err := tx.LogEntryByActivity(c.ID, in.Activity)
	if err != nil {
		return skipMissing(err) // on its host it has no place yet
	}
	e.DocumentID, e.Withheld = 0, "deleted"
	return tx.UpdateLogEntry(e)
}

// withhold takes the bytes of an object's earlier activities away; the chain
// keeps their headers.
func (s *Service) withhold(tx Tx, c Community, object string, except int64) error {
	entries, err := tx.LogOfObject(c.ID, object)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if e.Kind == "Delete" {
			continue
		}
		if e.DocumentID != 0 && e.DocumentID != except { // whatever it was filed under
			if _, err := tx.DropDocument(e.DocumentID); err != nil {
				return err
			}
		}
		e.DocumentID, e.Withheld = 0, "deleted"
		if err := tx.UpdateLogEntry(e); err != nil {
			return err
		}
	}
	_, err = tx.PurgeDocuments(c.ID, object, except)
	return err
}

// entomb blanks a post wherever its text is kept.
func (s *Service) entomb(tx Tx, post Post, by Person, why Why) error {
	wasShown := post.State == PostAccepted
	post.State, post.DeletedAt, post.Reason, post.ReasonCode = PostDeleted, s.now(), why.Words, why.Code
	if by.IRI != post.AuthorIRI {
		post.RemovedBy = by.IRI
	}
	post.Title, post.Source, post.HTML, post.SearchTitle, post.SearchText, post.Mentions = "", "", "", "", "", nil
	if err := tx.UpdatePost(post); err != nil {
		return err
	}
	if err := tx.BlankPost(post.ID); err != nil {
		return err
	}
	t, err := tx.Thread(post.ThreadID)
	if err != nil {
		return err
	}
	if wasShown {
		t.Posts--
	}
	if t.RootID == post.ID {
		t.Title = "" // which was the first post's
		t.PinnedAt = time.Time{}
	}
	if err := tx.UpdateThread(t); err != nil {
		return err
	}
	return s.emit(tx, Event{Kind: EventDeleted, CommunityID: post.CommunityID, ThreadID: post.ThreadID, ObjectID: post.ID, PersonID: post.AuthorID})
}

func (s *Service) applyLike(tx Tx, c Community, by Person, in Contribution) error {
	post, err := tx.PostByIRI(in.Object)
	if IsNotFound(err) && c.Local {
		return s.notHeld(tx, in.Object)
	}
	if err != nil || post.CommunityID != c.ID || post.State == PostDeleted {
		return skipMissing(err)
	}
	if t, err := tx.Tombstone(in.Activity); err == nil && t.Author == in.Actor {
		return nil // undone before it came
	} else if err != nil && !IsNotFound(err) {
		return err
	}
	err = tx.InsertReaction(Reaction{ID: tx.NextID(), IRI: in.Activity, PostID: post.ID, PersonID: by.ID, Kind: in.Reaction, CreatedAt: s.now()})
	if KindOf(err) == Conflict {
		return nil
	}
	if err != nil {
		return err
	}
	return s.emit(tx, Event{Kind: EventReacted, CommunityID: c.ID, ThreadID: post.ThreadID, ObjectID: post.ID, PersonID: by.ID})
}

func (s *Service) applyUnlike(tx Tx, c Community, by Person, in Contribution) error {
	r, err := tx.ReactionByIRI(in.Object)
	if IsNotFound(err) {
		return tx.PutTombstone(Tombstone{Object: in.Object, Author: by.IRI, By: by.IRI, CreatedAt: s.now()})
	}
	if err != nil {
		return err
	}
	if r.PersonID != by.ID {
		return &Error{Class: Forbidden, Key: "error.forbidden", Reason: "not-author"}
	}
	if err := s.takeBack(tx, r); err != nil {
		return err
	}
	return s.emit(tx, Event{Kind: EventReacted, CommunityID: c.ID, ObjectID: r.PostID, PersonID: by.ID})
}
