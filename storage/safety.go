package storage

import (
	"time"

	"headroom/community"
)

type safetyRow struct {
	ID         int64             `db:"id"`
	Kind       string            `db:"kind"`
	Text       community.LangMap `db:"text"`
	HappenedAt time.Time         `db:"happened_at"`
	DueAt      time.Time         `db:"due_at"`
	By         string            `db:"by_whom"`
	CreatedAt  time.Time         `db:"created_at"`
}

type safetyCaseRow struct {
	Kind      string    `db:"kind"`
	Number    int64     `db:"id"`
	Code      string    `db:"code"`
	Host      string    `db:"host"`
	CreatedAt time.Time `db:"created_at"`
	DecidedAt time.Time `db:"decided_at"`
	Outcome   string    `db:"outcome"`
}

var (
	safetyRecords      = newTable[safetyRow]("safety_record", 1)
	safetyRecordSelect = "select " + safetyRecords.list + " from safety_record "
)

// safetyCaseSelect are the reports and appeals of our own communities. An operator reads
// it now and then; nothing else asks it.
const safetyCaseSelect = `select kind, id, code, host, created_at, decided_at, outcome from (
	select 'post-report' as kind, r.id, r.code, r.host, r.created_at, r.resolved_at as decided_at, r.outcome
		from post_report r join community c on c.id = r.community_id where c.local = ?
	union all select 'appeal', a.id, a.code, a.host, a.created_at, a.decided_at, a.outcome
		from appeal a join community c on c.id = a.community_id where c.local = ?
	union all select 'person-report', i.id, i.code, '', i.created_at, i.decided_at, i.outcome from impostor_report i) x
	order by created_at desc, id desc limit ?`

// InsertSafetyRecord implements community.SafetyTx.
func (t *tx) InsertSafetyRecord(r community.SafetyRecord) error {
	return insertRow(t, safetyRecords, safetyRow(r))
}

// NewestTerms implements community.SafetyTx.
func (t *tx) NewestTerms() (v community.TermsVersion, err error) {
	found := false
	err = t.query(func(row scanner) error {
		found = true
		return row.Scan(&v.ID, &loader{&v.At, instant})
	}, "select id, created_at from safety_record where kind = ? order by id desc limit 1", community.SafetyTerms)
	if err == nil && !found {
		err = community.ErrNotFound
	}
	return v, err
}

// TermsReaders implements community.SafetyTx.
func (t *tx) TermsReaders(v community.TermsVersion) (all, seen int64, err error) {
	err = t.query(func(row scanner) error { return row.Scan(&all, &seen) },
		`select count(*), coalesce(sum(case when terms_seen >= ? then 1 else 0 end), 0) from account
		where person_id <> 0 and disabled_at = 0 and created_at < ?`, v.ID, millis(v.At))
	return all, seen, err
}

// PeopleHere implements community.SafetyTx.
func (t *tx) PeopleHere(after int64, limit int) ([]int64, error) {
	return values[int64](t, "select person_id from account where person_id > ? and disabled_at = 0 order by person_id limit ?", after, limit)
}

// SafetyRecords implements community.SafetyTx.
func (t *tx) SafetyRecords(kind string, limit int) ([]community.SafetyRecord, error) {
	query, args := safetyRecordSelect+"where kind = ? order by id desc limit ?", []any{kind, limit}
	if kind == "" {
		query, args = safetyRecordSelect+"order by id desc limit ?", []any{limit}
	}
	rows, err := selectRows(t, safetyRecords, query, args...)
	return convert(rows, err, func(r safetyRow) community.SafetyRecord { return community.SafetyRecord(r) })
}

// SafetyCases implements community.SafetyTx.
func (t *tx) SafetyCases(limit int) (list []community.SafetyCase, err error) {
	err = t.query(func(row scanner) error {
		var r safetyCaseRow
		err := row.Scan(&r.Kind, &r.Number, &r.Code, &r.Host, &loader{&r.CreatedAt, instant}, &loader{&r.DecidedAt, instant}, &r.Outcome)
		list = append(list, community.SafetyCase(r))
		return err
	}, safetyCaseSelect, true, true, limit)
	return list, err
}
