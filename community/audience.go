package community

import (
	"cmp"
	"context"
	"slices"

	"headroom/community/policy"
)

// servers lists the instances that receive copies, our own first: exactly those
// that an announcement is sent to. Of a peer's community they are its host and
// ourselves, as far as is known here.
func (s *Service) servers(tx Tx, c Community, people map[string]int64, guest func(GuestElsewhere) bool) ([]Server, error) {
	out := []Server{{Host: s.Identity.Host, Name: s.Identity.Name.In(s.Identity.Language), Nation: s.Identity.Nation,
		Issuer: s.Identity.Issuer(), Members: people[s.Identity.Host]}}
	hosts, err := []string{c.Host}, error(nil)
	if c.Local {
		if hosts, err = s.receivers(tx, c, guest); err != nil {
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

// Receivers gives the servers, other than our own, that copies of what is
// written in a community of ours go to: those with a full member and, for their
// conversations, those with a guest, unless their agreement has ended.
func (s *Service) Receivers(tx Tx, c Community) ([]string, error) {
	return s.receivers(tx, c, s.visitsNow())
}

// visitsNow reports of each guest elsewhere whether they are one now.
func (s *Service) visitsNow() func(GuestElsewhere) bool {
	now := s.now()
	return func(g GuestElsewhere) bool { return g.Current(now) }
}

// receivers is Receivers with the servers of those guests who are asked for.
func (s *Service) receivers(tx Tx, c Community, guest func(GuestElsewhere) bool) ([]string, error) {
	hosts, err := tx.MemberHosts(c.ID, true, s.now())
	if err != nil {
		return nil, err
	}
	more, err := s.guestHosts(tx, c, hosts, guest)
	if err != nil {
		return nil, err
	}
	hosts = slices.Sorted(slices.Values(slices.Concat(hosts, more))) // what is given is shared
	var out []string
	for _, h := range hosts {
		p, err := tx.Peer(h)
		if err != nil && !IsNotFound(err) {
			return nil, err
		}
		if p.State == PeerActive || p.State == PeerPaused {
			out = append(out, h)
		}
	}
	return out, nil
}

// AudienceOf says who reads in a community: the people by kind, the nations and
// the servers that copies go to. Of a peer's community its host is asked; when
// it does not answer, Partial says that there are more than are known here.
func (s *Service) AudienceOf(ctx context.Context, v Viewer, id int64) (Audience, error) {
	return s.audienceFor(ctx, v, id, func(tx Tx, c Community) (Audience, error) { return s.audience(tx, c) })
}

// AudienceOfNew says who will read a conversation that is begun in a community:
// its members, and no guests, for a guest's scope is conversations that are
// there.
func (s *Service) AudienceOfNew(ctx context.Context, v Viewer, id int64) (Audience, error) {
	a, err := s.audienceFor(ctx, v, id, func(tx Tx, c Community) (Audience, error) { return s.audienceIn(tx, c, "") })
	a.Guests = 0
	return a, err
}

func (s *Service) audienceFor(ctx context.Context, v Viewer, id int64, count func(Tx, Community) (Audience, error)) (Audience, error) {
	var c Community
	var me Person
	a, err := view(ctx, s, func(tx Tx) (a Audience, err error) {
		if c, _, err = s.inCommunity(tx, v, id, policy.ViewMembers); err != nil {
			return a, err
		}
		if me, err = tx.Person(v.Person); err != nil {
			return a, err
		}
		return count(tx, c)
	})
	if err != nil || c.Local {
		return a, err
	}
	return s.listedAudience(ctx, c, me, a), nil
}

// listedAudience is who reads a peer's community, as its host lists them. A
// host does not say which conversations its guests read: all are counted.
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
	a := Audience{Servers: servers, Public: c.Access == policy.Open}
	for _, e := range entries {
		a.count(e.Role, e.Office == RoleFacilitator, e.Office != "", "", 1)
	}
	for _, server := range servers {
		a.nation(server.Nation)
	}
	return a
}

// audience counts who reads in a community.
func (s *Service) audience(tx Tx, c Community) (a Audience, err error) {
	a.Public = c.Access == policy.Open
	counts, err := s.readers(tx, c)
	if err != nil {
		return a, err
	}
	people := map[string]int64{}
	for _, n := range counts {
		a.count(n.Role, n.Facilitator, n.Other, n.Nation, n.People)
		people[n.Host] += n.People
	}
	a.Servers, err = s.servers(tx, c, people, s.visitsNow())
	return a, err
}

// audienceIn counts who reads one conversation: of the guests, those whose
// scope it is in. No conversation ("") is one that is only begun.
func (s *Service) audienceIn(tx Tx, c Community, conversation string) (a Audience, err error) {
	a.Public = c.Access == policy.Open
	counts, err := s.readers(tx, c)
	if err != nil {
		return a, err
	}
	people := map[string]int64{}
	guests := false
	for _, n := range counts {
		people[n.Host] += n.People
		if guests = guests || n.Role == policy.Guest; n.Role != policy.Guest {
			a.count(n.Role, n.Facilitator, n.Other, n.Nation, n.People)
		}
	}
	if guests && conversation != "" && c.Local {
		list, err := tx.Readers(c.ID, s.now(), policy.Guest)
		if err != nil {
			return a, err
		}
		for _, m := range list {
			if slices.Contains(m.Scope, conversation) {
				a.count(m.Role, false, false, m.Person.Nation, 1)
			}
		}
	}
	a.Servers, err = s.servers(tx, c, people, s.readsIn(conversation))
	return a, err
}

// readers counts who may read, as far as is known here.
func (s *Service) readers(tx Tx, c Community) ([]AudienceCount, error) {
	if c.Local {
		return tx.ReaderCounts(c.ID, s.now())
	}
	return tx.Audience(c.ID, s.now())
}

func (a *Audience) count(role policy.Role, facilitator, other bool, nation string, people int64) {
	switch {
	case role == policy.Guest:
		a.Guests += people
	case role == policy.FacilitatorRole || facilitator:
		a.Facilitators += people
	case other:
		a.Others += people
	default:
		a.Heads += people
	}
	a.nation(nation)
}

func (a *Audience) nation(code string) {
	if at, there := slices.BinarySearch(a.Nations, code); code != "" && !there {
		a.Nations = slices.Insert(a.Nations, at, code)
	}
}
