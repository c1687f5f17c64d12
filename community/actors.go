package community

import (
	"context"
	"slices"
	"strings"

	"headroom/community/policy"
)

// Actor is who a number or an address means to one viewer: a person or a
// community. They share their numbers and their names.
type Actor struct {
	Person    PersonView    // zero for a community
	Community CommunityCard // zero for a person
	Stance    Stance        // of the viewer on the person
	Followed  bool          // the viewer follows the person
}

// Group reports whether it is a community.
func (a Actor) Group() bool { return a.Community.Community.ID != 0 }

// ID is the number of the person or of the community.
func (a Actor) ID() int64 { return max(a.Person.ID, a.Community.Community.ID) }

// Actors gives those of several people and communities that the viewer may know,
// in the order of the ids. Who may not be known is left out, as is who there is
// not.
func (s *Service) Actors(ctx context.Context, v Viewer, ids []int64) ([]Actor, error) {
	return view(ctx, s, func(tx Tx) ([]Actor, error) {
		people, err := s.peopleByID(tx, ids)
		if err != nil {
			return nil, err
		}
		rooms, err := s.communitiesByID(tx, ids)
		if err != nil {
			return nil, err
		}
		a := acquainted{s: s, tx: tx, v: v}
		if err := a.load(); err != nil {
			return nil, err
		}
		var out []Actor
		for _, id := range distinct(ids) {
			var found []Actor
			if p, there := people[id]; there {
				found, err = a.people([]Person{p}, false)
			} else if c, there := rooms[id]; there {
				found, err = a.rooms([]Community{c}, false)
			}
			if err != nil {
				return nil, err
			}
			out = append(out, found...)
		}
		return out, nil
	})
}

// Actor shows one person or community as far as the viewer may know it, with the
// counts that they may know. NotFound for everything else.
func (s *Service) Actor(ctx context.Context, v Viewer, id int64) (Actor, error) {
	return view(ctx, s, func(tx Tx) (Actor, error) {
		p, err := tx.Person(id)
		if err == nil {
			return s.oneActor(tx, v, []Person{p}, nil, true)
		}
		if skipMissing(err) != nil {
			return Actor{}, err
		}
		c, err := tx.Community(id)
		if err != nil {
			return Actor{}, err
		}
		return s.oneActor(tx, v, nil, []Community{c}, true)
	})
}

// ActorCalled is Actor for a name of this instance, or name@host.
func (s *Service) ActorCalled(ctx context.Context, v Viewer, name string) (Actor, error) {
	return s.actorCalled(ctx, v, name, true)
}

// ActorMeant is ActorCalled for who only has to know whom a name means: without what
// is counted, which takes as long as a community is large.
func (s *Service) ActorMeant(ctx context.Context, v Viewer, name string) (Actor, error) {
	return s.actorCalled(ctx, v, name, false)
}

// roomsCalled gives the communities of a host with a name.
func (s *Service) roomsCalled(tx Tx, name, host string) ([]Community, error) {
	if host == s.Identity.Host {
		c, err := tx.CommunityByUsername(name)
		if err != nil || !c.DeletedAt.IsZero() {
			return nil, skipMissing(err)
		}
		return []Community{c}, nil
	}
	rooms, err := tx.CommunitiesOfHost(host)
	return slices.DeleteFunc(rooms, func(c Community) bool { return strings.ToLower(c.Username) != name }), err
}

func (s *Service) actorCalled(ctx context.Context, v Viewer, name string, whole bool) (Actor, error) {
	name, host, _ := strings.Cut(strings.ToLower(strings.TrimPrefix(name, "@")), "@")
	if host == "" {
		host = s.Identity.Host
	}
	if name == "" || len(name)+len(host) > nameLongest {
		return Actor{}, ErrNotFound
	}
	return view(ctx, s, func(tx Tx) (Actor, error) {
		rooms, err := s.roomsCalled(tx, name, host)
		if err != nil {
			return Actor{}, err
		}
		people, err := tx.PeopleNamed(name)
		if err != nil {
			return Actor{}, err
		}
		people = slices.DeleteFunc(people, func(p Person) bool { return p.Host != host })
		return s.oneActor(tx, v, people, rooms, whole)
	})
}

// oneActor is the first of people and communities that the viewer may know.
func (s *Service) oneActor(tx Tx, v Viewer, people []Person, rooms []Community, whole bool) (Actor, error) {
	a := acquainted{s: s, tx: tx, v: v}
	if err := a.loadFor(people, rooms, whole); err != nil {
		return Actor{}, err
	}
	known, err := a.people(people, whole)
	if err != nil {
		return Actor{}, err
	}
	if len(known) == 0 {
		if known, err = a.rooms(rooms, whole); err != nil {
			return Actor{}, err
		}
	}
	if len(known) == 0 {
		return Actor{}, ErrNotFound
	}
	return known[0], nil
}

// acquainted shows people and communities to one viewer.
type acquainted struct {
	s       *Service
	tx      Tx
	v       Viewer
	st      standing
	stances map[int64]Stance
	follows map[int64]bool
}

