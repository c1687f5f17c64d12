package leaktest

import (
	"bytes"
	"net/http"
	"testing"
)

// cached asks through a shared cache: first who may read everything, then
// everybody else. Nobody is given what the cache kept for another, and answers
// that depend on who asks are the same as without it.
func (w *world) cached(t *testing.T) {
	targets := w.targets(w.host)
	everybody := append(w.remotes(), w.locals()...)
	var first, then []principal
	for _, p := range everybody {
		switch p.name {
		case "mairi", "morag", "bob", "operator", "issuer of members":
			first = append(first, p)
		case "anonymous", "token of nobody", "stranger", "issuer", "nora", "carol", "ann", "revoked", "visitor", "tomas", "issuer of guests":
			then = append(then, p)
		}
	}
	for _, way := range Ways[:2] {
		for _, p := range first {
			var cache Cache
			ask := cache.Through(direct(w.host))
			seen, kept := map[string]int{}, 0
			for _, at := range targets {
				key := at.route + " " + at.column
				if seen[key]++; seen[key] > 1 || at.route[:3] != "GET" || at.path == "/events" || at.column == openOne {
					continue
				}
				mine, err := w.through(w.host, p, way, at.path, ask)
				if err != nil {
					t.Fatal(err)
				}
				if !Storable(mine) { // nothing is kept, so nothing can come out
					continue
				}
				kept++
				for _, other := range then {
					w.fromCache(t, at, way, p, other, &cache)
				}
			}
			if kept < 5 {
				t.Errorf("the cache kept %d answers to %s: this proves nothing", kept, p.name)
			}
		}
	}
}

// fromCache asks for what the cache has kept for another.
func (w *world) fromCache(t *testing.T, at target, way Way, first, other principal, cache *Cache) {
	t.Helper()
	before := cache.Hits()
	a, err := w.through(w.host, other, way, at.path, cache.Through(direct(w.host)))
	if err != nil {
		t.Fatal(err)
	}
	if cache.Hits() == before {
		return // the server itself was asked, which the crawl has done
	}
	for _, name := range w.words.in(a.Head(), a.Body) {
		if !w.may(other, name) {
			t.Errorf("a shared cache gives %s what it kept for %s: %q at %s (%s)", other.name, first.name, name, at.path, at.route)
		}
	}
	if formKey.Match(a.Body) {
		t.Errorf("a shared cache gives the key of one form to many: %s (%s)", at.path, at.route)
	}
	if own := w.get(w.host, other, way, at.path); own.Status != a.Status || a.Status == http.StatusOK && !bytes.Equal(own.Body, a.Body) {
		t.Errorf("a shared cache gives %s %d where the server gives %d, as %s asked for %s (%s) before", other.name, a.Status, own.Status, first.name, at.path, at.route)
	}
}
