package storage

import (
	"time"

	"headroom/community"
)

// NoticesInOrder implements community.ClientTx.
func (t *tx) NoticesInOrder(person int64, kinds []community.NoticeKind, p community.Page) ([]community.Notice, error) {
	query, args := noticeSelect+"person_id = ? and lead and not dismissed", []any{person}
	if len(kinds) > 0 {
		query, args = in(query+" and kind in (??)", texts(kinds), args, nil)
	}
	rows, err := selectPage(t, notices, query, "id", p, false, args...)
	return convert(rows, err, notice)
}

// DismissNotices implements community.ClientTx.
func (t *tx) DismissNotices(person int64, ids []int64) error {
	query, args := "update notification set dismissed = ? where person_id = ? and lead and not dismissed", []any{true, person}
	if ids != nil {
		if len(ids) == 0 {
			return t.ready()
		}
		query, args = in(query+" and id in (??)", ids, args, nil)
	}
	_, err := t.exec(query, args...)
	return err
}

// ReadNoticesUpTo implements community.ClientTx.
func (t *tx) ReadNoticesUpTo(person, id int64, at time.Time) error {
	_, err := t.exec("update notification set read_at = ? where person_id = ? and lead and read_at = 0 and id <= ?", millis(at), person, id)
	return err
}

type readMarkerRow struct {
	PersonID  int64     `db:"person_id"`
	Timeline  string    `db:"timeline"`
	LastID    int64     `db:"last_id"`
	Version   int64     `db:"version"`
	UpdatedAt time.Time `db:"updated_at"`
}

var (
	readMarkers      = newTable[readMarkerRow]("read_marker", 2)
	readMarkerSelect = "select " + readMarkers.list + " from read_marker where "
	readMarkerPut    = readMarkers.replace("person_id, timeline")
)

// ReadMarkers implements community.ClientTx.
func (t *tx) ReadMarkers(person int64) ([]community.ReadMarker, error) {
	rows, err := selectRows(t, readMarkers, readMarkerSelect+"person_id = ? order by timeline", person)
	return convert(rows, err, func(r readMarkerRow) community.ReadMarker { return community.ReadMarker(r) })
}

// PutReadMarker implements community.ClientTx.
func (t *tx) PutReadMarker(m community.ReadMarker) error {
	_, err := execRow(t, readMarkers, readMarkerPut, readMarkerRow(m))
	return err
}
