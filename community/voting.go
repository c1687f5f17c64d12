package community

import (
	"context"
	"slices"

	"headroom/community/policy"
	"headroom/community/tally"
)

// voteFaults is what is said of a vote that is none.
var voteFaults = map[tally.Kind]string{tally.Single: "error.vote_single", tally.Multiple: "error.vote_multiple", tally.Ranked: "error.vote_ranked"}

// Vote casts the viewer's vote in a poll, or puts another in its place. The
// choices are numbers of options, from 0; of a ranked poll in the order of
// preference. In a peer's community the vote goes to its host and nowhere else,
// and counts when that has taken it.
func (s *Service) Vote(ctx context.Context, v Viewer, post int64, choices []int) error {
	return s.Store.Update(ctx, func(tx Tx) error {
		l, poll, err := s.votesOn(tx, v, post)
		if err != nil {
			return err
		}
		if l.post.State != PostAccepted {
			return &Error{Class: Conflict, Key: "error.not_confirmed"}
		}
		if !tally.Valid(poll.Kind, len(poll.Options), choices) {
			return FieldError("choice", voteFaults[poll.Kind], nil)
		}
		id := tx.NextID()
		b := Ballot{PostID: post, PersonID: v.Person, Choices: choices, Version: 1, State: BallotSent,
			Activity: s.Identity.URL + "/a/" + itoa(id), CastAt: s.now()}
		have, err := tx.Ballot(post, v.Person)
		if skipMissing(err) != nil {
			return err
		}
		if err == nil {
			b.Version = have.Version + 1
		}
		if l.c.Local {
			return s.countBallot(tx, poll, b)
		}
		if err := tx.PutBallot(b); err != nil {
			return err
		}
		return s.deliver(tx, Delivery{Message: SendBallot, Host: l.c.Host, Community: l.c.ID, Person: v.Person, Object: l.post.IRI,
			Version: b.Version, ID: id}, PriorityNormal)
	})
}

// votesOn finds the poll of a post that the viewer may vote in now.
func (s *Service) votesOn(tx Tx, v Viewer, post int64) (l located, p Poll, err error) {
	if l, err = s.find(tx, v, post); err == nil {
		p, err = s.mayVote(tx, l.post, l.facts)
	}
	return l, p, err
}

// mayVote loads the poll of a post and asks policy. A post that asks for no votes
// is to who may read it a thing that is not there.
func (s *Service) mayVote(tx Tx, post Post, f policy.Facts) (Poll, error) {
	poll, err := tx.Poll(post.ID)
	if skipMissing(err) != nil {
		return poll, err
	}
	f.Over = err == nil && s.pollOver(poll)
	if refused := refuse(policy.Decide(policy.Vote, f)); refused != nil {
		return poll, refused
	}
	return poll, err
}

// countBallot puts a ballot in the place of the voter's last one, and brings the
// counts up to date.
func (s *Service) countBallot(tx Tx, poll Poll, b Ballot) error {
	have, err := tx.Ballot(b.PostID, b.PersonID)
	if skipMissing(err) != nil {
		return err
	}
	if err == nil {
		if b.Version <= have.Version {
			return nil // overtaken by a later one
		}
		addMarks(&poll, have.Choices, -1)
	}
	addMarks(&poll, b.Choices, 1)
	b.State, b.Reason = BallotCounted, ""
	if err := tx.PutBallot(b); err != nil {
		return err
	}
	if poll.Early {
		if err := s.tallyOutside(tx, &poll); err != nil {
			return err
		}
	}
	if err := tx.PutPoll(poll); err != nil || !poll.Early {
		return err
	}
	return s.tallyLater(tx, poll)
}

// addMarks adds a ballot to the counts, or takes it from them.
func addMarks(poll *Poll, choices []int, n int64) {
	poll.Counts = slices.Clone(poll.Counts)
	for _, o := range tally.Marks(poll.Kind, choices) {
		poll.Counts[o] += n
	}
	poll.Ballots += n
}

// PeerBallot is the vote of somebody of a peer, decoded and with their proof
// verified.
type PeerBallot struct {
	Activity string // id
	Actor    string // IRI; signer of the proof
	Post     string // IRI of what is voted on
	Choices  []string
	Version  int64
	Digest   string
}

