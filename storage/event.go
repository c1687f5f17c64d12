package storage

import (
	"time"

	"headroom/community"
)

type eventRow struct {
	Seq         int64               `db:"seq"`
	Kind        community.EventKind `db:"kind"`
	CommunityID int64               `db:"community_id"`
	ThreadID    int64               `db:"thread_id"`
	ObjectID    int64               `db:"object_id"`
	PersonID    int64               `db:"person_id"`
	At          time.Time           `db:"at"`
}

type auditRow struct {
	Seq     int64             `db:"seq"`
	At      time.Time         `db:"at"`
	Actor   string            `db:"actor"`
	Action  string            `db:"action"`
	Subject string            `db:"subject"`
	Reason  string            `db:"reason"`
	Key     string            `db:"key"`
	Args    map[string]string `db:"args"`
	Prev    string            `db:"prev"`
	Hash    string            `db:"hash"`
}

var (
	events      = newTable[eventRow]("event", 1)
	eventSelect = "select " + events.list + " from event where seq > ? order by seq limit ?"
	audits      = newTable[auditRow]("audit", 1)
	auditSelect = "select " + audits.list + " from audit where "
)

// Emit implements community.EventTx. The row is written at the end of the
// transaction, under a lock that is held to its commit: a reader who has seen
// an event has seen every event before it, and so may go on from its Seq.
func (t *tx) Emit(e community.Event) error {
	if !t.writable {
		return errReadOnly
	}
	if err := t.ready(); err != nil {
		return err
	}
	t.events = append(t.events, e)
	return nil
}

// AppendAudit implements community.EventTx. Rows are linked at the end of the
// transaction, under the lock that orders them.
func (t *tx) AppendAudit(a community.AuditRow) error {
	if !t.writable {
		return errReadOnly
	}
	if err := t.ready(); err != nil {
		return err
	}
	t.audits = append(t.audits, a)
	return nil
}

// flush writes what is ordered by commit.
func (t *tx) flush() error {
	if len(t.events) == 0 && len(t.audits) == 0 && len(t.modEntries) == 0 {
		return nil
	}
	waiting := t.audits
	t.audits = nil
	if err := t.link(waiting); err != nil {
		return err
	}
	acts := t.modEntries
	t.modEntries = nil
	if err := t.linkModEntries(acts); err != nil {
		return err
	}
	for _, e := range t.events {
		_, err := t.runLater(anyRows, "insert into event (kind, community_id, thread_id, object_id, person_id, at) values (?, ?, ?, ?, ?, ?)",
			string(e.Kind), e.CommunityID, e.ThreadID, e.ObjectID, e.PersonID, millis(e.At))
		if err != nil {
			return err
		}
		t.notable = true
	}
	t.events = nil
	return nil
}

// link appends rows to the audit chain.
func (t *tx) link(rows []community.AuditRow) error {
	if len(rows) == 0 {
		return nil
	}
	last, err := selectRow(t, audits, auditSelect+"seq > 0 order by seq desc limit 1")
	if err != nil && !community.IsNotFound(err) {
		return err
	}
	for _, row := range rows {
		row.Seq, row.Prev = last.Seq+1, last.Hash
		row.At = moment(millis(row.At))
		row.Hash = row.Digest()
		last = auditRow(row)
		if _, err := execRow(t, audits, audits.insert, last); err != nil {
			return err
		}
	}
	return nil
}

// EventsAfter implements community.EventTx.
func (t *tx) EventsAfter(seq int64, limit int) ([]community.Event, error) {
	if err := t.flush(); err != nil {
		return nil, err
	}
	rows, err := selectRows(t, events, eventSelect, seq, limit)
	return convert(rows, err, func(r eventRow) community.Event { return community.Event(r) })
}

// LastEvent implements community.EventTx: 0 when there is none.
func (t *tx) LastEvent() (int64, error) {
	if err := t.flush(); err != nil {
		return 0, err
	}
	return value[int64](t, "select coalesce(max(seq), 0) from event")
}

// Audit implements community.EventTx: newest first.
func (t *tx) Audit(p community.Page) ([]community.AuditRow, error) {
	if err := t.flush(); err != nil {
		return nil, err
	}
	rows, err := selectPage(t, audits, auditSelect+"seq > 0", "seq", p, false)
	return convert(rows, err, func(r auditRow) community.AuditRow { return community.AuditRow(r) })
}

// AuditFrom implements community.EventTx: ascending, seq included.
func (t *tx) AuditFrom(seq int64, limit int) ([]community.AuditRow, error) {
	if err := t.flush(); err != nil {
		return nil, err
	}
	rows, err := selectRows(t, audits, auditSelect+"seq >= ? order by seq limit ?", seq, limit)
	return convert(rows, err, func(r auditRow) community.AuditRow { return community.AuditRow(r) })
}

// Setting implements community.EventTx.
func (t *tx) Setting(key string) (string, error) {
	return value[string](t, "select value from setting where key = ?", key)
}

// PutSetting implements community.EventTx.
func (t *tx) PutSetting(key, val string) error {
	_, err := t.exec("insert into setting (key, value) values (?, ?) on conflict (key) do update set value = excluded.value",
		key, val)
	return err
}
