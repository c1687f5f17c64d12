package jobs_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"headroom/internal/jobs"
	"headroom/internal/jobs/jobstest"
)

// The tests of Run live in synctest's bubbles: time there is false, moves when
// everything waits, and is read through the clock that each test hands over.

func enqueue(t *testing.T, s *jobstest.Memory, lane string, n int) {
	t.Helper()
	for i := range n {
		if err := s.Enqueue(t.Context(), time.Now(), jobs.New{Lane: lane, Kind: "k", Payload: fmt.Append(nil, i)}); err != nil {
			t.Fatal(err)
		}
	}
}

// run starts a runner and returns a function that stops it and gives its error.
func run(t *testing.T, r *jobs.Runner) (stop func() error) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- r.Run(ctx) }()
	return func() error { cancel(); return <-ended }
}

func left(t *testing.T, s *jobstest.Memory) (time.Time, bool) {
	t.Helper()
	at, any, err := s.NextRunAt(context.Background(), []string{"k"})
	if err != nil {
		t.Fatal(err)
	}
	return at, any
}

func TestRunDrainsWakesAndPolls(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var store jobstest.Memory
		ran := make(chan struct{}, 1000)
		r := jobs.NewRunner(&store, "o", time.Now, []jobs.Handler{{
			Kind: "k", Workers: 3, PerLane: 2, Func: func(context.Context, jobs.Job) error { ran <- struct{}{}; return nil },
		}})
		enqueue(t, &store, "a", 100)
		began := time.Now()
		stop := run(t, r)
		for range 100 {
			<-ran
		}
		if took := time.Since(began); took >= time.Second {
			t.Errorf("100 jobs of one lane took %v: waited for the poll", took)
		}
		synctest.Wait()
		enqueue(t, &store, "b", 1)
		at := time.Now()
		r.Wake("k", "nobody's")
		<-ran
		if took := time.Since(at); took > 0 {
			t.Errorf("woken after %v, want at once", took)
		}
		synctest.Wait()
		enqueue(t, &store, "c", 1) // by another process: nobody wakes us
		at = time.Now()
		<-ran
		if took := time.Since(at); took > time.Second {
			t.Errorf("polled after %v, want at most 1s", took)
		}
		synctest.Wait()
		if err := stop(); err != nil {
			t.Errorf("Run() = %v", err)
		}
		if _, any := left(t, &store); any {
			t.Error("a job is left")
		}
	})
}

func TestLongHandlerKeepsItsLease(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var store jobstest.Memory
		var mu sync.Mutex
		runs := 0
		h := jobs.Handler{Kind: "k", Timeout: time.Hour, Func: func(ctx context.Context, _ jobs.Job) error {
			mu.Lock()
			runs++
			mu.Unlock()
			select {
			case <-time.After(10 * time.Minute):
				return nil
			case <-ctx.Done():
				return ctx.Err()
			}
		}}
		one := run(t, jobs.NewRunner(&store, "one", time.Now, []jobs.Handler{h}))
		two := run(t, jobs.NewRunner(&store, "two", time.Now, []jobs.Handler{h}))
		enqueue(t, &store, "a", 1)
		time.Sleep(11 * time.Minute)
		synctest.Wait()
		if _, any := left(t, &store); any || runs != 1 {
			t.Errorf("runs = %d, left = %v: want the job run once, for ten leases", runs, any)
		}
		if err := errors.Join(one(), two()); err != nil {
			t.Error(err)
		}
	})
}

func TestLostLeaseStopsTheHandler(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var store jobstest.Memory
		stopped := make(chan error, 1)
		r := jobs.NewRunner(&store, "slow", time.Now, []jobs.Handler{{
			Kind: "k", Timeout: time.Hour, Func: func(ctx context.Context, _ jobs.Job) error {
				<-ctx.Done()
				stopped <- ctx.Err()
				return ctx.Err()
			},
		}})
		enqueue(t, &store, "a", 1)
		stop := run(t, r)
		synctest.Wait()
		store.Fail(errors.New("database away")) // no heartbeat arrives
		time.Sleep(2 * time.Minute)
		store.Fail(nil)
		now := time.Now()
		got, err := store.ClaimJobs(t.Context(), jobs.Claim{Owner: "other", Kinds: []string{"k"}, Now: now, LeaseUntil: now.Add(time.Hour), Limit: 1, PerLane: 1})
		if err != nil || len(got) != 1 {
			t.Fatalf("taken over: %v, %v", got, err)
		}
		if err := <-stopped; !errors.Is(err, context.Canceled) {
			t.Errorf("handler ended with %v", err)
		}
		synctest.Wait()
		if at, _ := left(t, &store); !at.Equal(now.Add(time.Hour)) {
			t.Errorf("the loser changed the job: due %v", at)
		}
		if err := stop(); err != nil {
			t.Error(err)
		}
	})
}

