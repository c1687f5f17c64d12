package leaktest

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"headroom/internal/clustertest"
)

// get sends one request straight to an instance's handler.
func (w *world) get(n *clustertest.Node, p principal, way Way, path string) Answer {
	a, err := w.through(n, p, way, path, direct(n))
	if err != nil {
		w.t.Error(err)
	}
	return a
}

// through sends one request in some way to an instance.
func (w *world) through(n *clustertest.Node, p principal, way Way, path string, ask Ask) (Answer, error) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	if path == "/events" || strings.HasPrefix(path, "/api/v1/streaming") { // the stream ends when there is nothing more to say at once
		ctx, cancel = context.WithTimeout(ctx, 20*time.Millisecond)
		defer cancel()
	}
	r, err := way.Request(ctx, n.Config.URL, path)
	if err != nil {
		return Answer{}, err
	}
	p.apply(w, r)
	return ask(r)
}

// direct asks an instance's handler itself.
func direct(n *clustertest.Node) Ask { return handled(n.Handler) }

// handled asks a handler.
func handled(h http.Handler) Ask {
	return func(out *http.Request) (Answer, error) {
		r := httptest.NewRequestWithContext(out.Context(), out.Method, out.URL.String(), out.Body)
		r.Header = out.Header
		rec := httptest.NewRecorder()
		h.ServeHTTP(rec, r)
		return Answer{Status: rec.Code, Header: rec.Result().Header, Body: rec.Body.Bytes()}, nil
	}
}

// askable drops the ways to ask that would change something: who may do
// something is not asked to do it.
func askable(p principal, t target, r Way) bool {
	_, pattern, _ := strings.Cut(t.route, "/")
	if r.Method != http.MethodPost || !slices.Contains(listed, http.MethodPost+"/"+pattern) || strings.HasSuffix(t.path, "/inbox") {
		return true
	}
	idle := []string{"anonymous", "token of nobody", "session of nobody", "stranger", "issuer", "issuer of somebody invited", "nora", "eve", "guest"}
	return slices.Contains(idle, p.name)
}

// thorough reports whether the first thing of each kind is asked for in every
// Way; with -short and with the race detector, in one by turns.
func thorough() bool { return !underRace && !testing.Short() }

// waysFor gives the Ways in which a target is asked for: all of
// them for the first thing of its kind in the closed and the private community
// and outside communities, a page and an activity by turns for the rest.
func waysFor(p principal, t target, seen map[string]int) []Way {
	if t.path == "/events" {
		return Ways[:1]
	}
	if strings.HasPrefix(t.route, http.MethodPost) {
		return []Way{Ways[0], Ways[len(Ways)-1]}
	}
	key := t.route + " " + t.column
	seen[key]++
	if n := seen[key] + len(t.column); !thorough() {
		return Ways[n%len(Ways) : n%len(Ways)+1]
	}
	if n := seen[key]; n > 1 || t.column == openOne || t.column == farOne {
		return Ways[n%2 : n%2+1]
	}
	var list []Way
	for i, way := range Ways {
		if !byTurns[way.Accept+way.Suffix+way.Override] || (i+len(p.name))%3 == 0 {
			list = append(list, way)
		}
	}
	return list
}

// byTurns are the ways that one principal in three asks in, so that each route
// is asked in each of them by many, and the crawl ends.
var byTurns = map[string]bool{"application/rss+xml": true, "application/xml": true, "*/*.xml": true, "*/*/embed": true, "*/*/raw": true,
	"*/*X-HTTP-Method": true, "*/*_method": true}

// crawl asks an instance for everything as one principal, and says what
// canaries came with what.
func (w *world) crawl(n *clustertest.Node, p principal, targets []target, report func(target, Way, []string, Answer)) (asked int) {
	seen, lost := map[string]int{}, straysOf(w.t, n, p)
	for _, at := range targets {
		for _, way := range waysFor(p, at, seen) {
			if !askable(p, at, way) {
				continue
			}
			stray, spared := lost.spare(way, at.path)
			if spared {
				continue
			}
			a := w.get(n, p, way, at.path)
			asked++
			if stray && !slices.Contains(strayed, a.Status) {
				w.t.Errorf("%s asks %s %s, which no route takes: %d", p.name, way, at.path, a.Status)
			}
			if a.Status == http.StatusTooManyRequests || a.Status >= 500 && a.Status != http.StatusServiceUnavailable {
				w.t.Errorf("%s asks %s %s: %d", p.name, way, at.path, a.Status)
			}
			report(at, way, w.words.in(a.Head(), a.Body), a)
		}
	}
	return asked
}

