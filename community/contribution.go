package community

import (
	"cmp"
	"context"
	"time"

	"headroom/community/policy"
)

// Contribution is a member's activity in a community, decoded and with its
// author's proof verified: what Create, Update, Delete, Like, Undo and Lock
// say, in plain types.
type Contribution struct {
	Activity  string // id
	Kind      string // Create, Update, Delete, Like, Undo, Lock, Add, Remove, KindTally
	Undone    string // kind of what Undo takes back: Like, Lock
	Actor     string // IRI; signer of the proof
	Context   string
	Object    string // id of the object, or of the activity undone
	Note      *NoteInput
	Reaction  string
	Reason    string
	Words     string // beside the reason
	Target    string // collection that an Add or Remove is about
	Tally     *PollTally
	Published time.Time
	Digest    string // H(activity)
	Epoch     int64  // where it stands in its community's log, once that is known
	Seq       int64
	Document  int64 // where its bytes are
	Received  time.Time
	Accepted  time.Time // when its community's host accepted it, as the host says; zero on the host
	Held      int64     // of a post that waited for a facilitator and has been released
	Refused   string    // a reason found when what hangs on it was fetched; "" for none
}

// NoteInput is the object of a Create or Update.
type NoteInput struct {
	Kind        string
	Title       string
	HTML        string // as received; sanitised here
	Markdown    string
	Language    string
	Parent      string
	Byline      Byline
	Attachments []Attachment
	Mentions    []string
	Published   time.Time
	Updated     time.Time
	SharedFrom  string       // IRI of the linked community that it comes from
	Label       policy.Label // of the conversation that it begins or belongs to
	Poll        *Poll        // that a Question asks; nil for none
}

// Receive stores a message of a peer that is not a contribution, with the job
// that applies it.
func (s *Service) Receive(ctx context.Context, d Document, digest, lane string) (again bool, err error) {
	err = s.Store.Update(ctx, func(tx Tx) error {
		again, err = s.receiveOnce(tx, d, digest, lane)
		return err
	})
	return again, err
}

func (s *Service) receiveOnce(tx Tx, d Document, digest, lane string) (again bool, err error) {
	fresh, _, err := tx.Receive(d.Signer, d.IRI, digest, s.now())
	if err != nil || !fresh {
		return !fresh, err
	}
	return false, s.storeReceived(tx, d, lane)
}

func (s *Service) storeReceived(tx Tx, d Document, lane string) error {
	if d.ID == 0 {
		d.ID, d.CreatedAt = tx.NextID(), s.now()
	}
	if err := tx.InsertDocument(d); err != nil {
		return err
	}
	return tx.Enqueue(intent("receive:"+lane, JobReceive, "", PriorityNormal, s.now(), Receive{Document: d.ID, Signer: d.Signer}))
}

// mayContribute is the policy decision about a member's activity. early leaves
// the rules about content (lock, held) to the transaction that applies it.
func (s *Service) mayContribute(tx Tx, c Community, p Person, in Contribution, early bool) error {
	f, err := s.communityFacts(tx, Viewer{Person: p.ID, Host: p.Host}, c)
	if err != nil {
		return err
	}
	action, err := s.contributionAction(tx, c, p, in, &f)
	if err != nil {
		return err
	}
	if early {
		f.Locked, f.Silenced = false, false
	}
	if f.Asker == policy.Person && f.Role == policy.Guest {
		f.InScope = inScope(tx, c, p, in.Context)
		if in.Note != nil && in.Note.Byline.Role != roleName(policy.Guest) { // the badge stands on every post
			return &Error{Class: Invalid, Key: "error.invalid", Reason: policy.ReasonMalformed}
		}
	}
	if f.Asker == policy.Person && f.Bounded {
		t, err := tx.ThreadByContext(in.Context)
		if skipMissing(err) != nil {
			return err
		}
		f.InScope = IsNotFound(err) || inHistory(tx, c, p.ID, t) // a new one, or begun since
	}
	if !early && in.Kind == "Create" && in.Held == 0 && in.Seq == 0 {
		if f.Hurried, err = s.hurries(tx, c, p.ID); err != nil {
			return err
		}
	}
	if err := cmp.Or(maySayLabel(c, in), s.maySayShared(tx, c, in)); err != nil {
		return err
	}
	return refuse(policy.Decide(action, f))
}

