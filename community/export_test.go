package community

import (
	"context"
	"time"

	"headroom/community/policy"
)

// FactsIn gives the viewer's facts in a community, both ways: by the single
// load and by the one for lists.
func (s *Service) FactsIn(ctx context.Context, v Viewer, community int64) (single, list policy.Facts, err error) {
	err = s.Store.View(ctx, func(tx Tx) error {
		c, err := tx.Community(community)
		if err != nil {
			return err
		}
		if single, err = s.communityFacts(tx, v, c); err != nil {
			return err
		}
		st, err := s.standing(tx, v)
		if err != nil {
			return err
		}
		list, err = s.factsIn(tx, v, st, c)
		return err
	})
	return single, list, err
}

// ContextDigest is contextDigest.
func ContextDigest(root string) string { return contextDigest(root) }

// Told is the number that the author of a post is told next.
func Told(last, count, could int64) int64 { return told(last, count, could) }

// EndOfHeadships is headshipEnd.
func EndOfHeadships(all []Headship, now time.Time) time.Time { return headshipEnd(all, now) }
