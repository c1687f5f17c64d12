package community

import (
	"context"
	"slices"
	"time"

	"headroom/community/policy"
)

// ArrivalQuery says which posts are listed, newest first by arrival here.
type ArrivalQuery struct {
	Home      bool   // of the communities that the viewer is in
	Community int64  // of one community
	Author    int64  // of one person
	Public    bool   // of open communities only
	Host      string // of communities of this host only: "" for any
	Elsewhere bool   // of communities of other hosts only
	Files     bool   // only posts with a picture
	Roots     bool   // only first posts
}

// arrivalRounds bounds how often a page is filled up whose posts did not stand
// before policy.
const arrivalRounds = 5

// Arrivals lists posts that the viewer may read. A community or a person that
// they may not know is NotFound. With Page.After and without Before they are
// those next after it, newest first all the same.
func (s *Service) Arrivals(ctx context.Context, v Viewer, q ArrivalQuery, p Page) ([]PostCard, error) {
	p = page(p, 20, 80)
	return view(ctx, s, func(tx Tx) ([]PostCard, error) {
		may, err := s.arrivalRooms(tx, v, q)
		if err != nil {
			return nil, err
		}
		search := ArrivalSearch{Rooms: may.whole, Begun: may.begun, Threads: may.threads, Author: q.Author, Files: q.Files, Roots: q.Roots}
		var cards []PostCard
		up := p.After > 0 && p.Before <= 0
		for range arrivalRounds {
			ids, err := tx.Arrivals(search, p)
			if err != nil || len(ids) == 0 {
				return cards, err
			}
			found, err := s.cardsOf(tx, v, may, ids)
			if err != nil {
				return nil, err
			}
			if q.Author != 0 { // of whom they are would be said
				found = slices.DeleteFunc(found, func(p PostCard) bool { return p.Shows != policy.Whole })
			}
			switch {
			case len(cards) == 0:
				cards = found
			case up:
				cards = append(found, cards...)
			default:
				cards = append(cards, found...)
			}
			if len(found) == len(ids) || len(ids) < p.Limit {
				return cards, nil
			}
			if p.Limit -= len(found); up {
				p.After = ids[0]
			} else {
				p.Before = ids[len(ids)-1]
			}
		}
		return cards, nil
	})
}

// SumArrivals counts the posts that Arrivals would list of a person or a community,
// and says when the last of them came. Where an app may not say who wrote something, a
// count that grows with it would.
func (s *Service) SumArrivals(ctx context.Context, v Viewer, q ArrivalQuery) (n int64, last time.Time, err error) {
	err = s.Store.View(ctx, func(tx Tx) error {
		may, err := s.arrivalRooms(tx, v, q)
		if err != nil {
			return err
		}
		n, last, err = tx.SumArrivals(ArrivalSearch{Rooms: may.whole, Begun: may.begun, Threads: may.threads, Author: q.Author,
			Open: q.Author != 0 && q.Author != v.Person})
		return err
	})
	return n, last, err
}

// arrivalRooms is what of the communities that a query names the viewer may read.
func (s *Service) arrivalRooms(tx Tx, v Viewer, q ArrivalQuery) (readable, error) {
	st, err := s.standing(tx, v)
	if err != nil {
		return readable{}, err
	}
	rooms, err := s.roomsAsked(tx, v, st, q)
	if err != nil {
		return readable{}, err
	}
	rooms = slices.DeleteFunc(rooms, func(c Community) bool {
		return q.Public && c.Access != policy.Open || q.Host != "" && c.Host != q.Host || q.Elsewhere && c.Local
	})
	may, err := s.readableAmong(tx, v, st, rooms)
	if err != nil {
		return may, err
	}
	if q.Home {
		for id, f := range may.facts {
			if stateName(f) != "active" {
				may.leaveOut(id)
			}
		}
	}
	if q.Author != 0 {
		_, err = s.writerKnown(tx, v, q.Author)
	}
	return may, err
}

// roomsAsked are the communities that a query looks into, before policy.
func (s *Service) roomsAsked(tx Tx, v Viewer, st standing, q ArrivalQuery) ([]Community, error) {
	switch {
	case q.Community != 0:
		c, _, err := s.inCommunity(tx, v, q.Community, policy.ViewListed)
		return []Community{c}, err
	case q.Home:
		var ids []int64
		for id := range st.memberships {
			ids = append(ids, id)
		}
		return tx.CommunitiesByID(ids)
	default:
		return tx.Communities(nil)
	}
}

// leaveOut takes one room out of what may be read.
func (r *readable) leaveOut(room int64) {
	delete(r.rooms, room)
	delete(r.facts, room)
	delete(r.begun, room)
	r.whole = slices.DeleteFunc(r.whole, func(id int64) bool { return id == room })
}

// writerKnown gives a person whom the viewer may see.
func (s *Service) writerKnown(tx Tx, v Viewer, person int64) (Person, error) {
	p, err := tx.Person(person)
	if err == nil {
		err = s.DecideOnPerson(tx, v, p, policy.ViewProfile)
	}
	return p, err
}

// Cards gives those of several posts that the viewer may read, in the order of
// the ids; what they may not read is left out, as is what there is not.
func (s *Service) Cards(ctx context.Context, v Viewer, ids []int64) ([]PostCard, error) {
	return view(ctx, s, func(tx Tx) ([]PostCard, error) { return s.cardsFor(tx, v, distinct(ids)) })
}

// cardsFor is Cards in a transaction.
func (s *Service) cardsFor(tx Tx, v Viewer, ids []int64) ([]PostCard, error) {
	list, err := tx.PostHeads(ids)
	if err != nil {
		return nil, err
	}
	var rooms []int64
	for _, p := range list {
		rooms = append(rooms, p.CommunityID)
	}
	var st standing
	if rooms = distinct(rooms); len(rooms) == 1 {
		st, err = s.standingIn(tx, v, rooms[0])
	} else {
		st, err = s.standing(tx, v)
	}
	if err != nil {
		return nil, err
	}
	may, err := s.readableOf(tx, v, st, rooms)
	if err != nil {
		return nil, err
	}
	return s.cardsOf(tx, v, may, ids)
}

// readableOf is readableAmong for the ids of communities.
func (s *Service) readableOf(tx Tx, v Viewer, st standing, ids []int64) (readable, error) {
	rooms, err := tx.CommunitiesByID(distinct(ids))
	if err != nil {
		return readable{}, err
	}
	return s.readableAmong(tx, v, st, rooms)
}

// Card shows one post. NotFound for what may not be read, and for tombstones.
func (s *Service) Card(ctx context.Context, v Viewer, post int64) (PostCard, error) {
	list, err := s.Cards(ctx, v, []int64{post})
	if err == nil && len(list) == 0 {
		err = ErrNotFound
	}
	if err != nil {
		return PostCard{}, err
	}
	return list[0], nil
}

// PinnedCards shows the first posts of the conversations that a community has
// pinned, longest pinned first.
func (s *Service) PinnedCards(ctx context.Context, v Viewer, community int64) ([]PostCard, error) {
	return view(ctx, s, func(tx Tx) ([]PostCard, error) {
		may, err := s.arrivalRooms(tx, v, ArrivalQuery{Community: community})
		if err != nil || len(may.rooms) == 0 {
			return nil, err
		}
		pinned, err := tx.PinnedThreads(community)
		if err != nil {
			return nil, err
		}
		var roots []int64
		for _, t := range pinned {
			roots = append(roots, t.RootID)
		}
		return s.cardsOf(tx, v, may, roots)
	})
}
