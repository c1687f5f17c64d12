package community

import "time"

// TransportTx keeps what was learned of how other servers want to be spoken to.
type TransportTx interface {
	// SignatureForm gives the form of signature that a host was last seen to
	// take.
	SignatureForm(host string) (SignatureForm, error)
	PutSignatureForm(SignatureForm) error

	// JobsOf gives jobs of a lane: the parked first, the last parked before the
	// others, then what waits in the order in which it will be tried.
	JobsOf(lane string, limit int) ([]QueuedJob, error)
	// QueuedJob gives one job that is not in flight at now.
	QueuedJob(id int64, now time.Time) (QueuedJob, error)
	// RetryJob makes a job due, with no attempts counted when it was parked. One
	// that is in flight is left alone: ErrNotFound.
	RetryJob(id int64, now time.Time) error
	// ParkJob puts a job aside by hand; ErrNotFound as for RetryJob.
	ParkJob(id int64, now time.Time, reason string) error
}

// QueuedJob is one job as operators see it: what it does, and nothing of what it
// says.
type QueuedJob struct {
	ID        int64
	Lane      string
	Kind      string
	Message   string // of a delivery: which
	Priority  int
	Attempts  int
	CreatedAt time.Time
	RunAt     time.Time
	ParkedAt  time.Time // zero: it waits
	Reason    string    // of the last failure
}

// SignatureForm is how requests to a host are signed. The words for the forms are
// those of package federation/sign.
type SignatureForm struct {
	Host      string
	Form      string
	LearnedAt time.Time
}
