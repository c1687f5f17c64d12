package community

import (
	"context"

	"headroom/community/policy"
)

// EndEverySession signs everybody out everywhere, members, guests and operators
// alike, with a reason: an operator's act, for when a restored backup or a copy
// that got into wrong hands holds sessions that should have ended. One-time links
// that nobody has used are void, too. Passwords stay. It gives the number of
// accounts.
func (s *Service) EndEverySession(ctx context.Context, v Viewer, reason string) (int64, error) {
	reason, bad := reasonText(reason)
	return update(ctx, s, func(tx Tx) (int64, error) {
		if _, err := s.may(tx, v, policy.EndSessions); err != nil {
			return 0, err
		}
		if bad != nil {
			return 0, bad
		}
		accounts, err := tx.EndEverySession()
		if err != nil {
			return 0, err
		}
		return accounts, s.audit(tx, v.name(nil), "operator.end-sessions", s.Identity.URL, reason, map[string]string{"accounts": itoa(accounts)})
	})
}

// EndOtherSessions ends every session of the viewer's account, and its unused
// one-time links. The account that it gives has the epoch with which the one that
// asks goes on.
func (s *Service) EndOtherSessions(ctx context.Context, v Viewer) (Account, error) {
	return update(ctx, s, func(tx Tx) (Account, error) {
		a, err := s.myAccount(tx, v)
		if err != nil {
			return a, err
		}
		return s.endSessions(tx, a)
	})
}
