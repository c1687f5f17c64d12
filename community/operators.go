package community

import (
	"context"
	"slices"
	"strings"

	"headroom/community/policy"
)

// Audit lists the audit log for operators, newest first.
func (s *Service) Audit(ctx context.Context, v Viewer, p Page) ([]AuditRow, error) {
	return view(ctx, s, func(tx Tx) ([]AuditRow, error) {
		if _, err := s.may(tx, v, policy.ViewAudit); err != nil {
			return nil, err
		}
		rows, err := tx.Audit(page(p, 50, 200))
		for i := range rows {
			rows[i].Reason = operatorsReason(rows[i])
		}
		return rows, err
	})
}

// operatorsReason is the reason of an act as an operator may read it. What
// moderators wrote about people and posts of their community is for that
// community: of such acts operators are told that they happened, and the code.
func operatorsReason(r AuditRow) string {
	room, _, _ := strings.Cut(r.Action, ".")
	inRoom := room == "membership" || room == "post" || room == "thread" || room == "guest"
	if inRoom && !slices.Contains(policy.Reasons, r.Reason) {
		return ""
	}
	return r.Reason
}

// VerifyAudit walks the chain of the audit log from its first row. broken is
// the number of the first row that does not fit what stands before it, 0 when
// all do.
func (s *Service) VerifyAudit(ctx context.Context) (rows, broken int64, err error) {
	const chunk = 500
	prev := ""
	for next := int64(1); ; {
		part, err := view(ctx, s, func(tx Tx) ([]AuditRow, error) { return tx.AuditFrom(next, chunk) })
		if err != nil {
			return rows, 0, err
		}
		for _, r := range part {
			if r.Seq != next || r.Prev != prev || r.Hash != r.Digest() {
				return rows, next, nil
			}
			prev, next, rows = r.Hash, next+1, rows+1
		}
		if len(part) < chunk {
			return rows, 0, nil
		}
	}
}

// Lanes shows the queues of work that waits, for operators.
func (s *Service) Lanes(ctx context.Context, v Viewer) ([]Lane, error) {
	return view(ctx, s, func(tx Tx) ([]Lane, error) {
		if _, err := s.may(tx, v, policy.ManageQueue); err != nil {
			return nil, err
		}
		lanes, err := tx.Lanes(s.now())
		for i, l := range lanes {
			if !l.OldestAt.IsZero() {
				lanes[i].Lag = max(0, s.now().Sub(l.OldestAt))
			}
		}
		return lanes, err
	})
}

// RetryLane makes what is parked or waits in a lane due now, in every lane for
// "", and gives the number of jobs.
func (s *Service) RetryLane(ctx context.Context, v Viewer, lane string) (int64, error) {
	return update(ctx, s, func(tx Tx) (int64, error) {
		if _, err := s.may(tx, v, policy.ManageQueue); err != nil {
			return 0, err
		}
		n, err := tx.RetryLane(lane, s.now())
		if err != nil {
			return 0, err
		}
		return n, s.audit(tx, v.name(nil), "queue.retry", lane, "", map[string]string{"jobs": itoa(n)})
	})
}