func TestFinishedJobsOutlastALostStore(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var store jobstest.Memory
		runs := 0
		r := jobs.NewRunner(&store, "o", time.Now, []jobs.Handler{{
			Kind: "k", Workers: 1, Func: func(context.Context, jobs.Job) error {
				runs++
				store.Fail(errors.New("disk full"))
				return nil
			},
		}})
		enqueue(t, &store, "a", 1)
		stop := run(t, r)
		time.Sleep(30 * time.Second)
		store.Fail(nil)
		time.Sleep(5 * time.Minute)
		synctest.Wait()
		if _, any := left(t, &store); any || runs != 1 {
			t.Errorf("runs = %d, left = %v: want one run, recorded when the store came back", runs, any)
		}
		if err := stop(); err != nil {
			t.Error(err)
		}
	})
}

func TestStopLetsWorkFinishAndPutsTheRestBack(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var store jobstest.Memory
		finished := 0
		r := jobs.NewRunner(&store, "o", time.Now, []jobs.Handler{{
			Kind: "k", Workers: 1, Func: func(context.Context, jobs.Job) error {
				time.Sleep(5 * time.Second) // within the grace
				finished++
				return nil
			},
		}})
		enqueue(t, &store, "a", 3)
		stop := run(t, r)
		synctest.Wait()
		if err := stop(); err != nil {
			t.Error(err)
		}
		if finished != 1 {
			t.Errorf("%d jobs finished, want the one that ran", finished)
		}
		checkFree(t, &store, 2)
	})
}

func TestStopAsksHandlersThenReleases(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var store jobstest.Memory
		r := jobs.NewRunner(&store, "o", time.Now, []jobs.Handler{{
			Kind: "k", MaxAttempts: 1, Func: func(ctx context.Context, _ jobs.Job) error {
				<-ctx.Done()
				return fmt.Errorf("post: %w", ctx.Err())
			},
		}})
		enqueue(t, &store, "a", 1)
		stop := run(t, r)
		synctest.Wait()
		if err := stop(); err != nil {
			t.Error(err)
		}
		checkFree(t, &store, 1)
	})
}

func TestStuckHandlerKeepsItsLeaseAtStop(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var store jobstest.Memory
		release := make(chan struct{})
		r := jobs.NewRunner(&store, "o", time.Now, []jobs.Handler{{
			Kind: "k", Workers: 1, Func: func(context.Context, jobs.Job) error { <-release; return nil },
		}})
		enqueue(t, &store, "a", 2)
		stop := run(t, r)
		synctest.Wait()
		if err := stop(); !errors.Is(err, jobs.ErrStuck) {
			t.Errorf("Run() = %v, want ErrStuck", err)
		}
		checkFree(t, &store, 1) // the second only
		close(release)
	})
}

// checkFree claims what is free and checks that no attempt was counted before.
func checkFree(t *testing.T, s *jobstest.Memory, want int) {
	t.Helper()
	now := time.Now()
	got, err := s.ClaimJobs(context.Background(), jobs.Claim{
		Owner: "next", Kinds: []string{"k"}, Now: now, LeaseUntil: now.Add(time.Minute), Limit: 99, PerLane: 99,
	})
	if err != nil || len(got) != want {
		t.Fatalf("free: %+v, %v, want %d", got, err, want)
	}
	for _, j := range got {
		if j.Attempts != 1 {
			t.Errorf("job %d has %d attempts, want 1: a run given back is not counted", j.ID, j.Attempts)
		}
	}
}

func TestTwoRunnersNeverRunOneJobAtATime(t *testing.T) {
	t.Parallel()
	var store jobstest.Memory
	const total = 400
	var mu sync.Mutex
	running, ran := make(map[int64]bool), make(map[int64]int)
	all := make(chan struct{})
	h := jobs.Handler{Kind: "k", Workers: 8, Func: func(_ context.Context, j jobs.Job) error {
		mu.Lock()
		defer mu.Unlock()
		if running[j.ID] {
			t.Errorf("job %d runs twice at a time", j.ID)
		}
		running[j.ID] = true
		mu.Unlock()
		mu.Lock()
		running[j.ID] = false
		if ran[j.ID]++; len(ran) == total && ran[j.ID] == 1 {
			close(all)
		}
		return nil
	}}
	for i := range total {
		enqueue(t, &store, fmt.Sprint("lane", i%5), 1)
	}
	one := run(t, jobs.NewRunner(&store, "one", time.Now, []jobs.Handler{h}))
	two := run(t, jobs.NewRunner(&store, "two", time.Now, []jobs.Handler{h}))
	<-all
	if err := errors.Join(one(), two()); err != nil {
		t.Error(err)
	}
	for id, n := range ran {
		if n != 1 {
			t.Errorf("job %d ran %d times", id, n)
		}
	}
	if _, any := left(t, &store); any {
		t.Error("a job is left")
	}
}