// targets is every address of an instance.
func (w *world) targets(n *clustertest.Node) (list []target) {
	values := w.valuesOn(n)
	for _, route := range routesOf(w.t, n) {
		list = append(list, targetsOf(w.t, route, values)...)
	}
	for _, m := range w.people {
		list = append(list, target{route: "GET/.well-known/webfinger", path: "/.well-known/webfinger?resource=acct:" + m.Person.Username + "@" + n.Identity.Host})
	}
	for column, room := range w.rooms {
		list = append(list, target{route: "GET/.well-known/webfinger", column: column, ids: []string{room.Username},
			path: "/.well-known/webfinger?resource=acct:" + room.Username + "@" + n.Identity.Host})
	}
	return list
}

// TestSecrets looks for canaries wherever a server speaks, in one world.
func TestSecrets(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	var log said
	*w.host.Log = *slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	t.Run("principals", w.known)
	t.Run("routes", w.everywhere)
	t.Run("apps", w.appCalls)
	t.Run("secrets of apps", w.appSecrets)
	t.Run("search", w.searches)
	t.Run("feeds", w.feeds)
	t.Run("streams", w.streams)
	t.Run("logs", func(t *testing.T) { w.unlogged(t, &log) })
	t.Run("letters", w.unmailed)
	t.Run("hidden", w.hiddenIsLikeNothing)
	t.Run("guest", w.guestSeesOneThread)
	t.Run("visibility", w.visibility)
	t.Run("cache", w.cached)
	t.Run("probe", w.probed)
	t.Run("peer", w.peerKeeps)
}

// everywhere asks for everything, as everybody.
func (w *world) everywhere(t *testing.T) {
	targets := w.targets(w.host)
	var group sync.WaitGroup
	var mu sync.Mutex
	total, found := 0, map[string]map[string]bool{}
	for _, p := range append(w.remotes(), w.locals()...) {
		group.Go(func() {
			shown, told := map[string]bool{}, map[string]bool{}
			asked := w.crawl(w.host, p, targets, func(at target, way Way, names []string, a Answer) {
				for _, name := range names {
					shown[name] = true
					if once := name + " " + at.route; !w.may(p, name) && !told[once] {
						told[once] = true
						t.Errorf("%s is given %q by %s %s (%s): %d", p.name, name, way, at.path, at.route, a.Status)
					}
				}
			})
			mu.Lock()
			defer mu.Unlock()
			total, found[p.name] = total+asked, shown
		})
	}
	group.Wait()
	surfaces := map[string]bool{}
	for _, at := range targets {
		surfaces[at.route] = true
	}
	t.Logf("%d requests: %d principals, %d surfaces, %d addresses, %d ways", total, len(found), len(surfaces), len(targets), len(Ways))
	if len(found) < 20 || len(surfaces) < 60 {
		t.Errorf("%d principals, %d surfaces: too few to prove anything", len(found), len(surfaces))
	}
	if thorough() {
		w.positive(t, found)
	}
}

// positive is the control: who may read is given what there is to read.
func (w *world) positive(t *testing.T, found map[string]map[string]bool) {
	want := func(who, name string) {
		t.Helper()
		if !found[who][name] {
			t.Errorf("%s was not given %q: the crawl proves nothing", who, name)
		}
	}
	for _, column := range []string{openOne, closedOne, farOne, secretOne} {
		for who, fields := range map[string][]string{
			"mairi": {"listed: name", "listed: summary", "listed: rules", "content: title", "content: body", "content: reply",
				"content: before an edit", "content: after an edit", "content: picture", "content: alternative text", "content: second alternative text"},
			"bob":               {"listed: name", "content: body", "content: picture"},
			"issuer of members": {"content: body", "content: before an edit", "content: after an edit"},
		} {
			for _, field := range fields {
				want(who, column+" "+field)
			}
		}
		if column != openOne {
			want("mairi", column+" content: reply of a peer")
			want("mairi", "mairi: draft for "+column)
		}
	}
	want("morag", closedOne+" request: reason of "+w.people["applicant"].Person.Username+"@scotland")
	want("operator", "audit: revocation of revoked")
	want("ann", "mairi: biography")
}
