package jobs_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"headroom/internal/jobs"
	"headroom/internal/jobs/jobstest"
)

var start = time.Date(2026, 9, 1, 8, 0, 0, 0, time.UTC)

// clock is a clock that tests move.
type clock struct{ offset atomic.Int64 }

func (c *clock) now() time.Time          { return start.Add(time.Duration(c.offset.Load())) }
func (c *clock) advance(d time.Duration) { c.offset.Add(int64(d)) }

func TestMemoryConforms(t *testing.T) {
	t.Parallel()
	jobstest.Exercise(t, func(*testing.T) jobstest.Store { return new(jobstest.Memory) })
}

// fixture is a store with one runner of one handler.
type fixture struct {
	*testing.T
	clock  clock
	store  jobstest.Memory
	runner *jobs.Runner
}

func newFixture(t *testing.T, h jobs.Handler) *fixture {
	f := &fixture{T: t}
	h.Kind = "k"
	f.runner = jobs.NewRunner(&f.store, "runner", f.clock.now, []jobs.Handler{h})
	f.runner.Rand = func() float64 { return 0 }
	return f
}

func (f *fixture) add(lane string, payloads ...string) {
	f.Helper()
	for _, p := range payloads {
		if err := f.store.Enqueue(f.Context(), f.clock.now(), jobs.New{Lane: lane, Kind: "k", Payload: []byte(p)}); err != nil {
			f.Fatal(err)
		}
	}
}

func (f *fixture) pump(want int) {
	f.Helper()
	ran, err := f.runner.Pump(f.Context())
	if err != nil || ran != want {
		f.Fatalf("Pump() = %d, %v, want %d", ran, err, want)
	}
}

func (f *fixture) parked() []jobs.Job {
	f.Helper()
	list, err := f.store.ParkedJobs(f.Context())
	if err != nil {
		f.Fatal(err)
	}
	return list
}

func (f *fixture) next() (time.Duration, bool) {
	f.Helper()
	at, any, err := f.store.NextRunAt(f.Context(), []string{"k"})
	if err != nil {
		f.Fatal(err)
	}
	return at.Sub(f.clock.now()), any
}

func TestRetriesGrowThenPark(t *testing.T) {
	t.Parallel()
	f := newFixture(t, jobs.Handler{
		MaxAttempts: 4, Backoff: jobs.Backoff{Base: time.Second, Max: 3 * time.Second},
		Func: func(context.Context, jobs.Job) error {
			return errors.New("bad luck \x00\xff" + strings.Repeat("é", 600))
		},
	})
	f.add("a", "one")
	var waits []time.Duration
	for range 3 {
		f.pump(1)
		wait, _ := f.next()
		waits = append(waits, wait)
		f.clock.advance(wait)
	}
	if want := []time.Duration{time.Second, 2 * time.Second, 3 * time.Second}; !slices.Equal(waits, want) {
		t.Errorf("waits %v, want %v", waits, want)
	}
	f.pump(1)
	parked := f.parked()
	if len(parked) != 1 || parked[0].Attempts != 4 {
		t.Fatalf("parked %+v, want the job after 4 attempts", parked)
	}
	if got := parked[0].LastError; len(got) > 500 || !strings.HasPrefix(got, "bad luck \uFFFD\uFFFD") {
		t.Errorf("reason of %d bytes: %q", len(got), got)
	}
}

func TestPanicIsParked(t *testing.T) {
	t.Parallel()
	f := newFixture(t, jobs.Handler{MaxAttempts: 2, Func: func(context.Context, jobs.Job) error { panic("boom") }})
	f.add("a", "poison")
	f.pump(1)
	f.clock.advance(time.Hour)
	f.pump(1)
	if parked := f.parked(); len(parked) != 1 || parked[0].LastError != "handler panicked: boom" {
		t.Errorf("parked %+v", parked)
	}
}

func TestRevocationsNeverExpire(t *testing.T) {
	t.Parallel()
	f := newFixture(t, jobs.Handler{Func: func(context.Context, jobs.Job) error { return errors.New("no") }})
	f.add("a", "one")
	for range 200 {
		f.pump(1)
		f.clock.advance(time.Hour)
	}
	if parked := f.parked(); len(parked) != 0 {
		t.Errorf("parked %+v", parked)
	}
}

func TestDoneIsLeftAlone(t *testing.T) {
	t.Parallel()
	var f *fixture
	f = newFixture(t, jobs.Handler{Func: func(ctx context.Context, j jobs.Job) error {
		if err := f.store.FinishJobs(ctx, j.LeaseOwner, []int64{j.ID}); err != nil {
			return err
		}
		return fmt.Errorf("receive: %w", jobs.Done)
	}})
	f.add("a", "one", "two")
	f.pump(2)
	if _, any := f.next(); any {
		t.Error("a job is left")
	}
}

func TestRetryAfterIsObeyed(t *testing.T) {
	t.Parallel()
	f := newFixture(t, jobs.Handler{Func: func(_ context.Context, j jobs.Job) error {
		if j.Attempts > 1 {
			return nil
		}
		return jobs.RetryAfter(90*time.Second, errors.New("429"))
	}})
	f.add("a", "one")
	f.pump(1)
	if wait, _ := f.next(); wait != 90*time.Second {
		t.Errorf("due in %v, want 90s", wait)
	}
	f.clock.advance(90 * time.Second)
	f.pump(1)
}

