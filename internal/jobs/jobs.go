// Package jobs runs durable work in lanes: what a use case emitted inside its
// own transaction is carried out afterwards, at least once, by one runner at a
// time.
//
// A lane is a queue that can be down as a whole: one per peer host for
// deliveries, one per kind for the rest. At most a few jobs of a lane are in
// flight, so that no lane starves another, and a lane whose far end is away is
// paused without using up the attempts of the jobs behind it.
//
// A lane that was down is half open until something succeeds in it: one job at a
// time is tried, and another one after each failure that may lie with the job, so
// that one message at which the far end stumbles does not keep the others.
//
// A job is claimed under a lease. A runner that dies keeps nothing: its leases
// lapse and another runner takes over. So a handler must bear being run twice,
// though never twice at the same time while its runner can reach the store.
// Permanent failures are parked with their reason, never deleted.
//
// The package reads no clock but the one it is given, and needs the standard
// library only.
package jobs

import (
	"context"
	"time"
)

// Priorities in use. Higher runs first; between equals the earlier RunAt, then
// the lower id.
const (
	Ordinary = 0
	// Urgent is for what takes access or content away: revocations, deletions.
	Urgent = 100
)

// New is a job that a use case asks for; it is stored in the same transaction
// as the change that calls for it.
type New struct {
	Lane string // whose queue: a peer's host, or the kind
	Kind string // which handler
	// Key, when not empty, is unique among all jobs stored, parked ones
	// included: a second job with it is silently left out.
	Key      string
	Payload  []byte
	Priority int
	RunAt    time.Time // zero: at once
}

// Job is a stored job in the hands of a runner.
type Job struct {
	ID int64
	New
	// Attempts counts the times the job was claimed, this one included; runs
	// given back by PutBack, HoldJob and ReleaseJobs are not counted.
	Attempts   int
	LeaseOwner string
	CreatedAt  time.Time
	LastError  string // of the attempt before, or why it is parked
	// LaneFailures is how often in a row the job's lane has been down.
	LaneFailures int
}

// Claim asks for jobs to run.
type Claim struct {
	Owner      string // unique to one start of one process
	Kinds      []string
	Now        time.Time
	LeaseUntil time.Time
	Limit      int // at most so many jobs in all
	PerLane    int // at most so many in flight in one lane, whoever holds them
	// Alone claims only from lanes on which no other owner works: one whose
	// lease of the lane has not lapsed, or who has jobs of it in flight. What is
	// claimed takes the lane until LeaseUntil.
	Alone bool
}

// Lane is what is known of one lane.
type Lane struct {
	Name          string
	PausedUntil   time.Time // zero: never paused
	Failures      int       // times in a row that it was down
	LastError     string
	LastSuccessAt time.Time // zero: never
}

// Store keeps jobs and lanes. Instants are kept to the millisecond. Every
// method is one transaction; jobs are enqueued elsewhere, inside the
// transaction of the use case. jobstest.Exercise states the contract as tests.
type Store interface {
	// ClaimJobs leases due jobs of the given kinds to the owner, until
	// LeaseUntil, and counts an attempt for each: ready, RunAt not after Now,
	// not leased beyond Now, lane not paused beyond Now. The best PerLane of a
	// lane, less those of that lane (of any kind) under lease, come into
	// question, and one where the lane has failed and not succeeded since: the
	// probe. Of those the best Limit are returned, best first: higher
	// Priority, then RunAt, then id. Two claims never return the same job
	// unless the lease of the first has lapsed.
	ClaimJobs(ctx context.Context, claim Claim) ([]Job, error)
	// ExtendLeases moves the end of those leases that owner still holds and
	// returns the ids of exactly these.
	ExtendLeases(ctx context.Context, owner string, ids []int64, until time.Time) ([]int64, error)
	// FinishJobs deletes those of the jobs that are still leased to owner.
	FinishJobs(ctx context.Context, owner string, ids []int64) error
	// RetryJob gives a lease back and sets when the job is due again. Nothing
	// happens when owner no longer holds the lease.
	RetryJob(ctx context.Context, owner string, id int64, runAt time.Time, lastError string) error
	// HoldJob is RetryJob for a job that waits and has not failed: the attempt
	// is not counted.
	HoldJob(ctx context.Context, owner string, id int64, runAt time.Time, lastError string) error
	// ParkJob puts a job aside for good, with the reason; it is never claimed
	// again unless a person asks for it. Nothing happens when owner no longer
	// holds the lease.
	ParkJob(ctx context.Context, owner string, id int64, reason string) error
	// PutBack gives back the leases that owner holds on these jobs as if they
	// had not been claimed: RunAt stays, the attempt is not counted.
	PutBack(ctx context.Context, owner string, ids []int64) error
	// ReleaseJobs puts back every job of owner and gives up its lanes; used at
	// shutdown.
	ReleaseJobs(ctx context.Context, owner string) error
	// PauseLane keeps a lane from being claimed before until (replacing an
	// earlier pause, whichever is longer) and records why.
	PauseLane(ctx context.Context, lane string, until time.Time, failures int, lastError string) error
	// LaneSucceeded sets the lane's failures to 0, clears its last error and
	// records the time. It does not end a pause.
	LaneSucceeded(ctx context.Context, lane string, at time.Time) error
	// NextRunAt is the earliest time at which a job of these kinds can be
	// claimed: over all ready jobs the least of max(RunAt, end of the lease,
	// end of the lane's pause). It takes no account of PerLane. False: none.
	NextRunAt(ctx context.Context, kinds []string) (time.Time, bool, error)
}
