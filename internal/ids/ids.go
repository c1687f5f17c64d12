// Package ids makes the numbers that name every row: 53-bit integers whose
// order is the order of arrival at this instance.
//
// From the top: 41 bits of milliseconds since 2025-01-01T00:00:00Z, 6 bits of
// node, 6 bits of sequence. 53 bits, because client programs read ids into
// IEEE doubles; outside the program an id is written as a decimal string. The
// time part lasts until September 2094.
package ids

import (
	"errors"
	"fmt"
	"strconv"
	"sync"
	"time"
)

const (
	sequenceBits = 6
	nodeBits     = 6
	timeShift    = sequenceBits + nodeBits

	maxSequence = 1<<sequenceBits - 1
	maxMillis   = 1<<41 - 1

	// MaxNode is the highest node number; a process leases its own in the
	// database, so that no two processes share one.
	MaxNode = 1<<nodeBits - 1
	// Max is the highest id there can be: 2^53-1.
	Max int64 = 1<<53 - 1
)

// epoch is 2025-01-01T00:00:00Z in Unix milliseconds.
const epoch int64 = 1735689600000

// ErrMalformed is returned by Parse for anything but a canonical decimal id.
var ErrMalformed = errors.New("ids: not an id")

// Maker makes ids for one node. It is safe for use by many goroutines.
type Maker struct {
	node int64
	now  func() time.Time

	mu       sync.Mutex
	millis   int64 // of the last id; may run ahead of a clock that went back
	sequence int64
}

// New returns the maker of one node, 0 to MaxNode, reading the given clock.
// It panics for a node outside that range: node numbers come from the
// program's own lease, not from outside.
func New(node int, now func() time.Time) *Maker {
	if node < 0 || node > MaxNode {
		panic(fmt.Sprintf("ids: node %d is not between 0 and %d", node, MaxNode))
	}
	return &Maker{node: int64(node), now: now, sequence: -1}
}

// Next returns an id greater than every id this maker has returned before,
// also when the clock has gone back. A node makes 64 ids a millisecond; whoever
// asks for more sleeps into the next one.
func (m *Maker) Next() int64 {
	m.mu.Lock()
	defer m.mu.Unlock()
	if now := m.clock(); now > m.millis {
		m.millis, m.sequence = now, -1
	}
	if m.sequence == maxSequence {
		m.nextMillisecond()
	}
	m.sequence++
	return m.millis<<timeShift | m.node<<sequenceBits | m.sequence
}

// After makes every later id greater than id. Called at start with the highest
// id stored, it keeps the order when the machine's clock was set back while the
// program was down. An id from the far future is the caller's mistake: it is
// followed all the same, because order matters more than the time.
func (m *Maker) After(id int64) {
	if id <= 0 || id > Max {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if millis := id >> timeShift; millis >= m.millis {
		// The whole millisecond counts as used: the id may be another node's.
		m.millis, m.sequence = millis, maxSequence
	}
}

// nextMillisecond sleeps once for at most a millisecond. A clock that has not
// moved by then (set back, or held still by a test) is not waited for: the
// maker borrows the millisecond and returns to the clock when that catches up.
func (m *Maker) nextMillisecond() {
	time.Sleep(time.Millisecond)
	m.millis = max(m.millis+1, m.clock())
	m.sequence = -1
}

// clock is the time in milliseconds since the epoch. It is at least 1, so that
// 0 is never an id, and a clock before 2025 makes no negative ones.
func (m *Maker) clock() int64 {
	return min(max(m.now().UnixMilli()-epoch, 1), maxMillis)
}

// Time is the moment at which id was made, to the millisecond, in UTC.
func Time(id int64) time.Time {
	return time.UnixMilli(id>>timeShift + epoch).UTC()
}

// At is the lowest id that can have been made at t: all ids made before t are
// below it. Times before 2025 give 0.
func At(t time.Time) int64 {
	return min(max(t.UnixMilli()-epoch, 0), maxMillis) << timeShift
}

// Format writes an id the way URLs, forms and interfaces show it.
func Format(id int64) string { return strconv.FormatInt(id, 10) }

// Parse reads an id in canonical decimal form only (no sign, no leading zero,
// no space), from 1 to Max, so that one thing has one address. Anything else is
// ErrMalformed.
func Parse(s string) (int64, error) {
	if len(s) == 0 || len(s) > 16 || s[0] == '0' {
		return 0, ErrMalformed
	}
	var id int64
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return 0, ErrMalformed
		}
		id = id*10 + int64(s[i]-'0')
	}
	if id > Max {
		return 0, ErrMalformed
	}
	return id, nil
}
