package clientapi

import (
	"io"
	"log/slog"
	"sync"
	"testing"
	"time"
)

// TestEveryStreamHasItsTurn: each is checked once in so many turns, and beats at the
// third time; who has left is not, and without streams the clock stops.
func TestEveryStreamHasItsTurn(t *testing.T) {
	t.Parallel()
	ticks, stopped := make(chan time.Time), make(chan struct{})
	p := pace{ticker: func(d time.Duration) (<-chan time.Time, func()) {
		if d*turns != checkEvery {
			t.Errorf("a turn takes %v", d)
		}
		return ticks, func() { close(stopped) }
	}}
	const open = 120
	var mu sync.Mutex
	checks, beats := map[int]int{}, map[int]int{}
	var all []*listener
	for i := range open {
		l := &listener{call: func(what due) {
			mu.Lock()
			defer mu.Unlock()
			if what&dueCheck != 0 {
				checks[i]++
			}
			if what&dueBeat != 0 {
				beats[i]++
			}
		}}
		all = append(all, l)
		p.add(l)
	}
	p.remove(all[0])
	p.remove(all[0]) // it may leave twice
	for range beatEvery*turns + 1 {
		ticks <- time.Time{}
	}
	for _, l := range all[1:] {
		p.remove(l)
	}
	select {
	case ticks <- time.Time{}:
		<-stopped
	case <-stopped: // the one before was taken late
	}
	for i := range open {
		if i%turns == 1 { // whose turn was the one that told that those before were done
			continue
		}
		want, beat := beatEvery, 1
		if i == 0 {
			want, beat = 0, 0
		}
		if checks[i] != want || beats[i] != beat {
			t.Errorf("stream %d was checked %d times, and beat %d times", i, checks[i], beats[i])
		}
	}
}

// TestAStreamWorksAlone: what is due is done by one at a time, once for all the calls
// that came meanwhile, not before it is ready, and never after its end.
func TestAStreamWorksAlone(t *testing.T) {
	t.Parallel()
	began, goOn := make(chan struct{}), make(chan struct{})
	n := &connection{API: &API{Options: Options{Log: slog.New(slog.NewTextHandler(io.Discard, nil))}}, busy: true, ctx: t.Context()}
	beats, closed := 0, 0
	n.beat = func() error {
		beats++
		began <- struct{}{}
		<-goOn
		if beats == 3 {
			return errGone
		}
		return nil
	}
	n.close = func(error) { closed++ }
	n.call(dueBeat)
	n.call(dueBeat)
	select {
	case <-began:
		t.Fatal("it works before it is ready")
	default:
	}
	n.ready()
	for range 3 {
		<-began
		n.call(dueBeat)
		n.call(dueBeat)
		goOn <- struct{}{}
	}
	n.working.Wait()
	n.call(dueBeat)
	n.working.Wait()
	if beats != 3 || closed != 1 || !n.finished() {
		t.Errorf("it beat %d times and was closed %d times", beats, closed)
	}
}
