package histories

import (
	"sync"
	"time"

	"headroom/community"
	"headroom/internal/clustertest"
)

// two are two different instances.
func (w *world) two() (a, b *clustertest.Node) {
	k := w.r.IntN(len(w.Nodes))
	return w.Nodes[k], w.Nodes[(k+1+w.r.IntN(len(w.Nodes)-1))%len(w.Nodes)]
}

func (w *world) cut() error {
	a, b := w.two()
	w.Cut(a.Name, b.Name)
	w.cuts[[2]*clustertest.Node{a, b}] = true
	both := w.r.IntN(2) == 0
	if both {
		w.Cut(b.Name, a.Name)
		w.cuts[[2]*clustertest.Node{b, a}] = true
	}
	w.note("%s cannot reach %s (nor the other way: %t)", a.Name, b.Name, both)
	return nil
}

func (w *world) heal() error {
	if len(w.cuts) == 0 {
		return errNothing
	}
	for pair := range w.cuts {
		w.Heal(pair[0].Name, pair[1].Name)
	}
	clear(w.cuts)
	w.note("all lines are whole")
	return nil
}

// loseAnswers has the instances work while some requests are lost before they
// arrive and some answers after.
func (w *world) loseAnswers() error {
	var mu sync.Mutex
	lost := 0
	seed := w.r.Uint64()
	w.Meddle(func(clustertest.Moment) bool {
		mu.Lock()
		defer mu.Unlock()
		seed = seed*6364136223846793005 + 1442695040888963407
		if seed>>33%4 != 0 {
			return false
		}
		lost++
		return true
	})
	w.Settle()
	w.Meddle(nil)
	w.note("%d requests or answers are lost", lost)
	return nil
}

// crash ends an instance in the middle of a request that it sends or gets.
func (w *world) crash() error {
	n, ok := pick(w, w.up())
	if !ok || len(w.up()) < len(w.Nodes) {
		return errNothing
	}
	var mu sync.Mutex
	left, answered := 1+w.r.IntN(5), w.r.IntN(2) == 0
	w.Meddle(func(m clustertest.Moment) bool {
		mu.Lock()
		defer mu.Unlock()
		if n.Down() || m.Answered != answered || m.From != n && m.To != n {
			return false
		}
		if left--; left > 0 {
			return false
		}
		n.Crash()
		return m.To == n
	})
	w.Settle()
	w.Meddle(nil)
	if !n.Down() {
		n.Crash()
	}
	w.note("%s crashes", n.Name)
	return nil
}

func (w *world) recover() error {
	for _, n := range w.Nodes {
		if n.Down() {
			n.Recover()
			w.note("%s is started again", n.Name)
		}
	}
	return nil
}

func (w *world) restart() error {
	n, ok := pick(w, w.up())
	if !ok {
		return errNothing
	}
	n.Restart()
	w.note("%s is restarted", n.Name)
	return nil
}

func (w *world) pause() error {
	a, b := w.two()
	if a.Down() {
		return errNothing
	}
	if _, err := a.Service.PausePeer(w.t.Context(), community.CommandLine, b.Identity.Host); err != nil {
		return err
	}
	w.paused[[2]*clustertest.Node{a, b}] = true
	w.note("%s pauses %s", a.Name, b.Name)
	return nil
}

func (w *world) resume() error {
	for pair := range w.paused {
		if pair[0].Down() {
			continue
		}
		_, err := pair[0].Service.ResumePeer(w.t.Context(), community.CommandLine, pair[1].Identity.Host)
		if err != nil && w.peer(pair[0], pair[1]) != community.PeerEnded {
			return err
		}
		delete(w.paused, pair)
		w.note("%s goes on with %s", pair[0].Name, pair[1].Name)
	}
	return nil
}

// reachable notes which hosts have had their minute to learn that somebody is no
// head: both run, nothing is between them.
func (w *world) reachable() {
	for _, p := range w.people {
		for _, n := range w.Nodes {
			if p.out() && !p.Node.Down() && !n.Down() && len(w.cuts) == 0 && len(w.paused) == 0 && len(w.ended) == 0 {
				p.told[n] = true
			}
		}
	}
}

// quiet mends everything and lets so much time pass that whatever is tried again
// has been.
func (w *world) quiet() {
	w.t.Helper()
	w.Meddle(nil)
	for _, mend := range []func() error{w.heal, w.recover, w.resume} {
		if err := mend(); err != nil && err != errNothing {
			w.t.Fatalf("%v\n%s", err, w.story())
		}
	}
	w.note("all is mended")
	w.after(2*time.Minute, 30*time.Second)
	if len(w.ended) > 0 {
		w.after(3*time.Hour, 10*time.Minute)
		if err := w.agreeAgain(); err != nil || len(w.ended) > 0 {
			w.t.Fatalf("no agreement again: %v\n%s", err, w.story())
		}
		w.after(2*time.Minute, 30*time.Second)
	}
	w.reachable()
	w.after(time.Hour, 10*time.Minute)
	w.after(30*time.Hour, 3*time.Hour)
	w.after(2*time.Minute, 30*time.Second)
	w.look()
}
