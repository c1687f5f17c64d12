package community

import (
	"context"
	"slices"
	"time"

	"headroom/community/policy"
)

// GuestAnnouncement is what was said in a conversation of a peer's community of
// which somebody from here is a guest, announced outside the chain. It has been
// verified: the group signed the request, and the activity carries its author's
// proof.
type GuestAnnouncement struct {
	Job       int64
	Community string
	Announce  string // id
	Document  int64  // where its bytes are
	Inner     Contribution
}

// AnnouncedToGuests applies what a peer's community says to a guest from here.
// Words that no guest of ours may read are deleted, with a receipt. What answers
// or changes something that is still under way waits for it a little: without a
// chain nothing else says what comes first. Unavailable while the guest's own
// stamp is under way.
func (s *Service) AnnouncedToGuests(ctx context.Context, in GuestAnnouncement) error {
	return s.Store.Update(ctx, func(tx Tx) error {
		if err := tx.FinishJob(in.Job); err != nil {
			return err
		}
		c, err := tx.CommunityByIRI(in.Community)
		if err != nil || c.Local {
			return skipMissing(err)
		}
		chained, err := s.chainedHere(tx, c)
		if err != nil {
			return err
		}
		if chained { // the log has it
			_, err := tx.DropDocument(in.Document)
			return err
		}
		reads, coming, err := s.guestsHere(tx, c, in.Inner.Context)
		if err != nil {
			return err
		}
		early := &Error{Class: Unavailable, Key: "error.unavailable", Reason: policy.ReasonMovedOn}
		switch {
		case !reads && coming:
			return early
		case !reads:
			return s.comeTooLate(tx, c, Announcement{Document: in.Document,
				Entry: LogEntry{Kind: in.Inner.Kind, Object: in.Inner.Object, AnnounceIRI: in.Announce}})
		}
		missing, err := s.aheadOfItsTurn(tx, in.Inner)
		if err != nil {
			return err
		}
		wait := parentWait
		if changes(in.Inner) {
			wait = changeWait
		}
		if missing && s.now().Sub(in.Inner.Received) < wait {
			return early
		}
		return s.applyInner(tx, c, in.Inner)
	})
}

// changeWait is how long what changes a post waits for the post. Nothing brings it
// again: a reply whose parent does not come is shown without it, but an edit would be
// lost, and the post may be kept from coming for as long as its lane or our own queue
// waits.
const changeWait = 24 * time.Hour

// changes reports that an activity is nothing without what it is about.
func changes(in Contribution) bool {
	return in.Kind == "Update" || in.Kind == "Like" || in.Kind == KindTally
}

// chainedHere reports whether one of ours is a full member of a community now,
// for whom its host gives us the log. It does not for one whose place is on hold.
func (s *Service) chainedHere(tx Tx, c Community) (bool, error) {
	all, err := tx.Members(c.ID, policy.Active)
	return slices.ContainsFunc(all, func(m MemberView) bool { return m.Person.Local && m.Role != policy.Guest }), err
}

// Drop deletes what was received and is nothing for anybody here, and ends its job.
func (s *Service) Drop(ctx context.Context, job, document int64) error {
	return s.Store.Update(ctx, func(tx Tx) error {
		if _, err := tx.DropDocument(document); err != nil {
			return err
		}
		return tx.FinishJob(job)
	})
}

// guestsHere reports whether one of ours is a guest who may read a conversation,
// or has asked to be and waits for the answer.
func (s *Service) guestsHere(tx Tx, c Community, conversation string) (reads, coming bool, err error) {
	all, err := tx.Members(c.ID, policy.Active, policy.Suspended, policy.Pending)
	for _, m := range all {
		if !m.Person.Local || m.Role != policy.Guest || !slices.Contains(m.Scope, conversation) {
			continue
		}
		reads, coming = reads || m.State != policy.Pending, coming || m.State == policy.Pending
	}
	return reads, coming, err
}

// aheadOfItsTurn reports that what an activity answers or changes is not here.
func (s *Service) aheadOfItsTurn(tx Tx, in Contribution) (bool, error) {
	of := ""
	switch {
	case in.Note != nil && in.Kind == "Create":
		of = in.Note.Parent
	case in.Kind == "Update" || in.Kind == "Like" || in.Kind == KindTally:
		of = in.Object
	case in.Kind == "Lock", in.Target != "":
		_, err := tx.ThreadByContext(in.Context)
		return IsNotFound(err), skipMissing(err)
	}
	if of == "" {
		return false, nil
	}
	_, err := tx.PostPlace(of)
	if !IsNotFound(err) {
		return false, err
	}
	_, err = tx.Tombstone(of)
	return IsNotFound(err), skipMissing(err)
}
