package storage

import (
	"time"

	"headroom/community"
)

type appealRow struct {
	ID          int64                `db:"id"`
	IRI         string               `db:"iri"`
	CommunityID int64                `db:"community_id"`
	PersonID    int64                `db:"person_id"`
	Kind        community.AppealKind `db:"kind"`
	RecordID    int64                `db:"record_id"`
	Against     string               `db:"against"`
	Host        string               `db:"host"`
	Code        string               `db:"code"`
	Words       string               `db:"words"`
	CreatedAt   time.Time            `db:"created_at"`
	DecidedAt   time.Time            `db:"decided_at"`
	DecidedBy   string               `db:"decided_by"`
	Outcome     string               `db:"outcome"`
	Answer      string               `db:"answer"`
}

var (
	appeals      = newTable[appealRow]("appeal", 1)
	appealSelect = "select " + appeals.list + " from appeal where "
)

func appeal(r appealRow) community.Appeal { return community.Appeal(r) }

// InsertAppeal implements community.AppealTx.
func (t *tx) InsertAppeal(a community.Appeal) error { return insertRow(t, appeals, appealRow(a)) }

// UpdateAppeal implements community.AppealTx.
func (t *tx) UpdateAppeal(a community.Appeal) error { return updateRow(t, appeals, appealRow(a)) }

// Appeal implements community.AppealTx.
func (t *tx) Appeal(id int64) (community.Appeal, error) {
	row, err := selectRow(t, appeals, appealSelect+"id = ?", id)
	return appeal(row), err
}

// AppealBy implements community.AppealTx.
func (t *tx) AppealBy(iri string) (community.Appeal, error) {
	row, err := selectRow(t, appeals, appealSelect+"iri = ?", iri)
	return appeal(row), err
}

// AppealOf implements community.AppealTx.
func (t *tx) AppealOf(person int64, kind community.AppealKind, record int64) (community.Appeal, error) {
	row, err := selectRow(t, appeals, appealSelect+"person_id = ? and kind = ? and record_id = ? order by id desc limit 1", person, string(kind), record)
	return appeal(row), err
}

// Appeals implements community.AppealTx.
func (t *tx) Appeals(group int64, waiting bool, limit int) ([]community.Appeal, error) {
	query := appealSelect + "community_id = ? and decided_at > 0 order by decided_at desc, id desc limit ?"
	if waiting {
		query = appealSelect + "community_id = ? and decided_at = 0 order by id limit ?"
	}
	rows, err := selectRows(t, appeals, query, group, limit)
	return convert(rows, err, appeal)
}
