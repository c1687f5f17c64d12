package community

import (
	"context"
	"maps"
	"slices"

	"headroom/community/policy"
)

// mayWriteTo says why somebody cannot write to a person, "" where they can; f
// are the facts of who writes. together means that both are in the conversation.
// Of somebody who lives elsewhere their home decides; here is known only what
// certainly stands in the way.
func (s *Service) mayWriteTo(tx Tx, f policy.Facts, from, to Person, together bool) (reason string, err error) {
	closed, err := s.closedTo(tx, to)
	if err != nil {
		return "", err
	}
	f.Hosted, f.Gone, f.Welcome = to.Local, closed != "", together
	if !together {
		if f.Welcome, err = s.welcomes(tx, from, to); err != nil {
			return "", err
		}
	}
	d := policy.Decide(policy.SendMessage, f)
	if d.Reason == policy.ReasonNotAHead && closed != "" {
		return closed, nil
	}
	return d.Reason, nil
}

// closedTo says why nobody can write to a person any more: "" where they can.
func (s *Service) closedTo(tx Tx, p Person) (reason string, err error) {
	_, worth, err := bestCredential(tx, p.ID, s.now())
	if err != nil {
		return "", err
	}
	if p.Local {
		a, err := tx.AccountOfPerson(p.ID)
		if skipMissing(err) != nil {
			return "", err
		}
		if worth != policy.Head || !p.SuspendedAt.IsZero() || err == nil && !a.Good(s.now()) {
			return policy.ReasonNotAHead, nil
		}
		return "", nil
	}
	peer, err := tx.Peer(p.Host)
	switch {
	case skipMissing(err) != nil:
		return "", err
	case err != nil || peer.State != PeerActive && peer.State != PeerPaused:
		return policy.ReasonPeerEnded, nil
	case worth == policy.Revoked || worth == policy.Lapsed:
		return policy.ReasonNotAHead, nil
	}
	return "", nil
}

// welcomes reports whether a person takes a first message from another: what
// their profile says of how they may be reached.
func (s *Service) welcomes(tx Tx, from, to Person) (bool, error) {
	switch {
	case to.Contact == ContactAny:
		return true, nil
	case to.Contact == ContactNone:
		return false, nil
	case !to.Local: // their home knows where both are
		return true, nil
	}
	return s.together(tx, from, to)
}

// together reports whether two people are in a community, as far as it is known
// here.
func (s *Service) together(tx Tx, one, other Person) (bool, error) {
	in, err := s.roomsOf(tx, one)
	if err != nil {
		return false, err
	}
	also, err := s.roomsOf(tx, other)
	return slices.ContainsFunc(in, func(id int64) bool { return slices.Contains(also, id) }), err
}

// roomsOf gives the communities that somebody is in now, but for those where
// they are a guest.
func (s *Service) roomsOf(tx Tx, p Person) (ids []int64, err error) {
	ms, err := tx.MembershipsOf(p.ID)
	if err != nil {
		return nil, err
	}
	rooms, err := s.communitiesByID(tx, communityIDs(ms))
	if err != nil {
		return nil, err
	}
	for _, m := range ms {
		c := rooms[m.CommunityID]
		if m.Role != policy.Guest && c.DeletedAt.IsZero() && s.current(c, m, s.now()) {
			ids = append(ids, m.CommunityID)
		}
	}
	return ids, nil
}

func communityIDs(ms []Membership) []int64 {
	ids := make([]int64, len(ms))
	for i, m := range ms {
		ids[i] = m.CommunityID
	}
	return ids
}

// roomsAsked bounds how many hosts are asked whether somebody is in a community
// of one of ours.
const roomsAsked = 10

// meetsElsewhere reports whether somebody of a peer is in a community with one
// of ours whose host is another instance: that host is asked, with the key of
// ours.
func (s *Service) meetsElsewhere(ctx context.Context, ours Person, other string) bool {
	rooms, err := view(ctx, s, func(tx Tx) (list []Community, err error) {
		ids, err := s.roomsOf(tx, ours)
		if err != nil {
			return nil, err
		}
		all, err := tx.CommunitiesByID(ids)
		return slices.DeleteFunc(all, func(c Community) bool { return c.Local }), err
	})
	if err != nil {
		return false
	}
	for _, c := range rooms[:min(len(rooms), roomsAsked)] {
		if slices.ContainsFunc(s.listedMembers(ctx, c, ours), func(e RosterEntry) bool { return e.IRI == other }) {
			return true
		}
	}
	return false
}

// myTalk is talkFor of the viewer, who may do something there.
func (s *Service) myTalk(tx Tx, v Viewer, a policy.Action, id int64) (me Person, at map[int64]TalkPerson, err error) {
	if me, err = s.mine(tx, v, a); err == nil {
		_, at, err = s.talkFor(tx, me.ID, id)
	}
	return me, at, err
}

// talkFor gives a conversation and everybody's place in it to somebody
// who is in it. To everybody else it is not there.
func (s *Service) talkFor(tx Tx, person, id int64) (c Talk, at map[int64]TalkPerson, err error) {
	if c, err = tx.Talk(id); err != nil {
		return c, nil, err
	}
	people, err := tx.TalkPeople(id)
	if err != nil {
		return c, nil, err
	}
	at = map[int64]TalkPerson{}
	for _, p := range people {
		at[p.PersonID] = p
	}
	if mine, in := at[person]; !in || !mine.LeftAt.IsZero() {
		return c, nil, ErrNotFound
	}
	return c, at, nil
}

func keysOf[V any](m map[int64]V) []int64 { return slices.Sorted(maps.Keys(m)) }
