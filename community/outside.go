package community

import (
	"context"
	"slices"
	"time"

	"headroom/community/policy"
)

// How long something for other software is worth sending: what is shown, and
// what takes it back. A server that is away for longer has lost it.
const (
	outsideShows  = 7 * 24 * time.Hour
	outsideErases = 30 * 24 * time.Hour
)

// outsideFacts are those of software that nobody here has named.
func (s *Service) outsideFacts() policy.Facts { return policy.Facts{PublicFed: s.OpenFederation} }

// OutsideSees decides whether software without an agreement is shown a
// community, may follow it and like what stands there.
func (s *Service) OutsideSees(c Community) error {
	f := s.outsideFacts()
	f.Access, f.Hosted, f.Ended = c.Access, c.Local, !c.DeletedAt.IsZero()
	return refuse(policy.Decide(policy.ViewOutside, f))
}

// OutsideSeesPerson decides whether such software is told who somebody of this
// instance is: only of those who have said yes, from when they did.
func (s *Service) OutsideSeesPerson(tx Tx, p Person) (since time.Time, err error) {
	if !p.Local || !p.SuspendedAt.IsZero() {
		return since, ErrNotFound
	}
	since, err = tx.OutsideConsent(p.ID)
	if skipMissing(err) != nil {
		return since, err
	}
	f := s.outsideFacts()
	f.Hosted, f.PostsOpen = true, err == nil
	return since, refuse(policy.Decide(policy.ViewProfile, f))
}

// linkedOf gives what a post was at a linked account; not ok for other posts.
func linkedOf(tx Tx, post int64) (l LinkedPost, ok bool, err error) {
	all, err := tx.LinkedPosts([]int64{post})
	if err != nil || len(all) == 0 {
		return l, false, err
	}
	return all[0], true, nil
}

// LinkedOf gives what a post was at the linked account that it came from; not ok
// for a post that was written here.
func (s *Service) LinkedOf(tx Tx, post int64) (l LinkedPost, ok bool, err error) {
	return linkedOf(tx, post)
}

// deepest bounds how far up a conversation is looked.
const deepest = 200

// OutsideSeesPost decides whether such software is shown a post of a community:
// its author and everybody above it in the conversation are of this instance and
// had said yes when they wrote, or wrote from an account of other software.
func (s *Service) OutsideSeesPost(tx Tx, c Community, p Post) error {
	if err := s.OutsideSees(c); err != nil {
		return err
	}
	for range deepest {
		if p.CommunityID != c.ID || p.State != PostAccepted {
			return ErrNotFound
		}
		if err := s.outsideSeesAuthor(tx, p); err != nil {
			return err
		}
		if p.ParentIRI == "" {
			return nil
		}
		above, err := tx.PostByIRI(p.ParentIRI)
		if err != nil {
			return err
		}
		p = above
	}
	return ErrNotFound
}

// OutsideFile gives a picture of a post of ours that such software is shown: to
// whom the post is not shown there is no such picture. ErrNotFound also for those
// that are not kept here.
func (s *Service) OutsideFile(ctx context.Context, post int64, digest string) (a Attachment, data []byte, err error) {
	err = s.Store.View(ctx, func(tx Tx) error {
		p, err := tx.Post(post)
		if err != nil {
			return err
		}
		c, err := tx.Community(p.CommunityID)
		if err == nil {
			err = s.OutsideSeesPost(tx, c, p)
		}
		if err != nil {
			return err
		}
		at := slices.IndexFunc(p.Attachments, func(a Attachment) bool { return a.Digest == digest && a.URL == "" })
		if at < 0 {
			return ErrNotFound
		}
		a = p.Attachments[at]
		return nil
	})
	if err == nil {
		data, err = s.Files.Get(ctx, digest)
	}
	return a, data, err
}

// outsideSeesAuthor decides on one post: its author had agreed, or wrote it where
// everybody reads it.
func (s *Service) outsideSeesAuthor(tx Tx, p Post) error {
	if _, ok, err := linkedOf(tx, p.ID); err != nil || ok {
		return err
	}
	author, err := tx.Person(p.AuthorID)
	if err != nil {
		return err
	}
	since, err := s.OutsideSeesPerson(tx, author)
	if err == nil && p.CreatedAt.Before(since) {
		err = ErrNotFound
	}
	return err
}

