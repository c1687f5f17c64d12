package community

import (
	"context"
	"slices"

	"headroom/community/policy"
)

// JoinRequests gives the requests to join that the viewer may decide now, in all
// communities of this instance, the oldest first. What waits elsewhere its host knows.
func (s *Service) JoinRequests(ctx context.Context, v Viewer) ([]Request, error) {
	return view(ctx, s, func(tx Tx) (out []Request, err error) {
		if _, err := s.mine(tx, v, policy.EditProfile); err != nil {
			return nil, err
		}
		st, err := s.standing(tx, v)
		if err != nil {
			return nil, err
		}
		var ids []int64
		for id := range st.memberships {
			ids = append(ids, id)
		}
		rooms, err := s.communitiesByID(tx, ids)
		if err != nil {
			return nil, err
		}
		for _, c := range rooms {
			f, err := s.factsIn(tx, v, st, c)
			if err != nil {
				return nil, err
			}
			if !c.Local || !policy.Decide(policy.ViewQueue, f).OK() {
				continue
			}
			waiting, err := s.requests(tx, c)
			if err != nil {
				return nil, err
			}
			out = append(out, waiting...)
		}
		slices.SortFunc(out, func(a, b Request) int { return int(a.Membership.ID - b.Membership.ID) })
		return out, nil
	})
}
