package storage

import (
	"time"

	"headroom/community"
)

type measureRow struct {
	ID          int64                 `db:"id"`
	CommunityID int64                 `db:"community_id"`
	PersonID    int64                 `db:"person_id"`
	By          string                `db:"by_whom"`
	Kind        community.MeasureKind `db:"kind"`
	Code        string                `db:"code"`
	Words       string                `db:"words"`
	Until       time.Time             `db:"until_at"`
	CreatedAt   time.Time             `db:"created_at"`
}

var (
	measures      = newTable[measureRow]("measure", 1)
	measureSelect = "select " + measures.list + " from measure where "
)

func measure(r measureRow) community.Measure { return community.Measure(r) }

// InsertMeasure implements community.MeasureTx.
func (t *tx) InsertMeasure(m community.Measure) error { return insertRow(t, measures, measureRow(m)) }

// Measure implements community.MeasureTx.
func (t *tx) Measure(id int64) (community.Measure, error) {
	row, err := selectRow(t, measures, measureSelect+"id = ?", id)
	return measure(row), err
}

// Measures implements community.MeasureTx.
func (t *tx) Measures(group int64, limit int) ([]community.Measure, error) {
	rows, err := selectRows(t, measures, measureSelect+"community_id = ? order by id desc limit ?", group, limit)
	return convert(rows, err, measure)
}

// MeasuresOf implements community.MeasureTx.
func (t *tx) MeasuresOf(group, person int64, limit int) ([]community.Measure, error) {
	rows, err := selectRows(t, measures, measureSelect+"person_id = ? and community_id = ? order by id desc limit ?", person, group, limit)
	return convert(rows, err, measure)
}
