package community

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"headroom/community/policy"
)

// What home shows at most.
const (
	homeThreads  = 100 // looked at
	homeUnread   = 20
	homeRecent   = 10
	homeReplies  = 10
	homeRequests = 20
)

// Home says what is new for the viewer. It asks a bounded number of queries,
// whatever the size of the instance.
func (s *Service) Home(ctx context.Context, v Viewer) (HomeView, error) {
	return view(ctx, s, func(tx Tx) (HomeView, error) {
		me, err := s.mine(tx, v, policy.EditProfile)
		if err != nil {
			return HomeView{}, err
		}
		st, err := s.standing(tx, v)
		if err != nil {
			return HomeView{}, err
		}
		h := HomeView{Facts: HomeFacts{Verified: verified(st.facts.Credential), NeedsBiography: !st.facts.Biography}}
		rooms, err := s.homeRooms(tx, v, st, &h)
		if err != nil {
			return h, err
		}
		if err := s.homeThreads(tx, v, rooms, st.memberships, &h); err != nil {
			return h, err
		}
		if err := s.homeReplies(tx, me, rooms, st.memberships, &h); err != nil {
			return h, err
		}
		h.Drafts, err = tx.Drafts(me.ID)
		return h, err
	})
}

func verified(c policy.Credential) bool {
	return c == policy.Head || c == policy.Facilitator || c == policy.Aspiring || c == policy.Appointed
}

