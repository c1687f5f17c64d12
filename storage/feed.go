package storage

import (
	"time"

	"headroom/community"
)

type feedRow struct {
	ID          int64     `db:"id"`
	PersonID    int64     `db:"person_id"`
	AccountID   int64     `db:"account_id"`
	Epoch       int64     `db:"epoch"`
	Hash        []byte    `db:"hash"`
	Name        string    `db:"name"`
	Kind        string    `db:"kind"`
	CommunityID int64     `db:"community_id"`
	Content     bool      `db:"content"`
	CreatedAt   time.Time `db:"created_at"`
}

var (
	feeds      = newTable[feedRow]("feed", 1)
	feedSelect = "select " + feeds.list + " from feed where "
)

func feed(r feedRow) community.Feed { return community.Feed(r) }

// FeedByHash implements community.FeedTx.
func (t *tx) FeedByHash(hash []byte) (community.Feed, error) {
	row, err := selectRow(t, feeds, feedSelect+"hash = ?", hash)
	return feed(row), err
}

// Feeds implements community.FeedTx.
func (t *tx) Feeds(person int64) ([]community.Feed, error) {
	rows, err := selectRows(t, feeds, feedSelect+"person_id = ? order by id", person)
	return convert(rows, err, feed)
}

// InsertFeed implements community.FeedTx.
func (t *tx) InsertFeed(f community.Feed) error { return insertRow(t, feeds, feedRow(f)) }

// DeleteFeed implements community.FeedTx.
func (t *tx) DeleteFeed(person, id int64) error {
	_, err := t.exec("delete from feed where id = ? and person_id = ?", id, person)
	return err
}
