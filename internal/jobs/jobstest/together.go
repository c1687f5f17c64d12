package jobstest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"headroom/internal/jobs"
)

// The exercises with several claimants at once, and with whole runners.

func claimsNeverOverlap(t *testing.T, b bench) {
	const total, claimers = 120, 6
	for i := range total {
		b.add(job(fmt.Sprint("lane", i%7), fmt.Sprint(i)))
	}
	var mu sync.Mutex
	times := make(map[int64]int)
	var wg sync.WaitGroup
	for c := range claimers {
		wg.Go(func() {
			owner := fmt.Sprint("owner", c)
			for {
				got, err := b.ClaimJobs(context.Background(), jobs.Claim{
					Owner: owner, Kinds: []string{"k"}, Now: start, LeaseUntil: start.Add(lease), Limit: 5, PerLane: total,
				})
				if err != nil || len(got) == 0 {
					if err != nil {
						t.Errorf("claim: %v", err)
					}
					return
				}
				mu.Lock()
				for _, j := range got {
					times[j.ID]++
				}
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	if len(times) != total {
		t.Errorf("%d jobs claimed, want %d", len(times), total)
	}
	for id, n := range times {
		if n != 1 {
			t.Errorf("job %d claimed %d times", id, n)
		}
	}
}

func twoRunners(t *testing.T, b bench) {
	const total = 100
	var mu sync.Mutex
	running, ran := make(map[int64]bool), make(map[int64]int)
	count := func(_ context.Context, j jobs.Job) error {
		mu.Lock()
		if running[j.ID] {
			t.Errorf("job %d runs twice at a time", j.ID)
		}
		running[j.ID] = true
		ran[j.ID]++
		mu.Unlock()
		defer func() { mu.Lock(); running[j.ID] = false; mu.Unlock() }()
		return nil
	}
	for i := range total {
		b.add(job(fmt.Sprint("lane", i%9), fmt.Sprint(i)))
	}
	var wg sync.WaitGroup
	for _, owner := range []string{"one", "two"} {
		r := jobs.NewRunner(b, owner, func() time.Time { return start }, []jobs.Handler{{Kind: "k", Func: count}})
		wg.Go(func() {
			if _, err := r.Pump(context.Background()); err != nil {
				t.Errorf("pump: %v", err)
			}
		})
	}
	wg.Wait()
	// A runner ends when the other holds all that is left, so both together
	// have run everything.
	if len(ran) != total {
		t.Errorf("%d jobs ran, want %d", len(ran), total)
	}
	for id, n := range ran {
		if n != 1 {
			t.Errorf("job %d ran %d times", id, n)
		}
	}
}

func runnerOutcomes(t *testing.T, b bench) {
	ctx, now := context.Background(), start
	fail := map[string]error{
		"ok": nil, "park": jobs.Park(errors.New("never")), "retry": jobs.RetryAfter(time.Hour, errors.New("later")),
		"hold": jobs.Hold(time.Hour, errors.New("wait")),
		"down": jobs.LaneDown(time.Minute, errors.New("away \x00\xff")),
	}
	r := jobs.NewRunner(b, "runner", func() time.Time { return now }, []jobs.Handler{{
		Kind: "k", Func: func(_ context.Context, j jobs.Job) error { return fail[string(j.Payload)] },
	}})
	b.add(job("a", "ok"), job("b", "park"), job("c", "retry"), job("c", "hold"), job("d", "down"), job("d", "ok"))
	if ran, err := r.Pump(ctx); err != nil || ran != 6 {
		t.Fatalf("ran %d, %v, want 6", ran, err)
	}
	if lane, err := b.Lane(ctx, "d"); err != nil || !lane.PausedUntil.After(now) {
		t.Errorf("lane = %+v, %v, want a pause", lane, err)
	}
	if parked, err := b.ParkedJobs(ctx); err != nil || len(parked) != 1 || parked[0].LastError != "never" {
		t.Errorf("parked %+v, %v", parked, err)
	}
	now = now.Add(time.Hour)
	clear(fail)
	if ran, err := r.Pump(ctx); err != nil || ran != 3 {
		t.Fatalf("ran %d, %v, want the retried one, the held one and the lane's", ran, err)
	}
	if _, any, err := b.NextRunAt(ctx, []string{"k"}); any || err != nil {
		t.Errorf("left over: %v, %v", any, err)
	}
}
