package clustertest

import (
	"bytes"
	"io"
	"log/slog"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"headroom/community"
	"headroom/federation/vocab"
	"headroom/internal/config"
	"headroom/internal/instance"
)

// Node is one instance of a cluster.
type Node struct {
	*instance.Instance
	Name    string
	cluster *Cluster
	conf    *config.Config
	address string // that it listens on
	waiting net.Listener
	server  *http.Server
	members int
	instead map[string][]byte                             // served at a path in place of the instance's own
	heard   *strings.Builder                              // what it was sent, when somebody listens
	skew    atomic.Int64                                  // nanoseconds that its clock is ahead
	front   func(http.ResponseWriter, *http.Request) bool // asked first; true: it has answered
	asked   atomic.Int64                                  // requests that came in
	kept    atomic.Pointer[string]                        // file of what was committed when it crashed; nil while it runs
}

// Asked is how many requests have reached the instance over the network.
func (n *Node) Asked() int64 { return n.asked.Load() }

// Skew sets how far the instance's clock is ahead of the cluster's.
func (n *Node) Skew(d time.Duration) { n.skew.Store(int64(d)) }

func (n *Node) now() time.Time { return n.cluster.Clock.Now().Add(time.Duration(n.skew.Load())) }

// listen opens a listener for each instance, so that all addresses are known
// before any is built.
func listen(t testing.TB, open []net.Listener, count int) (list []net.Listener, addresses []string) {
	t.Helper()
	for _, l := range open {
		list, addresses = append(list, l), append(addresses, l.Addr().String())
	}
	for range count - len(open) {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		list, addresses = append(list, l), append(addresses, l.Addr().String())
	}
	return list, addresses
}

var codes = map[string]string{"scotland": "SCT", "wales": "CYM", "england": "ENG", "northern-ireland": "NIR"}

func newNode(c *Cluster, name string, l net.Listener, addresses []string, database string) *Node {
	c.T.Helper()
	dir := c.T.TempDir()
	_, port, _ := strings.Cut(l.Addr().String(), ":")
	conf := config.Default()
	conf.URL, conf.Nation = "http://"+name+".localhost:"+port, codes[name]
	if conf.Nation == "" {
		conf.Nation = "SCT"
	}
	conf.Name = map[string]string{"en": "Sample " + name}
	conf.Languages = []string{"en", "cy", "gd"}
	conf.Database, conf.Listen = database, l.Addr().String()
	conf.Storage, conf.KeyFile = dir, filepath.Join(dir, "secret.key")
	conf.Federation.Addresses = addresses
	conf.Replies.Address, conf.Replies.Listen = "reply@"+name+".example", "127.0.0.1:0"
	conf.Roles = []config.Role{{ID: "bursar", Scope: "school", Name: map[string]string{"en": "Bursar", "cy": "Bwrsar", "gd": "Ionmhasair"}}}
	conf.Argon2 = config.Argon2{MemoryKiB: 64, Time: 1, Threads: 1}
	conf.Limits.SignInsPerHour, conf.Limits.RequestsPerMinute, conf.Limits.InboxPerMinute = 1e6, 1e6, 1e6
	if problems := conf.Check(); len(problems) > 0 {
		c.T.Fatal(problems)
	}
	n := &Node{Name: name, cluster: c, conf: &conf, address: l.Addr().String(), waiting: l}
	c.T.Cleanup(n.close)
	return n
}

// open builds the instance and answers on its address.
func (n *Node) open() {
	t := n.cluster.T
	t.Helper()
	log := slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelWarn}))
	i, err := instance.New(t.Context(), instance.Options{Config: n.conf, Version: "test", Clock: n.now, Log: log})
	if err != nil {
		t.Fatalf("%s: %v", n.Name, err)
	}
	n.Instance = i
	if _, err := i.Start(t.Context()); err != nil {
		t.Fatalf("%s: %v", n.Name, err)
	}
	n.server = &http.Server{Handler: n.gate(i.Handler), ErrorLog: slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)}
	l := n.waiting
	n.waiting = nil
	go func() { _ = n.server.Serve(l) }()
}

// close ends the instance.
func (n *Node) close() {
	if n.server != nil {
		_ = n.server.Close()
	}
	if n.waiting != nil {
		_ = n.waiting.Close()
	}
	if n.Instance != nil {
		if err := n.Instance.Close(); err != nil {
			n.cluster.T.Errorf("%s: close: %v", n.Name, err)
		}
	}
}

