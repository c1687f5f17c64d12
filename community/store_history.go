package community

import "time"

// HistoryTx answers what was said since a time.
type HistoryTx interface {
	// LogFirstSince gives the first entry of a log that was accepted then or later.
	LogFirstSince(community int64, from time.Time) (LogEntry, error)
	// LogFirst gives the first entry of a log that is held and has had its turn.
	LogFirst(community int64) (LogEntry, error)
	// LogByHash gives the entry whose header has a hash.
	LogByHash(community int64, hash string) (LogEntry, error)
	// ThreadsBegun gives the threads of a community whose beginning is known and
	// was accepted then or later, oldest first.
	ThreadsBegun(community int64, from time.Time) ([]int64, error)
}