func TestLaneDownSparesTheJobsBehind(t *testing.T) {
	t.Parallel()
	up := false
	var order []string
	f := newFixture(t, jobs.Handler{
		MaxAttempts: 2, PerLane: 1, Backoff: jobs.Backoff{Base: time.Minute, Max: time.Hour},
		Func: func(_ context.Context, j jobs.Job) error {
			order = append(order, string(j.Payload))
			if j.Lane == "down" && !up {
				return jobs.LaneDown(0, errors.New("connection refused"))
			}
			return nil
		},
	})
	f.add("down", "d1", "d2", "d3")
	f.add("up", "u1", "u2")
	f.pump(3)
	for i, want := range []time.Duration{time.Minute, 2 * time.Minute, 4 * time.Minute} {
		if wait, _ := f.next(); wait != want {
			t.Errorf("pause %d: %v, want %v", i, wait, want)
		}
		f.clock.advance(want)
		f.pump(1)
	}
	up = true
	f.clock.advance(time.Hour)
	f.pump(3)
	if want := "d1 u1 u2 d1 d1 d1 d1 d2 d3"; strings.Join(order, " ") != want {
		t.Errorf("order %v, want %s", order, want)
	}
	if parked := f.parked(); len(parked) != 0 {
		t.Errorf("parked %+v: a lane that is down cost attempts", parked)
	}
	lane, err := f.store.Lane(t.Context(), "down")
	if err != nil || lane.Failures != 0 || lane.LastError != "" || !lane.LastSuccessAt.Equal(f.clock.now()) {
		t.Errorf("lane %+v, %v, want it well", lane, err)
	}
}

func TestKilledRunnersJobsLapse(t *testing.T) {
	t.Parallel()
	var ran int
	f := newFixture(t, jobs.Handler{MaxAttempts: 3, Func: func(context.Context, jobs.Job) error { ran++; return nil }})
	f.add("a", "one")
	claim := func() {
		got, err := f.store.ClaimJobs(t.Context(), jobs.Claim{
			Owner: "killed", Kinds: []string{"k"}, Now: f.clock.now(), LeaseUntil: f.clock.now().Add(time.Minute), Limit: 9, PerLane: 9,
		})
		if err != nil || len(got) != 1 {
			t.Fatalf("claimed %v, %v", got, err)
		}
	}
	claim()
	f.pump(0)
	f.clock.advance(time.Minute)
	f.pump(1)
	if ran != 1 {
		t.Fatalf("ran %d times, want 1", ran)
	}

	f.add("a", "deadly")
	for range 3 {
		claim()
		f.clock.advance(time.Minute)
	}
	f.pump(1)
	if parked := f.parked(); ran != 1 || len(parked) != 1 || !strings.Contains(parked[0].LastError, "death") {
		t.Errorf("ran %d, parked %+v: want the job that kills its runner put aside unrun", ran, parked)
	}
}

func TestPumpGivesBackWhenStopped(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	f := newFixture(t, jobs.Handler{Func: func(context.Context, jobs.Job) error { cancel(); return nil }})
	f.add("a", "one", "two", "three")
	if ran, err := f.runner.Pump(ctx); ran != 1 || !errors.Is(err, context.Canceled) {
		t.Fatalf("Pump() = %d, %v", ran, err)
	}
	got, err := f.store.ClaimJobs(t.Context(), jobs.Claim{Owner: "o", Kinds: []string{"k"}, Now: start, LeaseUntil: start.Add(1), Limit: 9, PerLane: 9})
	if err != nil || len(got) != 2 || got[0].Attempts != 1 {
		t.Errorf("left %+v, %v, want two jobs, uncounted", got, err)
	}
}

func TestBackoff(t *testing.T) {
	t.Parallel()
	b := jobs.Backoff{Base: time.Second, Max: time.Minute}
	for _, tc := range []struct {
		failures int
		random   float64
		want     time.Duration
	}{
		{0, 0, time.Second}, {1, 0, time.Second}, {2, 0, 2 * time.Second}, {6, 0, 32 * time.Second},
		{7, 0, time.Minute}, {1 << 40, 0, time.Minute}, {1, 0.5, 750 * time.Millisecond},
	} {
		if got := b.Delay(tc.failures, tc.random); got != tc.want {
			t.Errorf("Delay(%d, %v) = %v, want %v", tc.failures, tc.random, got, tc.want)
		}
	}
	if d := (jobs.Backoff{}).Delay(99, 0); d != time.Hour {
		t.Errorf("default Max = %v, want 1h", d)
	}
}

func TestHandlersThatCannotBe(t *testing.T) {
	t.Parallel()
	ok := jobs.Handler{Kind: "k", Func: func(context.Context, jobs.Job) error { return nil }}
	for name, list := range map[string][]jobs.Handler{
		"twice": {ok, ok}, "no kind": {{Func: ok.Func}}, "no function": {{Kind: "k"}},
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: no panic", name)
				}
			}()
			jobs.NewRunner(new(jobstest.Memory), "o", time.Now, list)
		}()
	}
}

func BenchmarkRun(b *testing.B) {
	var store jobstest.Memory
	var wg sync.WaitGroup
	wg.Add(b.N)
	for i := range b.N {
		_ = store.Enqueue(b.Context(), start, jobs.New{Lane: fmt.Sprint(i % 50), Kind: "k"})
	}
	r := jobs.NewRunner(&store, "o", func() time.Time { return start }, []jobs.Handler{{
		Kind: "k", Workers: 16, PerLane: 64, Func: func(context.Context, jobs.Job) error { wg.Done(); return nil },
	}})
	ctx, cancel := context.WithCancel(b.Context())
	b.ResetTimer()
	stopped := make(chan error)
	go func() { stopped <- r.Run(ctx) }()
	wg.Wait()
	cancel()
	<-stopped
}
