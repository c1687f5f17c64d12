package faults

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"headroom/internal/config"
	"headroom/storage/storagetest"
)

// twins is a play in which the host is two processes on one PostgreSQL database,
// each with a folder of its own.
type twins struct {
	*play
	second *process
}

// beside is the configuration of an instance with a folder of its own, and the
// database that it has.
func (s *scene) beside(i int) *config.Config {
	s.t.Helper()
	c, dir := *s.configs[i], s.t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(c.Storage)); err != nil {
		s.t.Fatal(err)
	}
	c.KeyFile = filepath.Join(dir, strings.TrimPrefix(c.KeyFile, c.Storage))
	if err := os.Chmod(c.KeyFile, 0o600); err != nil {
		s.t.Fatal(err)
	}
	c.Storage = dir
	return &c
}

func (s *scene) openTwins() *twins {
	s.t.Helper()
	_, port := listener(s.t)
	made := func(i int, port *os.File) *process {
		one := &process{t: s.t, start: start{Config: s.beside(i), Now: s.now, Viewer: s.viewers[i]}, port: port}
		if err := one.begin(); err != nil {
			s.t.Fatalf("%v\n%s", err, one.errors)
		}
		return one
	}
	return &twins{play: &play{scene: s, host: made(0, s.ports[0]), home: made(1, s.ports[1])}, second: made(0, port)}
}

// work lets all of them work at once, and gives how much was done. One that dies is
// not missed.
func (w *twins) work(all ...*process) (ran int) {
	w.t.Helper()
	var mu sync.Mutex
	var group sync.WaitGroup
	for _, one := range all {
		group.Go(func() {
			r, err := one.say(order{Do: "pump"})
			mu.Lock()
			defer mu.Unlock()
			if ran += r.Ran; err != nil && !errors.Is(err, errDead) {
				w.t.Errorf("at work: %v", err)
			}
		})
	}
	group.Wait()
	return ran
}

// rest lets some of them work until nothing is left.
func (w *twins) rest(all ...*process) {
	w.t.Helper()
	for quiet := 0; quiet < 4; {
		if w.work(all...) > 0 {
			quiet = 0
			continue
		}
		quiet++
		for _, one := range all {
			one.do(order{Do: "advance", By: time.Minute})
			one.do(order{Do: "tick", Text: "status-lists"})
		}
	}
}

// TestTwoProcessesOnOneDatabase: on PostgreSQL two processes are one instance. Both
// are written to and work at once, and everything is at the peer once; one is killed
// in the middle of its work, and the other does what that had begun.
func TestTwoProcessesOnOneDatabase(t *testing.T) {
	t.Parallel()
	for _, database := range storagetest.Databases(t) {
		if database.Name == storagetest.SQLite.Name {
			continue // which belongs to one process: see TestASecondProcess
		}
		w := newSceneOn(t, database).openTwins()
		defer w.close()
		defer w.second.end()
		w.root = w.says(w.host, "", "Ferries are late")
		w.rest(w.host, w.second, w.home)
		for _, pair := range [][2]*process{{w.host, w.second}, {w.second, w.host}} {
			w.says(pair[0], w.root, "Written by the one")
			if w.work(pair[1]) == 0 {
				t.Error("what one process has written the other does not send")
			}
		}
		for range 4 {
			for _, who := range []*process{w.second, w.host, w.home} {
				w.says(who, w.root, "All at once")
			}
			w.work(w.host, w.second, w.home)
		}
		w.rest(w.host, w.second, w.home)
		w.alike()

		for range 6 {
			w.says(w.second, w.root, "The last that it says")
		}
		killed := make(chan struct{})
		go func() {
			defer close(killed)
			w.work(w.second)
		}()
		if err := w.second.cmd.Process.Kill(); err != nil {
			t.Error(err)
		}
		<-killed
		w.rest(w.host, w.home)
		for range 2 { // what the dead one held is free again
			for _, one := range []*process{w.host, w.home} {
				one.do(order{Do: "advance", By: 15 * time.Minute})
			}
			w.rest(w.host, w.home)
		}
		w.alike()
	}
}
