package community

import (
	"context"
	"time"

	"headroom/community/tally"
)

// KindTally is the kind of a log entry in which a community says what a poll has
// come to.
const KindTally = "hr:Tally"

// tallyPause is how long what a poll has come to so far may be old at members'
// homes, where its author lets it be shown while it runs.
const tallyPause = 30 * time.Second

// pollsAtOnce bounds how many polls are closed in one transaction.
const pollsAtOnce = 20

// PollTally is what a community's host says of a poll in it, translated: so far,
// or when ClosedAt is not zero, for good.
type PollTally struct {
	Post     string // IRI of the question
	ClosedAt time.Time
	Ballots  int64
	Counts   map[string]int64 // by option
	Rounds   []TallyRound
	Winners  []string
	Named    []TallyBallot
}

// TallyRound is one round of an instant run-off by the names of options; Out is
// the option that goes, "" in the last.
type TallyRound struct {
	Counts map[string]int64
	Out    string
}

// TallyBallot is a ballot of an open poll.
type TallyBallot struct {
	Person, Name string
	Choices      []string
}

// ClosePolls counts the polls of communities of ours whose time has passed, and
// has each community say the result. The votes of a secret poll are deleted in
// the transaction that counts them; so are those that members here have cast in
// secret polls elsewhere.
func (s *Service) ClosePolls(ctx context.Context) error {
	for more := true; more; {
		err := s.Store.Update(ctx, func(tx Tx) error {
			due, err := tx.PollsDue(s.now(), pollsAtOnce)
			if err != nil {
				return err
			}
			for _, p := range due {
				if err := s.closePoll(tx, p); err != nil {
					return err
				}
			}
			if more = len(due) == pollsAtOnce; more {
				return nil
			}
			return s.forgetBallots(tx)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// refusalsKept is how long members are told at home that their vote was refused.
const refusalsKept = 7 * 24 * time.Hour

func (s *Service) forgetBallots(tx Tx) error {
	return tx.ForgetBallots(s.now(), s.now().Add(-refusalsKept))
}

// closePoll counts a poll. Every ballot that was taken counts, whatever has become
// of who cast it: a secret one could not be taken out of a count that has been
// shown without saying what it was.
func (s *Service) closePoll(tx Tx, p Poll) error {
	post, err := tx.Post(p.PostID)
	if err != nil {
		return err
	}
	votes, err := tx.Ballots(p.PostID, int(p.Ballots)+1)
	if err != nil {
		return err
	}
	papers := make([][]int, len(votes))
	for i, b := range votes {
		papers[i] = b.Choices
	}
	r := tally.Count(p.Kind, len(p.Options), papers)
	p.Ballots, p.ClosedAt, p.Result = int64(r.Ballots), s.now(), PollResult{Rounds: r.Rounds, Winners: r.Winners}
	for o, n := range r.Counts {
		p.Counts[o] = int64(n)
	}
	if err := s.tallyOutside(tx, &p); err != nil { // while it is known who has voted from there
		return err
	}
	if p.Open {
		if p.Named, err = s.namedBallots(tx, p.PostID); err != nil {
			return err
		}
	} else if err := tx.DropBallots(p.PostID); err != nil {
		return err
	}
	if err := tx.PutPoll(p); err != nil {
		return err
	}
	if err := s.publish(tx, Publish{Act: ActTally, Community: p.CommunityID, Post: p.PostID}); err != nil {
		return err
	}
	return s.emit(tx, Event{Kind: EventPollDone, CommunityID: p.CommunityID, ThreadID: post.ThreadID, ObjectID: post.ID, PersonID: post.AuthorID})
}

// pollDone tells the author of a poll, where they are one of ours, that it is over.
func (t *teller) pollDone(e Event) error {
	author, err := t.tx.Person(e.PersonID)
	if err != nil || !author.Local {
		return err
	}
	return t.tell(Notice{Kind: NoticePollDone, CommunityID: e.CommunityID, ThreadID: e.ThreadID, PostID: e.ObjectID}, author.ID)
}

// tallyLater has what a poll has come to so far told to members' homes.
func (s *Service) tallyLater(tx Tx, p Poll) error {
	hosts, err := tx.MemberHosts(p.CommunityID, true, s.now())
	if err != nil {
		return err
	}
	at := s.now().Truncate(tallyPause).Add(tallyPause)
	for _, h := range hosts {
		d := Delivery{Message: SendTally, Host: h, Community: p.CommunityID, Document: p.PostID, ID: tx.NextID()}
		key := "tally " + itoa(p.PostID) + " " + h + " " + itoa(at.Unix())
		if err := tx.Enqueue(intent(PeerLane(h), JobDeliver, key, PriorityLow, at, d)); err != nil {
			return err
		}
	}
	return nil
}

// applyTally keeps what the host of a community has said of a poll in it: the
// community's own statement, in its log.
func (s *Service) applyTally(tx Tx, c Community, in Contribution) error {
	if c.Local || in.Tally == nil || in.Actor != c.IRI {
		return &Error{Class: Forbidden, Key: "error.forbidden", Reason: "malformed"}
	}
	p, post, err := s.toldOf(tx, c, *in.Tally)
	if IsNotFound(err) {
		return s.dropWords(tx, c, in) // the question has been deleted, and its options with it
	}
	if err != nil || !p.ClosedAt.IsZero() {
		return err
	}
	if p.ClosedAt = in.Tally.ClosedAt; p.ClosedAt.IsZero() {
		p.ClosedAt = in.Accepted
	}
	if err := tx.PutPoll(p); err != nil {
		return err
	}
	if err := s.forgetBallots(tx); err != nil {
		return err
	}
	return s.emit(tx, Event{Kind: EventPollDone, CommunityID: c.ID, ThreadID: post.ThreadID, ObjectID: post.ID, PersonID: post.AuthorID})
}

// TallySoFar keeps what the host of a community says of a poll that runs, and ends
// the job; the bytes go.
func (s *Service) TallySoFar(ctx context.Context, job, document int64, group string, t PollTally) error {
	return s.Store.Update(ctx, func(tx Tx) error {
		if _, err := tx.DropDocument(document); err != nil {
			return err
		}
		if err := tx.FinishJob(job); err != nil {
			return err
		}
		c, err := tx.CommunityByIRI(group)
		if err != nil || c.Local {
			return skipMissing(err)
		}
		p, _, err := s.toldOf(tx, c, t)
		if err != nil || !p.ClosedAt.IsZero() || !p.Early {
			return skipMissing(err)
		}
		return tx.PutPoll(p)
	})
}

// toldOf gives the poll that a statement is about, with what it says. A statement
// that says less than was known already is an old one.
func (s *Service) toldOf(tx Tx, c Community, t PollTally) (p Poll, post Post, err error) {
	if post, err = tx.PostByIRI(t.Post); err != nil {
		return p, post, err
	}
	if post.CommunityID != c.ID {
		return p, post, ErrNotFound
	}
	if p, err = tx.Poll(post.ID); err != nil {
		return p, post, err
	}
	if t.ClosedAt.IsZero() && t.Ballots < p.Ballots {
		return p, post, ErrNotFound
	}
	before := p.ClosedAt
	p = p.told(t)
	p.ClosedAt = before
	return p, post, nil
}

// told is the poll with what its community says of it. What names an option that
// there is not is left out.
func (p Poll) told(t PollTally) Poll {
	number := make(map[string]int, len(p.Options))
	for i, o := range p.Options {
		number[o] = i
	}
	counts := func(by map[string]int64, none int64) []int64 {
		list := make([]int64, len(p.Options))
		for i, o := range p.Options {
			if n, ok := by[o]; ok {
				list[i] = max(n, 0)
			} else {
				list[i] = none
			}
		}
		return list
	}
	numbers := func(names []string) (list []int) {
		for _, n := range names {
			if o, ok := number[n]; ok {
				list = append(list, o)
			}
		}
		return list
	}
	p.Ballots, p.Counts = max(t.Ballots, 0), counts(t.Counts, 0)
	p.Result = PollResult{Winners: numbers(t.Winners)}
	for _, r := range t.Rounds {
		round := tally.Round{Out: -1}
		for _, n := range counts(r.Counts, -1) {
			round.Counts = append(round.Counts, int(n))
		}
		if o, ok := number[r.Out]; ok {
			round.Out = o
		}
		p.Result.Rounds = append(p.Result.Rounds, round)
	}
	p.Named = nil
	if p.Open {
		for _, b := range t.Named {
			p.Named = append(p.Named, NamedBallot{Person: b.Person, Name: b.Name, Choices: numbers(b.Choices)})
		}
	}
	return p
}

// Tally is what the community of a poll says of it now; names alone in an open
// poll.
func (s *Service) Tally(tx Tx, post Post) (PollTally, error) {
	p, err := tx.Poll(post.ID)
	if err != nil {
		return PollTally{}, err
	}
	if p.ClosedAt.IsZero() && !p.Early {
		return PollTally{}, ErrNotFound
	}
	if p.Open && p.ClosedAt.IsZero() {
		if p.Named, err = s.namedBallots(tx, p.PostID); err != nil {
			return PollTally{}, err
		}
	}
	return p.said(post.IRI), nil
}

// said is the poll in the words of a statement.
func (p Poll) said(post string) PollTally {
	t := PollTally{Post: post, ClosedAt: p.ClosedAt, Ballots: p.Ballots, Counts: map[string]int64{}}
	for o, n := range p.Counts {
		t.Counts[p.Options[o]] = n
	}
	for _, r := range p.Result.Rounds {
		round := TallyRound{Counts: map[string]int64{}}
		for o, n := range r.Counts {
			if n >= 0 {
				round.Counts[p.Options[o]] = int64(n)
			}
		}
		if r.Out >= 0 {
			round.Out = p.Options[r.Out]
		}
		t.Rounds = append(t.Rounds, round)
	}
	for _, o := range p.Result.Winners {
		t.Winners = append(t.Winners, p.Options[o])
	}
	for _, b := range p.Named {
		named := TallyBallot{Person: b.Person, Name: b.Name}
		for _, o := range b.Choices {
			named.Choices = append(named.Choices, p.Options[o])
		}
		t.Named = append(t.Named, named)
	}
	return t
}
