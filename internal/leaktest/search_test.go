package leaktest

import (
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"headroom/community/policy"
)

// searches holds search to the table: everybody with a session, and nobody,
// looks for every canary of a community, for its beginning and for what its
// author wrote, on the page and among similar threads. Who may not read it is
// given no hit, no count and no suggestion: the very answer that a word gets
// which nobody has written.
func (w *world) searches(t *testing.T) {
	var group sync.WaitGroup
	var hits atomic.Int64
	for _, p := range append(w.locals(), principal{name: "anonymous", asker: "nobody (unsigned GET)"}) {
		if p.only == "" { // there is no search for a guest, see guestSeesOneThread
			group.Go(func() { hits.Add(w.searchesAs(t, p)) })
		}
	}
	group.Wait()
	if hits.Load()+int64(w.similar(t)) == 0 {
		t.Error("nobody found anything: this proves nothing")
	}
}

// searchesAs looks for everything as one principal, and counts what is found.
func (w *world) searchesAs(t *testing.T, p principal) (hits int64) {
	page := Way{Method: http.MethodGet, Accept: "text/html"}
	nothing := map[string]int{} // how long the answer to a word of nobody's is, by the form of the question
	for word, name := range w.words {
		column, _, _ := strings.Cut(name, " content: ")
		if _, known := w.rooms[column]; !known || strings.HasPrefix(name, "nobody: ") || !strings.Contains(name, " content: ") {
			continue
		}
		old := strings.Contains(name, "picture") || strings.Contains(name, "alternative text") || strings.Contains(name, ": before") ||
			strings.Contains(name, " poll: one option") || strings.Contains(name, " poll: another") // what is searched is the text of posts
		cell, _ := p.cell(column)
		for _, query := range []string{word, word[:12], "sample+" + word, word + "&order=newest"} {
			a := w.get(w.host, p, page, "/search?q="+query)
			if a.Status != http.StatusOK {
				t.Errorf("%s searches %s: %d", p.name, query, a.Status)
				return hits
			}
			found := strings.Contains(string(a.Body), "<mark>")
			if may := cell.Thread == policy.Allow && !old; found != may {
				t.Errorf("%s searches for %q: found %v, want %v", p.name, name, found, may)
			}
			if found {
				hits++
				continue
			}
			form := strings.ReplaceAll(strings.ReplaceAll(query, word, "word"), word[:12], "begins")
			if nothing[form] == 0 {
				nothing[form] = len(w.get(w.host, p, page, "/search?q="+strings.Replace(query, word[:12], "zq0000000000", 1)).Body)
			}
			if nothing[form] != len(a.Body) {
				t.Errorf("%s can tell %q from a word of nobody's", p.name, name)
			}
		}
	}
	return hits
}

// similar asks for threads like the titles of others: who may not read one is
// not told that there is a thread like it.
func (w *world) similar(t *testing.T) (hits int) {
	for _, p := range w.locals() {
		for word, name := range w.words {
			asked := Way{Method: http.MethodPost, Accept: "text/html", Form: "title=" + word[:20]}
			column, title := strings.CutSuffix(name, " content: title")
			if !title {
				continue
			}
			for at, room := range w.rooms {
				a := w.get(w.host, p, asked, "/communities/"+number(room.ID)+"/similar")
				cell, _ := p.cell(column)
				given := strings.Contains(string(a.Body), word)
				if given && cell.Thread != policy.Allow {
					t.Errorf("%s is told in %q of %q", p.name, at, name)
				}
				if given {
					hits++
				}
			}
		}
	}
	if hits == 0 {
		t.Error("nobody was told of a similar thread: this proves nothing")
	}
	return hits
}
