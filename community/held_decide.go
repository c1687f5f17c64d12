package community

import (
	"cmp"
	"context"
	"strconv"
	"strings"

	"headroom/community/policy"
)

// heldShown is how many held posts a queue shows at once.
const heldShown = 50

// HeldView is a held post as those who decide are shown it.
type HeldView struct {
	HeldPost
	Author PersonView
	Thread Thread // that it answers in, where it is known; zero for a new conversation
}

// heldFor lists what waits in a community of ours.
func (s *Service) heldFor(tx Tx, c Community) (out []HeldView, err error) {
	all, err := tx.HeldPosts(c.ID, heldShown)
	if err != nil {
		return nil, err
	}
	for _, h := range all {
		p, err := tx.Person(h.PersonID)
		if err != nil {
			return nil, err
		}
		view := HeldView{HeldPost: h, Author: PersonView{Person: p.forOthers()}}
		if h.PostID != 0 {
			post, err := tx.Post(h.PostID)
			if err != nil {
				return nil, err
			}
			view.Title, view.HTML, view.Language = post.Title, post.HTML, post.Language
			for _, a := range post.Attachments {
				view.Alts = append(view.Alts, a.Alt)
			}
		}
		out = append(out, view)
	}
	return s.knownHeld(tx, out)
}

// knownHeld adds who and where is known here.
func (s *Service) knownHeld(tx Tx, all []HeldView) ([]HeldView, error) {
	for i := range all {
		h := &all[i]
		if h.Author.ID == 0 {
			p, err := tx.PersonByIRI(h.Author.IRI)
			if skipMissing(err) != nil {
				return nil, err
			}
			if err == nil {
				h.Author.Person = p.forOthers()
			}
			h.Author.Name = cmp.Or(h.Author.Name, h.Author.IRI)
		}
		h.HTML, h.Cause = s.Text.Shown(s.Text.Sanitize(h.HTML), s.Identity.Host), heldCause(h.Cause)
		if h.Parent == "" {
			continue
		}
		t, err := tx.ThreadByContext(h.Context)
		if skipMissing(err) != nil {
			return nil, err
		}
		h.Thread = t
	}
	return all, nil
}

// HeldID is the id under which a held post stands in the queue of a community of
// ours.
func HeldID(c Community, number int64) string { return c.IRI + "/held/" + itoa(number) }

// HeldNumber is the number of a held post by its id in the queue of a group; 0
// when it is none.
func HeldNumber(group, id string) int64 {
	tail, ok := strings.CutPrefix(id, group+"/held/")
	n, err := strconv.ParseInt(tail, 10, 64)
	if !ok || err != nil || n <= 0 || itoa(n) != tail {
		return 0
	}
	return n
}

// DecidePost releases a held post, or declines it with one of
// policy.WithholdReasons, which its author reads in their language. Conflict when
// somebody has decided before, and when its author may not write there now. A
// decision about a peer's community is sent to it.
func (s *Service) DecidePost(ctx context.Context, v Viewer, id, held int64, release bool, code string) error {
	var check input
	p := Publish{Act: ActRelease}
	if !release {
		p.Act, p.Reason = ActWithhold, check.coded(code, policy.ReasonPolicy, policy.WithholdReasons)
	}
	if c, _, away, err := s.awayFrom(ctx, v, id, policy.DecidePost); err != nil || away {
		if err = cmp.Or(err, check.problems.Err()); err != nil {
			return err
		}
		p.Object = HeldID(c, held)
		return s.sendAct(ctx, v, c.ID, policy.DecidePost, p)
	}
	return s.Store.Update(ctx, func(tx Tx) error {
		c, _, err := s.inCommunity(tx, v, id, policy.DecidePost)
		if err != nil {
			return err
		}
		if err := check.problems.Err(); err != nil {
			return err
		}
		me, err := tx.Person(v.Person)
		if err != nil {
			return err
		}
		return s.decideHeld(tx, c, held, me, release, p.Reason)
	})
}

