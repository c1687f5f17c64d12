package jobs

import (
	"context"
	"errors"
	"fmt"
	"sync"
)

// finishBatch is how many finished jobs share one write at most.
const finishBatch = 64

// ErrStuck is returned by Run when handlers did not end at shutdown though
// asked to; their jobs stay leased until the leases lapse.
var ErrStuck = errors.New("jobs: handlers did not stop in time")

// Run carries out jobs until ctx ends. Then nothing new is started, running
// jobs have Grace to finish, are asked to stop through their contexts and have
// Grace once more; what was claimed and not finished is put back uncounted. It
// returns nil after an orderly stop, otherwise ErrStuck or the store's error.
// It is called once.
func (r *Runner) Run(ctx context.Context) error {
	r.settings()
	base := context.WithoutCancel(ctx)
	working, stop := context.WithCancelCause(base)
	defer stop(nil)

	finished := make(chan *held, finishBatch)
	quit, settled := make(chan struct{}), make(chan struct{})
	var feeders, workers, beats sync.WaitGroup
	beating, stopBeat := context.WithCancel(base)
	defer stopBeat()
	go func() { defer close(settled); r.settle(base, finished, quit) }()
	beats.Go(func() { r.heartbeat(beating) })
	feeders.Go(func() { r.poll(ctx) })
	for i := range r.handlers {
		h := &r.handlers[i]
		queue := make(chan *held, max(4*h.Workers, 8))
		feeders.Go(func() { r.feed(ctx, h, queue) })
		for range h.Workers {
			workers.Go(func() { r.work(ctx, working, queue, finished, settled) })
		}
	}

	<-ctx.Done()
	feeders.Wait()
	stuck := r.stopWorkers(&workers, stop)
	close(quit)
	<-settled
	stopBeat()
	beats.Wait()
	return r.leave(base, stuck)
}

// feed keeps the queue of one handler filled. It claims after every wake, once
// half the queue is free; a wake comes with every job settled, so none is lost.
func (r *Runner) feed(ctx context.Context, h *Handler, queue chan<- *held) {
	for ctx.Err() == nil {
		if room := cap(queue) - len(queue); room >= cap(queue)/2 {
			claimed, err := r.claim(ctx, h, room)
			if err != nil && ctx.Err() == nil {
				r.Log.ErrorContext(ctx, "jobs cannot be claimed", "kind", h.Kind, "err", err)
			}
			for _, one := range claimed {
				queue <- one // there is room: this is the only sender
			}
			if len(claimed) == room {
				r.Wake(h.Kind) // there may be more
			}
		}
		select {
		case <-ctx.Done():
		case <-r.wakes[h.Kind]:
		}
	}
}

// work runs jobs of one handler, one at a time.
func (r *Runner) work(ctx, working context.Context, queue <-chan *held, finished chan<- *held, settled <-chan struct{}) {
	for {
		var one *held
		select {
		case <-ctx.Done():
			return
		case one = <-queue:
		}
		if ctx.Err() != nil {
			return // still held, and put back by leave
		}
		done, err := r.run(working, one, func() bool { return context.Cause(working) == errStopping })
		if err != nil {
			r.Log.ErrorContext(ctx, "job outcome not recorded; it runs again when its lease lapses", "err", err)
		}
		if done {
			select {
			case finished <- one:
			case <-settled:
			}
			continue
		}
		r.Wake(one.handler.Kind)
	}
}

// settle writes finished jobs, together where several finish within Linger. A
// write that fails is repeated: the jobs stay in hold, so their leases last.
func (r *Runner) settle(ctx context.Context, finished <-chan *held, quit <-chan struct{}) {
	var batch []*held
	for {
		var leaving bool
		batch, leaving = r.gather(finished, quit, batch)
		err := r.finish(ctx, batch)
		if err == nil {
			for _, one := range batch {
				r.Wake(one.handler.Kind)
			}
			batch = batch[:0]
		} else {
			r.Log.ErrorContext(ctx, "finished jobs not recorded", "jobs", len(batch), "err", err)
			if !leaving {
				leaving = r.pause(quit)
			}
		}
		if leaving && len(finished) == 0 {
			return
		}
	}
}

