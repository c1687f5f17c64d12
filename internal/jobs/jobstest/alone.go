package jobstest

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"headroom/internal/jobs"
)

// The exercises of lanes that one owner works on at a time.

// alone claims as claim does, from lanes that no other owner works on.
func (b bench) alone(owner string, at time.Duration) []jobs.Job {
	b.t.Helper()
	now := start.Add(at)
	got, err := b.ClaimJobs(context.Background(), jobs.Claim{Owner: owner, Kinds: []string{"k"}, Now: now,
		LeaseUntil: now.Add(lease), Limit: 10, PerLane: 2, Alone: true})
	b.must(err)
	return got
}

func oneOwner(t *testing.T, b bench) {
	ctx := context.Background()
	b.add(job("a", "a1"), job("a", "a2"), job("a", "a3"), job("b", "b1"))
	got := b.alone("x", 0)
	b.same("both lanes", got, "a1", "a2", "b1")
	b.must(b.FinishJobs(ctx, "x", []int64{got[0].ID, got[1].ID, got[2].ID}))
	b.add(job("b", "b2"), job("c", "c1"))
	mine := b.alone("y", time.Second)
	b.same("another takes what is free", mine, "c1")
	b.must(b.FinishJobs(ctx, "y", []int64{mine[0].ID}))
	b.same("who has the lane goes on", b.alone("x", 2*time.Second), "a3", "b2")
	b.same("who does not ask for it alone is let in", b.claimUpTo("z", 3*time.Second, 9, 2))
	b.add(job("a", "a4"))
	b.same("and here is room for one more", b.claim("z", 3*time.Second), "a4")
	b.must(b.ReleaseJobs(ctx, "z"))
	b.same("still the first one's", b.alone("y", lease+time.Second))
	b.same("the holder died: its jobs and the rest", b.alone("y", lease+2*time.Second), "a3", "b2", "a4")
	b.same("the dead has lost it", b.alone("x", lease+3*time.Second))
	b.must(b.ReleaseJobs(ctx, "y"))
	b.same("an orderly end hands it over at once", b.alone("x", lease+4*time.Second), "a3", "b2", "a4")
	kept, err := b.ExtendLeases(ctx, "x", []int64{got[0].ID}, start.Add(9*lease))
	b.must(err)
	if len(kept) != 0 {
		t.Errorf("extended %v, which are finished", kept)
	}
}

// oneOwnerOfMany lets several ask for the same lanes at the same time: each lane
// falls to one of them.
func oneOwnerOfMany(t *testing.T, b bench) {
	const lanes, claimers = 12, 6
	for i := range 5 * lanes {
		b.add(job(fmt.Sprint("lane", i%lanes), fmt.Sprint(i)))
	}
	var mu sync.Mutex
	owners := map[string]map[string]bool{}
	var wg sync.WaitGroup
	for c := range claimers {
		wg.Go(func() {
			owner := fmt.Sprint("owner", c)
			for range 5 {
				got, err := b.ClaimJobs(context.Background(), jobs.Claim{Owner: owner, Kinds: []string{"k"}, Now: start,
					LeaseUntil: start.Add(lease), Limit: 4, PerLane: 5, Alone: true})
				if err != nil {
					t.Errorf("claim: %v", err)
				}
				mu.Lock()
				for _, j := range got {
					if owners[j.Lane] == nil {
						owners[j.Lane] = map[string]bool{}
					}
					owners[j.Lane][j.LeaseOwner] = true
				}
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	if len(owners) != lanes {
		t.Errorf("%d lanes were worked on, want %d", len(owners), lanes)
	}
	for lane, all := range owners {
		if len(all) != 1 {
			t.Errorf("%s fell to %v", lane, all)
		}
	}
}

// takeover lets two runners work on lanes that one may work on at a time. No lane
// is worked on by both; when one dies in the middle of its work the other has all
// of it, and not before the lease of the dead has lapsed.
func takeover(t *testing.T, b bench) {
	const lanes, each = 6, 20
	for i := range lanes * each {
		b.add(job(fmt.Sprint("lane", i%lanes), fmt.Sprint(i)))
	}
	var mu sync.Mutex
	by := map[string]map[string]int{} // lane, owner, jobs
	at := start
	clock := func() time.Time { mu.Lock(); defer mu.Unlock(); return at }
	runner := func(owner string) *jobs.Runner {
		return jobs.NewRunner(b, owner, clock, []jobs.Handler{{Kind: "k", Alone: true, PerLane: 4, Func: func(_ context.Context, j jobs.Job) error {
			mu.Lock()
			defer mu.Unlock()
			if by[j.Lane] == nil {
				by[j.Lane] = map[string]int{}
			}
			by[j.Lane][owner]++
			return nil
		}}})
	}
	// The one that will die has taken two lanes and has jobs of them in hand.
	dead := b.alone("dead", 0)
	lost := map[string]bool{}
	for _, j := range dead {
		lost[j.Lane] = true
	}
	var wg sync.WaitGroup
	one, two := runner("one"), runner("two")
	for _, r := range []*jobs.Runner{one, two} {
		wg.Go(func() {
			if _, err := r.Pump(context.Background()); err != nil {
				t.Errorf("pump: %v", err)
			}
		})
	}
	wg.Wait()
	for lane, owners := range by {
		if lost[lane] || len(owners) != 1 {
			t.Errorf("%s was worked on by %v", lane, owners)
		}
	}
	if len(by) != lanes-len(lost) || len(lost) == 0 {
		t.Errorf("%d lanes worked on, %d lost", len(by), len(lost))
	}
	mu.Lock()
	at = start.Add(lease)
	mu.Unlock()
	if _, err := two.Pump(context.Background()); err != nil {
		t.Fatal(err)
	}
	for lane := range lost {
		if by[lane]["two"] != each {
			t.Errorf("%s: %v of %d jobs after the take-over", lane, by[lane], each)
		}
	}
}
