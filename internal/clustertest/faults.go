package clustertest

import (
	"bytes"
	"net/http"
	"os"
	"path/filepath"
	"strings"

	"headroom/storage/storagetest"
)

// Moment is a request of one instance to another, before or after it was dealt
// with.
type Moment struct {
	From, To *Node
	Path     string
	Answered bool // dealt with, and the answer not sent yet
}

// Meddle has a function look at every request between instances, before it is
// dealt with and again before it is answered; where it says so the connection
// breaks there. A request that was dealt with and whose answer is lost is what
// its sender will send again. nil ends it.
func (c *Cluster) Meddle(breaks func(Moment) bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.breaks = breaks
}

// Watch has a function see the body of everything that an instance gets from
// another: of requests, and of answers to its own. nil ends it.
func (c *Cluster) Watch(sees func(to *Node, body []byte)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.sees = sees
}

func (c *Cluster) isBroken(m Moment) bool {
	c.mu.Lock()
	breaks := c.breaks
	c.mu.Unlock()
	return m.From != nil && breaks != nil && breaks(m)
}

func (c *Cluster) show(to *Node, body []byte) {
	c.mu.Lock()
	sees := c.sees
	c.mu.Unlock()
	if to != nil && sees != nil && len(body) > 0 {
		sees(to, body)
	}
}

// sender is the instance that a request comes from, by the address that every
// instance names itself by; nil for anybody else.
func (c *Cluster) sender(r *http.Request) *Node {
	_, from, ok := strings.Cut(r.UserAgent(), "(+")
	if !ok {
		return nil
	}
	from = strings.TrimSuffix(from, "/)")
	for _, n := range c.Nodes {
		if n.conf.URL == from {
			return n
		}
	}
	return nil
}

// answer keeps what is written through it.
type answer struct {
	http.ResponseWriter
	body bytes.Buffer
}

func (a *answer) Write(b []byte) (int, error) {
	_, _ = a.body.Write(b)
	return a.ResponseWriter.Write(b)
}

// Crash ends the instance at this moment, as a cut cable and a lost machine
// would: nothing that it does from now on reaches anybody or is kept, and
// nothing reaches it. Recover starts it again on what had been committed. It is
// for SQLite.
func (n *Node) Crash() {
	t := n.cluster.T
	t.Helper()
	if n.Down() {
		return
	}
	file, ok := n.conf.SQLite()
	if !ok {
		t.Fatal("only a database in a file can be put back")
	}
	dir, err := os.MkdirTemp(t.TempDir(), "crash")
	if err != nil {
		t.Fatal(err)
	}
	kept := filepath.Join(dir, "committed.db")
	if n.kept.CompareAndSwap(nil, &kept) { // from here on nothing is answered: what is not in the copy was not acknowledged
		storagetest.Snapshot(t, file, kept)
	}
}

// Down reports whether the instance has crashed and not been started again.
func (n *Node) Down() bool { return n.kept.Load() != nil }

// Recover starts an instance again that has crashed.
func (n *Node) Recover() {
	n.cluster.T.Helper()
	kept := n.kept.Load()
	if kept == nil {
		return
	}
	file, _ := n.conf.SQLite()
	n.closed(func() error {
		for _, tail := range []string{"-wal", "-shm"} {
			if err := os.Remove(file + tail); err != nil && !os.IsNotExist(err) {
				return err
			}
		}
		return os.Rename(*kept, file)
	})
	n.kept.Store(nil)
	n.listenAgain()
	n.open()
}

// closed does something once the instance has ended.
func (n *Node) closed(do func() error) {
	t := n.cluster.T
	t.Helper()
	n.close()
	if err := do(); err != nil {
		t.Fatalf("%s: %v", n.Name, err)
	}
}
