package storage

import (
	"slices"
	"time"

	"headroom/community"
)

// NoticesInOrder implements community.ClientTx.
func (t *tx) NoticesInOrder(person int64, kinds []community.NoticeKind, p community.Page) ([]community.Notice, error) {
	query, args := ofKinds(noticeSelect+"person_id = ? and lead and not dismissed", kinds, person)
	rows, err := selectPage(t, notices, query, "id", p, false, args...)
	return convert(rows, err, notice)
}

// DismissNotices implements community.ClientTx.
func (t *tx) DismissNotices(person int64, kinds []community.NoticeKind, ids []int64) error {
	query, args := ofKinds("update notification set dismissed = ? where person_id = ? and lead and not dismissed", kinds, true, person)
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
func (t *tx) ReadNoticesUpTo(person int64, kinds []community.NoticeKind, id int64, at time.Time) error {
	query, args := ofKinds("update notification set read_at = ? where person_id = ? and lead and read_at = 0 and id <= ?", kinds, millis(at), person, id)
	_, err := t.exec(query, args...)
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

// LastNotice implements community.ClientTx.
func (t *tx) LastNotice() (int64, error) {
	return value[int64](t, "select coalesce(max(id), 0) from notification")
}

// ToldSince implements community.ClientTx.
func (t *tx) ToldSince(notice int64, people []int64) ([]int64, error) {
	return t.among("select distinct person_id from notification where lead and id > ? and person_id in (??) order by person_id", notice, people)
}

// PeopleAmong implements community.ClientTx.
func (t *tx) PeopleAmong(community int64, people []int64) ([]int64, error) {
	return t.among("select person_id from membership where community_id = ? and person_id in (??) order by person_id", community, people)
}

// amongAtOnce is how many people one query names.
const amongAtOnce = 1000

// among asks about many people, a thousand at a time.
func (t *tx) among(query string, about int64, people []int64) (found []int64, err error) {
	if len(people) == 0 {
		return nil, t.ready()
	}
	for some := range slices.Chunk(people, amongAtOnce) {
		text, args := in(query, some, []any{about}, nil)
		part, err := values[int64](t, text, args...)
		if err != nil {
			return nil, err
		}
		found = append(found, part...)
	}
	return found, nil
}
