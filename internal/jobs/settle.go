package jobs

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// errStopping is the cause with which shutdown ends a handler's context.
var errStopping = errors.New("jobs: shutting down")

// errCrashed is the reason for parking a job whose every run ended without an
// answer: it takes the process with it.
var errCrashed = errors.New("every attempt ended with the runner's death")

// shortest is the least wait before anything is tried again: what has failed is
// never due in the same instant, so that Pump comes to an end.
const shortest = time.Millisecond

// run carries out one job and settles every outcome but plain success, which it
// leaves to the caller to write together with others. stopping tells whether
// the handler was asked to stop.
func (r *Runner) run(ctx context.Context, one *held, stopping func() bool) (finished bool, err error) {
	job, h := one.job, one.handler
	settle := context.WithoutCancel(ctx)
	if h.MaxAttempts > 0 && job.Attempts > h.MaxAttempts {
		return false, r.park(settle, one, errCrashed)
	}
	runCtx, ok := r.start(ctx, one)
	if !ok {
		r.drop(one)
		return false, nil
	}
	outcome := call(runCtx, h, job)
	one.cancel()

	var park *ParkError
	var retry *RetryError
	var hold *HoldError
	var lane *LaneError
	var suspect *SuspectError
	switch {
	case outcome == nil:
		return true, nil
	case errors.Is(outcome, Done):
		r.drop(one)
		return false, r.laneAlive(settle, one)
	case errors.As(outcome, &park):
		return false, r.park(settle, one, outcome)
	case errors.As(outcome, &lane):
		return false, r.laneDown(settle, one, lane)
	case errors.As(outcome, &suspect):
		return false, r.suspect(settle, one, suspect)
	case errors.Is(outcome, context.Canceled) && stopping():
		r.drop(one)
		return false, r.store.PutBack(settle, r.owner, []int64{job.ID})
	case errors.As(outcome, &hold):
		return false, r.hold(settle, one, hold)
	case errors.As(outcome, &retry):
		return false, r.retry(settle, one, retry.After, outcome)
	default:
		return false, r.retry(settle, one, h.Backoff.Delay(job.Attempts, r.Rand()), outcome)
	}
}

// park puts a job aside for good.
func (r *Runner) park(ctx context.Context, one *held, why error) error {
	defer r.drop(one)
	r.Log.WarnContext(ctx, "job parked", "kind", one.job.Kind, "job", one.job.ID, "lane", one.job.Lane,
		"attempts", one.job.Attempts, "reason", reason(why))
	if err := r.store.ParkJob(ctx, r.owner, one.job.ID, reason(why)); err != nil {
		return fmt.Errorf("jobs: park %d: %w", one.job.ID, err)
	}
	return nil
}

// retry sets the job's next attempt, or parks it after its last.
func (r *Runner) retry(ctx context.Context, one *held, after time.Duration, why error) error {
	job := one.job
	var panicked *PanicError
	if errors.As(why, &panicked) {
		r.Log.ErrorContext(ctx, "job handler panicked", "kind", job.Kind, "job", job.ID,
			"panic", reason(why), "stack", string(panicked.Stack))
	}
	if most := one.handler.MaxAttempts; most > 0 && job.Attempts >= most {
		return r.park(ctx, one, why)
	}
	defer r.drop(one)
	if err := r.store.RetryJob(ctx, r.owner, job.ID, r.clock().Add(max(after, shortest)), reason(why)); err != nil {
		return fmt.Errorf("jobs: retry %d: %w", job.ID, err)
	}
	return nil
}

// hold puts a job back for later, uncounted.
func (r *Runner) hold(ctx context.Context, one *held, why *HoldError) error {
	defer r.drop(one)
	if err := r.store.HoldJob(ctx, r.owner, one.job.ID, r.clock().Add(max(why.After, shortest)), reason(why)); err != nil {
		return fmt.Errorf("jobs: hold %d: %w", one.job.ID, err)
	}
	return nil
}

