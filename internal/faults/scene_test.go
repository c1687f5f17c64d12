package faults

import (
	"errors"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"headroom/community"
	"headroom/internal/clustertest"
	"headroom/internal/config"
	"headroom/storage/storagetest"
)

// scene is two instances that were made in this process and are kept as files:
// a host with a closed community, and the home of one of its members.
type scene struct {
	t       testing.TB
	now     time.Time
	ports   [2]*os.File
	configs [2]*config.Config
	viewers [2]community.Viewer
	group   string // IRI
	member  string
	root    string // post of the host's
	hostEnv []string
}

func newScene(t testing.TB) *scene {
	t.Helper()
	return newSceneOn(t, storagetest.SQLite)
}

// newSceneOn is newScene on a kind of database.
func newSceneOn(t testing.TB, database storagetest.Database) *scene {
	t.Helper()
	s := &scene{t: t}
	var listeners []net.Listener
	for i := range s.ports {
		l, port := listener(t)
		listeners, s.ports[i] = append(listeners, l), port
	}
	c := clustertest.New(t, clustertest.Options{Names: []string{"scotland", "wales"}, Listeners: listeners, Database: database})
	c.LinkAll()
	morag, sian := c.Nodes[0].Head("Morag Sample"), c.Nodes[1].Head("Siân Enghraifft")
	room := morag.Found(community.CommunityInput{Username: "islands"})
	c.Settle()
	c.Tick("directories")
	sian.Join(room.IRI)
	morag.AcceptAll(room)
	s.group, s.member, s.now = room.IRI, sian.Person.IRI, c.Clock.Now()
	s.viewers = [2]community.Viewer{morag.Viewer, sian.Viewer}
	for i, n := range c.Nodes {
		s.configs[i] = n.Config
	}
	for _, n := range c.Nodes {
		n.Stop()
	}
	return s
}

// copyOf copies what an instance has on its disk, and gives the configuration
// of the copy.
func (s *scene) copyOf(i int) *config.Config {
	s.t.Helper()
	c, dir := *s.configs[i], s.t.TempDir()
	if err := os.CopyFS(filepath.Join(dir, "data"), os.DirFS(c.Storage)); err != nil {
		s.t.Fatal(err)
	}
	database := strings.TrimPrefix(c.Database, "sqlite:")
	for _, suffix := range []string{"", "-wal"} {
		raw, err := os.ReadFile(database + suffix)
		if errors.Is(err, os.ErrNotExist) && suffix != "" {
			continue
		}
		if err != nil {
			s.t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, "headroom.db"+suffix), raw, 0o600); err != nil {
			s.t.Fatal(err)
		}
	}
	c.KeyFile = filepath.Join(dir, "data", strings.TrimPrefix(c.KeyFile, c.Storage))
	if err := os.Chmod(c.KeyFile, 0o600); err != nil { // a copy is everybody's at first
		s.t.Fatal(err)
	}
	c.Storage, c.Database = filepath.Join(dir, "data"), "sqlite:"+filepath.Join(dir, "headroom.db")
	return &c
}

// play is the two of them at work.
type play struct {
	*scene
	host, home *process
	acked      []string // what was said and acknowledged
	gone       []string // what was deleted
}

// open starts both, one of which may be told where to die.
func (s *scene) open(hostDies, homeDies string) *play {
	s.t.Helper()
	p := &play{scene: s}
	for i, crash := range []string{hostDies, homeDies} {
		one := &process{t: s.t, start: start{Config: s.copyOf(i), Now: s.now, Viewer: s.viewers[i]}, port: s.ports[i], crash: crash}
		if i == 0 {
			one.env = s.hostEnv
			p.host = one
		} else {
			p.home = one
		}
		if err := one.begin(); errors.Is(err, errDead) {
			one.again()
		} else if err != nil {
			s.t.Fatalf("%v\n%s", err, one.errors)
		}
	}
	return p
}

func (p *play) close() { p.host.end(); p.home.end() }

// says has somebody say something: when that returns, it has been acknowledged.
func (p *play) says(who *process, parent, text string) string {
	p.t.Helper()
	text = fresh(text)
	r := who.do(order{Do: "post", Group: p.group, Parent: parent, Text: text})
	p.acked = append(p.acked, text)
	return r.IRI
}

// settle lets both work until nothing is left, for at most so many minutes of
// their own time.
func (p *play) settle() {
	p.t.Helper()
	quiet := 0
	for range 40 {
		ran := p.pump(p.host, p.home) + p.pump(p.home, p.host)
		if ran > 0 {
			quiet = 0
			continue
		}
		if quiet++; quiet > 3 {
			return
		}
		for _, one := range []*process{p.host, p.home} {
			one.do(order{Do: "advance", By: time.Minute})
			one.do(order{Do: "tick", Text: "status-lists"})
		}
	}
	p.t.Error("they do not come to rest")
}

// pump lets one work. The other may die of what it is sent, and is started
// again at once, so that nobody waits for it in vain.
func (p *play) pump(one, other *process) int {
	p.t.Helper()
	died := make(chan struct{})
	stop := make(chan struct{})
	go func() {
		defer close(died)
		other.watch(stop)
	}()
	r := one.do(order{Do: "pump"})
	close(stop)
	<-died
	return r.Ran
}

// alike checks that everything that was acknowledged, and was not deleted, is
// there once on both sides.
func (p *play) alike() {
	p.t.Helper()
	for name, one := range map[string]*process{"host": p.host, "home": p.home} {
		got := one.do(order{Do: "state", Group: p.group})
		for _, text := range p.acked {
			want := 1
			for _, g := range p.gone {
				if g == text {
					want = 0
				}
			}
			if got.Posts[text] != want {
				p.t.Errorf("%s: %q is there %d times, want %d", name, text, got.Posts[text], want)
			}
		}
		if len(got.Posts) != len(p.acked)-len(p.gone) {
			p.t.Errorf("%s has %d posts, %d were acknowledged and %d deleted", name, len(got.Posts), len(p.acked), len(p.gone))
		}
		p.sound(name, got)
	}
}

func (p *play) sound(name string, r result) {
	p.t.Helper()
	for _, j := range r.Parked {
		p.t.Errorf("%s: parked: %s", name, j)
	}
	for digest, is := range r.Files {
		if digest != is {
			p.t.Errorf("%s: the file %s is %s", name, digest, is)
		}
	}
}
