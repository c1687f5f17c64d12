package histories

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"headroom/community"
	"headroom/community/policy"
	"headroom/internal/clustertest"
)

// world is three instances with people and rooms, and what a history has done in
// it so far.
type world struct {
	*clustertest.Cluster
	t       *testing.T
	r       *rand.Rand
	rooms   []*room
	people  []*person
	sayings []*saying
	marks   map[string]*saying // by mark
	trace   []string
	paused  map[[2]*clustertest.Node]bool
	cuts    map[[2]*clustertest.Node]bool
	ended   map[[2]*clustertest.Node]bool // agreements, at the moment
	apart   map[[2]*clustertest.Node]bool // and whose agreement has ever ended

	mu    sync.Mutex
	heard map[string]map[*clustertest.Node]bool // marks that arrived since the last look
}

// room is a community.
type room struct {
	community.Community
	host      *clustertest.Node
	moderator *person
	last      []entitlement // when it was last looked at
}

// person is a head.
type person struct {
	*clustertest.Member
	nth       int
	suspended bool
	revoked   bool
	told      map[*clustertest.Node]bool // instances that have had time to know
}

func (p *person) out() bool { return p.revoked || p.suspended }

// saying is something that was posted and acknowledged.
type saying struct {
	iri     string
	room    *room
	author  *person
	root    *saying
	marks   []string // a word of each version that was acknowledged
	deleted bool     // was acknowledged
	context string
}

// mark is a word that nothing else contains.
var mark = regexp.MustCompile(`mark[0-9]{6}z`)

// begin makes the instances, three heads in each, and four rooms.
func begin(t *testing.T, seed uint64) *world {
	t.Helper()
	w := &world{Cluster: clustertest.Linked(t), t: t, r: rand.New(rand.NewPCG(seed, 5)),
		marks: map[string]*saying{}, heard: map[string]map[*clustertest.Node]bool{},
		paused: map[[2]*clustertest.Node]bool{}, cuts: map[[2]*clustertest.Node]bool{},
		ended: map[[2]*clustertest.Node]bool{}, apart: map[[2]*clustertest.Node]bool{}}
	for _, n := range w.Nodes {
		for range 3 {
			p := &person{nth: len(w.people), told: map[*clustertest.Node]bool{}}
			p.Member = n.Head(fmt.Sprintf("Sample Head %d", p.nth))
			w.people = append(w.people, p)
		}
	}
	for k, at := range []int{0, 0, 3, 6} {
		m := w.people[at]
		c := m.Found(community.CommunityInput{Username: fmt.Sprintf("room-%d", k), Name: community.LangMap{"en": fmt.Sprintf("Sample Room %d", k)}})
		w.rooms = append(w.rooms, &room{Community: c, host: m.Node, moderator: m})
	}
	w.Settle()
	w.Tick("directories")
	w.fill()
	w.Watch(w.hears)
	w.look()
	return w
}

// fill lets everybody into every other room, so that a history has somebody to be
// about.
func (w *world) fill() {
	w.t.Helper()
	for k, p := range w.people {
		for j, r := range w.rooms {
			if (k+j)%2 == 0 && r.moderator != p {
				p.Join(r.IRI)
			}
		}
	}
	for _, r := range w.rooms {
		r.moderator.AcceptAll(r.Community)
	}
}

// note adds a line to what a failing history prints.
func (w *world) note(format string, args ...any) {
	w.trace = append(w.trace, fmt.Sprintf("%4d %s ", len(w.trace), w.Clock.Now().Format("15:04:05"))+fmt.Sprintf(format, args...))
}

// longest is how much of what happened a failure prints.
const longest = 250

// story is what happened, as far as it is printed.
func (w *world) story() string {
	return strings.Join(w.trace[max(0, len(w.trace)-longest):], "\n")
}

// hears keeps what arrives at an instance.
func (w *world) hears(to *clustertest.Node, body []byte) {
	for _, found := range mark.FindAll(body, -1) {
		w.mu.Lock()
		if w.heard[string(found)] == nil {
			w.heard[string(found)] = map[*clustertest.Node]bool{}
		}
		w.heard[string(found)][to] = true
		w.mu.Unlock()
	}
}

// entitlement is an instance's right to what is said in a room, or in some of its
// conversations.
type entitlement struct {
	node  *clustertest.Node
	scope []string // of guests; nil for all of it
	held  bool     // of somebody who is suspended: what was there stays, nothing is sent
}

func (e entitlement) covers(context string) bool {
	for _, one := range e.scope {
		if one == context {
			return true
		}
	}
	return e.scope == nil
}

// entitlements asks the host who is entitled now.
func (w *world) entitlements(r *room) (list []entitlement) {
	if r.host.Down() {
		return r.last
	}
	r.host.View(func(tx community.Tx) error {
		all, err := tx.Members(r.ID, policy.Active, policy.Suspended)
		for _, m := range all {
			for _, n := range w.Nodes {
				if n.Identity.Host != m.Person.Host {
					continue
				}
				if m.Role != policy.Guest {
					list = append(list, entitlement{node: n, held: m.State == policy.Suspended})
				} else if w.Clock.Now().Before(m.EndAt) {
					list = append(list, entitlement{node: n, scope: m.Scope, held: m.State == policy.Suspended})
				}
			}
		}
		return err
	})
	return list
}

// look compares what has arrived since the last look with who was entitled then
// or is now: nothing else may arrive anywhere, ever.
func (w *world) look() {
	w.mu.Lock()
	heard := w.heard
	w.heard = map[string]map[*clustertest.Node]bool{}
	w.mu.Unlock()
	now := map[*room][]entitlement{}
	for _, r := range w.rooms {
		now[r] = w.entitlements(r)
	}
	for m, nodes := range heard {
		s := w.marks[m]
		if s == nil {
			continue // was refused before anybody else could have it
		}
		for n := range nodes {
			if n != s.author.Node && n != s.room.host && !covered(s, n, s.room.last) && !covered(s, n, now[s.room]) {
				w.t.Fatalf("%s (of %s, said by %s) reached %s, where nobody is entitled\n%s", m, s.room.Username, s.author.Person.Name, n.Name, w.story())
			}
		}
	}
	for _, r := range w.rooms {
		r.last = now[r]
	}
}

func covered(s *saying, n *clustertest.Node, list []entitlement) bool {
	for _, e := range list {
		if e.node == n && !e.held && e.covers(s.context) {
			return true
		}
	}
	return false
}

// mayKeep reports whether an instance may have what it was sent before.
func mayKeep(s *saying, n *clustertest.Node, list []entitlement) bool {
	for _, e := range list {
		if e.node == n && e.covers(s.context) {
			return true
		}
	}
	return false
}

// newMark is a word for something that is about to be said. It is known before it
// is said, so that it is recognised wherever it arrives.
func (w *world) newMark(s *saying) string {
	m := fmt.Sprintf("mark%06dz", len(w.marks))
	w.marks[m] = s
	return m
}

// after moves the clock, in pieces of at most so much, and runs what an instance
// runs by itself.
func (w *world) after(d, piece time.Duration) {
	for d > 0 {
		p := min(d, piece)
		d -= p
		w.Clock.Advance(p)
		for _, job := range []string{"status-lists", "expiries", "memberships", "stamps", "issuer", "agreements"} {
			w.Tick(job)
		}
		w.look() // who was a guest between two looks was entitled
	}
}