// gather waits for the first finished job and then, for up to Linger, for those
// that can share its write. It does not wait when no other job is in hold.
func (r *Runner) gather(finished <-chan *held, quit <-chan struct{}, batch []*held) (_ []*held, leaving bool) {
	if len(batch) == 0 {
		select {
		case one := <-finished:
			batch = append(batch, one)
		case <-quit:
			leaving = true
		}
	}
	fired, stop := r.Timer(r.Linger)
	defer stop()
	for len(batch) < finishBatch {
		select {
		case one := <-finished:
			batch = append(batch, one)
			continue
		default:
		}
		if leaving || r.holding() <= len(batch) {
			return batch, leaving
		}
		select {
		case one := <-finished:
			batch = append(batch, one)
		case <-fired:
			return batch, false
		case <-quit:
			leaving = true
		}
	}
	return batch, leaving
}

// holding is the number of jobs claimed and not settled.
func (r *Runner) holding() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.held)
}

// pause waits for one Poll; it reports whether quit came first.
func (r *Runner) pause(quit <-chan struct{}) bool {
	fired, stop := r.Timer(r.Poll)
	defer stop()
	select {
	case <-fired:
		return false
	case <-quit:
		return true
	}
}

// poll wakes everyone when something is due: jobs whose time has come, lanes
// whose pause is over, leases that lapsed, jobs stored by other processes.
func (r *Runner) poll(ctx context.Context) {
	for !r.pause(ctx.Done()) {
		at, any, err := r.store.NextRunAt(ctx, r.kinds)
		if err != nil {
			if ctx.Err() == nil {
				r.Log.ErrorContext(ctx, "jobs cannot be polled", "err", err)
			}
			continue
		}
		if any && !at.After(r.clock()) {
			r.Wake()
		}
	}
}

// heartbeat extends the leases of what is in hold, each third of a lease, and
// stops the handlers of jobs whose lease another runner has taken over.
func (r *Runner) heartbeat(ctx context.Context) {
	for {
		fired, stop := r.Timer(r.Lease / 3)
		select {
		case <-fired:
		case <-ctx.Done():
			stop()
			return
		}
		if err := r.beat(ctx); err != nil && ctx.Err() == nil {
			r.Log.ErrorContext(ctx, "leases not extended", "err", err)
		}
	}
}

// beat extends leases once: those that have lost a tenth of their time or more.
func (r *Runner) beat(ctx context.Context) error {
	now := r.clock()
	until := now.Add(r.Lease)
	var ids []int64
	r.mu.Lock()
	for id, one := range r.held {
		if until.Sub(one.until) >= r.Lease/10 {
			ids = append(ids, id)
		}
	}
	r.mu.Unlock()
	if len(ids) == 0 {
		return nil
	}
	kept, err := r.store.ExtendLeases(ctx, r.owner, ids, until)
	if err != nil {
		return fmt.Errorf("jobs: extend leases: %w", err)
	}
	ours := make(map[int64]bool, len(kept))
	for _, id := range kept {
		ours[id] = true
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, id := range ids {
		one := r.held[id]
		switch {
		case one == nil: // settled meanwhile
		case ours[id]:
			one.until = until
		default:
			one.lost = true
			if one.cancel != nil {
				one.cancel()
			}
		}
	}
	return nil
}

// stopWorkers waits for the workers: Grace for the running jobs to finish, then
// Grace for them to heed their contexts. It reports whether some did neither.
func (r *Runner) stopWorkers(workers *sync.WaitGroup, stop context.CancelCauseFunc) (stuck bool) {
	gone := make(chan struct{})
	go func() { workers.Wait(); close(gone) }()
	for range 2 {
		fired, stopTimer := r.Timer(r.Grace)
		select {
		case <-gone:
			stopTimer()
			return false
		case <-fired:
			stop(errStopping)
		}
	}
	return true
}

// leave puts back what is still in hold. With handlers still running only the
// jobs that were never started go back, as no job may run twice at a time.
func (r *Runner) leave(ctx context.Context, stuck bool) error {
	ctx, cancel := context.WithTimeout(ctx, r.Grace)
	defer cancel()
	if !stuck {
		if err := r.store.ReleaseJobs(ctx, r.owner); err != nil {
			return fmt.Errorf("jobs: release at shutdown: %w", err)
		}
		return nil
	}
	var waiting []*held
	r.mu.Lock()
	for _, one := range r.held {
		if one.cancel == nil {
			waiting = append(waiting, one)
		}
	}
	r.mu.Unlock()
	return errors.Join(ErrStuck, r.giveBack(ctx, waiting))
}