// homeRooms fills in the viewer's communities, invitations and the requests
// that they decide, and gives the communities whose content they may read.
func (s *Service) homeRooms(tx Tx, v Viewer, st standing, h *HomeView) (map[int64]Community, error) {
	var ids []int64
	for id := range st.memberships {
		ids = append(ids, id)
	}
	for id := range st.invitations {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	all, err := s.communitiesByID(tx, ids)
	if err != nil {
		return nil, err
	}
	rooms := map[int64]Community{}
	for _, id := range slices.Compact(ids) {
		c := all[id]
		f, err := s.factsIn(tx, v, st, c)
		if err != nil {
			return nil, err
		}
		if !policy.Decide(policy.ViewListed, f).OK() {
			continue
		}
		m, member := st.memberships[id]
		cd := card(c, f, &m)
		if f.Role == policy.Guest {
			inv := st.invitations[id]
			if cd.Guest, err = s.guestPass(tx, c, f, &m, &inv); err != nil {
				return nil, err
			}
		}
		switch {
		case cd.State == "invited":
			h.Invitations = append(h.Invitations, cd)
			continue
		case !member || cd.State == "ended":
			continue
		}
		if cd.State == "active" && policy.Decide(policy.ViewThread, f).OK() {
			rooms[id] = c
		}
		if err := s.homeRequests(tx, c, &cd, h); err != nil {
			return nil, err
		}
		h.Communities = append(h.Communities, cd)
	}
	return rooms, nil
}

func (s *Service) homeRequests(tx Tx, c Community, cd *CommunityCard, h *HomeView) error {
	if !cd.CanQueue || !c.Local { // what waits elsewhere, its host knows
		return nil
	}
	waiting, err := s.requests(tx, c)
	if err != nil {
		return err
	}
	asked, err := tx.GuestsAsked(c.ID, guestsShown)
	if err != nil {
		return err
	}
	cd.Pending = int64(len(waiting) + len(asked))
	room := max(0, homeRequests-len(h.Requests))
	h.Requests = append(h.Requests, waiting[:min(room, len(waiting))]...)
	return nil
}

// homeThreads parts the latest threads into those with something unread and
// the rest.
func (s *Service) homeThreads(tx Tx, v Viewer, rooms map[int64]Community, theirs map[int64]Membership, h *HomeView) error {
	threads, rooms, err := threadsAtHome(tx, rooms, h.Communities)
	if err != nil || len(threads) == 0 {
		return err
	}
	threads, err = homeChoice(tx, v, inTheirHistory(threads, theirs))
	if err != nil {
		return err
	}
	lines, err := s.threadLines(tx, v, true, threads, rooms)
	if err != nil {
		return err
	}
	for _, l := range lines {
		switch {
		case l.Unread > 0 && len(h.Unread) < homeUnread:
			h.Unread = append(h.Unread, l)
		case l.Unread == 0 && len(h.Recent) < homeRecent:
			h.Recent = append(h.Recent, l)
		}
	}
	return nil
}

// threadsAtHome gives the latest threads of the rooms that the viewer may read,
// and those that they are a guest of, latest first, with all of their rooms.
func threadsAtHome(tx Tx, rooms map[int64]Community, cards []CommunityCard) (threads []Thread, all map[int64]Community, err error) {
	all = maps.Clone(rooms)
	if len(rooms) > 0 {
		if threads, err = tx.ThreadsOf(slices.Sorted(maps.Keys(rooms)), Page{Limit: homeThreads}); err != nil {
			return nil, nil, err
		}
	}
	for _, cd := range cards {
		if cd.Guest != nil {
			all[cd.Community.ID] = cd.Community
			threads = append(threads, cd.Guest.Threads...)
		}
	}
	slices.SortStableFunc(threads, func(a, b Thread) int { return cmp.Compare(b.LastPostID, a.LastPostID) })
	return threads, all, nil
}

// homeChoice leaves as many threads as home can show, and some more, because
// some first posts may not be shown: what is not chosen is not read.
func homeChoice(tx Tx, v Viewer, threads []Thread) ([]Thread, error) {
	ids := make([]int64, len(threads))
	for i, t := range threads {
		ids[i] = t.ID
	}
	unread, err := unreadIn(tx, v, true, ids)
	if err != nil {
		return nil, err
	}
	const spare = 10
	room := map[bool]int{true: homeUnread + spare, false: homeRecent + spare}
	return slices.DeleteFunc(threads, func(t Thread) bool {
		_, is := unread[t.ID]
		room[is]--
		return room[is] < 0
	}), nil
}

// homeReplies lists the latest replies to the viewer and mentions of them, in
// rooms that they may still read.
func (s *Service) homeReplies(tx Tx, me Person, rooms map[int64]Community, theirs map[int64]Membership, h *HomeView) error {
	replies, err := tx.RepliesTo(me.ID, Page{Limit: 2 * homeReplies})
	if err != nil {
		return err
	}
	named, err := tx.MentionsOf(me.ID, Page{Limit: 2 * homeReplies})
	if err != nil {
		return err
	}
	posts := append(replies, named...)
	slices.SortFunc(posts, func(a, b Post) int { return cmp.Compare(b.ID, a.ID) })
	posts = slices.CompactFunc(posts, func(a, b Post) bool { return a.ID == b.ID })
	posts = slices.DeleteFunc(posts, func(p Post) bool {
		_, mayRead := rooms[p.CommunityID]
		return !mayRead || p.State != PostAccepted || p.AuthorID == me.ID
	})
	var threads, authors []int64
	for _, p := range posts {
		threads = append(threads, p.ThreadID)
	}
	found, err := tx.ThreadsByID(distinct(threads))
	if err != nil {
		return err
	}
	of := map[int64]Thread{}
	for _, t := range inTheirHistory(found, theirs) {
		of[t.ID] = t
	}
	posts = slices.DeleteFunc(posts, func(p Post) bool { return of[p.ThreadID].ID == 0 })
	filters, err := s.filtering(tx, Viewer{Person: me.ID})
	if err != nil {
		return err
	}
	posts = slices.DeleteFunc(posts, func(p Post) bool { _, out := filters.in(FilterHome, p); return out })
	posts = posts[:min(len(posts), homeReplies)]
	for _, p := range posts {
		authors = append(authors, p.AuthorID)
	}
	people, err := s.peopleByID(tx, authors)
	if err != nil {
		return err
	}
	for _, p := range posts {
		p.Source = ""
		title, _ := filters.in(FilterHome, p)
		h.Replies = append(h.Replies, PostLine{Post: p, Thread: of[p.ThreadID], Community: rooms[p.CommunityID],
			Author: authorView(people[p.AuthorID], p.Byline), Filtered: title})
	}
	return nil
}