// decideHeld is what a moderator or facilitator decides about a held post,
// wherever they are. Nobody decides about their own.
func (s *Service) decideHeld(tx Tx, c Community, held int64, by Person, release bool, code string) error {
	h, err := tx.HeldPost(held)
	if err == nil && (h.CommunityID != c.ID || !h.ReleasedAt.IsZero()) || IsNotFound(err) {
		return &Error{Class: Conflict, Key: refusalKey(policy.ReasonAlreadyDecided), Reason: policy.ReasonAlreadyDecided}
	}
	if err != nil {
		return err
	}
	f, err := s.communityFacts(tx, Viewer{Person: by.ID, Host: by.Host}, c)
	if err != nil {
		return err
	}
	f.Self = h.PersonID == by.ID
	if err := refuse(policy.Decide(policy.DecidePost, f)); err != nil {
		return err
	}
	author, err := tx.Person(h.PersonID)
	if err != nil {
		return err
	}
	act, then := "post.withhold", func() error { return s.returnHeld(tx, c, h, author, code) }
	if release {
		if err := s.mayStillWrite(tx, c, author, h); err != nil {
			return err
		}
		act, code, then = "post.release", "", func() error { return s.release(tx, c, h) }
	}
	if err := s.audit(tx, by.IRI, act, h.Object, "", map[string]string{"community": c.IRI, "code": code}); err != nil {
		return err
	}
	return then()
}

// mayStillWrite refuses to release what its author may not write there now: they
// are in a time-out, or the conversation has been locked since.
func (s *Service) mayStillWrite(tx Tx, c Community, author Person, h HeldPost) error {
	v := Viewer{Person: author.ID}
	if !author.Local {
		v.Host = author.Host
	}
	f, err := s.communityFacts(tx, v, c)
	if err != nil {
		return err
	}
	action := policy.StartThread
	if h.Parent != "" {
		action = policy.Reply
		t, err := tx.ThreadByContext(h.Context)
		if skipMissing(err) != nil {
			return err
		}
		scoped(tx, v, c, t, &f)
	}
	if d := policy.Decide(action, f); !d.OK() {
		return &Error{Class: Conflict, Key: "error.held_author", Reason: policy.ReasonMovedOn}
	}
	return nil
}

// release shows a held post to everybody whom it is for, with its place in the
// log of now. That of a peer's member is applied again as it came.
func (s *Service) release(tx Tx, c Community, h HeldPost) error {
	if h.PostID == 0 {
		h.ReleasedAt = s.now()
		if err := tx.UpdateHeldPost(h); err != nil {
			return err
		}
		d, err := tx.Document(h.DocumentID)
		if err != nil {
			return err
		}
		return tx.Enqueue(intent("receive:"+c.IRI, JobReceive, "", PriorityNormal, s.now(), Receive{Document: d.ID, Signer: d.Signer, Held: h.ID}))
	}
	if err := tx.DeleteHeldPost(h.ID); err != nil {
		return err
	}
	post, err := tx.Post(h.PostID)
	if err != nil {
		return err
	}
	if err := s.confirm(tx, post, Contribution{Actor: post.AuthorIRI}); err != nil {
		return err
	}
	return s.publish(tx, Publish{Act: ActCreate, Community: c.ID, Person: post.AuthorID, Post: post.ID, ID: h.ID})
}

// HeldReceived notes that a peer's group holds a post of one of our people.
func (s *Service) HeldReceived(ctx context.Context, job int64, group, activity string) error {
	return s.Store.Update(ctx, func(tx Tx) error {
		if err := tx.FinishJob(job); err != nil {
			return err
		}
		return s.held(tx, group, activity)
	})
}

// heldPost tells who decides that a post waits.
func (t *teller) heldPost(e Event) error {
	c, err := t.tx.Community(e.CommunityID)
	if err != nil || !c.Local {
		return err
	}
	staff, err := t.tx.StaffOf(c.ID)
	if err != nil {
		return err
	}
	if err := t.tellElsewhere(c, e.PersonID); err != nil {
		return err
	}
	return t.tell(Notice{Kind: NoticeHeld, CommunityID: c.ID, RecordID: e.ObjectID, EventSeq: e.Seq, ActorID: e.PersonID}, staff...)
}

// heldNotice is about a post that waits: only while it does, and to who decides.
func (r *noticeReader) heldNotice(n *NoticeView, f policy.Facts, named bool) (bool, error) {
	if !named || !policy.Decide(policy.DecidePost, f).OK() {
		n.Actor = PersonView{}
		return false, nil
	}
	h, err := r.tx.HeldPost(n.RecordID)
	return err == nil && h.ReleasedAt.IsZero(), skipMissing(err)
}
