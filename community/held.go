package community

import (
	"cmp"
	"slices"
	"time"

	"headroom/community/policy"
)

// Whose posts a community holds before they are shown.
const (
	HoldNobody = ""
	HoldNew    = "new" // of members until they have written so many, or have been in for so many days
	HoldAll    = "all"
)

// Most posts, and days, for which somebody is new.
const (
	holdPostsMost = 50
	holdDaysMost  = 365
)

// HeldPost is a post that waits for a facilitator, in the queue of a community of
// ours. The words of a member here stand in their post, which only they see; of a
// peer's member there is no post before it is released.
type HeldPost struct {
	ID          int64 // its number in the queue; of a member here that of the activity too
	CommunityID int64
	PersonID    int64  // who wrote it
	PostID      int64  // of a member here
	DocumentID  int64  // of a peer's member: the activity as it came
	Activity    string // IRI
	Object      string // IRI of the post
	Parent      string // IRI of what it answers, "" for the beginning of a conversation
	Context     string
	Title       string
	HTML        string // sanitised
	Language    string
	Files       []string // digests of what hangs on it, and what stands for each
	Alts        []string
	Cause       string // one of policy.HoldCauses
	CreatedAt   time.Time
	ReleasedAt  time.Time // of a peer's member: it is applied in its turn
}

// HeldTx keeps held posts.
type HeldTx interface {
	// InsertHeldPost is a Conflict where one with that object waits.
	InsertHeldPost(HeldPost) error
	UpdateHeldPost(HeldPost) error
	DeleteHeldPost(id int64) error
	HeldPost(id int64) (HeldPost, error)
	HeldPostOf(object string) (HeldPost, error)
	// HeldPosts gives what waits in a community, oldest first.
	HeldPosts(community int64, limit int) ([]HeldPost, error)
	HeldPostsBy(person, community int64) ([]HeldPost, error)
	// CountPosts counts the accepted posts of somebody in a community, up to a most.
	CountPosts(person, community int64, most int) (int, error)
	// CountPostsSince counts whatever somebody has written in a community that came
	// after a time, up to a most: also what is gone since.
	CountPostsSince(person, community int64, since time.Time, most int) (int, error)
}

// holding checks whose posts a community is to hold.
func (in *input) holding(c CommunityInput) {
	in.choice("hold", c.Hold, []string{HoldNobody, HoldNew, HoldAll}, false)
	if c.HoldPosts < 0 || c.HoldPosts > holdPostsMost {
		in.once("hold_posts", "error.hold_number")
	}
	if c.HoldDays < 0 || c.HoldDays > holdDaysMost {
		in.once("hold_days", "error.hold_number")
	}
	if c.Hold == HoldNew && c.HoldPosts == 0 && c.HoldDays == 0 {
		in.once("hold_posts", "error.hold_new")
	}
}

// holds sets whose posts are held, as it was checked.
func (c *Community) holds(in CommunityInput) {
	c.Hold, c.HoldPosts, c.HoldDays = in.Hold, 0, 0
	if in.Hold == HoldNew {
		c.HoldPosts, c.HoldDays = in.HoldPosts, in.HoldDays
	}
}

// heldBecause gives why what somebody writes in a community of ours waits for a
// facilitator, "" where it does not.
func (s *Service) heldBecause(tx Tx, c Community, p Person) (string, error) {
	if !c.Local {
		return "", nil // its host decides
	}
	m, err := tx.MembershipOf(c.ID, p.ID)
	if err != nil {
		return "", skipMissing(err)
	}
	f := policy.Facts{Asker: policy.Person, Role: m.Role, Reviewed: !m.ReviewedAt.IsZero(), HoldsAll: c.Hold == HoldAll}
	if c.Hold == HoldNew {
		if f.Newcomer, err = s.isNew(tx, c, m); err != nil {
			return "", err
		}
	}
	return policy.HeldBecause(f), nil
}

