package leaktest

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"headroom/internal/clustertest"
)

// mayMail tells whether a letter may hold a canary: an operator's own is
// addressed to them; who asked to be let in is told where, and why not.
func mayMail(name string) bool {
	return strings.HasPrefix(name, "operator: ") || name == "declined: reason" ||
		strings.HasSuffix(name, " listed: name") && !strings.HasPrefix(name, secretOne)
}

// unmailed looks into every letter that was written.
func (w *world) unmailed(t *testing.T) {
	letters := 0
	for _, n := range w.Nodes {
		files, err := filepath.Glob(filepath.Join(n.Config.Storage, "mail", "*.eml"))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			raw, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			letters++
			// Quoted-printable breaks lines inside words.
			for _, name := range w.words.in(bytes.ReplaceAll(raw, []byte("=\r\n"), nil), raw) {
				if !mayMail(name) {
					t.Errorf("a letter of %s holds %q", n.Name, name)
				}
			}
		}
	}
	if letters == 0 {
		t.Error("no letters were written: this proves nothing")
	}
}

// said is a place where logs go.
type said struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (s *said) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.Write(p)
}

// unlogged looks into what was logged during the crawl, all of it.
func (w *world) unlogged(t *testing.T, log *said) {
	log.mu.Lock()
	defer log.mu.Unlock()
	if log.text.Len() == 0 {
		t.Error("nothing was logged: this proves nothing")
	}
	for _, name := range w.words.in(log.text.Bytes()) {
		t.Errorf("the log holds %q", name)
	}
}

// peerKeeps crawls the members' home: it holds copies, and shows
// them to its members only.
func (w *world) peerKeeps(t *testing.T) {
	w.Tick("directories")
	targets := w.targets(w.wales)
	id, key := w.host.Key(w.host.Identity.Issuer())
	list := []principal{{name: "anonymous"}, {name: "issuer of the host", keyID: id, key: key}}
	id, key = w.england.Key(w.people["eve"].Person.IRI)
	list = append(list, principal{name: "eve", keyID: id, key: key})
	for _, name := range []string{"nora", "carol", "gone", "void", "bob"} {
		list = append(list, principal{name: name, cookie: w.signIn(w.wales, w.people[name].Email, clustertest.Password)})
	}
	var group sync.WaitGroup
	for _, p := range list {
		group.Go(func() { w.peerShows(t, p, targets) })
	}
	group.Wait()
}

// peerShows crawls the members' home as one principal.
func (w *world) peerShows(t *testing.T, p principal, targets []target) {
	told, own := map[string]bool{}, false
	w.crawl(w.wales, p, targets, func(at target, way Way, names []string, a Answer) {
		for _, name := range names {
			if strings.HasPrefix(name, openOne+" ") {
				continue
			}
			own = own || strings.Contains(name, " content: ")
			if once := name + at.route; !w.mayAtPeer(p, name) && !told[once] {
				told[once] = true
				t.Errorf("%s is given %q by %s %s (%s): %d", p.name, name, way, at.path, at.route, a.Status)
			}
		}
	})
	if p.name == "bob" && !own {
		t.Error("the member is given nothing: this proves nothing")
	}
}

// mayAtPeer is the table of the members' home: copies are for its members.
func (w *world) mayAtPeer(p principal, name string) bool {
	switch {
	case strings.HasPrefix(name, "nobody: "), strings.HasPrefix(name, "mairi: draft"):
		return false
	case strings.Contains(name, " request: "), strings.HasPrefix(name, "invitation "):
		return w.about(p, name)
	case strings.Contains(name, " content: "), strings.HasPrefix(name, secretOne):
		return p.name == "bob"
	}
	return true
}