// TakeBallot takes a peer's member's vote in a community of ours, in one commit:
// policy, and the count. Neither its bytes nor any trace in a log are kept. Who
// may not vote here is told at once; what is refused of the vote itself is
// answered with a Reject that carries the reason.
func (s *Service) TakeBallot(ctx context.Context, community string, in PeerBallot) error {
	return s.Store.Update(ctx, func(tx Tx) error {
		c, p, err := s.contributor(tx, community, in.Actor)
		if err != nil {
			return err
		}
		err = s.takeBallot(tx, c, p, in)
		if ballotAnswered(err) {
			fresh, _, received := tx.Receive(in.Actor, in.Activity, in.Digest, s.now())
			if received != nil || !fresh {
				return received
			}
			return s.deliver(tx, Delivery{Message: SendReject, Host: p.Host, Community: c.ID, Person: p.ID, Object: in.Activity,
				Reason: reasonOr(err, policy.ReasonMalformed)}, PriorityNormal)
		}
		return err
	})
}

// ballotAnswered reports whether a refusal is told in a Reject: it is about the vote, and
// not about who may know of the community.
func ballotAnswered(err error) bool {
	switch KindOf(err) {
	case Invalid, Unavailable, Gone:
		return true
	case Forbidden:
		return ReasonOf(err) == policy.ReasonPollClosed || ReasonOf(err) == policy.ReasonGone
	}
	return false
}

// takeBallot is TakeBallot within a transaction, up to what becomes of a refusal.
func (s *Service) takeBallot(tx Tx, c Community, p Person, in PeerBallot) error {
	v := Viewer{Person: p.ID, Host: p.Host}
	if !c.Local {
		return ErrNotFound
	}
	f, err := s.communityFacts(tx, v, c)
	if err != nil {
		return err
	}
	if err := refuse(policy.Decide(policy.Vote, inSight(f))); err != nil && KindOf(err) != Unavailable {
		return err // says nothing of what is there
	}
	post, err := tx.PostByIRI(in.Post)
	if err == nil && post.CommunityID != c.ID {
		err = ErrNotFound
	}
	if err != nil {
		return gonePost(err)
	}
	l, err := s.find(tx, v, post.ID)
	if err != nil {
		return gonePost(err)
	}
	poll, err := s.mayVote(tx, l.post, l.facts)
	if err != nil {
		return gonePost(err)
	}
	b := Ballot{PostID: post.ID, PersonID: p.ID, Version: in.Version, Activity: in.Activity, CastAt: s.now()}
	for _, name := range in.Choices {
		b.Choices = append(b.Choices, slices.Index(poll.Options, name))
	}
	if !tally.Valid(poll.Kind, len(poll.Options), b.Choices) {
		return &Error{Class: Invalid, Key: "error.invalid", Reason: policy.ReasonMalformed}
	}
	return s.countBallot(tx, poll, b)
}

// inSight takes it that what is asked for is there to be read.
func inSight(f policy.Facts) policy.Facts {
	f.InScope = true
	return f
}

// gonePost says of a post that is not there, or not to be read, that it is gone:
// to a member's home, which may know the community.
func gonePost(err error) error {
	if IsNotFound(err) {
		return &Error{Class: Gone, Key: refusalKey(policy.ReasonGone), Reason: policy.ReasonGone}
	}
	return err
}

// BallotTaken notes that the host of a community has taken a vote of one of our
// people, and ends the job. What the host refuses it says by itself.
func (s *Service) BallotTaken(ctx context.Context, job int64, d Delivery) error {
	return s.Store.Update(ctx, func(tx Tx) error {
		if err := tx.FinishJob(job); err != nil {
			return err
		}
		b, err := tx.BallotBy(s.Identity.URL + "/a/" + itoa(d.ID))
		if err != nil || b.State != BallotSent {
			return skipMissing(err)
		}
		poll, err := tx.Poll(b.PostID)
		if err != nil {
			return skipMissing(err)
		}
		if s.pollOver(poll) && !poll.Open { // what was voted for is nobody's to know any more
			b.Choices = nil
		}
		b.State = BallotCounted
		return tx.PutBallot(b)
	})
}

// ballotRefused notes that the host has refused a vote: what was voted goes, why
// stays.
func (s *Service) ballotRefused(tx Tx, group, activity, reason string) error {
	b, err := tx.BallotBy(activity)
	if err != nil {
		return skipMissing(err)
	}
	poll, err := tx.Poll(b.PostID)
	if err != nil {
		return skipMissing(err)
	}
	c, err := tx.Community(poll.CommunityID)
	if err != nil || c.Local || c.IRI != group {
		return skipMissing(err)
	}
	b.State, b.Reason, b.Choices = BallotRefused, reason, nil
	return tx.PutBallot(b)
}
