package storage

import (
	"time"

	"headroom/community"
)

type filterRow struct {
	ID        int64                  `db:"id"`
	PersonID  int64                  `db:"person_id"`
	Title     string                 `db:"title"`
	Contexts  []string               `db:"contexts"`
	Hide      bool                   `db:"hide"`
	ExpiresAt time.Time              `db:"expires_at"`
	Words     []community.FilterWord `db:"words"`
	Posts     []community.FilterPost `db:"posts"`
	CreatedAt time.Time              `db:"created_at"`
}

var (
	filters      = newTable[filterRow]("reading_filter", 1).fix("person_id")
	filterSelect = "select " + filters.list + " from reading_filter where "
)

// Filters implements community.FilterTx.
func (t *tx) Filters(person int64) ([]community.Filter, error) {
	rows, err := selectRows(t, filters, filterSelect+"person_id = ? order by id", person)
	return convert(rows, err, func(r filterRow) community.Filter { return community.Filter(r) })
}

// InsertFilter implements community.FilterTx.
func (t *tx) InsertFilter(f community.Filter) error { return insertRow(t, filters, filterRow(f)) }

// UpdateFilter implements community.FilterTx.
func (t *tx) UpdateFilter(f community.Filter) error { return updateRow(t, filters, filterRow(f)) }

// DeleteFilter implements community.FilterTx.
func (t *tx) DeleteFilter(id int64) error {
	_, err := t.exec("delete from reading_filter where id = ?", id)
	return err
}

// ForgetFilters implements community.FilterTx.
func (t *tx) ForgetFilters(person int64) error {
	_, err := t.exec("delete from reading_filter where person_id = ?", person)
	return err
}