// isNew reports a member who has not been in for long enough, or has not written
// enough that others have read.
func (s *Service) isNew(tx Tx, c Community, m Membership) (bool, error) {
	if c.HoldDays > 0 && s.now().Before(m.StartAt.AddDate(0, 0, c.HoldDays)) {
		return true, nil
	}
	if c.HoldPosts == 0 {
		return false, nil
	}
	n, err := tx.CountPosts(m.PersonID, c.ID, c.HoldPosts)
	return n < c.HoldPosts, err
}

// holdBack keeps a member's post that waits for a facilitator out of the log, tells
// their home so, and applies what they do meanwhile with one that waits. done
// says that there is nothing left to apply. verdict is what policy says of it, and
// the answer then.
func (s *Service) holdBack(tx Tx, c Community, p Person, in *Contribution, verdict error) (done bool, err error) {
	if in.Held != 0 {
		if done, err := s.releasedNow(tx, c, in); done || err != nil {
			return done, err
		}
	}
	switch {
	case verdict != nil || in.Held != 0:
		return false, verdict
	case in.Kind == "Create" && in.Note != nil && in.Refused == "":
		cause, err := s.heldBecause(tx, c, p)
		if err != nil || cause == "" {
			return false, err
		}
		return s.holdPost(tx, c, p, *in, cause)
	case in.Kind == "Delete" || in.Kind == "Update":
		h, err := tx.HeldPostOf(in.Object)
		if err != nil || h.CommunityID != c.ID {
			return false, skipMissing(err)
		}
		return s.changeHeld(tx, c, p, *in, h)
	}
	return false, nil
}

func (s *Service) holdPost(tx Tx, c Community, p Person, in Contribution, cause string) (done bool, err error) {
	if t, err := tx.Tombstone(in.Object); err == nil && t.Author == in.Actor {
		return false, nil // its Delete came first
	} else if skipMissing(err) != nil {
		return false, err
	}
	if _, err := tx.PostPlace(in.Object); !IsNotFound(err) {
		return false, err // it is there already
	}
	if err := s.pollFits(c, in.Note.Poll); err != nil {
		return false, err
	}
	n := in.Note
	h := HeldPost{ID: tx.NextID(), CommunityID: c.ID, PersonID: p.ID, DocumentID: in.Document, Activity: in.Activity, Object: in.Object,
		Parent: n.Parent, Context: in.Context, Title: n.Title, HTML: s.Text.Sanitize(n.HTML), Language: n.Language,
		Files: digestsOf(n.Attachments), Cause: cause, CreatedAt: s.now()}
	for _, a := range n.Attachments {
		h.Alts = append(h.Alts, a.Alt)
	}
	if err := s.queueHeld(tx, h); KindOf(err) == Conflict {
		return false, &Error{Class: Conflict, Key: refusalKey(policy.ReasonMovedOn), Reason: policy.ReasonMovedOn}
	} else if err != nil {
		return false, err
	}
	return true, s.deliver(tx, Delivery{Message: SendHeld, Host: p.Host, Community: c.ID, Person: p.ID, Object: in.Activity}, PriorityNormal)
}

// queueHeld puts a post into the queue and lets those know who decide.
func (s *Service) queueHeld(tx Tx, h HeldPost) error {
	if err := tx.InsertHeldPost(h); err != nil {
		return err
	}
	return s.emit(tx, Event{Kind: EventHeld, CommunityID: h.CommunityID, ObjectID: h.ID, PersonID: h.PersonID})
}

// changeHeld lets the author of a post that waits take it back, and refuses
// everything else about it: nobody has seen it.
func (s *Service) changeHeld(tx Tx, c Community, p Person, in Contribution, h HeldPost) (done bool, err error) {
	switch {
	case h.PersonID != p.ID:
		return false, &Error{Class: Forbidden, Key: "error.forbidden", Reason: policy.ReasonNotAuthor}
	case in.Kind == "Update":
		return false, &Error{Class: Conflict, Key: "error.held", Reason: policy.ReasonHeld}
	}
	if err := tx.PutTombstone(Tombstone{Object: in.Object, Author: in.Actor, By: p.IRI, Reason: in.Reason, CreatedAt: s.now()}); err != nil {
		return false, err
	}
	if _, err := tx.DropDocument(in.Document); err != nil { // it is about nothing that others have
		return false, err
	}
	return true, s.dropHeld(tx, c, h)
}

