package storage

import (
	"time"

	"headroom/community"
)

type followedTagRow struct {
	ID        int64     `db:"id"`
	PersonID  int64     `db:"person_id"`
	Name      string    `db:"name"`
	CreatedAt time.Time `db:"created_at"`
}

var (
	followedTags      = newTable[followedTagRow]("followed_tag", 1)
	followedTagSelect = "select " + followedTags.list + " from followed_tag where "
)

func followedTag(r followedTagRow) community.FollowedTag { return community.FollowedTag(r) }

// FollowedTag implements community.TagTx.
func (t *tx) FollowedTag(person int64, name string) (community.FollowedTag, error) {
	row, err := selectRow(t, followedTags, followedTagSelect+"person_id = ? and name = ?", person, name)
	return followedTag(row), err
}

// FollowedTags implements community.TagTx.
func (t *tx) FollowedTags(person int64, p community.Page) ([]community.FollowedTag, error) {
	rows, err := selectPage(t, followedTags, followedTagSelect+"person_id = ?", "id", p, false, person)
	return convert(rows, err, followedTag)
}

// InsertFollowedTag implements community.TagTx.
func (t *tx) InsertFollowedTag(f community.FollowedTag) error {
	return insertRow(t, followedTags, followedTagRow(f))
}

// DeleteFollowedTag implements community.TagTx.
func (t *tx) DeleteFollowedTag(person int64, name string) error {
	_, err := t.exec("delete from followed_tag where person_id = ? and name = ?", person, name)
	return err
}
