package storage

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"time"

	"headroom/community"
)

type logRow struct {
	CommunityID int64     `db:"community_id"`
	Epoch       int64     `db:"epoch"`
	Seq         int64     `db:"seq"`
	Prev        string    `db:"prev"`
	Digest      string    `db:"digest"`
	Hash        string    `db:"hash"`
	PublishedAt time.Time `db:"published_at"`
	AnnounceIRI string    `db:"announce_iri"`
	Activity    string    `db:"activity"`
	Kind        string    `db:"kind"`
	Object      string    `db:"object"`
	Author      string    `db:"author"`
	DocumentID  int64     `db:"document_id"`
	Withheld    string    `db:"withheld"`
	Waiting     bool      `db:"waiting"`
	ReceivedAt  time.Time `db:"received_at"`
}

var (
	logs      = newTable[logRow]("log_entry", 3)
	logSelect = "select " + logs.list + " from log_entry where community_id = ? "

	logByActivity = logSelect + "and activity = ? order by epoch, seq limit 1"
	logHead       = logSelect + "and not waiting order by epoch desc, seq desc limit 1"
	logOfObject   = logSelect + "and object_hash = ? and object = ? order by epoch, seq"
	logCopy       = logSelect + `and object_hash = ? and kind in ('Create', 'Update')
		and document_id <> 0 and not waiting order by epoch desc, seq desc limit 1`

	logInsert, logUpdate = logs.derived("object_hash")
)

func logEntry(r logRow) community.LogEntry { return community.LogEntry(r) }

// LogHead implements community.WireTx.
func (t *tx) LogHead(group int64) (community.ChainHead, error) {
	form := func() question { return question{columns: []string{"community_id"}, lasting: true} }
	list, err := remembered(t, logs.name, logHead, form, []any{group}, func() ([]community.ChainHead, error) {
		rows, err := selectRows(t, logs, logHead, group)
		return convert(rows, err, headOf)
	})
	if err != nil || len(list) == 0 {
		return community.ChainHead{}, cmp.Or(err, error(community.ErrNotFound))
	}
	return list[0], nil
}

// headOf is the head of a chain that ends with an entry.
func headOf(row logRow) community.ChainHead {
	return community.ChainHead{Epoch: row.Epoch, Seq: row.Seq, Hash: row.Hash, PublishedAt: row.PublishedAt}
}

// LogEntry implements community.WireTx.
func (t *tx) LogEntry(group, epoch, seq int64) (community.LogEntry, error) {
	row, err := selectRow(t, logs, logSelect+"and epoch = ? and seq = ?", group, epoch, seq)
	return logEntry(row), err
}

// LogEntryByActivity implements community.WireTx: the first.
func (t *tx) LogEntryByActivity(group int64, activity string) (community.LogEntry, error) {
	row, err := foreseenRow(t, logs, logByActivity, group, activity)
	return logEntry(row), err
}

// LogAfter implements community.WireTx: entries that wait are left out.
func (t *tx) LogAfter(group, epoch, seq int64, limit int) ([]community.LogEntry, error) {
	rows, err := selectRows(t, logs, logSelect+"and epoch = ? and seq > ? and not waiting order by seq limit ?",
		group, epoch, seq, limit)
	return convert(rows, err, logEntry)
}

// LogWaiting implements community.WireTx.
func (t *tx) LogWaiting(group int64) ([]community.LogEntry, error) {
	rows, err := selectRows(t, logs, logSelect+"and waiting order by epoch, seq", group)
	return convert(rows, err, logEntry)
}

// LogOfObject implements community.WireTx.
func (t *tx) LogOfObject(group int64, object string) ([]community.LogEntry, error) {
	rows, err := selectRows(t, logs, logOfObject, group, hashOf(object), object)
	return convert(rows, err, logEntry)
}

// LogCopy implements community.WireTx.
func (t *tx) LogCopy(group int64, objectHash string) (community.LogEntry, error) {
	row, err := selectRow(t, logs, logCopy, group, objectHash)
	return logEntry(row), err
}

// InsertLogEntry implements community.WireTx.
func (t *tx) InsertLogEntry(e community.LogEntry) error {
	var before any
	if t.recall != nil {
		before, _ = t.recall.peek(logs.name, logHead, arguments{a: e.CommunityID})
	}
	if err := insertAs(t, logs, logInsert, logRow(e), hashOf(e.Object)); err != nil {
		return err
	}
	t.headMoved(before, logRow(e))
	return nil
}

// headMoved remembers the head of a chain whose head was remembered and that has got
// another entry: it is asked for before each.
func (t *tx) headMoved(before any, row logRow) {
	known, ok := before.([]community.ChainHead)
	if !ok || len(known) == 0 || row.Waiting {
		return
	}
	if last := known[0]; row.Epoch < last.Epoch || row.Epoch == last.Epoch && row.Seq <= last.Seq {
		return
	}
	head := headOf(row)
	head.PublishedAt = moment(millis(head.PublishedAt))
	t.recall.tables[logs.name][logHead].answers[arguments{a: row.CommunityID}] = []community.ChainHead{head}
}

// UpdateLogEntry implements community.WireTx.
func (t *tx) UpdateLogEntry(e community.LogEntry) error {
	return updateAs(t, logs, logUpdate, logRow(e), hashOf(e.Object))
}

// hashOf is the name of an object in the address of its copy.
func hashOf(object string) string {
	sum := sha256.Sum256([]byte(object))
	return hex.EncodeToString(sum[:])
}

type copyRow struct {
	Object      string    `db:"object"`
	CommunityID int64     `db:"community_id"`
	Host        string    `db:"host"`
	SentAt      time.Time `db:"sent_at"`
	PurgedAt    time.Time `db:"purged_at"`
	ReceiptedAt time.Time `db:"receipted_at"`
}

var (
	copies     = newTable[copyRow]("copy", 1)
	copySelect = "select " + copies.list + " from copy where "
	copyMerge  = copies.insert[:len(copies.insert)-len("do nothing")] + `(object, host) do update set
		sent_at = case when excluded.sent_at > copy.sent_at then excluded.sent_at else copy.sent_at end,
		purged_at = case when excluded.purged_at > copy.purged_at then excluded.purged_at else copy.purged_at end,
		receipted_at = case when excluded.receipted_at > copy.receipted_at then excluded.receipted_at else copy.receipted_at end`
)

// PutCopy implements community.WireTx.
func (t *tx) PutCopy(c community.Copy) error {
	_, err := putRow(t, anyRows, copies, copyMerge, copyRow(c))
	return err
}

// Copies implements community.WireTx: by host.
func (t *tx) Copies(object string) ([]community.Copy, error) {
	rows, err := selectRows(t, copies, copySelect+"object = ? order by host", object)
	return convert(rows, err, func(r copyRow) community.Copy { return community.Copy(r) })
}

// CopiesOnHost implements community.WireTx: by object.
func (t *tx) CopiesOnHost(host string, group int64) ([]community.Copy, error) {
	rows, err := selectRows(t, copies, copySelect+"host = ? and (cast(? as bigint) = 0 or community_id = ?) order by object",
		host, group, group)
	return convert(rows, err, func(r copyRow) community.Copy { return community.Copy(r) })
}