// notHeld refuses what is about a post that waits, which nobody has seen; what is
// about no post at all passes.
func (s *Service) notHeld(tx Tx, object string) error {
	_, err := tx.HeldPostOf(object)
	if err == nil {
		err = &Error{Class: Conflict, Key: "error.held", Reason: policy.ReasonHeld}
	}
	return skipMissing(err)
}

// dropHeld forgets a post that waited, with everything that came for it.
func (s *Service) dropHeld(tx Tx, c Community, h HeldPost) error {
	if err := tx.DeleteHeldPost(h.ID); err != nil {
		return err
	}
	if h.DocumentID != 0 {
		if _, err := tx.DropDocument(h.DocumentID); err != nil {
			return err
		}
		return s.erase(tx, h.Files, nil)
	}
	return nil
}

// forgetHeld takes a post that its author has deleted out of the queue.
func (s *Service) forgetHeld(tx Tx, c Community, post Post) error {
	h, err := tx.HeldPostOf(post.IRI)
	if err != nil {
		return skipMissing(err)
	}
	return s.dropHeld(tx, c, h)
}

// releasedNow takes a released post out of the queue: it is applied as if it had
// come now.
func (s *Service) releasedNow(tx Tx, c Community, in *Contribution) (done bool, err error) {
	h, err := tx.HeldPost(in.Held)
	if err != nil || h.ReleasedAt.IsZero() || h.CommunityID != c.ID || h.Activity != in.Activity {
		return true, skipMissing(err) // taken back meanwhile
	}
	in.Received = h.ReleasedAt
	return false, tx.DeleteHeldPost(h.ID)
}

// endHeld gives back what somebody has written in a community of ours that they
// are no longer in, and nobody has decided about.
func (s *Service) endHeld(tx Tx, c Community, p Person, reason string) error {
	if !c.Local {
		return nil
	}
	all, err := tx.HeldPostsBy(p.ID, c.ID)
	if err != nil {
		return err
	}
	for _, h := range all {
		if err := s.returnHeld(tx, c, h, p, cmp.Or(reason, policy.ReasonNotMember)); err != nil {
			return err
		}
	}
	return nil
}

// returnHeld gives a post that is not going to be shown back to its author, with
// the reason: as a draft here, by a Reject to their home elsewhere.
func (s *Service) returnHeld(tx Tx, c Community, h HeldPost, p Person, reason string) error {
	if err := s.dropHeld(tx, c, h); err != nil {
		return err
	}
	if h.PostID == 0 {
		return s.deliver(tx, Delivery{Message: SendReject, Host: p.Host, Community: c.ID, Person: p.ID, Object: h.Activity, Reason: reason}, PriorityNormal)
	}
	post, err := tx.Post(h.PostID)
	if err != nil || post.State != PostSent {
		return skipMissing(err)
	}
	return s.giveBackRefused(tx, post, c, reason)
}

// held notes at home that the community of a peer holds a post of one of our
// people: it is not late, and only they see it until it comes back announced.
func (s *Service) held(tx Tx, group, activity string) error {
	post, err := tx.PostByActivity(activity)
	if err != nil || post.State != PostSent || !post.HeldAt.IsZero() {
		return skipMissing(err)
	}
	c, err := tx.Community(post.CommunityID)
	if err != nil || c.IRI != group || c.Local {
		return err
	}
	post.HeldAt = s.now()
	if err := tx.UpdatePost(post); err != nil {
		return err
	}
	return s.emit(tx, Event{Kind: EventPostSent, CommunityID: c.ID, ThreadID: post.ThreadID, ObjectID: post.ID, PersonID: post.AuthorID})
}

// heldCause is a cause as a peer names it; the settings of the community for one
// that we do not know.
func heldCause(code string) string {
	if slices.Contains(policy.HoldCauses, code) {
		return code
	}
	return policy.HeldEverybody
}