// laneDown pauses the job's lane and puts the job back uncounted.
func (r *Runner) laneDown(ctx context.Context, one *held, down *LaneError) error {
	defer r.drop(one)
	if _, err := r.pauseLane(ctx, one, down.Pause, down); err != nil {
		return err
	}
	if err := r.store.PutBack(ctx, r.owner, []int64{one.job.ID}); err != nil {
		return fmt.Errorf("jobs: put back %d: %w", one.job.ID, err)
	}
	return nil
}

// pauseLane opens the breaker of a job's lane for as long as the backoff says, at
// least for min. Jobs of the lane that were in flight together and fail together
// count as one failure of the lane, as each knows the count from before.
func (r *Runner) pauseLane(ctx context.Context, one *held, min time.Duration, why error) (pause time.Duration, err error) {
	lane, failures := one.job.Lane, one.job.LaneFailures+1
	pause = max(min, one.handler.Backoff.Delay(failures, r.Rand()), shortest)
	r.mu.Lock()
	delete(r.alive, lane) // so that the next success is recorded
	r.mu.Unlock()
	r.Log.InfoContext(ctx, "lane paused", "lane", lane, "for", pause, "failures", failures, "reason", reason(why))
	if err := r.store.PauseLane(ctx, lane, r.clock().Add(pause), failures, reason(why)); err != nil {
		return pause, fmt.Errorf("jobs: pause lane %s: %w", lane, err)
	}
	return pause, nil
}

// suspect pauses the lane and puts the job behind the others of it, counted when
// the lane had worked.
func (r *Runner) suspect(ctx context.Context, one *held, why *SuspectError) error {
	job, h := one.job, one.handler
	worked := job.LaneFailures == 0
	if worked && h.MaxSuspects > 0 && job.Attempts >= h.MaxSuspects && job.Priority < Urgent {
		return r.park(ctx, one, why)
	}
	defer r.drop(one)
	pause, err := r.pauseLane(ctx, one, 0, why)
	if err != nil {
		return err
	}
	settle, after := r.store.HoldJob, pause+h.Backoff.Delay(1, 0)
	if worked {
		settle, after = r.store.RetryJob, pause+h.Backoff.Delay(job.Attempts, r.Rand())
	}
	if err := settle(ctx, r.owner, job.ID, r.clock().Add(after), reason(why)); err != nil {
		return fmt.Errorf("jobs: put behind %d: %w", job.ID, err)
	}
	return nil
}

// laneAlive records that a lane works: always after a failure, otherwise now
// and then.
func (r *Runner) laneAlive(ctx context.Context, one *held) error {
	now := r.clock()
	r.mu.Lock()
	last, known := r.alive[one.job.Lane]
	due := !known || now.Sub(last) >= successEvery || one.job.LaneFailures > 0 && !last.After(one.since)
	if due {
		r.alive[one.job.Lane] = now
	}
	r.mu.Unlock()
	if !due {
		return nil
	}
	if err := r.store.LaneSucceeded(ctx, one.job.Lane, now); err != nil {
		return fmt.Errorf("jobs: lane %s: %w", one.job.Lane, err)
	}
	return nil
}

// finish deletes the jobs done, in one write, and records that their lanes work.
func (r *Runner) finish(ctx context.Context, done []*held) error {
	if len(done) == 0 {
		return nil
	}
	ids := make([]int64, len(done))
	for i, one := range done {
		ids[i] = one.job.ID
	}
	if err := r.store.FinishJobs(ctx, r.owner, ids); err != nil {
		return fmt.Errorf("jobs: finish: %w", err)
	}
	r.drop(done...)
	for _, one := range done {
		if err := r.laneAlive(ctx, one); err != nil {
			r.Log.WarnContext(ctx, "lane not recorded as working", "err", err)
		}
	}
	return nil
}
