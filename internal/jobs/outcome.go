package jobs

import (
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"
)

// Done is returned by a handler that has deleted its job itself, in the
// transaction that did the job's work; the runner then leaves the store alone.
var Done = errors.New("jobs: done in the handler's own transaction")

// ParkError says that trying again cannot help.
type ParkError struct{ Err error }

// Park parks the job with err as the reason.
func Park(err error) error { return &ParkError{Err: err} }

func (e *ParkError) Error() string { return text(e.Err) }

// Unwrap returns the cause.
func (e *ParkError) Unwrap() error { return e.Err }

// RetryError says when to try again.
type RetryError struct {
	After time.Duration
	Err   error
}

// RetryAfter tries the job again after d, without jitter, as the far end has
// asked. The attempt counts.
func RetryAfter(d time.Duration, err error) error { return &RetryError{After: d, Err: err} }

func (e *RetryError) Error() string { return text(e.Err) }

// Unwrap returns the cause.
func (e *RetryError) Unwrap() error { return e.Err }

// HoldError says that the job waits for something, and has not failed.
type HoldError struct {
	After time.Duration
	Err   error
}

// Hold looks at the job again after d. The attempt does not count, so that it is
// the handler that gives up, when what it waits for has taken too long.
func Hold(d time.Duration, err error) error { return &HoldError{After: d, Err: err} }

func (e *HoldError) Error() string { return text(e.Err) }

// Unwrap returns the cause.
func (e *HoldError) Unwrap() error { return e.Err }

// LaneError says that the whole lane is down, not this job at fault.
type LaneError struct {
	Pause time.Duration // at least; 0: as the backoff says
	Err   error
}

// LaneDown pauses the lane for d or for as long as its backoff says, whichever
// is longer. Neither this job's attempt nor any of those behind it counts.
func LaneDown(d time.Duration, err error) error { return &LaneError{Pause: d, Err: err} }

func (e *LaneError) Error() string { return text(e.Err) }

// Unwrap returns the cause.
func (e *LaneError) Unwrap() error { return e.Err }

// SuspectError says that the lane is down, or that this job is at fault: the far
// end has stumbled over it.
type SuspectError struct{ Err error }

// Suspect pauses the lane as LaneDown does, and lets other jobs of it go first
// when the pause is over. When the lane had worked until then the attempt counts,
// and after the handler's MaxSuspects the job is parked, unless it is urgent; in
// a lane that was down already it does not: what is wrong is more than the job.
func Suspect(err error) error { return &SuspectError{Err: err} }

func (e *SuspectError) Error() string { return text(e.Err) }

// Unwrap returns the cause.
func (e *SuspectError) Unwrap() error { return e.Err }

// PanicError is a panic of a handler, recovered; it counts as any error.
type PanicError struct {
	Value any
	Stack []byte
}

func (e *PanicError) Error() string { return fmt.Sprintf("handler panicked: %v", e.Value) }

// Backoff grows the wait between attempts: Base, then twice as much each time,
// up to Max.
type Backoff struct {
	Base time.Duration // default 5 s
	Max  time.Duration // default 1 h
}

// Delay is the wait after so many failures in a row (from 1). random, in
// [0, 1), takes up to half of it away, so that jobs that failed together do not
// come back together.
func (b Backoff) Delay(failures int, random float64) time.Duration {
	base, most := b.Base, b.Max
	if base <= 0 {
		base = 5 * time.Second
	}
	if most <= 0 {
		most = time.Hour
	}
	d := min(base, most)
	for i := 1; i < failures && d < most; i++ {
		d = min(d*2, most)
	}
	return d - time.Duration(random*float64(d)/2)
}

// longestReason bounds what is stored of an error, in bytes.
const longestReason = 500

// reason is an error as stored text: bounded, and valid in any database (valid
// UTF-8 without NUL, though it may quote what a stranger sent).
func reason(err error) string {
	s := strings.ReplaceAll(strings.ToValidUTF8(text(err), "\uFFFD"), "\x00", "\uFFFD")
	if len(s) <= longestReason {
		return s
	}
	cut := longestReason
	for !utf8.RuneStart(s[cut]) {
		cut--
	}
	return s[:cut]
}

// text is an error's text, also of none.
func text(err error) string {
	if err == nil {
		return "no reason given"
	}
	return err.Error()
}
