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

// TestOnePoisonedJob: a job at which the far end stumbles every time is parked
// after its tries, and those behind it are done meanwhile; an urgent one is never
// parked.
func TestOnePoisonedJob(t *testing.T) {
	t.Parallel()
	for _, priority := range []int{jobs.Ordinary, jobs.Urgent} {
		t.Run(fmt.Sprint("priority ", priority), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var store jobstest.Memory
				var mu sync.Mutex
				done := map[string]time.Duration{}
				began := time.Now()
				r := jobs.NewRunner(&store, "o", time.Now, []jobs.Handler{{
					Kind: "k", MaxSuspects: 5, Backoff: jobs.Backoff{Base: time.Second, Max: 10 * time.Minute},
					Func: func(_ context.Context, j jobs.Job) error {
						if string(j.Payload) == "poison" {
							return jobs.Suspect(errors.New("answer 500"))
						}
						mu.Lock()
						defer mu.Unlock()
						done[string(j.Payload)] = time.Since(began)
						return nil
					},
				}})
				add := func(p string, prio int) {
					if err := store.Enqueue(t.Context(), time.Now(), jobs.New{Lane: "peer", Kind: "k", Payload: []byte(p), Priority: prio}); err != nil {
						t.Fatal(err)
					}
					r.Wake()
				}
				add("poison", priority)
				for i := range 20 {
					add(fmt.Sprint("good", i), jobs.Ordinary)
				}
				stop := run(t, r)
				time.Sleep(20 * time.Second)
				mu.Lock()
				for i := range 20 {
					if at, ok := done[fmt.Sprint("good", i)]; !ok || at > 15*time.Second {
						t.Errorf("good%d is done after %v (%v)", i, at, ok)
					}
				}
				mu.Unlock()
				for i := range 60 { // new work shows that the lane works
					add(fmt.Sprint("later", i), jobs.Ordinary)
					time.Sleep(30 * time.Second)
				}
				parked, err := store.ParkedJobs(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				if want := priority < jobs.Urgent; (len(parked) == 1) != want {
					t.Errorf("%d jobs parked", len(parked))
				}
				mu.Lock()
				if len(done) != 80 {
					t.Errorf("%d of 80 jobs were done beside it", len(done))
				}
				mu.Unlock()
				if err := stop(); err != nil {
					t.Error(err)
				}
			})
		})
	}
}

// TestADeadLane: while everything of a lane fails, one job is tried at a time, at
// growing distances up to the ceiling; nothing is parked, and all is done when
// the far end is back.
func TestADeadLane(t *testing.T) {
	t.Parallel()
	for name, failure := range map[string]func(error) error{
		"lane down": func(err error) error { return jobs.LaneDown(0, err) }, "suspect": jobs.Suspect,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var store jobstest.Memory
				var mu sync.Mutex
				var tries []time.Time
				dead, done := true, 0
				r := jobs.NewRunner(&store, "o", time.Now, []jobs.Handler{{
					Kind: "k", PerLane: 4, MaxSuspects: 5, MaxAttempts: 0, Backoff: jobs.Backoff{Base: time.Second, Max: 10 * time.Minute},
					Func: func(context.Context, jobs.Job) error {
						mu.Lock()
						defer mu.Unlock()
						if dead {
							tries = append(tries, time.Now())
							return failure(errors.New("no answer"))
						}
						done++
						return nil
					},
				}})
				enqueue(t, &store, "peer", 30)
				stop := run(t, r)
				time.Sleep(24 * time.Hour)
				mu.Lock()
				// The first four were in flight together; then a probe at a time.
				if n := len(tries); n < 24*6 || n > 24*14 {
					t.Errorf("%d tries in a day", n)
				}
				for i := len(tries) - 20; i < len(tries); i++ {
					if gap := tries[i].Sub(tries[i-1]); gap < 5*time.Minute || gap > 11*time.Minute {
						t.Errorf("two probes %v apart", gap)
					}
				}
				dead = false
				mu.Unlock()
				if parked, _ := store.ParkedJobs(t.Context()); len(parked) != 0 {
					t.Errorf("%d jobs parked", len(parked))
				}
				time.Sleep(11 * time.Minute)
				mu.Lock()
				if done != 30 {
					t.Errorf("%d of 30 jobs done", done)
				}
				mu.Unlock()
				if err := stop(); err != nil {
					t.Error(err)
				}
			})
		})
	}
}

// TestADeadLaneCostsTheOthersNothing gives three lanes to six workers, two in
// flight in each. In one nothing is ever answered: each try holds its worker for
// the whole time-out. The other two are as fast as if it were not there.
func TestADeadLaneCostsTheOthersNothing(t *testing.T) {
	t.Parallel()
	took := func(t *testing.T, lanes ...string) (last time.Duration, held time.Duration) {
		synctest.Test(t, func(t *testing.T) {
			var store jobstest.Memory
			var mu sync.Mutex
			left := 0
			began := time.Now()
			r := jobs.NewRunner(&store, "o", time.Now, []jobs.Handler{{
				Kind: "k", Workers: 6, PerLane: 2, Backoff: jobs.Backoff{Base: time.Second, Max: 10 * time.Minute},
				Func: func(_ context.Context, j jobs.Job) error {
					if j.Lane == "dead" {
						time.Sleep(10 * time.Second)
						mu.Lock()
						held += 10 * time.Second
						mu.Unlock()
						return jobs.LaneDown(0, errors.New("time-out"))
					}
					time.Sleep(20 * time.Millisecond)
					mu.Lock()
					defer mu.Unlock()
					if left--; left == 0 {
						last = time.Since(began)
					}
					return nil
				},
			}})
			for _, lane := range lanes {
				enqueue(t, &store, lane, 300)
				if lane != "dead" {
					left += 300
				}
			}
			stop := run(t, r)
			time.Sleep(2 * time.Minute)
			if err := stop(); err != nil {
				t.Error(err)
			}
		})
		return last, held
	}
	alone, _ := took(t, "a", "b")
	beside, held := took(t, "dead", "a", "b")
	if alone == 0 || beside == 0 || beside > alone+alone/10 {
		t.Errorf("%v beside a dead lane, %v without", beside, alone)
	}
	if held > 80*time.Second {
		t.Errorf("the dead lane held workers for %v in two minutes", held)
	}
}
