package control

import (
	"context"
	"strconv"
	"time"

	"headroom/community"
)

type (
	// OneJob names a job of the queue.
	OneJob struct {
		Job    string `json:"job"`
		Reason string `json:"reason"`
	}
	// Job is one job of a lane: what it does, and nothing of what it says.
	Job struct {
		ID       string     `json:"id"`
		Lane     string     `json:"lane"`
		Kind     string     `json:"kind"`
		Message  string     `json:"message,omitempty"`
		Urgent   bool       `json:"urgent"`
		Attempts int        `json:"attempts"`
		Since    time.Time  `json:"since"`
		Due      *time.Time `json:"due,omitempty"`
		Parked   *time.Time `json:"parked,omitempty"`
		Reason   string     `json:"reason,omitempty"`
	}
)

func listQueue(ctx context.Context, b Backend, _ None) (any, error) {
	all, err := b.Service.Lanes(ctx, community.CommandLine)
	out := make([]Lane, 0, len(all))
	for _, l := range all {
		out = append(out, laneOf(l))
	}
	return out, err
}

func showQueue(ctx context.Context, b Backend, in Retry) (any, error) {
	all, err := b.Service.LaneJobs(ctx, community.CommandLine, in.Lane)
	out := make([]Job, 0, len(all))
	for _, j := range all {
		out = append(out, jobOf(j))
	}
	return out, err
}

func jobOf(j community.QueuedJob) Job {
	out := Job{ID: strconv.FormatInt(j.ID, 10), Lane: j.Lane, Kind: j.Kind, Message: j.Message, Urgent: j.Priority >= community.PriorityUrgent,
		Attempts: j.Attempts, Since: j.CreatedAt.UTC(), Parked: moment(j.ParkedAt), Reason: j.Reason}
	if out.Parked == nil {
		out.Due = moment(j.RunAt)
	}
	return out
}

// retryQueue makes one job due, or all of a lane, or all there are.
func retryQueue(ctx context.Context, b Backend, in Retry) (any, error) {
	if in.Job == "" {
		n, err := b.Service.RetryLane(ctx, community.CommandLine, in.Lane)
		return Retried{Lane: in.Lane, Jobs: n}, err
	}
	j, err := b.Service.RetryJob(ctx, community.CommandLine, jobID(in.Job))
	return Retried{Lane: j.Lane, Jobs: 1}, err
}

func parkJob(ctx context.Context, b Backend, in OneJob) (any, error) {
	j, err := b.Service.ParkJob(ctx, community.CommandLine, jobID(in.Job), in.Reason)
	return jobOf(j), err
}

// jobID is the number of a job; 0, which is none, for what is no number.
func jobID(s string) int64 {
	n, _ := strconv.ParseInt(s, 10, 64)
	return n
}
