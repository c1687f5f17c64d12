package community

import (
	"cmp"
	"context"
	"slices"
	"time"

	"headroom/community/policy"
)

// Room says who is in a community and which servers receive copies: exactly
// the delivery set. Of a peer's community it is what the host answers the
// viewer, asked through Roster; when the host does not answer, what is known
// here.
func (s *Service) Room(ctx context.Context, v Viewer, id int64) (Room, error) {
	var c Community
	var me Person
	room, err := view(ctx, s, func(tx Tx) (room Room, err error) {
		var f policy.Facts
		if c, f, err = s.inCommunity(tx, v, id, policy.ViewMembers); err != nil {
			return room, err
		}
		if me, err = tx.Person(v.Person); err != nil {
			return room, err
		}
		if room.Card, err = s.fullCard(tx, v, c, f); err != nil {
			return room, err
		}
		room.CanRemove = policy.Decide(policy.RemoveMember, f).OK()
		return room, s.fillRoom(tx, c, &room)
	})
	if err != nil || c.Local || s.Roster == nil {
		return room, err
	}
	entries, servers, err := s.Roster.Room(ctx, c, me)
	if err != nil {
		return room, nil // the host does not answer: what is known here stands
	}
	return view(ctx, s, func(tx Tx) (Room, error) { return s.listedRoom(tx, room, entries, servers) })
}

// fillRoom lists the current records of a community, and its servers.
func (s *Service) fillRoom(tx Tx, c Community, room *Room) error {
	members, err := tx.Members(c.ID, policy.Active)
	if err != nil {
		return err
	}
	offices, err := Facilitators(tx, members)
	if err != nil {
		return err
	}
	for _, m := range members {
		if c.Local && !s.current(c, m.Membership, s.now()) {
			continue
		}
		room.add(m, offices[m.PersonID])
	}
	room.Servers, err = s.servers(tx, c)
	return err
}

// Facilitators says who of the members is a facilitator by office: with a
// facilitator's credential and no head's. A moderator may be either.
func Facilitators(tx Tx, members []MemberView) (map[int64]bool, error) {
	ids := make([]int64, len(members))
	for i, m := range members {
		ids[i] = m.PersonID
	}
	all, err := tx.CredentialsOf(ids)
	if err != nil {
		return nil, err
	}
	out := map[int64]bool{}
	heads := map[int64]bool{}
	for _, c := range all {
		if c.RevokedAt.IsZero() {
			out[c.PersonID] = out[c.PersonID] || c.Kind == policy.Facilitator
			heads[c.PersonID] = heads[c.PersonID] || c.Kind == policy.Head
		}
	}
	for id := range heads {
		out[id] = out[id] && !heads[id]
	}
	return out, nil
}

func (r *Room) add(m MemberView, facilitator bool) {
	switch {
	case m.Role == policy.Guest:
		r.Guests = append(r.Guests, m)
	case m.Role == policy.FacilitatorRole || facilitator:
		r.Facilitators = append(r.Facilitators, m)
	case m.Role == policy.Moderator:
		r.Moderators = append(r.Moderators, m)
	default:
		r.Members = append(r.Members, m)
	}
}

// listedRoom is a room as its host lists it. Who is known here is shown with
// what is known of them.
func (s *Service) listedRoom(tx Tx, known Room, entries []RosterEntry, servers []Server) (Room, error) {
	room := Room{Card: known.Card, Servers: known.Servers}
	if len(servers) > 0 {
		room.Servers = servers
	}
	for _, e := range entries {
		p, err := tx.PersonByIRI(e.IRI)
		if IsNotFound(err) {
			p = Person{IRI: e.IRI, Host: hostOf(e.IRI), Name: e.Name, School: e.School, Authority: e.Authority}
		} else if err != nil {
			return room, err
		}
		room.add(MemberView{Membership: Membership{CommunityID: known.Card.ID, PersonID: p.ID, State: policy.Active, Role: e.Role}, Person: p}, e.Facilitator)
	}
	room.Card.Members = int64(len(entries))
	return room, nil
}

// servers lists the instances that receive copies, our own first. Of a peer's
// community they are its host and ourselves, as far as is known here.
func (s *Service) servers(tx Tx, c Community) ([]Server, error) {
	counts, err := tx.Audience(c.ID, s.now())
	if err != nil {
		return nil, err
	}
	people := map[string]int64{}
	for _, n := range counts {
		people[n.Host] += n.People
	}
	out := []Server{{Host: s.Identity.Host, Name: s.Identity.Name.In(s.Identity.Language), Nation: s.Identity.Nation,
		Issuer: s.Identity.Issuer(), Members: people[s.Identity.Host]}}
	hosts := []string{c.Host}
	if c.Local {
		if hosts, err = tx.MemberHosts(c.ID, true, s.now()); err != nil {
			return nil, err
		}
	}
	for _, h := range hosts {
		p, err := tx.Peer(h)
		if err != nil && !IsNotFound(err) {
			return nil, err
		}
		out = append(out, Server{Host: h, Name: cmp.Or(p.Name, h), Nation: p.Nation, Issuer: p.Issuer, Members: people[h]})
	}
	return out, nil
}

// rosterPatience is how long a page waits for a peer to say who is in a room.
const rosterPatience = 2 * time.Second

// AudienceOf says who will read what is written in a community: the people by
// kind, the nations and the servers that copies go to. Of a peer's community
// its host is asked; when it does not answer, Partial says that there are more
// than are known here.
func (s *Service) AudienceOf(ctx context.Context, v Viewer, id int64) (Audience, error) {
	var c Community
	var me Person
	a, err := view(ctx, s, func(tx Tx) (a Audience, err error) {
		if c, _, err = s.inCommunity(tx, v, id, policy.ViewMembers); err != nil {
			return a, err
		}
		if me, err = tx.Person(v.Person); err != nil {
			return a, err
		}
		return s.audience(tx, c)
	})
	if err != nil || c.Local {
		return a, err
	}
	return s.listedAudience(ctx, c, me, a), nil
}

// listedAudience is who reads a peer's community, as its host lists them.
func (s *Service) listedAudience(ctx context.Context, c Community, me Person, known Audience) Audience {
	known.Partial = true
	if s.Roster == nil {
		return known
	}
	ctx, cancel := context.WithTimeout(ctx, rosterPatience)
	defer cancel()
	entries, servers, err := s.Roster.Room(ctx, c, me)
	if err != nil {
		return known
	}
	a := Audience{Servers: servers}
	for _, e := range entries {
		switch {
		case e.Role == policy.Guest:
			a.Guests++
		case e.Role == policy.FacilitatorRole || e.Facilitator:
			a.Facilitators++
		default:
			a.Heads++
		}
	}
	for _, server := range servers {
		if server.Nation != "" && !slices.Contains(a.Nations, server.Nation) {
			a.Nations = append(a.Nations, server.Nation)
		}
	}
	slices.Sort(a.Nations)
	return a
}

func (s *Service) audience(tx Tx, c Community) (a Audience, err error) {
	counts, err := tx.Audience(c.ID, s.now())
	if err != nil {
		return a, err
	}
	for _, n := range counts {
		switch {
		case n.Role == policy.Guest:
			a.Guests += n.People
		case n.Role == policy.FacilitatorRole || n.Facilitator:
			a.Facilitators += n.People
		default:
			a.Heads += n.People
		}
		if n.Nation != "" && !slices.Contains(a.Nations, n.Nation) {
			a.Nations = append(a.Nations, n.Nation)
		}
	}
	slices.Sort(a.Nations)
	a.Servers, err = s.servers(tx, c)
	return a, err
}
