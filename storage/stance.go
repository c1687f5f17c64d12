package storage

import (
	"time"

	"headroom/community"
)

type stanceRow struct {
	PersonID  int64     `db:"person_id"`
	OtherID   int64     `db:"other_id"`
	Blocked   bool      `db:"blocked"`
	Muted     bool      `db:"muted"`
	Note      string    `db:"note"`
	UpdatedAt time.Time `db:"updated_at"`
}

type bookmarkRow struct {
	ID        int64     `db:"id"`
	PersonID  int64     `db:"person_id"`
	Object    string    `db:"object"`
	CreatedAt time.Time `db:"created_at"`
}

var (
	stances       = newTable[stanceRow]("stance", 2)
	stanceSelect  = "select " + stances.list + " from stance where "
	stanceReplace = stances.replace("person_id,other_id")

	bookmarks      = newTable[bookmarkRow]("bookmark", 1)
	bookmarkSelect = "select " + bookmarks.list + " from bookmark where "
)

func stance(r stanceRow) community.Stance { return community.Stance(r) }

func bookmark(r bookmarkRow) community.Bookmark { return community.Bookmark(r) }

// Stance implements community.StanceTx.
func (t *tx) Stance(person, other int64) (community.Stance, error) {
	row, err := selectRow(t, stances, stanceSelect+"person_id = ? and other_id = ?", person, other)
	return stance(row), err
}

// StancesOf implements community.StanceTx.
func (t *tx) StancesOf(person int64) ([]community.Stance, error) {
	rows, err := selectRows(t, stances, stanceSelect+"person_id = ? order by updated_at desc, other_id", person)
	return convert(rows, err, stance)
}

// PutStance implements community.StanceTx.
func (t *tx) PutStance(s community.Stance) error {
	_, err := execRow(t, stances, stanceReplace, stanceRow(s))
	return err
}

// DeleteStance implements community.StanceTx.
func (t *tx) DeleteStance(person, other int64) error {
	_, err := t.exec("delete from stance where person_id = ? and other_id = ?", person, other)
	return err
}

// Bookmark implements community.StanceTx.
func (t *tx) Bookmark(person int64, object string) (community.Bookmark, error) {
	row, err := selectRow(t, bookmarks, bookmarkSelect+"person_id = ? and object = ?", person, object)
	return bookmark(row), err
}

// Bookmarked implements community.StanceTx.
func (t *tx) Bookmarked(person int64, posts []int64) ([]int64, error) {
	if len(posts) == 0 {
		return nil, t.ready()
	}
	query, args := in("select post.id from post join bookmark on bookmark.object = post.iri and bookmark.person_id = ? where post.id in (??)", posts, []any{person}, nil)
	return values[int64](t, query, args...)
}

// Bookmarks implements community.StanceTx.
func (t *tx) Bookmarks(person int64, p community.Page) ([]community.Bookmark, error) {
	rows, err := selectPage(t, bookmarks, bookmarkSelect+"person_id = ?", "id", p, false, person)
	return convert(rows, err, bookmark)
}

// InsertBookmark implements community.StanceTx.
func (t *tx) InsertBookmark(b community.Bookmark) error {
	return insertRow(t, bookmarks, bookmarkRow(b))
}

// DeleteBookmark implements community.StanceTx.
func (t *tx) DeleteBookmark(person int64, object string) error {
	_, err := t.exec("delete from bookmark where person_id = ? and object = ?", person, object)
	return err
}
