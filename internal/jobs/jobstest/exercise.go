package jobstest

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"headroom/internal/jobs"
)

// start is the instant at which every exercise begins.
var start = time.Date(2026, 9, 1, 8, 0, 0, 0, time.UTC)

// lease is how long the exercises claim for.
const lease = time.Minute

// Exercise checks the whole contract of jobs.Store. fresh returns an empty
// store and may be called once for each subtest.
func Exercise(t *testing.T, fresh func(t *testing.T) Store) {
	for _, e := range []struct {
		name string
		run  func(*testing.T, bench)
	}{
		{"claim order and limit", claimOrder},
		{"keys are unique", uniqueKeys},
		{"everything is kept", kept},
		{"per lane", perLane},
		{"leases lapse", leasesLapse},
		{"leases are extended", leasesExtended},
		{"only the owner settles", onlyTheOwner},
		{"retry", retry},
		{"hold", hold},
		{"park and requeue", park},
		{"put back and release", putBack},
		{"lanes pause", lanesPause},
		{"next run", nextRun},
		{"one owner a lane", oneOwner},
		{"one owner a lane, many at once", oneOwnerOfMany},
		{"concurrent claims never overlap", claimsNeverOverlap},
		{"two runners", twoRunners},
		{"a runner takes over", takeover},
		{"a runner's outcomes", runnerOutcomes},
	} {
		t.Run(e.name, func(t *testing.T) { e.run(t, bench{t, fresh(t)}) })
	}
}

// bench is a store under test with the calls that must not fail.
type bench struct {
	t *testing.T
	Store
}

func (b bench) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

func (b bench) add(list ...jobs.New) {
	b.t.Helper()
	b.must(b.Enqueue(context.Background(), start, list...))
}

// claim claims up to ten jobs of kind "k", two a lane, at start+at.
func (b bench) claim(owner string, at time.Duration) []jobs.Job {
	b.t.Helper()
	return b.claimUpTo(owner, at, 10, 2)
}

func (b bench) claimUpTo(owner string, at time.Duration, limit, perLane int) []jobs.Job {
	b.t.Helper()
	now := start.Add(at)
	got, err := b.ClaimJobs(context.Background(), jobs.Claim{
		Owner: owner, Kinds: []string{"k"}, Now: now, LeaseUntil: now.Add(lease), Limit: limit, PerLane: perLane,
	})
	b.must(err)
	return got
}

// payloads are the claimed jobs by payload, in order.
func payloads(list []jobs.Job) []string {
	out := []string{}
	for _, j := range list {
		out = append(out, string(j.Payload))
	}
	return out
}

func (b bench) same(what string, got []jobs.Job, want ...string) {
	b.t.Helper()
	if p := payloads(got); !slices.Equal(p, want) {
		b.t.Fatalf("%s: got %v, want %v", what, p, want)
	}
}

// job is a new job of kind "k".
func job(lane, payload string) jobs.New {
	return jobs.New{Lane: lane, Kind: "k", Payload: []byte(payload)}
}

func claimOrder(t *testing.T, b bench) {
	early, urgent, later, other := job("b", "early"), job("c", "urgent"), job("d", "later"), job("e", "other")
	early.RunAt = start.Add(-time.Second)
	urgent.Priority = jobs.Urgent
	later.RunAt = start.Add(time.Second)
	other.Kind = "other"
	b.add(job("a", "first"), early, urgent, later, other, job("a", "second"))
	b.same("limit 2", b.claimUpTo("x", 0, 2, 2), "urgent", "early")
	b.same("the rest", b.claim("x", 0), "first", "second")
	b.same("nothing left", b.claim("x", 0))
	b.same("fallen due", b.claim("x", time.Second), "later")
}

func uniqueKeys(t *testing.T, b bench) {
	one := job("a", "one")
	one.Key = "receive:1"
	again := one
	again.Payload = []byte("again")
	b.add(one, again)
	b.add(again, job("a", "keyless"), job("a", "keyless"))
	got := b.claimUpTo("x", 0, 10, 10)
	b.same("one per key", got, "one", "keyless", "keyless")
	b.must(b.ParkJob(context.Background(), "x", got[0].ID, "no"))
	b.add(again)
	b.same("a parked job keeps its key", b.claimUpTo("x", lease/2, 10, 10))
}

func kept(t *testing.T, b bench) {
	n := jobs.New{
		Lane: "peer.example", Kind: "k", Key: "key", Payload: []byte{0, 0xff, '"'},
		Priority: -3, RunAt: start.Add(-1500 * time.Millisecond),
	}
	b.add(n, jobs.New{Lane: "empty", Kind: "k"})
	got := b.claim("x", 0)
	if len(got) != 2 {
		t.Fatalf("claimed %d jobs, want 2", len(got))
	}
	j := got[1]
	switch {
	case j.Lane != n.Lane, j.Kind != n.Kind, j.Key != n.Key, string(j.Payload) != string(n.Payload),
		j.Priority != n.Priority, !j.RunAt.Equal(n.RunAt), !j.CreatedAt.Equal(start),
		j.Attempts != 1, j.LeaseOwner != "x", j.LastError != "", j.LaneFailures != 0, j.ID <= 0:
		t.Errorf("job came back as %+v", j)
	case got[0].Key != "" || len(got[0].Payload) != 0 || !got[0].RunAt.Equal(start):
		t.Errorf("bare job came back as %+v", got[0])
	}
}

