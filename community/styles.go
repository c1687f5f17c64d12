package community

import (
	"context"

	"headroom/community/policy"
)

// MayViewStyles decides whether the viewer may see the style guide. NotFound
// for everybody but operators.
func (s *Service) MayViewStyles(ctx context.Context, v Viewer) error {
	return s.Store.View(ctx, func(tx Tx) error {
		_, err := s.may(tx, v, policy.ViewStyles)
		return err
	})
}
