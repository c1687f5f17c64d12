package community

import (
	"context"

	"headroom/community/policy"
)

// queueShown is how many jobs of a lane are shown at most.
const queueShown = 100

// SignatureFormOf gives the form of signature that a host was last seen to take;
// ErrNotFound when nothing was sent to it yet.
func (s *Service) SignatureFormOf(ctx context.Context, host string) (SignatureForm, error) {
	return view(ctx, s, func(tx Tx) (SignatureForm, error) { return tx.SignatureForm(host) })
}

// SignatureFormLearned keeps the form in which a host has just taken a request.
func (s *Service) SignatureFormLearned(ctx context.Context, host, form string) error {
	return s.Store.Update(ctx, func(tx Tx) error {
		return tx.PutSignatureForm(SignatureForm{Host: host, Form: form, LearnedAt: s.now()})
	})
}

// LaneJobs shows operators what is parked and what waits in a lane: which jobs,
// and nothing of what they say. At most 100, the parked first.
func (s *Service) LaneJobs(ctx context.Context, v Viewer, lane string) ([]QueuedJob, error) {
	return view(ctx, s, func(tx Tx) ([]QueuedJob, error) {
		if _, err := s.may(tx, v, policy.ManageQueue); err != nil {
			return nil, err
		}
		return tx.JobsOf(lane, queueShown)
	})
}

// RetryJob makes one job due now, parked or waiting.
func (s *Service) RetryJob(ctx context.Context, v Viewer, id int64) (QueuedJob, error) {
	return update(ctx, s, func(tx Tx) (QueuedJob, error) {
		if _, err := s.may(tx, v, policy.ManageQueue); err != nil {
			return QueuedJob{}, err
		}
		j, err := tx.QueuedJob(id, s.now())
		if err != nil {
			return j, err
		}
		if err := tx.RetryJob(id, s.now()); err != nil {
			return j, err
		}
		return j, s.audit(tx, v.name(nil), "queue.retry", j.Lane, "", map[string]string{"jobs": "1", "job": itoa(id)})
	})
}

// ParkJob puts one waiting job aside, with the reason, until somebody asks for it
// again. What takes access or content away cannot be put aside: it is answered as
// if it were not there.
func (s *Service) ParkJob(ctx context.Context, v Viewer, id int64, reason string) (QueuedJob, error) {
	reason, bad := reasonText(reason)
	return update(ctx, s, func(tx Tx) (QueuedJob, error) {
		if _, err := s.may(tx, v, policy.ManageQueue); err != nil {
			return QueuedJob{}, err
		}
		if bad != nil {
			return QueuedJob{}, bad
		}
		j, err := tx.QueuedJob(id, s.now())
		if err != nil {
			return j, err
		}
		if !j.ParkedAt.IsZero() || j.Priority >= PriorityUrgent {
			return j, ErrNotFound
		}
		if err := tx.ParkJob(id, s.now(), reason); err != nil {
			return j, err
		}
		return j, s.audit(tx, v.name(nil), "queue.park", j.Lane, reason, map[string]string{"job": itoa(id)})
	})
}
