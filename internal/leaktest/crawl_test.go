package leaktest

import (
	"bytes"
	"context"
	"fmt"
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

// representation is a way to ask for something.
type representation struct{ method, accept, suffix, override, form string }

func (r representation) String() string {
	return strings.TrimSpace(fmt.Sprint(r.method, " ", r.accept, " ", r.suffix, " ", r.override))
}

// representations are asked of the first thing of each kind and community; the
// others are asked for as a page and as an activity by turns.
var representations = func() (list []representation) {
	for _, accept := range []string{"text/html", "application/activity+json", `application/ld+json; profile="https://www.w3.org/ns/activitystreams"`,
		"application/json", "application/atom+xml", "image/*", "*/*"} {
		list = append(list, representation{method: http.MethodGet, accept: accept})
	}
	for _, suffix := range []string{".json", ".rss", ".atom", "?page=1"} {
		list = append(list, representation{method: http.MethodGet, accept: "*/*", suffix: suffix})
	}
	for _, method := range []string{http.MethodHead, http.MethodOptions} {
		list = append(list, representation{method: method, accept: "*/*"})
	}
	return append(list, representation{method: http.MethodPost, accept: "*/*", override: http.MethodGet})
}()

// answer is everything that an asker is given.
type answer struct {
	status int
	header http.Header
	body   []byte
}

func (a answer) head() []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%d\n", a.status)
	_ = a.header.WriteSubset(&b, map[string]bool{"Date": true})
	return b.Bytes()
}

// get sends one request straight to an instance's handler.
func (w *world) get(n *clustertest.Node, p principal, r representation, path string) answer {
	if strings.HasPrefix(r.suffix, "?") && strings.Contains(path, "?") {
		path += "&" + r.suffix[1:]
	} else {
		path += r.suffix
	}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	if path == "/events" { // the stream ends when there is nothing more to say at once
		ctx, cancel = context.WithTimeout(ctx, 20*time.Millisecond)
		defer cancel()
	}
	req := httptest.NewRequestWithContext(ctx, r.method, n.Config.URL+path, strings.NewReader(r.form))
	req.Header.Set("Accept", r.accept)
	if r.form != "" {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if r.override != "" {
		req.Header.Set("X-HTTP-Method-Override", r.override)
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	p.apply(w, req)
	rec := httptest.NewRecorder()
	n.Handler.ServeHTTP(rec, req)
	return answer{status: rec.Code, header: rec.Result().Header, body: rec.Body.Bytes()}
}

// askable drops the ways to ask that would change something: who may do
// something is not asked to do it.
func askable(p principal, t target, r representation) bool {
	_, pattern, _ := strings.Cut(t.route, "/")
	if r.method != http.MethodPost || !slices.Contains(listed, http.MethodPost+"/"+pattern) || strings.HasSuffix(t.path, "/inbox") {
		return true
	}
	idle := []string{"anonymous", "stranger", "issuer", "issuer of somebody invited", "nora", "eve", "guest"}
	return slices.Contains(idle, p.name)
}

// thorough reports whether the first thing of each kind is asked for in every
// representation; with -short and with the race detector, in one by turns.
func thorough() bool { return !underRace && !testing.Short() }

// waysFor gives the representations in which a target is asked for: all of
// them for the first thing of its kind in the closed and the private community
// and outside communities, a page and an activity by turns for the rest.
func waysFor(t target, seen map[string]int) []representation {
	if t.path == "/events" {
		return representations[:1]
	}
	if strings.HasPrefix(t.route, http.MethodPost) {
		return []representation{representations[0], representations[len(representations)-1]}
	}
	key := t.route + " " + t.column
	seen[key]++
	if n := seen[key] + len(t.column); !thorough() {
		return representations[n%len(representations) : n%len(representations)+1]
	}
	if n := seen[key]; n > 1 || t.column == openOne || t.column == farOne {
		return representations[n%2 : n%2+1]
	}
	return representations
}

// crawl asks an instance for everything as one principal, and says what
// canaries came with what.
func (w *world) crawl(n *clustertest.Node, p principal, targets []target, report func(target, representation, []string, answer)) (asked int) {
	seen := map[string]int{}
	for _, at := range targets {
		for _, way := range waysFor(at, seen) {
			if !askable(p, at, way) {
				continue
			}
			a := w.get(n, p, way, at.path)
			asked++
			if a.status == http.StatusTooManyRequests || a.status >= 500 && a.status != http.StatusServiceUnavailable {
				w.t.Errorf("%s asks %s %s: %d", p.name, way, at.path, a.status)
			}
			report(at, way, w.words.in(a.head(), a.body), a)
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
	t.Run("search", w.searches)
	t.Run("logs", func(t *testing.T) { w.unlogged(t, &log) })
	t.Run("letters", w.unmailed)
	t.Run("hidden", w.hiddenIsLikeNothing)
	t.Run("guest", w.guestSeesOneThread)
	t.Run("visibility", w.visibility)
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
			asked := w.crawl(w.host, p, targets, func(at target, way representation, names []string, a answer) {
				for _, name := range names {
					shown[name] = true
					if once := name + " " + at.route; !w.may(p, name) && !told[once] {
						told[once] = true
						t.Errorf("%s is given %q by %s %s (%s): %d", p.name, name, way, at.path, at.route, a.status)
					}
				}
			})
			mu.Lock()
			defer mu.Unlock()
			total, found[p.name] = total+asked, shown
		})
	}
	group.Wait()
	t.Logf("%d requests", total)
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
				"content: before an edit", "content: after an edit", "content: picture", "content: alternative text"},
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
