package storage

import (
	"time"

	"headroom/community"
	"headroom/community/tally"
)

type pollRow struct {
	PostID      int64                   `db:"post_id"`
	CommunityID int64                   `db:"community_id"`
	Kind        tally.Kind              `db:"kind"`
	Options     []string                `db:"options"`
	Open        bool                    `db:"open_ballots"`
	Early       bool                    `db:"early"`
	ClosesAt    time.Time               `db:"closes_at"`
	Counts      []int64                 `db:"counts"`
	Ballots     int64                   `db:"ballots"`
	ClosedAt    time.Time               `db:"closed_at"`
	Result      community.PollResult    `db:"result"`
	Named       []community.NamedBallot `db:"named"`
	ToldAt      time.Time               `db:"told_at"`
}

type ballotRow struct {
	PostID   int64                 `db:"post_id"`
	PersonID int64                 `db:"person_id"`
	Choices  []int                 `db:"choices"`
	Version  int64                 `db:"version"`
	Activity string                `db:"activity"`
	State    community.BallotState `db:"state"`
	Reason   string                `db:"reason"`
	CastAt   time.Time             `db:"cast_at"`
	Outside  int64                 `db:"outside"`
}

var (
	polls         = newTable[pollRow]("poll", 1)
	pollSelect    = "select " + polls.list + " from poll where "
	pollReplace   = polls.replace("post_id")
	ballots       = newTable[ballotRow]("poll_ballot", 2)
	ballotSelect  = "select " + ballots.list + " from poll_ballot where "
	ballotReplace = ballots.replace("post_id, person_id")
)

func poll(r pollRow) community.Poll { return community.Poll(r) }

func ballot(r ballotRow) community.Ballot { return community.Ballot(r) }

// Poll implements community.PollTx.
func (t *tx) Poll(post int64) (community.Poll, error) {
	row, err := selectRow(t, polls, pollSelect+"post_id = ?", post)
	return poll(row), err
}

// Polls implements community.PollTx.
func (t *tx) Polls(posts []int64) ([]community.Poll, error) {
	if len(posts) == 0 {
		return nil, t.ready()
	}
	query, args := in(pollSelect+"post_id in (??)", posts, nil, nil)
	rows, err := selectRows(t, polls, query, args...)
	return convert(rows, err, poll)
}

// PollsDue implements community.PollTx.
func (t *tx) PollsDue(now time.Time, limit int) ([]community.Poll, error) {
	rows, err := selectRows(t, polls, pollSelect+`closed_at = 0 and closes_at <= ?
		and community_id in (select id from community where local) order by closes_at limit ?`, millis(now), limit)
	return convert(rows, err, poll)
}

// PutPoll implements community.PollTx.
func (t *tx) PutPoll(p community.Poll) error {
	_, err := execRow(t, polls, pollReplace, pollRow(p))
	return err
}

// Ballot implements community.PollTx.
func (t *tx) Ballot(post, person int64) (community.Ballot, error) {
	row, err := selectRow(t, ballots, ballotSelect+"post_id = ? and person_id = ?", post, person)
	return ballot(row), err
}

// BallotBy implements community.PollTx.
func (t *tx) BallotBy(activity string) (community.Ballot, error) {
	row, err := selectRow(t, ballots, ballotSelect+"activity = ?", activity)
	return ballot(row), err
}

// BallotsOf implements community.PollTx.
func (t *tx) BallotsOf(person int64, posts []int64) ([]community.Ballot, error) {
	if len(posts) == 0 {
		return nil, t.ready()
	}
	query, args := in(ballotSelect+"person_id = ? and post_id in (??)", posts, []any{person}, nil)
	rows, err := selectRows(t, ballots, query, args...)
	return convert(rows, err, ballot)
}

// Ballots implements community.PollTx.
func (t *tx) Ballots(post int64, limit int) ([]community.Ballot, error) {
	rows, err := selectRows(t, ballots, ballotSelect+"post_id = ? and state = 'counted' order by person_id limit ?", post, limit)
	return convert(rows, err, ballot)
}

// VotersOutside implements community.PollTx.
func (t *tx) VotersOutside(post int64) ([]string, error) {
	return values[string](t, "select distinct "+reachedAt+` as reached from poll_ballot b
		join outside_actor a on a.id = b.outside where b.post_id = ? and b.outside <> 0 order by reached`, post)
}

// PutBallot implements community.PollTx.
func (t *tx) PutBallot(b community.Ballot) error {
	_, err := execRow(t, ballots, ballotReplace, ballotRow(b))
	return err
}

// DropBallots implements community.PollTx.
func (t *tx) DropBallots(post int64) error {
	_, err := t.exec("delete from poll_ballot where post_id = ?", post)
	return err
}

// ForgetBallots implements community.PollTx.
func (t *tx) ForgetBallots(now, long time.Time) error {
	const among = ` and post_id in (select post_id from poll where not open_ballots and closes_at <= ?
		and community_id in (select id from community where not local))`
	if _, err := t.exec("update poll_ballot set choices = '' where state = 'counted' and choices <> ''"+among, millis(now)); err != nil {
		return err
	}
	_, err := t.exec("delete from poll_ballot where state <> 'sent'"+among, millis(long))
	return err
}
