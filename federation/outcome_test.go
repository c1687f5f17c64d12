package federation

import (
	"context"
	"errors"
	"fmt"
	"net"
	"testing"
	"time"

	"headroom/federation/fetch"
	"headroom/internal/jobs"
)

// TestOutcomes holds the table of outcomes to what is promised for each class of
// failure: what the runner is told, and how long a lane waits at least.
func TestOutcomes(t *testing.T) {
	t.Parallel()
	code := func(n int) error { return &fetch.StatusError{Code: n} }
	later := func(n int, after time.Duration) error { return &fetch.StatusError{Code: n, RetryAfter: after} }
	page := func(n int) error { return &fetch.StatusError{Code: n, Page: true} }
	below := func(err error) error { return fmt.Errorf("%w: %w", fetch.ErrNetwork, err) }
	seen := map[fetch.Class]bool{}
	for _, tt := range []struct {
		name  string
		err   error
		want  course
		pause time.Duration
	}{
		{"400", code(400), lastWord, 0}, {"401", code(401), again, 0}, {"403", code(403), lastWord, 0}, {"404", code(404), lastWord, 0},
		{"405", code(405), lastWord, 0}, {"410", code(410), lastWord, 0}, {"413", code(413), lastWord, 0}, {"451", code(451), lastWord, 0},
		{"408", code(408), wait, 0}, {"425", code(425), wait, 0},
		{"429", code(429), wait, time.Second}, {"429, Retry-After", later(429, time.Hour), wait, time.Hour},
		{"503", code(503), wait, time.Second}, {"503, Retry-After", later(503, 3*time.Minute), wait, 3 * time.Minute},
		{"500", code(500), suspect, 0}, {"507", code(507), suspect, 0}, {"501", code(501), lastWord, 0},
		{"502", code(502), wait, 0}, {"504", code(504), wait, 0}, {"522", code(522), wait, 0},
		{"301", code(301), wait, 0}, {"308", code(308), wait, 0},
		{"200 with a page", fetch.ErrPage, wait, 0}, {"403 with a page", page(403), wait, 0}, {"404 with a page", page(404), wait, 0},
		{"410 with a page", page(410), wait, 0}, {"500 with a page", page(500), suspect, 0},
		{"time-out", below(context.DeadlineExceeded), suspect, 0},
		{"cut", below(fmt.Errorf("read: %w", net.ErrClosed)), suspect, 0},
		{"TLS", below(errors.New("remote error: tls: bad certificate")), wait, 0},
		{"no such name", below(&net.DNSError{IsNotFound: true}), wait, 0},
		{"the resolver is away", below(&net.DNSError{IsTimeout: true}), wait, 0},
		{"an address that is not public", fetch.ErrAddress, wait, 0},
		{"nobody there", below(&net.OpError{Op: "dial", Err: errors.New("no route")}), wait, 0},
		{"stopped", context.Canceled, wait, 0},
		{"no peer", fetch.ErrNotAllowed, giveUp, 0}, {"no address", fetch.ErrURL, giveUp, 0},
	} {
		class := fetch.ClassOf(tt.err)
		seen[class] = true
		row, ok := outcomes[class]
		if !ok || row.course != tt.want || (row.course == lastWord) != (row.reason != "") {
			t.Errorf("%s: class %q has %+v, want course %d", tt.name, class, row, tt.want)
		}
		got := settled(row.course, tt.err)
		_, parked := errors.AsType[*jobs.ParkError](got)
		lane, waits := errors.AsType[*jobs.LaneError](got)
		_, doubts := errors.AsType[*jobs.SuspectError](got)
		if parked != (tt.want == lastWord || tt.want == giveUp) || waits != (tt.want == wait) || doubts != (tt.want == suspect) {
			t.Errorf("%s: the runner is told %#v", tt.name, got)
		}
		if waits && lane.Pause != tt.pause {
			t.Errorf("%s: waits %v, want %v", tt.name, lane.Pause, tt.pause)
		}
		if !errors.Is(got, tt.err) {
			t.Errorf("%s: the reason is lost: %v", tt.name, got)
		}
	}
	for class := range outcomes {
		if class != fetch.Taken && class != fetch.Unreachable && !seen[class] {
			t.Errorf("no row of this test for class %q", class)
		}
	}
}