func perLane(t *testing.T, b bench) {
	for i := range 4 {
		b.add(job("busy", fmt.Sprint("busy", i)))
	}
	b.add(job("calm", "calm"), jobs.New{Lane: "shared", Kind: "other"}, job("shared", "s0"), job("shared", "s1"))
	got := b.claim("x", 0)
	b.same("two of each lane", got, "busy0", "busy1", "calm", "s0", "s1")
	b.same("the lane is full", b.claim("y", 0))
	b.must(b.FinishJobs(context.Background(), "x", []int64{got[0].ID}))
	b.same("a place is free", b.claim("y", 0), "busy2")
}

func leasesLapse(t *testing.T, b bench) {
	b.add(job("a", "one"))
	b.same("claimed", b.claim("dead", 0), "one")
	b.same("under lease", b.claim("heir", lease-time.Millisecond))
	got := b.claim("heir", lease)
	b.same("lapsed", got, "one")
	if got[0].Attempts != 2 || got[0].LeaseOwner != "heir" {
		t.Errorf("taken over as %+v, want attempt 2 of heir", got[0])
	}
	b.must(b.FinishJobs(context.Background(), "dead", []int64{got[0].ID}))
	b.same("the dead cannot finish it", b.claim("third", 2*lease), "one")
}

func leasesExtended(t *testing.T, b bench) {
	ctx := context.Background()
	b.add(job("a", "one"), job("b", "two"))
	got := b.claim("x", 0)
	kept, err := b.ExtendLeases(ctx, "x", []int64{got[0].ID, got[1].ID + 100}, start.Add(3*lease))
	b.must(err)
	if !slices.Equal(kept, []int64{got[0].ID}) {
		t.Errorf("extended %v, want %v", kept, got[0].ID)
	}
	b.same("only the other lapsed", b.claim("y", 2*lease), "two")
	kept, err = b.ExtendLeases(ctx, "x", []int64{got[1].ID}, start.Add(9*lease))
	b.must(err)
	if len(kept) != 0 {
		t.Error("extended a lease that another holds")
	}
}

func onlyTheOwner(t *testing.T, b bench) {
	ctx := context.Background()
	b.add(job("a", "one"))
	id := b.claim("x", 0)[0].ID
	b.must(b.FinishJobs(ctx, "y", []int64{id}))
	b.must(b.RetryJob(ctx, "y", id, start, "not mine"))
	b.must(b.HoldJob(ctx, "y", id, start, "not mine"))
	b.must(b.ParkJob(ctx, "y", id, "not mine"))
	b.must(b.PutBack(ctx, "y", []int64{id}))
	b.must(b.ReleaseJobs(ctx, "y"))
	b.same("still leased", b.claim("y", 0))
	got := b.claim("y", lease)
	b.same("and still there", got, "one")
	if got[0].LastError != "" || got[0].Attempts != 2 {
		t.Errorf("changed by a stranger: %+v", got[0])
	}
	b.must(b.FinishJobs(ctx, "y", []int64{id}))
	b.must(b.FinishJobs(ctx, "y", nil))
	b.same("finished", b.claim("y", 9*lease))
}

func retry(t *testing.T, b bench) {
	b.add(job("a", "one"))
	id := b.claim("x", 0)[0].ID
	b.must(b.RetryJob(context.Background(), "x", id, start.Add(time.Hour), "peer said 502"))
	b.same("not before", b.claim("x", time.Hour-time.Millisecond))
	got := b.claim("y", time.Hour)
	b.same("due", got, "one")
	if got[0].LastError != "peer said 502" || got[0].Attempts != 2 {
		t.Errorf("retried as %+v", got[0])
	}
}

func hold(t *testing.T, b bench) {
	b.add(job("a", "one"))
	id := b.claim("x", 0)[0].ID
	b.must(b.HoldJob(context.Background(), "x", id, start.Add(time.Hour), "nobody has confirmed it"))
	b.same("not before", b.claim("x", time.Hour-time.Millisecond))
	got := b.claim("y", time.Hour)
	b.same("due", got, "one")
	if got[0].LastError != "nobody has confirmed it" || got[0].Attempts != 1 {
		t.Errorf("held as %+v, want the attempt uncounted", got[0])
	}
}

