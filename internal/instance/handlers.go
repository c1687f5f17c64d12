package instance

import (
	"context"
	"fmt"
	"strings"
	"time"

	"headroom/community"
	"headroom/internal/jobs"
)

// attempts is how often work is tried that can fail for its own reasons; with
// the growing wait between them that is about two days.
const attempts = 50

// suspects is how often a delivery is tried at which a peer stumbles that takes
// others: with the growing wait about two hours. What takes away is never parked.
const suspects = 20

// pullTime is how long one reading may take: that of a log from end to end, after
// which the next goes on where it was.
const pullTime = 10 * time.Minute

// handlers is the table of what carries out the jobs. Deliveries never expire:
// among them are revocations and deletions, and a peer that is away pauses its
// lane. One process at a time works on a peer's lane.
func (i *Instance) handlers() []jobs.Handler {
	quick := jobs.Backoff{Base: time.Second, Max: 10 * time.Minute}
	slow := jobs.Backoff{Base: 10 * time.Second, Max: time.Hour}
	f := i.Federation
	return []jobs.Handler{
		{Kind: community.JobPublish, Func: f.Publish, Workers: 8, PerLane: 1, MaxAttempts: attempts, Backoff: quick},
		{Kind: community.JobReceive, Func: f.Receive, Workers: 32, PerLane: 32, MaxAttempts: attempts, Backoff: quick},
		{Kind: community.JobDeliver, Func: i.trusting(f.Deliver), Workers: 32, PerLane: 16, Alone: true, MaxSuspects: suspects, Backoff: quick},
		{Kind: community.JobPull, Func: i.trusting(f.Pull), Workers: 4, PerLane: 2, MaxAttempts: attempts, Timeout: pullTime, Backoff: slow},
		{Kind: community.JobErase, Func: i.Service.EraseFiles, Workers: 2, PerLane: 2, Backoff: slow},
		{Kind: community.JobClose, Func: i.Service.GoOnClosing, Workers: 1, PerLane: 1, Timeout: pullTime, Backoff: quick},
		{Kind: community.JobNotice, Func: i.Mailer.SendNotices, Workers: 4, PerLane: 4, MaxAttempts: attempts, Backoff: slow},
		{Kind: community.JobDigest, Func: i.Mailer.SendDigest, Workers: 8, PerLane: 8, MaxAttempts: attempts, Backoff: slow},
		{Kind: community.JobPush, Func: i.push.Send, Workers: 8, PerLane: 8, MaxAttempts: attempts, Backoff: slow},
		{Kind: community.JobMail, Func: i.Mailer.Send, Workers: 2, PerLane: 2, MaxAttempts: attempts, Backoff: slow},
	}
}

// trusting brings the trust list up to date before a job for a host that it
// does not name: the commit that made the job may have named it just now.
func (i *Instance) trusting(handle func(context.Context, jobs.Job) error) func(context.Context, jobs.Job) error {
	return func(ctx context.Context, j jobs.Job) error {
		if _, host, ok := strings.Cut(j.Lane, ":"); ok && !i.Trust.Allowed(host) {
			if err := i.Trust.Refresh(ctx, i.Store); err != nil {
				return err
			}
		}
		return handle(ctx, j)
	}
}

// Pump runs the jobs that are due and tells people of what has happened, and
// what that makes due, until nothing is left: for tests, which move instances
// step by step. It gives the number of jobs run.
func (i *Instance) Pump(ctx context.Context) (ran int, err error) {
	if err := i.Trust.Refresh(ctx, i.Store); err != nil {
		return 0, err
	}
	if ran, err = i.runner.Pump(ctx); err != nil {
		return ran, err
	}
	if err := i.notify(ctx); err != nil {
		return ran, err
	}
	more, err := i.runner.Pump(ctx)
	return ran + more, err
}

// Tick runs one periodic job by its name, for tests and for the
// demonstration's first minute.
func (i *Instance) Tick(ctx context.Context, name string) error {
	for _, p := range i.periodic() {
		if p.name == name {
			return p.run(ctx)
		}
	}
	return fmt.Errorf("instance: no periodic job %q", name)
}
