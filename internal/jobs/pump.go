package jobs

import (
	"context"
	"errors"
)

// pumpBatch is how many jobs of one kind Pump claims at once.
const pumpBatch = 64

// Pump runs what is due, and what that makes due, until nothing is: one job
// after the other, in the order of the handlers, without timers or goroutines.
// It is for tests, and for instances that are moved step by step. It returns
// how many jobs it ran, whatever came of them, and the first error of the store.
func (r *Runner) Pump(ctx context.Context) (ran int, err error) {
	r.settings()
	for {
		before := ran
		for i := range r.handlers {
			n, err := r.pumpKind(ctx, &r.handlers[i])
			ran += n
			if err != nil {
				return ran, err
			}
		}
		if ran == before {
			return ran, nil
		}
	}
}

// pumpKind claims once and runs what it got.
func (r *Runner) pumpKind(ctx context.Context, h *Handler) (ran int, err error) {
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	claimed, err := r.claim(ctx, h, pumpBatch)
	if err != nil {
		return 0, err
	}
	var done []*held
	var failures error
	for i, one := range claimed {
		if ctx.Err() != nil || failures != nil {
			failures = errors.Join(failures, ctx.Err(), r.giveBack(ctx, claimed[i:]))
			break
		}
		ran++
		finished, err := r.run(ctx, one, func() bool { return ctx.Err() != nil })
		if finished {
			done = append(done, one)
		}
		failures = err
	}
	return ran, errors.Join(failures, r.finish(context.WithoutCancel(ctx), done))
}

// giveBack returns jobs that were claimed and not started.
func (r *Runner) giveBack(ctx context.Context, unstarted []*held) error {
	ids := make([]int64, len(unstarted))
	for i, one := range unstarted {
		ids[i] = one.job.ID
	}
	r.drop(unstarted...)
	return r.store.PutBack(context.WithoutCancel(ctx), r.owner, ids)
}
