package jobs

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"runtime/debug"
	"sync"
	"time"
)

// Handler carries out the jobs of one kind.
type Handler struct {
	Kind string
	// Func does the work. nil: done. Park, RetryAfter, LaneDown, Suspect and Done say
	// what else; any other error is tried again after a growing wait. Its
	// context ends when the lease is lost, at Timeout, or at shutdown.
	Func func(ctx context.Context, job Job) error
	// MaxAttempts parks the job when so many attempts have failed. 0: it never
	// expires (revocations, deletions).
	MaxAttempts int
	// MaxSuspects parks a job that is not urgent when so many attempts have been
	// made and the last was a Suspect in a lane that works. 0: never.
	MaxSuspects int
	// Alone keeps a lane to one runner at a time, across processes.
	Alone   bool
	Workers int           // at the same time in this process; default 4
	PerLane int           // in flight in one lane, waiting here included; default 8
	Timeout time.Duration // of one run; default 2 min
	Backoff Backoff       // between attempts, and between tries of a lane that is down
}

// Timer fires once after d, unless stopped first.
type Timer func(d time.Duration) (fired <-chan time.Time, stop func())

// Runner claims jobs and hands them to their handlers. Set the exported fields
// before the first call of Run or Pump; the zero value of each means the
// default that stands beside it.
type Runner struct {
	Lease  time.Duration  // 1 min; extended while a job runs
	Poll   time.Duration  // 1 s; for jobs that fall due and those of other processes
	Linger time.Duration  // 2 ms; how long a finished job waits for others to share its write
	Grace  time.Duration  // 10 s; how long running jobs may take at shutdown
	Timer  Timer          // real time
	Rand   func() float64 // math/rand; in [0, 1), called by many goroutines
	Log    *slog.Logger   // nowhere

	store    Store
	owner    string
	clock    func() time.Time
	handlers []Handler
	kinds    []string
	wakes    map[string]chan struct{} // by kind, capacity 1

	once  sync.Once
	mu    sync.Mutex
	held  map[int64]*held      // claimed by this runner, not yet settled
	alive map[string]time.Time // by lane: the success last recorded
}

// held is a job between its claim and its outcome.
type held struct {
	job     Job
	handler *Handler
	since   time.Time          // when it was claimed
	until   time.Time          // end of the lease as last known
	cancel  context.CancelFunc // set while it runs
	lost    bool               // another runner has it
}

// successEvery is how often the success of a healthy lane is recorded: the
// operator's page needs a recent time, not a write for every job.
const successEvery = time.Minute

// NewRunner returns a runner of these handlers. The owner names this start of
// this process and must not be used by any other. It panics when two handlers
// are for one kind or one has no function: both are mistakes in the program.
func NewRunner(store Store, owner string, clock func() time.Time, handlers []Handler) *Runner {
	r := &Runner{
		store: store, owner: owner, clock: clock,
		wakes: make(map[string]chan struct{}),
		held:  make(map[int64]*held), alive: make(map[string]time.Time),
	}
	for _, h := range handlers {
		if h.Kind == "" || h.Func == nil || r.wakes[h.Kind] != nil {
			panic(fmt.Sprintf("jobs: handler of kind %q is incomplete or the second", h.Kind))
		}
		h.Workers = orDefault(h.Workers, 4)
		h.PerLane = orDefault(h.PerLane, 8)
		h.Timeout = orDefault(h.Timeout, 2*time.Minute)
		r.handlers = append(r.handlers, h)
		r.kinds = append(r.kinds, h.Kind)
		r.wakes[h.Kind] = make(chan struct{}, 1)
	}
	return r
}

// orDefault is v, or the default where v is not set.
func orDefault[T int | time.Duration](v, standard T) T {
	if v <= 0 {
		return standard
	}
	return v
}

// settings fills in, once, what was left to the defaults.
func (r *Runner) settings() { r.once.Do(r.fillIn) }

func (r *Runner) fillIn() {
	r.Lease = orDefault(r.Lease, time.Minute)
	r.Poll = orDefault(r.Poll, time.Second)
	r.Linger = orDefault(r.Linger, 2*time.Millisecond)
	r.Grace = orDefault(r.Grace, 10*time.Second)
	if r.Timer == nil {
		r.Timer = func(d time.Duration) (<-chan time.Time, func()) {
			t := time.NewTimer(d)
			return t.C, func() { t.Stop() }
		}
	}
	if r.Rand == nil {
		r.Rand = rand.Float64
	}
	if r.Log == nil {
		r.Log = slog.New(slog.DiscardHandler)
	}
}

// Wake says that jobs of these kinds (of any kind, when none is named) may have
// been stored, and is called after the commit. It never blocks.
func (r *Runner) Wake(kinds ...string) {
	if len(kinds) == 0 {
		kinds = r.kinds
	}
	for _, kind := range kinds {
		select {
		case r.wakes[kind] <- struct{}{}:
		default: // awake already, or no handler of ours
		}
	}
}

// claim leases up to limit jobs of one handler and takes them into hold. Jobs
// that this runner holds already (it could not extend their leases in time, and
// now has them again) keep running and are not returned a second time.
func (r *Runner) claim(ctx context.Context, h *Handler, limit int) ([]*held, error) {
	now := r.clock()
	until := now.Add(r.Lease)
	got, err := r.store.ClaimJobs(ctx, Claim{
		Owner: r.owner, Kinds: []string{h.Kind}, Now: now, LeaseUntil: until,
		Limit: limit, PerLane: h.PerLane, Alone: h.Alone,
	})
	if err != nil {
		return nil, fmt.Errorf("jobs: claim %s: %w", h.Kind, err)
	}
	fresh := make([]*held, 0, len(got))
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, job := range got {
		if old := r.held[job.ID]; old != nil {
			old.until, old.lost = until, false
			continue
		}
		one := &held{job: job, handler: h, since: now, until: until}
		r.held[job.ID] = one
		fresh = append(fresh, one)
	}
	return fresh, nil
}

// drop forgets jobs that are settled.
func (r *Runner) drop(settled ...*held) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, one := range settled {
		delete(r.held, one.job.ID)
	}
}

// start makes the context of one run. False: the lease has lapsed while the job
// waited, so that it must not run here.
func (r *Runner) start(ctx context.Context, one *held) (context.Context, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if one.lost || !r.clock().Before(one.until) {
		return nil, false
	}
	ctx, one.cancel = context.WithTimeout(ctx, one.handler.Timeout)
	return ctx, true
}

// call runs the handler; a panic becomes an error.
func call(ctx context.Context, h *Handler, job Job) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = &PanicError{Value: v, Stack: debug.Stack()}
		}
	}()
	return h.Func(ctx, job)
}
