package community

import (
	"slices"
	"time"

	"headroom/community/policy"
)

// readable is what a viewer may read at this moment: whole rooms, and single
// threads of rooms where they are a guest, or may not read what was begun before
// a time.
type readable struct {
	rooms   map[int64]Community
	facts   map[int64]policy.Facts
	whole   []int64             // of rooms, ascending
	begun   map[int64]time.Time // rooms of which they may read what was begun since
	threads []int64
}

// readable asks policy about every community that is known here, and names the
// threads of rooms that may not be read whole.
func (s *Service) readable(tx Tx, v Viewer) (readable, error) {
	st, err := s.standing(tx, v)
	if err != nil {
		return readable{}, err
	}
	all, err := tx.Communities(nil)
	if err != nil {
		return readable{}, err
	}
	out, err := s.readableAmong(tx, v, st, all)
	if err != nil {
		return out, err
	}
	for room, from := range out.begun {
		threads, err := tx.ThreadsBegun(room, from)
		if err != nil {
			return out, err
		}
		out.threads = append(out.threads, threads...)
	}
	return out, nil
}

// readableAmong asks policy about some communities. Of those that may be read
// since a time, it leaves that in begun and names no threads.
func (s *Service) readableAmong(tx Tx, v Viewer, st standing, all []Community) (readable, error) {
	out := readable{rooms: map[int64]Community{}, facts: map[int64]policy.Facts{}, begun: map[int64]time.Time{}}
	for _, c := range all {
		f, err := s.factsIn(tx, v, st, c)
		if err != nil {
			return out, err
		}
		if f.Bounded && policy.Decide(policy.ViewThread, f).OK() {
			out.rooms[c.ID], out.facts[c.ID], out.begun[c.ID] = c, f, st.memberships[c.ID].HistoryFrom
			continue
		}
		if policy.Decide(policy.ViewThread, f).OK() {
			out.rooms[c.ID], out.facts[c.ID] = c, f
			out.whole = append(out.whole, c.ID)
			continue
		}
		f.InScope = true // as it would be in a thread of theirs
		if !policy.Decide(policy.ViewThread, f).OK() {
			continue
		}
		threads, err := guestThreads(tx, c, st.memberships[c.ID])
		if err != nil {
			return out, err
		}
		if len(threads) > 0 {
			f.InScope = false
			out.rooms[c.ID], out.facts[c.ID] = c, f
			out.threads = append(out.threads, threads...)
		}
	}
	slices.Sort(out.whole)
	return out, nil
}

// guestThreads are the threads of a community that a record is bound to.
func guestThreads(tx Tx, c Community, m Membership) (list []int64, err error) {
	for _, context := range m.Scope {
		t, err := tx.ThreadByContext(context)
		if IsNotFound(err) || err == nil && t.CommunityID != c.ID {
			continue
		}
		if err != nil {
			return nil, err
		}
		list = append(list, t.ID)
	}
	return list, nil
}

// may asks policy about one thread, in case what was found does not stand.
func (r readable) may(tx Tx, v Viewer, t Thread) bool {
	c, known := r.rooms[t.CommunityID]
	if !known {
		return false
	}
	f := r.facts[t.CommunityID]
	scoped(tx, v, c, t, &f)
	return policy.Decide(policy.ViewThread, f).OK()
}

// only narrows to one community; what is not readable leaves nothing.
func (r readable) only(tx Tx, community int64) (readable, error) {
	out := readable{rooms: map[int64]Community{}, facts: r.facts}
	c, known := r.rooms[community]
	if !known {
		return out, nil
	}
	out.rooms[community] = c
	if slices.Contains(r.whole, community) {
		out.whole = []int64{community}
		return out, nil
	}
	threads, err := tx.ThreadsByID(r.threads)
	for _, t := range threads {
		if t.CommunityID == community {
			out.threads = append(out.threads, t.ID)
		}
	}
	return out, err
}