// announceOutside tells followers elsewhere of a log entry of an open community:
// of posts that they are shown, and of the end of those that they were.
func (s *Service) announceOutside(tx Tx, c Community, e LogEntry) error {
	switch e.Kind {
	case "Create", "Update":
		return s.showOutside(tx, c, e)
	case "Delete":
		shown, err := tx.OutsideShown(e.Object)
		if err != nil {
			return skipMissing(err)
		}
		return s.eraseOutside(tx, shown)
	}
	return nil
}

func (s *Service) showOutside(tx Tx, c Community, e LogEntry) error {
	if s.OutsideSees(c) != nil {
		return nil
	}
	p, err := tx.PostByIRI(e.Object)
	if err == nil {
		err = s.OutsideSeesPost(tx, c, p)
	}
	if err != nil {
		return skipMissing(err)
	}
	if err := tx.PutOutsideShown(OutsideShown{Object: p.IRI, CommunityID: c.ID, PersonID: p.AuthorID, CreatedAt: s.now()}); err != nil {
		return err
	}
	messages := []Message{SendOutside}
	if e.Kind == "Create" {
		messages = append(messages, SendOutsideID)
	}
	return s.toFollowers(tx, Delivery{Community: c.ID, Object: e.Object, Epoch: e.Epoch, Seq: e.Seq}, PriorityNormal, messages...)
}

// eraseOutside tells everybody who may hold a copy that a post is gone.
func (s *Service) eraseOutside(tx Tx, o OutsideShown) error {
	if err := tx.DropOutsideShown(o.Object); err != nil {
		return err
	}
	return s.toFollowers(tx, Delivery{Community: o.CommunityID, Object: o.Object, Person: o.PersonID}, PriorityUrgent,
		SendOutsideGone, SendOutsideUndo, SendOutsideDelete)
}

// toFollowers enqueues messages for every inbox at which a community has
// followers: each server is sent one of each, however many they are.
func (s *Service) toFollowers(tx Tx, d Delivery, priority int, messages ...Message) error {
	inboxes, err := tx.OutsideInboxes(d.Community)
	if err != nil {
		return err
	}
	for _, inbox := range inboxes {
		for _, m := range messages {
			d := d
			d.Message, d.Inbox = m, inbox
			if err := s.deliverOutside(tx, d, priority); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *Service) deliverOutside(tx Tx, d Delivery, priority int) error {
	d.Host, d.At = hostOf(d.Inbox), s.now().UnixMilli()
	if d.Host == "" {
		return nil
	}
	return s.deliver(tx, d, priority)
}

// OutsideStill reports whether a message to other software is still worth
// sending. A host that operators have named since hears what peers hear.
func (s *Service) OutsideStill(tx Tx, d Delivery) (bool, error) {
	life := outsideShows
	switch d.Message {
	case SendOutsideGone, SendOutsideUndo, SendOutsideDelete, SendHeardUndo, SendTieUndo, SendOutsideNo:
		life = outsideErases
	default:
		if !s.OpenFederation {
			return false, nil
		}
	}
	if s.now().Sub(time.UnixMilli(d.At)) > life {
		return false, nil
	}
	_, err := tx.Peer(d.Host)
	if IsNotFound(err) {
		return true, nil
	}
	return false, err
}

// OutsideGone forgets those who were reached at an inbox that says that it has
// gone for good.
func (s *Service) OutsideGone(ctx context.Context, inbox string) error {
	return s.Store.Update(ctx, func(tx Tx) error { return tx.DropOutsideInbox(inbox) })
}

// OutsideKeyOf gives the RSA key of a community or person of ours, ErrNotFound
// when it has none yet.
func (s *Service) OutsideKeyOf(ctx context.Context, owner string) (OutsideKey, error) {
	return view(ctx, s, func(tx Tx) (OutsideKey, error) { return tx.OutsideKey(owner) })
}

// KeepOutsideKey keeps the first key of an owner: the one that is kept is given
// back.
func (s *Service) KeepOutsideKey(ctx context.Context, k OutsideKey) (kept OutsideKey, err error) {
	err = s.Store.Update(ctx, func(tx Tx) error {
		kept = k
		kept.CreatedAt = s.now()
		err := tx.InsertOutsideKey(kept)
		if KindOf(err) == Conflict {
			kept, err = tx.OutsideKey(k.Owner)
		}
		return err
	})
	return kept, err
}
