package instance

import (
	"context"
	"errors"
	"runtime/debug"
)

// Run serves until ctx ends or a listener fails. Then it takes no new requests,
// lets those in flight end, finishes or puts back jobs, and returns; the caller
// closes. ready, if not nil, is called once everything listens. It is called
// once, after Start.
func (i *Instance) Run(ctx context.Context, ready func()) error {
	servers, err := i.serve()
	if err != nil {
		return err
	}
	working, stopWork := context.WithCancel(context.WithoutCancel(ctx))
	defer stopWork()
	jobsEnded := make(chan error, 1)
	go func() { jobsEnded <- i.runner.Run(working) }()
	beats := make(chan struct{})
	go func() { defer close(beats); i.beat(working) }()
	if ready != nil {
		ready()
	}
	debug.FreeOSMemory() // what starting took and serving does not need, above all the first password's hash

	var failure error
	select {
	case <-ctx.Done():
	case failure = <-servers.failed:
	}
	i.Log.Info("stopping")
	i.hangUp()
	// The jobs stop beside the requests: whatever these enqueue is durable.
	stopWork()
	stopped := servers.stop(context.WithoutCancel(ctx))
	<-beats
	return errors.Join(failure, stopped, <-jobsEnded)
}