func park(t *testing.T, b bench) {
	ctx := context.Background()
	b.add(job("a", "one"), job("a", "two"))
	id := b.claim("x", 0)[0].ID
	b.must(b.ParkJob(ctx, "x", id, "unknown community"))
	parked, err := b.ParkedJobs(ctx)
	b.must(err)
	if len(parked) != 1 || parked[0].ID != id || parked[0].LastError != "unknown community" || string(parked[0].Payload) != "one" {
		t.Fatalf("parked %+v", parked)
	}
	b.must(b.ReleaseJobs(ctx, "x"))
	b.must(b.FinishJobs(ctx, "x", []int64{id}))
	b.same("parked jobs stay", b.claim("y", 9*lease), "two")
	b.must(b.RequeueJob(ctx, id, start.Add(9*lease)))
	got := b.claim("y", 9*lease)
	b.same("asked for again", got, "one")
	if got[0].Attempts != 1 {
		t.Errorf("attempts = %d after requeue, want 1", got[0].Attempts)
	}
	if b.RequeueJob(ctx, id, start) == nil {
		t.Error("a job that is not parked was requeued")
	}
}

func putBack(t *testing.T, b bench) {
	ctx := context.Background()
	b.add(job("a", "one"), job("b", "two"), job("c", "three"))
	got := b.claimUpTo("x", 0, 2, 2)
	b.same("third of another", b.claim("y", 0), "three")
	b.must(b.PutBack(ctx, "x", []int64{got[0].ID}))
	b.must(b.PutBack(ctx, "x", []int64{got[0].ID})) // a second time changes nothing
	got = b.claim("z", 0)
	b.same("put back", got, "one")
	if got[0].Attempts != 1 {
		t.Errorf("attempts = %d, want 1: a run put back is not counted", got[0].Attempts)
	}
	b.must(b.ReleaseJobs(ctx, "x"))
	b.same("only x's were released", b.claim("z", 0), "two")
}

func lanesPause(t *testing.T, b bench) {
	ctx := context.Background()
	b.add(job("down", "one"), job("down", "two"), job("up", "three"))
	b.must(b.PauseLane(ctx, "down", start.Add(time.Hour), 3, "connection refused"))
	got := b.claim("x", 0)
	b.same("passed over", got, "three")
	b.must(b.FinishJobs(ctx, "x", []int64{got[0].ID}))
	got = b.claim("x", time.Hour)
	b.same("pause over: one probe", got, "one")
	if got[0].Attempts != 1 || got[0].LaneFailures != 3 {
		t.Errorf("after the pause: %+v, want attempt 1 and 3 failures of the lane", got[0])
	}
	b.same("no other while it is out", b.claim("y", time.Hour))
	b.must(b.FinishJobs(ctx, "x", []int64{got[0].ID}))
	b.must(b.LaneSucceeded(ctx, "down", start.Add(time.Hour)))
	b.add(job("down", "four"))
	b.same("all of them after a success", b.claim("x", time.Hour), "two", "four")
	b.must(b.PauseLane(ctx, "down", start, 0, ""))
	b.must(b.LaneSucceeded(ctx, "up", start.Add(time.Second)))
	b.must(b.PauseLane(ctx, "up", start.Add(time.Hour), 1, "reset"))
	b.must(b.LaneSucceeded(ctx, "up", start.Add(time.Minute)))
	up, err := b.Lane(ctx, "up")
	b.must(err)
	want := jobs.Lane{Name: "up", PausedUntil: start.Add(time.Hour), LastSuccessAt: start.Add(time.Minute)}
	if !up.PausedUntil.Equal(want.PausedUntil) || !up.LastSuccessAt.Equal(want.LastSuccessAt) || up.Failures != 0 || up.LastError != "" {
		t.Errorf("lane = %+v, want %+v", up, want)
	}
	if down, err := b.Lane(ctx, "down"); err != nil || !down.LastSuccessAt.Equal(start.Add(time.Hour)) || !down.PausedUntil.Equal(start) {
		t.Errorf("lane = %+v, %v", down, err)
	}
}

func nextRun(t *testing.T, b bench) {
	ctx := context.Background()
	check := func(what string, want time.Duration) {
		t.Helper()
		at, any, err := b.NextRunAt(ctx, []string{"k", "unused"})
		b.must(err)
		if !any || !at.Equal(start.Add(want)) {
			t.Errorf("%s: next run %v (%v), want start+%v", what, at.Sub(start), any, want)
		}
	}
	if _, any, err := b.NextRunAt(ctx, []string{"k"}); any || err != nil {
		t.Errorf("empty store: %v, %v", any, err)
	}
	later, other := job("b", "later"), job("c", "other")
	later.RunAt = start.Add(time.Hour)
	other.Kind = "other"
	b.add(other, later)
	check("one later", time.Hour)
	b.add(job("a", "now"))
	check("one now", 0)
	id := b.claim("x", 0)[0].ID
	check("under lease", lease)
	b.must(b.RetryJob(ctx, "x", id, start.Add(5*time.Minute), "no"))
	check("to be retried", 5*time.Minute)
	b.must(b.PauseLane(ctx, "a", start.Add(10*time.Minute), 1, "down"))
	check("lane paused", 10*time.Minute)
	got := b.claim("x", 10*time.Minute)
	b.must(b.ParkJob(ctx, "x", got[0].ID, "no"))
	check("parked", time.Hour)
}
