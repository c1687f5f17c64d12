// Package clustertest runs several whole instances in one process, for tests of
// what happens between them. They are built by package instance, talk over real
// HTTP with real signatures, and share one clock that only the test moves.
// Nothing runs by itself: Settle carries out the jobs of all instances until
// none is left, so that no test sleeps or waits for a timer.
package clustertest

import (
	"context"
	"net"
	"sync"
	"testing"
	"time"

	"headroom/community"
	"headroom/storage/storagetest"
)

// Start is when the clock of every cluster starts.
var Start = time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC)

// Nations are the instances of a cluster for which no others are named.
var Nations = []string{"scotland", "wales", "england"}

// Options say what a cluster is made of.
type Options struct {
	Names    []string             // of the instances; Nations
	Database storagetest.Database // SQLite
	// Addresses are others that the outbound guard lets through, so that the
	// trust list alone stands before them.
	Addresses []string
	// Open says that the instances are open to the world (federation.open).
	Open bool
	// Listeners are open already, one for each instance; new ones when nil.
	Listeners []net.Listener
}

// Cluster is several instances.
type Cluster struct {
	T     testing.TB
	Nodes []*Node
	Clock *Clock

	mu     sync.Mutex
	cut    map[[2]string]bool // from, to
	breaks func(Moment) bool
	sees   func(*Node, []byte)
}

// New starts a cluster, which ends with the test. Its instances do not know
// each other yet.
func New(t testing.TB, o Options) *Cluster {
	t.Helper()
	if len(o.Names) == 0 {
		o.Names = Nations
	}
	if o.Database.Address == nil {
		o.Database = storagetest.SQLite
	}
	c := &Cluster{T: t, Clock: &Clock{at: Start}, cut: map[[2]string]bool{}}
	listeners, addresses := listen(t, o.Listeners, len(o.Names))
	addresses = append(addresses, o.Addresses...)
	for n, name := range o.Names {
		node := newNode(c, name, listeners[n], addresses, o.Database.Address(t))
		node.conf.Federation.Open = o.Open
		node.open()
		c.Nodes = append(c.Nodes, node)
	}
	return c
}

// Linked starts a cluster whose instances all have agreements.
func Linked(t testing.TB) *Cluster {
	t.Helper()
	c := New(t, Options{})
	c.LinkAll()
	return c
}

// Node gives an instance by its name.
func (c *Cluster) Node(name string) *Node {
	c.T.Helper()
	for _, n := range c.Nodes {
		if n.Name == name {
			return n
		}
	}
	c.T.Fatalf("no instance %q", name)
	return nil
}

// mostRounds bounds Settle: instances that keep each other busy are a fault.
const mostRounds = 200

// Settle carries out the jobs of all instances until all are quiet. What is due
// later stays: move the clock first.
func (c *Cluster) Settle() {
	c.T.Helper()
	for range mostRounds {
		ran := 0
		for _, n := range c.Nodes {
			if !n.Down() {
				n.trust()
			}
		}
		for _, n := range c.Nodes {
			if n.Down() {
				continue
			}
			k, err := n.Pump(c.T.Context())
			if err != nil && !n.Down() {
				c.T.Fatalf("%s: %v", n.Name, err)
			}
			ran += k
		}
		if ran == 0 {
			return
		}
	}
	c.T.Fatal("the instances do not come to rest")
}

// Tick runs a periodic job on every instance, then settles.
func (c *Cluster) Tick(job string) {
	c.T.Helper()
	for _, n := range c.Nodes {
		if n.Down() {
			continue
		}
		if err := n.Instance.Tick(c.T.Context(), job); err != nil {
			c.T.Logf("%s: %s: %v", n.Name, job, err)
		}
	}
	c.Settle()
}

// Cut keeps requests of one instance from reaching another; the way back stays
// open.
func (c *Cluster) Cut(from, to string) { c.setCut(from, to, true) }

// Part cuts both ways between two instances.
func (c *Cluster) Part(a, b string) {
	c.Cut(a, b)
	c.Cut(b, a)
}

// Heal opens both ways again.
func (c *Cluster) Heal(a, b string) {
	c.setCut(a, b, false)
	c.setCut(b, a, false)
}

func (c *Cluster) setCut(from, to string, cut bool) {
	a, b := c.Node(from).Config.URL, c.Node(to).Config.URL
	c.mu.Lock()
	defer c.mu.Unlock()
	c.cut[[2]string{a, b}] = cut
}

func (c *Cluster) isCut(from, to string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.cut[[2]string{from, to}]
}

// LinkAll makes the agreements between all pairs, as operators do.
func (c *Cluster) LinkAll() {
	c.T.Helper()
	for n, a := range c.Nodes {
		for _, b := range c.Nodes[n+1:] {
			c.Link(a, b)
		}
	}
}

// Link makes one agreement.
func (c *Cluster) Link(a, b *Node) {
	c.T.Helper()
	type act func(*community.Service, context.Context, community.Viewer, string) (community.Peer, error)
	for _, step := range []struct {
		on, with *Node
		do       act
	}{
		{a, b, (*community.Service).ExpectPeer}, {b, a, (*community.Service).ExpectPeer},
		{a, b, (*community.Service).OfferPeer}, {b, a, (*community.Service).AcceptPeer},
	} {
		if _, err := step.do(step.on.Service, c.T.Context(), community.CommandLine, step.with.Identity.Host); err != nil {
			c.T.Fatalf("agreement of %s with %s: %v", step.on.Name, step.with.Name, err)
		}
		c.Settle()
	}
}

// Clock is a clock that stands still until it is moved.
type Clock struct {
	mu sync.Mutex
	at time.Time
}

// Now is the time.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

// Advance moves the clock.
func (c *Clock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}
