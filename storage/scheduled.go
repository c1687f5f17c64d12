package storage

import (
	"time"

	"headroom/community"
	"headroom/community/policy"
)

type scheduledRow struct {
	ID          int64        `db:"id"`
	PersonID    int64        `db:"person_id"`
	AccountID   int64        `db:"account_id"`
	CommunityID int64        `db:"community_id"`
	ThreadID    int64        `db:"thread_id"`
	ParentID    int64        `db:"parent_id"`
	Title       string       `db:"title"`
	Body        string       `db:"body"`
	Language    string       `db:"language"`
	SendAt      time.Time    `db:"send_at"`
	CreatedAt   time.Time    `db:"created_at"`
	UpdatedAt   time.Time    `db:"updated_at"`
	Label       policy.Label `db:"label"`
}

var (
	scheduledPosts  = newTable[scheduledRow]("scheduled_post", 1).fix("person_id", "account_id")
	scheduledSelect = "select " + scheduledPosts.list + " from scheduled_post where "
)

func scheduledPost(r scheduledRow) community.ScheduledPost { return community.ScheduledPost(r) }

// ScheduledPost implements community.ScheduledTx.
func (t *tx) ScheduledPost(id int64) (community.ScheduledPost, error) {
	row, err := selectRow(t, scheduledPosts, scheduledSelect+"id = ?", id)
	return scheduledPost(row), err
}

// ScheduledPosts implements community.ScheduledTx.
func (t *tx) ScheduledPosts(person int64) ([]community.ScheduledPost, error) {
	rows, err := selectRows(t, scheduledPosts, scheduledSelect+"person_id = ? order by send_at, id", person)
	return convert(rows, err, scheduledPost)
}

// ScheduledPostsDue implements community.ScheduledTx.
func (t *tx) ScheduledPostsDue(now time.Time, limit int) ([]community.ScheduledPost, error) {
	rows, err := selectRows(t, scheduledPosts, scheduledSelect+"send_at <= ? order by send_at, id limit ?", millis(now), limit)
	return convert(rows, err, scheduledPost)
}

// InsertScheduledPost implements community.ScheduledTx.
func (t *tx) InsertScheduledPost(p community.ScheduledPost) error {
	return insertRow(t, scheduledPosts, scheduledRow(p))
}

// UpdateScheduledPost implements community.ScheduledTx.
func (t *tx) UpdateScheduledPost(p community.ScheduledPost) error {
	return updateRow(t, scheduledPosts, scheduledRow(p))
}

// DeleteScheduledPost implements community.ScheduledTx.
func (t *tx) DeleteScheduledPost(id int64) error {
	_, err := t.exec("delete from scheduled_post where id = ?", id)
	return err
}

// ForgetScheduledPosts implements community.ScheduledTx.
func (t *tx) ForgetScheduledPosts(person int64) error {
	_, err := t.exec("delete from scheduled_post where person_id = ?", person)
	return err
}
