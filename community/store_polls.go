package community

import (
	"time"

	"headroom/community/tally"
)

// Poll is a question with options that hangs on a post.
type Poll struct {
	PostID      int64
	CommunityID int64
	Kind        tally.Kind
	Options     []string // as their author wrote them
	Open        bool     // who voted for what is shown with the result
	Early       bool     // what there is so far is shown while it runs
	ClosesAt    time.Time
	Counts      []int64 // so far: one number for each option, as in tally.Result
	Ballots     int64   // so far
	ClosedAt    time.Time
	Result      PollResult // once it has been counted
	Named       []NamedBallot
	ToldAt      time.Time // when other software is told next, or was last
}

// PollResult is what the host of a community says a poll has come to.
type PollResult struct {
	Rounds  []tally.Round
	Winners []int
}

// NamedBallot is a ballot of an open poll, as it is shown.
type NamedBallot struct {
	Person  string // IRI
	Name    string
	Choices []int
}

// Ballot is somebody's vote.
type Ballot struct {
	PostID   int64
	PersonID int64
	Choices  []int // in the order of preference
	Version  int64 // the higher one counts
	Activity string
	State    BallotState
	Reason   string // code of a refusal
	CastAt   time.Time
	Outside  int64 // the actor of other software that it came from; 0 for none
}

// BallotState is how far a vote has come.
type BallotState string

// Counted: at the host of the community. Sent: on its way there. Refused: the
// host said no, and the choices are not kept.
const (
	BallotCounted BallotState = "counted"
	BallotSent    BallotState = "sent"
	BallotRefused BallotState = "refused"
)

// PollTx keeps polls and votes.
type PollTx interface {
	Poll(post int64) (Poll, error)
	// Polls gives the polls among posts, in no order.
	Polls(posts []int64) ([]Poll, error)
	// PollsDue gives polls of communities of ours that are over at a moment and
	// have not been counted, the first to end first.
	PollsDue(now time.Time, limit int) ([]Poll, error)
	PutPoll(Poll) error // insert, or update
	Ballot(post, person int64) (Ballot, error)
	BallotBy(activity string) (Ballot, error)
	// BallotsOf gives one person's votes among posts, in no order.
	BallotsOf(person int64, posts []int64) ([]Ballot, error)
	// Ballots gives the counted votes of a poll in the order of who voted.
	Ballots(post int64, limit int) ([]Ballot, error)
	PutBallot(Ballot) error
	// VotersOutside gives where those are reached whose votes in a poll came from
	// accounts of other software, each once.
	VotersOutside(post int64) ([]string, error)
	// DropBallots deletes every vote of a poll.
	DropBallots(post int64) error
	// ForgetBallots deletes what members here have voted for in secret polls of
	// peers' communities which are over at a moment, and of those that were over
	// long ago that they have voted; but for what is on its way.
	ForgetBallots(now, long time.Time) error
}
