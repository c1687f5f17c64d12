package community

import (
	"context"
	"sync"

	"headroom/community/policy"
)

// WritingRoom is a community in which somebody may start a thread, with who
// would read it.
type WritingRoom struct {
	Card     CommunityCard
	Audience Audience
}

// WritingRooms lists the communities in which the viewer may start a thread.
// A missing biography takes none away: it is asked for when something is
// posted. Peers that do not say in time who reads leave their audience
// Partial. Forbidden for who is no member of this instance.
func (s *Service) WritingRooms(ctx context.Context, v Viewer) ([]WritingRoom, error) {
	var me Person
	rooms, err := view(ctx, s, func(tx Tx) (rooms []WritingRoom, err error) {
		if me, err = s.mine(tx, v, policy.EditProfile); err != nil {
			return nil, err
		}
		st, err := s.standing(tx, v)
		if err != nil {
			return nil, err
		}
		var h HomeView
		if _, err := s.homeRooms(tx, v, st, &h); err != nil {
			return nil, err
		}
		for _, card := range h.Communities {
			if !card.CanPost {
				continue
			}
			a, err := s.audienceIn(tx, card.Community, "")
			if err != nil {
				return nil, err
			}
			rooms = append(rooms, WritingRoom{Card: card, Audience: a})
		}
		return rooms, nil
	})
	if err != nil {
		return nil, err
	}
	var asked sync.WaitGroup
	for i := range rooms {
		if room := &rooms[i]; !room.Card.Local {
			asked.Go(func() {
				room.Audience = s.listedAudience(ctx, room.Card.Community, me, room.Audience)
				room.Audience.Guests = 0 // none of them is in a conversation that is only begun
			})
		}
	}
	asked.Wait()
	return rooms, nil
}
