package community

import (
	"strings"

	"headroom/community/policy"
)

// mentionsMax bounds who one post can call.
const mentionsMax = 20

// mentions finds the people that a text names with @: only who is in the room
// counts, everything else is inert text.
type mentions struct {
	tx     Tx
	s      *Service
	c      Community
	thread Thread
	room   map[string]Person // remote people by "name@host", loaded once
	found  []int64
	err    error
}

// link is the callback of Text.Markdown.
func (m *mentions) link(name string) (href string, ok bool) {
	if m.err != nil || len(m.found) >= mentionsMax {
		return "", false
	}
	p, ok := m.person(strings.ToLower(name))
	if !ok || m.err != nil {
		return "", false
	}
	for _, id := range m.found {
		if id == p.ID {
			return p.IRI, true
		}
	}
	m.found = append(m.found, p.ID)
	return p.IRI, true
}

func (m *mentions) person(name string) (Person, bool) {
	local, host, remote := strings.Cut(name, "@")
	if !remote || host == m.s.Identity.Host {
		p, err := m.tx.PersonByUsername(local)
		if err == nil {
			return p, m.inRoom(p)
		}
		if m.err = skipMissing(err); m.err != nil || remote {
			return Person{}, false
		}
	}
	if m.room == nil && !m.loadRoom() {
		return Person{}, false
	}
	p, ok := m.room[name]
	return p, ok
}

func (m *mentions) inRoom(p Person) bool {
	rec, err := m.tx.MembershipOf(m.c.ID, p.ID)
	if m.err = skipMissing(err); err != nil {
		return false
	}
	return rec.State == policy.Active
}

// loadRoom learns the names of people of other instances: the members of a
// community of ours, the authors of the thread in a peer's. A bare name counts
// when only one of them has it.
func (m *mentions) loadRoom() bool {
	m.room = map[string]Person{}
	people, err := m.others()
	if err != nil {
		m.err = err
		return false
	}
	bare := map[string]int{}
	for _, p := range people {
		if p.Local || p.Username == "" {
			continue
		}
		name := strings.ToLower(p.Username)
		bare[name]++
		m.room[name+"@"+p.Host] = p
		m.room[name] = p
	}
	for name, n := range bare {
		if n > 1 {
			delete(m.room, name)
		}
	}
	return true
}

func (m *mentions) others() ([]Person, error) {
	if m.c.Local {
		members, err := m.tx.Members(m.c.ID, policy.Active)
		people := make([]Person, len(members))
		for i, mv := range members {
			people[i] = mv.Person
		}
		return people, err
	}
	if m.thread.ID == 0 {
		return nil, nil
	}
	posts, err := m.tx.Posts(m.thread.ID, Page{Limit: 200})
	if err != nil {
		return nil, err
	}
	var ids []int64
	for _, p := range posts {
		ids = append(ids, p.AuthorID)
	}
	return m.tx.PeopleByID(distinct(ids))
}