// contributionAction names the action that an activity is, and loads what the
// decision needs of the thing it acts on.
func (s *Service) contributionAction(tx Tx, c Community, p Person, in Contribution, f *policy.Facts) (policy.Action, error) {
	t, err := tx.ThreadByContext(in.Context)
	if err != nil && !IsNotFound(err) {
		return "", err
	}
	f.Locked = err == nil && !t.LockedAt.IsZero()
	switch in.Kind {
	case "Create":
		if in.Note != nil && in.Note.Parent == "" {
			f.Locked = false
			return policy.StartThread, nil
		}
		return policy.Reply, s.inParentsThread(tx, c, in)
	case "Like":
		return policy.React, nil
	case "Add", "Remove":
		if in.Context != "" {
			return policy.PinThread, nil
		}
		return policy.Appoint, nil
	case "Lock":
		return policy.LockThread, nil
	case "Undo":
		if in.Undone == "Lock" {
			return policy.LockThread, nil
		}
		return policy.React, nil
	}
	post, err := tx.PostPlace(in.Object)
	if IsNotFound(err) { // its Create may still be under way: authorship is by origin
		f.Author = sameHost(in.Object, p.IRI)
	} else if err != nil {
		return "", err
	} else {
		f.Author = post.AuthorIRI == p.IRI && post.CommunityID == c.ID
		f.Gone, f.Poll = post.State == PostDeleted, post.Kind == pollKind
	}
	switch {
	case in.Kind == "Update":
		return policy.EditPost, nil
	case f.Author:
		return policy.DeletePost, nil
	default:
		return policy.RemovePost, nil
	}
}

// parentWait is how long a reply may wait for the post that it answers.
const parentWait = time.Minute

// inParentsThread refuses a reply that stands in another thread than the post
// it answers, which would get around a lock. One whose parent is not here yet
// waits for it a little.
func (s *Service) inParentsThread(tx Tx, c Community, in Contribution) error {
	if !c.Local {
		return nil // its host has decided
	}
	malformed := &Error{Class: Invalid, Key: "error.invalid", Reason: policy.ReasonMalformed}
	parent, err := tx.PostPlace(in.Note.Parent)
	if IsNotFound(err) {
		if in.Received.IsZero() {
			return nil // at the door: the job looks again
		}
		if s.now().Sub(in.Received) < parentWait {
			return &Error{Class: Unavailable, Key: "error.unavailable", Reason: policy.ReasonMovedOn}
		}
		return malformed
	}
	if err != nil {
		return err
	}
	if parent.CommunityID != c.ID || parent.Context != in.Context {
		return malformed
	}
	return nil
}

func inScope(tx Tx, c Community, p Person, context string) bool {
	m, err := tx.MembershipOf(c.ID, p.ID)
	if err != nil {
		return false
	}
	for _, s := range m.Scope {
		if s == context {
			return true
		}
	}
	return false
}

// Contribute applies a member's activity to a community of ours: policy again
// on the facts of this transaction, write, chain, announce. What is refused
// only now is answered with a Reject that carries the reason.
func (s *Service) Contribute(ctx context.Context, job int64, community string, in Contribution) error {
	return s.Store.Update(ctx, func(tx Tx) error {
		if err := tx.FinishJob(job); err != nil {
			return err
		}
		c, err := tx.CommunityByIRI(community)
		if err != nil {
			return err
		}
		p, err := tx.PersonByIRI(in.Actor)
		if err != nil {
			return err
		}
		return s.contribute(tx, c, p, in, s.mayContribute(tx, c, p, in, false))
	})
}

