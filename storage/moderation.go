package storage

import (
	"time"

	"headroom/community"
)

type sentActRow struct {
	ID          int64         `db:"id"`
	CommunityID int64         `db:"community_id"`
	PersonID    int64         `db:"person_id"`
	Activity    string        `db:"activity"`
	Kind        community.Act `db:"kind"`
	Object      string        `db:"object"`
	Answer      string        `db:"answer"`
	CreatedAt   time.Time     `db:"created_at"`
	AnsweredAt  time.Time     `db:"answered_at"`
}

var (
	sentActs      = newTable[sentActRow]("moderation_act", 1)
	sentActSelect = "select " + sentActs.list + " from moderation_act where "
)

func sentAct(r sentActRow) community.SentAct { return community.SentAct(r) }

// InsertSentAct implements community.ModerationTx.
func (t *tx) InsertSentAct(a community.SentAct) error {
	return insertRow(t, sentActs, sentActRow(a))
}

// UpdateSentAct implements community.ModerationTx.
func (t *tx) UpdateSentAct(a community.SentAct) error {
	return updateRow(t, sentActs, sentActRow(a))
}

// SentActBy implements community.ModerationTx.
func (t *tx) SentActBy(activity string) (community.SentAct, error) {
	row, err := selectRow(t, sentActs, sentActSelect+"activity = ?", activity)
	return sentAct(row), err
}

// RefusedActs implements community.ModerationTx.
func (t *tx) RefusedActs(person, group int64, since time.Time, limit int) ([]community.SentAct, error) {
	rows, err := selectRows(t, sentActs, sentActSelect+"person_id = ? and community_id = ? and answered_at > ? order by id desc limit ?",
		person, group, millis(since), limit)
	return convert(rows, err, sentAct)
}

// DeleteSentActsBefore implements community.ModerationTx.
func (t *tx) DeleteSentActsBefore(at time.Time) error {
	_, err := t.exec("delete from moderation_act where created_at < ?", millis(at))
	return err
}
