package community

import (
	"context"

	"headroom/community/policy"
)

// FavouriteTx finds reactions by who has given them.
type FavouriteTx interface {
	// ReactionsBy gives somebody's reactions, the newest first by id.
	ReactionsBy(person int64, p Page) ([]Reaction, error)
}

// Favourites lists the posts that the viewer has reacted to and may read now, the
// last reaction first. next is where the following page begins, 0 for none; a page
// may be short and have a next one.
func (s *Service) Favourites(ctx context.Context, v Viewer, p Page) (cards []PostCard, next int64, err error) {
	p = page(p, 20, 80)
	err = s.Store.View(ctx, func(tx Tx) error {
		cards, next = nil, 0
		me, err := s.mine(tx, v, policy.UseDrafts)
		if err != nil {
			return err
		}
		given, err := tx.ReactionsBy(me.ID, Page{Before: p.Before, Limit: p.Limit})
		if err != nil || len(given) == 0 {
			return err
		}
		if len(given) == p.Limit {
			next = given[len(given)-1].ID
		}
		ids := make([]int64, len(given))
		for i, r := range given {
			ids[i] = r.PostID
		}
		cards, err = s.cardsFor(tx, v, distinct(ids))
		return err
	})
	return cards, next, err
}

// NumberOf gives the number of the post, or of the person or community, that is
// known here by an IRI. It says nothing of them: who may know them is asked with
// the number.
func (s *Service) NumberOf(ctx context.Context, iri string) (post, actor int64, err error) {
	err = s.Store.View(ctx, func(tx Tx) error {
		post, actor = 0, 0
		if at, err := tx.PostPlace(iri); !IsNotFound(err) {
			post = at.ID
			return err
		}
		if p, err := tx.PersonByIRI(iri); !IsNotFound(err) {
			actor = p.ID
			return err
		}
		c, err := tx.CommunityByIRI(iri)
		actor = c.ID
		return err
	})
	return post, actor, err
}