// contribute applies an activity that policy has judged: write, chain, announce;
// or the Reject with the reason of its refusal.
func (s *Service) contribute(tx Tx, c Community, p Person, in Contribution, verdict error) error {
	if _, err := tx.LogEntryByActivity(c.ID, in.Activity); err == nil {
		return nil // applied before
	} else if !IsNotFound(err) {
		return err
	}
	done, verdict := s.holdBack(tx, c, p, &in, verdict)
	if done || verdict != nil && KindOf(verdict) == "" {
		return verdict
	}
	e, err := s.nextEntry(tx, c, LogEntry{Digest: in.Digest, Activity: in.Activity, Kind: in.Kind,
		Object: in.Object, Author: in.Actor, DocumentID: in.Document})
	if err != nil {
		return err
	}
	in.Epoch, in.Seq = e.Epoch, e.Seq
	if verdict == nil && in.Refused != "" {
		verdict = &Error{Class: Invalid, Key: "error.invalid", Reason: in.Refused}
	}
	if verdict == nil {
		verdict = s.apply(tx, c, p, in)
	}
	if k := KindOf(verdict); k == Unavailable && !s.heldTooLong(in.Received) {
		return verdict // held: the runner tries again
	} else if k != "" {
		if _, err := tx.DropDocument(in.Document); err != nil {
			return err // what was refused goes back to its author and stays nowhere else
		}
		if in.Note != nil { // what was fetched for it goes
			if err := s.erase(tx, digestsOf(in.Note.Attachments), nil); err != nil {
				return err
			}
		}
		return s.deliver(tx, Delivery{Message: SendReject, Host: p.Host, Community: c.ID, Person: p.ID,
			Object: in.Activity, Reason: reasonOr(verdict, "policy")}, PriorityNormal)
	}
	if verdict != nil {
		return verdict
	}
	return s.appendLog(tx, c, e, in.Context)
}

// HeldFor is how long something waits for the status of its author's credential
// before it is refused: the operators of both sides have that long to mend what
// is in the way, such as an issuer's new key that nobody has confirmed.
const HeldFor = 24 * time.Hour

func (s *Service) heldTooLong(received time.Time) bool {
	return !received.IsZero() && s.now().Sub(received) > HeldFor
}

func reasonOr(err error, other string) string {
	if r := ReasonOf(err); r != "" {
		return r
	}
	return other
}

// ContributionRejected tells an author that the host refused what they wrote:
// the text comes back as a draft with the reason.
func (s *Service) ContributionRejected(ctx context.Context, job int64, group, activity, reason string) error {
	return s.Store.Update(ctx, func(tx Tx) error {
		if err := tx.FinishJob(job); err != nil {
			return err
		}
		if err := s.actRefused(tx, group, activity, reason); err != nil {
			return err
		}
		if err := s.ballotRefused(tx, group, activity, reason); err != nil {
			return err
		}
		post, err := tx.PostByActivity(activity)
		if err != nil {
			return skipMissing(err)
		}
		c, err := tx.Community(post.CommunityID)
		if err != nil || c.IRI != group || post.State != PostSent {
			return err
		}
		return s.giveBackRefused(tx, post, c, reason)
	})
}

// giveBackRefused makes a draft again of a post of one of our people that its
// community does not show.
func (s *Service) giveBackRefused(tx Tx, post Post, c Community, reason string) error {
	place := placeOf("community", c.ID)
	if post.ParentIRI != "" {
		place = placeOf("thread", post.ThreadID)
	}
	label, err := labelBack(tx, post)
	if err != nil {
		return err
	}
	if err := s.giveBack(tx, post, label, place, reason); err != nil {
		return err
	}
	post.State, post.Reason, post.HeldAt = PostRefused, reason, time.Time{}
	if err := tx.UpdatePost(post); err != nil {
		return err
	}
	return s.emit(tx, Event{Kind: EventRefused, CommunityID: c.ID, ThreadID: post.ThreadID, ObjectID: post.ID, PersonID: post.AuthorID})
}
