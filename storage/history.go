package storage

import (
	"time"

	"headroom/community"
)

// LogFirstSince implements community.HistoryTx.
func (t *tx) LogFirstSince(group int64, from time.Time) (community.LogEntry, error) {
	row, err := selectRow(t, logs, logSelect+"and published_at >= ? and not waiting order by epoch, seq limit 1", group, millis(from))
	return logEntry(row), err
}

// LogFirst implements community.HistoryTx.
func (t *tx) LogFirst(group int64) (community.LogEntry, error) {
	row, err := selectRow(t, logs, logSelect+"and not waiting order by epoch, seq limit 1", group)
	return logEntry(row), err
}

// LogByHash implements community.HistoryTx.
func (t *tx) LogByHash(group int64, hash string) (community.LogEntry, error) {
	row, err := selectRow(t, logs, logSelect+"and hash = ? and not waiting order by epoch, seq limit 1", group, hash)
	return logEntry(row), err
}

// ThreadsBegun implements community.HistoryTx.
func (t *tx) ThreadsBegun(group int64, from time.Time) ([]int64, error) {
	return values[int64](t, "select id from thread where community_id = ? and root_id <> 0 and created_at >= ? order by id", group, millis(from))
}
