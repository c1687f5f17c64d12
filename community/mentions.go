package community

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"headroom/community/policy"
)

// mentionsMax bounds who one post can call.
const mentionsMax = 20

// mentions finds the people that a text names with @: only who is in the room
// counts, everything else is inert text.
type mentions struct {
	tx      Tx
	s       *Service
	c       Community
	thread  Thread
	room    map[string]RosterEntry // by IRI: who is in a peer's community, as its host lists them
	authors map[int64]bool         // of the thread, read once
	guest   bool                   // who writes knows nobody but who has written in the thread
	found   []int64
	people  []Person // of found
	nobody  []string // names that are nobody's here
	err     error
}

// link is the callback of Text.Markdown.
func (m *mentions) link(name string) (href string, ok bool) {
	if m.err != nil {
		return "", false
	}
	p, ok := m.person(strings.ToLower(name))
	switch {
	case m.err != nil:
		return "", false
	case !ok, len(m.found) >= mentionsMax && !slices.Contains(m.found, p.ID):
		if !slices.Contains(m.nobody, name) && len(m.nobody) < mentionsMax {
			m.nobody = append(m.nobody, name)
		}
		return "", false
	}
	if !slices.Contains(m.found, p.ID) {
		m.found, m.people = append(m.found, p.ID), append(m.people, p)
	}
	return p.IRI, true
}

// person is who has a name in the room. A bare name is first that of somebody
// of ours, and counts among others when only one of them has it.
func (m *mentions) person(name string) (Person, bool) {
	local, host, _ := strings.Cut(name, "@")
	all, err := m.named(local)
	if m.err = err; err != nil {
		return Person{}, false
	}
	var found []Person
	for _, p := range all {
		if host != "" && host != p.Host || !m.inRoom(p) {
			continue
		}
		if p.Local {
			return p, true
		}
		found = append(found, p)
	}
	if len(found) != 1 || m.err != nil {
		return Person{}, false
	}
	return found[0], true
}

// named is everybody known here with a username: by what they told us
// themselves, or by what the host of the community tells of them.
func (m *mentions) named(username string) ([]Person, error) {
	all, err := m.tx.PeopleNamed(username)
	if err != nil {
		return nil, err
	}
	for _, e := range m.room {
		if e.Username != username || slices.ContainsFunc(all, func(p Person) bool { return p.IRI == e.IRI }) {
			continue
		}
		p, err := m.tx.PersonByIRI(e.IRI)
		if skipMissing(err) != nil {
			return nil, err
		}
		if err == nil && !p.Local {
			p.Name = cmp.Or(p.Name, e.Name)
			all = append(all, p)
		}
	}
	return all, nil
}

// inRoom reports whether a person is in the community: by their record, which
// we have of everybody in a community of ours and of our own people elsewhere;
// else by what the host of the community says, or because they wrote in the
// thread.
func (m *mentions) inRoom(p Person) bool {
	if m.err != nil {
		return false
	}
	if m.guest {
		return m.wrote(p)
	}
	if !m.c.Local && !p.Local {
		_, listed := m.room[p.IRI]
		return listed || m.wrote(p)
	}
	rec, err := m.tx.MembershipOf(m.c.ID, p.ID)
	if m.err = skipMissing(err); err != nil {
		return false
	}
	return rec.State == policy.Active && (!m.c.Local || m.s.current(m.c, rec, m.s.now()))
}

func (m *mentions) wrote(p Person) bool {
	if m.thread.ID == 0 {
		return false
	}
	if m.authors == nil {
		m.authors = map[int64]bool{}
		posts, err := m.tx.Posts(m.thread.ID, Page{Limit: 200})
		if m.err = err; err != nil {
			return false
		}
		for _, post := range posts {
			m.authors[post.AuthorID] = true
		}
	}
	return m.authors[p.ID]
}

// namedRoom asks the host of a peer's community who is in it when a text may
// name somebody; nil when that is not needed, not the viewer's to know, or not
// answered. It is asked before the transaction, with the key of the viewer.
func (s *Service) namedRoom(ctx context.Context, v Viewer, in PostInput) map[string]RosterEntry {
	if s.Roster == nil || !strings.Contains(in.Body, "@") {
		return nil
	}
	var c Community
	var me Person
	err := s.Store.View(ctx, func(tx Tx) error {
		id, err := communityOf(tx, in)
		if err != nil {
			return err
		}
		if c, _, err = s.inCommunity(tx, v, id, policy.ViewMembers); err != nil || c.Local {
			return err
		}
		me, err = tx.Person(v.Person)
		return err
	})
	if err != nil || c.Local {
		return nil
	}
	room := map[string]RosterEntry{}
	for _, e := range s.listedMembers(ctx, c, me) {
		room[e.IRI] = e
	}
	return room
}

// listedMembers is who is in a peer's community, as its host answers a member
// of ours; nothing when it does not answer in time.
func (s *Service) listedMembers(ctx context.Context, c Community, me Person) []RosterEntry {
	if s.Roster == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, rosterPatience)
	defer cancel()
	entries, _, err := s.Roster.Room(ctx, c, me)
	if err != nil {
		return nil // what is known here has to do
	}
	return entries
}

// communityOf is the community that a text is for.
func communityOf(tx Tx, in PostInput) (int64, error) {
	thread := in.Thread
	if in.Post != 0 {
		p, err := tx.Post(in.Post)
		if err != nil {
			return 0, err
		}
		thread = p.ThreadID
	}
	if thread == 0 {
		return in.Community, nil
	}
	t, err := tx.Thread(thread)
	return t.CommunityID, err
}
