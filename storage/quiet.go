package storage

import (
	"time"

	"headroom/community"
)

type quietRow struct {
	PersonID  int64     `db:"person_id"`
	Mode      string    `db:"mode"`
	From      int       `db:"from_minute"`
	Until     int       `db:"until_minute"`
	UpdatedAt time.Time `db:"updated_at"`
}

type schoolSpanRow struct {
	ID        int64     `db:"id"`
	Authority string    `db:"authority"`
	Place     string    `db:"place"`
	Name      string    `db:"name"`
	Open      bool      `db:"open"`
	From      string    `db:"from_day"`
	Until     string    `db:"until_day"`
	By        string    `db:"by_whom"`
	At        time.Time `db:"at"`
}

var (
	quiets           = newTable[quietRow]("notification_quiet", 1)
	quietSelect      = "select " + quiets.list + " from notification_quiet where "
	quietPut         = quiets.replace("person_id")
	schoolSpans      = newTable[schoolSpanRow]("school_span", 1)
	schoolSpanSelect = "select " + schoolSpans.list + " from school_span "
)

// Quiet implements community.QuietTx.
func (t *tx) Quiet(person int64) (community.Quiet, error) {
	row, err := selectRow(t, quiets, quietSelect+"person_id = ?", person)
	return community.Quiet(row), err
}

// PutQuiet implements community.QuietTx.
func (t *tx) PutQuiet(q community.Quiet) error {
	_, err := execRow(t, quiets, quietPut, quietRow(q))
	return err
}

func schoolSpan(r schoolSpanRow) community.SchoolSpan { return community.SchoolSpan(r) }

// SchoolSpans implements community.QuietTx.
func (t *tx) SchoolSpans(place string) (community.SchoolDays, error) {
	rows, err := selectRows(t, schoolSpans, schoolSpanSelect+"where place = ? order by from_day, id", place)
	return convert(rows, err, schoolSpan)
}

// AllSchoolSpans implements community.QuietTx.
func (t *tx) AllSchoolSpans() (community.SchoolDays, error) {
	rows, err := selectRows(t, schoolSpans, schoolSpanSelect+"order by place, from_day, id")
	return convert(rows, err, schoolSpan)
}

// InsertSchoolSpan implements community.QuietTx.
func (t *tx) InsertSchoolSpan(s community.SchoolSpan) error {
	_, err := execRow(t, schoolSpans, schoolSpans.insert, schoolSpanRow(s))
	return err
}

// DeleteSchoolSpans implements community.QuietTx.
func (t *tx) DeleteSchoolSpans(place string) (int64, error) {
	return t.exec("delete from school_span where place = ?", place)
}
