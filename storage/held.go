package storage

import (
	"time"

	"headroom/community"
)

type heldPostRow struct {
	ID          int64     `db:"id"`
	CommunityID int64     `db:"community_id"`
	PersonID    int64     `db:"person_id"`
	PostID      int64     `db:"post_id"`
	DocumentID  int64     `db:"document_id"`
	Activity    string    `db:"activity"`
	Object      string    `db:"object"`
	Parent      string    `db:"parent"`
	Context     string    `db:"context"`
	Title       string    `db:"title"`
	HTML        string    `db:"html"`
	Language    string    `db:"language"`
	Files       []string  `db:"files"`
	Alts        []string  `db:"alts"`
	Cause       string    `db:"cause"`
	CreatedAt   time.Time `db:"created_at"`
	ReleasedAt  time.Time `db:"released_at"`
}

var (
	heldPosts      = newTable[heldPostRow]("held_post", 1)
	heldPostSelect = "select " + heldPosts.list + " from held_post where "
)

func heldPost(r heldPostRow) community.HeldPost { return community.HeldPost(r) }

// InsertHeldPost implements community.HeldTx.
func (t *tx) InsertHeldPost(h community.HeldPost) error {
	return insertRow(t, heldPosts, heldPostRow(h))
}

// UpdateHeldPost implements community.HeldTx.
func (t *tx) UpdateHeldPost(h community.HeldPost) error {
	return updateRow(t, heldPosts, heldPostRow(h))
}

// DeleteHeldPost implements community.HeldTx.
func (t *tx) DeleteHeldPost(id int64) error {
	_, err := t.exec("delete from held_post where id = ?", id)
	return err
}

// HeldPost implements community.HeldTx.
func (t *tx) HeldPost(id int64) (community.HeldPost, error) {
	row, err := selectRow(t, heldPosts, heldPostSelect+"id = ?", id)
	return heldPost(row), err
}

// HeldPostOf implements community.HeldTx.
func (t *tx) HeldPostOf(object string) (community.HeldPost, error) {
	row, err := selectRow(t, heldPosts, heldPostSelect+"object = ?", object)
	return heldPost(row), err
}

// HeldPosts implements community.HeldTx.
func (t *tx) HeldPosts(group int64, limit int) ([]community.HeldPost, error) {
	rows, err := selectRows(t, heldPosts, heldPostSelect+"community_id = ? and released_at = 0 order by id limit ?", group, limit)
	return convert(rows, err, heldPost)
}

// HeldPostsBy implements community.HeldTx.
func (t *tx) HeldPostsBy(person, group int64) ([]community.HeldPost, error) {
	rows, err := selectRows(t, heldPosts, heldPostSelect+"person_id = ? and community_id = ? order by id", person, group)
	return convert(rows, err, heldPost)
}

// CountPosts implements community.HeldTx.
func (t *tx) CountPosts(person, group int64, most int) (int, error) {
	n, err := value[int64](t, "select count(*) from (select 1 from post where author_id = ? and community_id = ? and state = ? limit ?) as theirs",
		person, group, string(community.PostAccepted), most)
	return int(n), err
}

// CountPostsSince implements community.HeldTx.
func (t *tx) CountPostsSince(person, group int64, since time.Time, most int) (int, error) {
	n, err := value[int64](t, "select count(*) from (select 1 from post where author_id = ? and community_id = ? and created_at > ? limit ?) as theirs",
		person, group, millis(since), most)
	return int(n), err
}