func (a *acquainted) load() (err error) {
	if a.st, err = a.s.standing(a.tx, a.v); err != nil || a.v.Account == 0 || a.v.Person == 0 {
		return err
	}
	all, err := a.tx.StancesOf(a.v.Person)
	a.stances = make(map[int64]Stance, len(all))
	for _, at := range all {
		a.stances[at.OtherID] = at
	}
	if err != nil {
		return err
	}
	following, err := a.tx.FollowingOf(a.v.Person)
	a.follows = make(map[int64]bool, len(following))
	for _, f := range following {
		a.follows[f.OtherID] = true
	}
	return err
}

// loadFor loads what showing these takes: of one community alone no more than the
// viewer's place in it.
func (a *acquainted) loadFor(people []Person, rooms []Community, whole bool) (err error) {
	if whole || len(people) > 0 || len(rooms) != 1 {
		return a.load()
	}
	a.st, err = a.s.standingIn(a.tx, a.v, rooms[0].ID)
	return err
}

// people shows those whom the viewer may see, and those of whom they have kept
// something; whole gives what a person's own page does.
func (a *acquainted) people(list []Person, whole bool) (out []Actor, err error) {
	var seen []Person
	for _, p := range list {
		f := a.st.facts
		f.Self, f.Hosted = a.st.person != nil && a.st.person.ID == p.ID, p.Local
		_, kept := a.stances[p.ID]
		if !kept && !policy.Decide(policy.ViewProfile, f).OK() {
			continue
		}
		if !whole {
			seen = append(seen, p)
			continue
		}
		pv, err := a.s.personView(a.tx, f, p)
		if err != nil {
			return nil, err
		}
		out = append(out, Actor{Person: pv, Stance: a.stances[p.ID], Followed: a.follows[p.ID]})
	}
	views, err := a.s.personViews(a.tx, a.st.person, seen)
	for _, pv := range views {
		out = append(out, Actor{Person: pv, Stance: a.stances[pv.ID], Followed: a.follows[pv.ID]})
	}
	return out, err
}

// rooms shows the communities that the viewer may know; whole with counts.
func (a *acquainted) rooms(list []Community, whole bool) (out []Actor, err error) {
	for _, c := range list {
		f, err := a.s.factsIn(a.tx, a.v, a.st, c)
		if err != nil {
			return nil, err
		}
		if !policy.Decide(policy.ViewListed, f).OK() {
			continue
		}
		var cd CommunityCard
		if whole {
			if cd, err = a.s.fullCard(a.tx, a.v, c, f); err != nil {
				return nil, err
			}
		} else {
			var m *Membership
			if have, ok := a.st.memberships[c.ID]; ok {
				m = &have
			}
			cd = card(c, f, m)
		}
		out = append(out, Actor{Community: cd})
	}
	return out, nil
}

// ActorsLike offers whom a name may mean that is being typed: communities first,
// those that the viewer is in before the others; then people, as the directory
// finds them, for those whom it is for.
func (s *Service) ActorsLike(ctx context.Context, v Viewer, typed string, mine bool, limit int) ([]Actor, error) {
	typed, _, _ = strings.Cut(strings.TrimPrefix(strings.TrimSpace(clean(typed)), "@"), "@")
	words := wordsOf(s.Text.Fold(typed))
	if len(words) == 0 || limit <= 0 {
		return nil, nil
	}
	out, err := view(ctx, s, func(tx Tx) ([]Actor, error) {
		a := acquainted{s: s, tx: tx, v: v}
		if err := a.load(); err != nil {
			return nil, err
		}
		all, err := tx.Communities(nil)
		if err != nil {
			return nil, err
		}
		all = slices.DeleteFunc(all, func(c Community) bool {
			return !strings.HasPrefix(c.Username, strings.ToLower(typed)) && !begin(s.langWords(c.Name), words)
		})
		found, err := a.rooms(all, false)
		found = slices.DeleteFunc(found, func(x Actor) bool { return mine && x.Community.State != "active" })
		slices.SortStableFunc(found, func(x, y Actor) int { return rankedState(x) - rankedState(y) })
		if err != nil || mine || len(found) >= limit {
			return found[:min(len(found), limit)], err
		}
		named, err := tx.PeopleNamed(strings.ToLower(typed))
		if err != nil {
			return nil, err
		}
		people, err := a.people(named, false)
		return append(found, people...), err
	})
	if err != nil || mine || len(out) >= limit {
		return out[:min(len(out), limit)], err
	}
	listed, err := s.FindPeople(ctx, v, PeopleQuery{Words: typed}, Page{Limit: limit})
	switch KindOf(err) {
	case Forbidden, NotFound, Unauthenticated: // the directory is not theirs to search
		return out, nil
	}
	for _, p := range listed.People {
		if len(out) < limit && !slices.ContainsFunc(out, func(x Actor) bool { return x.Person.ID == p.ID }) {
			out = append(out, Actor{Person: p})
		}
	}
	return out, err
}

// rankedState puts the communities first that somebody is in.
func rankedState(a Actor) int {
	if a.Community.State == "active" {
		return 0
	}
	return 1
}

// begin reports whether each of some words begins one of a text's.
func begin(text, words []string) bool {
	for _, w := range words {
		if !slices.ContainsFunc(text, func(t string) bool { return strings.HasPrefix(t, w) }) {
			return false
		}
	}
	return true
}