// Stop ends the instance for good, before the test does.
func (n *Node) Stop() {
	n.close()
	n.server, n.Instance = nil, nil
}

// Restart ends the instance and starts it anew on what it has stored.
func (n *Node) Restart() {
	n.cluster.T.Helper()
	n.close()
	n.listenAgain()
	n.open()
}

func (n *Node) listenAgain() {
	n.cluster.T.Helper()
	l, err := net.Listen("tcp", n.address)
	if err != nil {
		n.cluster.T.Fatal(err)
	}
	n.waiting = l
}

// Serve answers GET of a path with other bytes than the instance would, as
// somebody could who has got hold of its address but of none of its keys; nil
// takes them away again.
func (n *Node) Serve(path string, body []byte) {
	n.cluster.mu.Lock()
	defer n.cluster.mu.Unlock()
	if n.instead == nil {
		n.instead = map[string][]byte{}
	}
	n.instead[path] = body
}

func (n *Node) served(r *http.Request) []byte {
	n.cluster.mu.Lock()
	defer n.cluster.mu.Unlock()
	if r.Method != http.MethodGet {
		return nil
	}
	return n.instead[r.URL.Path]
}

// Listen keeps what the instance is sent from now on, for Heard.
func (n *Node) Listen() {
	n.cluster.mu.Lock()
	defer n.cluster.mu.Unlock()
	n.heard = &strings.Builder{}
}

// Heard reports whether words have reached the instance since Listen, whatever
// it has done with them.
func (n *Node) Heard(words string) bool {
	n.cluster.mu.Lock()
	defer n.cluster.mu.Unlock()
	return strings.Contains(n.heard.String(), words)
}

// hear shows the body of a request to who watches, and keeps it when somebody
// listens.
func (n *Node) hear(r *http.Request) {
	n.cluster.mu.Lock()
	wanted := n.heard != nil || n.cluster.sees != nil
	n.cluster.mu.Unlock()
	if !wanted {
		return
	}
	body, _ := io.ReadAll(r.Body)
	r.Body = io.NopCloser(bytes.NewReader(body))
	n.cluster.show(n, body)
	n.cluster.mu.Lock()
	defer n.cluster.mu.Unlock()
	if n.heard != nil {
		_, _ = n.heard.Write(body)
	}
}

// Front puts something before the instance that may answer in its place, as a
// proxy does, or other software; nil takes it away. It reports whether it has
// answered.
func (n *Node) Front(answer func(http.ResponseWriter, *http.Request) bool) {
	n.cluster.mu.Lock()
	defer n.cluster.mu.Unlock()
	n.front = answer
}

func (n *Node) fronted(w http.ResponseWriter, r *http.Request) bool {
	n.cluster.mu.Lock()
	answer := n.front
	n.cluster.mu.Unlock()
	return answer != nil && answer(w, r)
}

// gate drops the connection of requests from instances that are cut off or
// have crashed, and those that the test breaks.
func (n *Node) gate(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		from := n.cluster.sender(r)
		m := Moment{From: from, To: n, Path: r.URL.Path}
		if n.Down() || from != nil && (from.Down() || n.cluster.isCut(from.conf.URL, n.conf.URL)) || n.cluster.isBroken(m) {
			panic(http.ErrAbortHandler)
		}
		n.asked.Add(1)
		n.hear(r)
		if n.fronted(w, r) {
			return
		}
		if body := n.served(r); body != nil {
			w.Header().Set("Content-Type", vocab.TypeActivity)
			_, _ = w.Write(body)
			return
		}
		if from == nil {
			next.ServeHTTP(w, r)
			return
		}
		told := &answer{ResponseWriter: w}
		next.ServeHTTP(told, r)
		m.Answered = true
		if n.cluster.isBroken(m) || n.Down() || from.Down() {
			panic(http.ErrAbortHandler)
		}
		n.cluster.show(from, told.body.Bytes())
	})
}

// trust brings the trust list up to date, which the running program does after
// every commit.
func (n *Node) trust() {
	t := n.cluster.T
	t.Helper()
	if err := n.Trust.Refresh(t.Context(), n.Store); err != nil {
		t.Fatalf("%s: %v", n.Name, err)
	}
}

// View reads the instance's store.
func (n *Node) View(fn func(community.Tx) error) {
	n.cluster.T.Helper()
	if err := n.Store.View(n.cluster.T.Context(), fn); err != nil {
		n.cluster.T.Fatalf("%s: %v", n.Name, err)
	}
}
