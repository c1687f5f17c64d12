package storage

import (
	"time"

	"headroom/community"
)

type schoolRow struct {
	ID          int64     `db:"id"`
	Nation      string    `db:"nation"`
	Register    string    `db:"register_id"`
	Name        string    `db:"name"`
	Folded      string    `db:"folded"`
	Authority   string    `db:"authority"`
	AuthorityID string    `db:"authority_id"`
	Place       string    `db:"place"`
	Phase       []string  `db:"phase"`
	CreatedAt   time.Time `db:"created_at"`
}

var (
	schools      = newTable[schoolRow]("school", 1)
	schoolSelect = "select " + schools.list + " from school where "
	postsBy      = postSelect + "author_id = ? and state = ? and community_id in (??) order by id desc limit ?"
)

// School implements community.DirectoryTx.
func (t *tx) School(id int64) (community.School, error) {
	row, err := selectRow(t, schools, schoolSelect+"id = ?", id)
	return community.School(row), err
}

// SchoolByRegister implements community.DirectoryTx.
func (t *tx) SchoolByRegister(nation, register string) (community.School, error) {
	row, err := selectRow(t, schools, schoolSelect+"nation = ? and register_id = ? and register_id <> ''", nation, register)
	return community.School(row), err
}

// SchoolByName implements community.DirectoryTx.
func (t *tx) SchoolByName(nation, folded, place string) (community.School, error) {
	row, err := selectRow(t, schools, schoolSelect+"folded = ? and nation = ? and place = ? order by id limit 1", folded, nation, place)
	return community.School(row), err
}

// InsertSchool implements community.DirectoryTx.
func (t *tx) InsertSchool(s community.School) error { return insertRow(t, schools, schoolRow(s)) }

// UpdateSchool implements community.DirectoryTx.
func (t *tx) UpdateSchool(s community.School) error { return updateRow(t, schools, schoolRow(s)) }

// PostsBy implements community.DirectoryTx.
func (t *tx) PostsBy(author int64, communities []int64, limit int) ([]community.Post, error) {
	if len(communities) == 0 {
		return nil, t.ready()
	}
	query, args := in(postsBy, communities, []any{author, string(community.PostAccepted)}, []any{limit})
	return t.furnish(selectRows(t, posts, query, args...))
}
