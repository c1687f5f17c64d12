package web_test

import (
	"bytes"
	"compress/gzip"
	"html"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/go-chi/chi/v5"

	"headroom/community"
	"headroom/web"
)

// TestRoutesLeaveRoom walks the routes: none may take addresses that belong to
// the federation door.
func TestRoutesLeaveRoom(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	routes := map[string]bool{}
	err := chi.Walk(h.handler.(chi.Routes), func(method, route string, _ http.Handler, _ ...func(http.Handler) http.Handler) error {
		routes[method+" "+route] = true
		return nil
	})
	h.ok(err)
	if len(routes) < 55 {
		t.Errorf("%d routes", len(routes))
	}
	for route := range routes {
		_, p, _ := strings.Cut(route, " ")
		if strings.Contains(p, "*") && p != "/static/*" {
			t.Errorf("%s takes too much", route)
		}
		first, _, _ := strings.Cut(strings.TrimPrefix(p, "/"), "/")
		if slices.Contains([]string{".well-known", "nodeinfo", "issuer", "u", "g", "o", "a", "status", "inbox", "agreements"}, first) {
			t.Errorf("%s belongs to the federation door", route)
		}
	}
	for _, p := range []string{"/u/1", "/.well-known/webfinger", "/inbox", "/issuer"} {
		if w := h.browser().get(p); w.Code != 404 {
			t.Errorf("%s: %d", p, w.Code)
		}
	}
}

var (
	link   = regexp.MustCompile(`<a [^>]*href="(/[^"#]*)`)
	action = regexp.MustCompile(`<(?:form|button)[^>]*(?:form)?action="(/[^"]*)"`)
)

// TestEveryLinkLeadsSomewhere follows every link from home, and finds a route
// for every form.
func TestEveryLinkLeadsSomewhere(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.ok(h.service.Join(t.Context(), h.as("head"), h.closed.ID, "to be decided", nil))
	_, err := h.service.ExpectPeer(t.Context(), community.CommandLine, "wales.localhost")
	h.ok(err)
	router := h.handler.(chi.Routes)
	for role, start := range map[string]string{"anonymous": "/", "head": "/", "member": "/", "moderator": "/", "operator": "/operator"} {
		b := h.signedIn(role)
		seen, queue := map[string]bool{start: true}, []string{start}
		for len(queue) > 0 {
			p := queue[0]
			queue = queue[1:]
			w := b.get(p)
			if p == "/compose" && w.Code == 303 { // one community only
				w = b.get(w.Header().Get("Location"))
			}
			if to, _, _ := strings.Cut(w.Header().Get("Location"), "#"); strings.HasPrefix(p, "/posts/") && strings.HasPrefix(to, "/threads/") {
				w = b.get(to) // a post's own address
			}
			if w.Code != 200 && (role != "operator" || p != "/") { // home is the desk
				t.Errorf("%s as %s: %d", p, role, w.Code)
			}
			for _, found := range action.FindAllStringSubmatch(w.Body.String(), -1) {
				to, _, _ := strings.Cut(found[1], "#")
				to, _, _ = strings.Cut(to, "?")
				get := to == "/people" || to == "/search" || to == "/notifications"
				if !get && !router.Match(chi.NewRouteContext(), http.MethodPost, to) {
					t.Errorf("%s as %s: a form goes to %s, which is no route", p, role, found[1])
				}
			}
			if p == "/styleguide" { // its people are samples
				continue
			}
			for _, found := range link.FindAllStringSubmatch(w.Body.String(), -1) {
				next := html.UnescapeString(found[1])
				if strings.Contains(next, "lang=") || seen[next] {
					continue
				}
				seen[next] = true
				queue = append(queue, next)
			}
		}
		t.Logf("%s: %d pages", role, len(seen))
	}
}

var asset = regexp.MustCompile(`(?:href|src)="(/(?:static|theme)[^"]*)"`)

// TestFirstVisit counts what is transferred on a first visit to home: the page
// and everything that it names, as compressed as it is sent, headers included.
func TestFirstVisit(t *testing.T) {
	t.Parallel()
	const most = 100_000
	h := newHouse(t)
	for range 20 {
		_, err := h.service.StartThread(t.Context(), h.as("moderator"), community.PostInput{Community: h.closed.ID, Title: "A sample conversation", Body: "Sample words", Language: "en"})
		h.ok(err)
	}
	b := h.signedIn("member")
	page := b.get("/")
	sum := transferred(t, page)
	seen := map[string]bool{}
	for _, found := range asset.FindAllStringSubmatch(page.Body.String(), -1) {
		if seen[found[1]] {
			continue
		}
		seen[found[1]] = true
		b.header.Set("Accept-Encoding", "gzip")
		w := b.get(strings.ReplaceAll(found[1], "&amp;", "&"))
		if w.Code != 200 {
			t.Errorf("%s: %d", found[1], w.Code)
		}
		if strings.HasSuffix(found[1], ".css") {
			sum += fonts(t, b, found[1], w)
		}
		sum += transferred(t, w)
	}
	if len(seen) < 3 {
		t.Errorf("the page names only %v", seen)
	}
	t.Logf("a first visit to home transfers %d bytes", sum)
	if sum > most {
		t.Errorf("a first visit to home transfers %d bytes, more than %d", sum, most)
	}
}

var face = regexp.MustCompile(`url\(["']?([^"')]+\.woff2)["']?\)`)

// fonts counts the fonts of a stylesheet as if all were used.
func fonts(t *testing.T, b *browser, address string, css *httptest.ResponseRecorder) (sum int) {
	t.Helper()
	text := css.Body.Bytes()
	if css.Header().Get("Content-Encoding") == "gzip" {
		r, err := gzip.NewReader(bytes.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		var plain bytes.Buffer
		if _, err := plain.ReadFrom(r); err != nil {
			t.Fatal(err)
		}
		text = plain.Bytes()
	}
	base, _ := url.Parse(address)
	for _, found := range face.FindAllSubmatch(text, -1) {
		ref, err := base.Parse(string(found[1]))
		if err != nil {
			t.Fatal(err)
		}
		w := b.get(ref.Path)
		if w.Code != 200 {
			t.Errorf("font %s: %d", ref, w.Code)
		}
		sum += transferred(t, w)
	}
	return sum
}

func transferred(t *testing.T, w *httptest.ResponseRecorder) int {
	t.Helper()
	var headers bytes.Buffer
	if err := w.Header().Write(&headers); err != nil {
		t.Fatal(err)
	}
	return headers.Len() + w.Body.Len()
}

// TestDatabaseLost asks while the store takes nothing, and while it answers
// nothing: pages say so, and a form comes back with what was typed.
func TestDatabaseLost(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	b := h.signedIn("member")
	alive, ready := web.Health(h.store)
	probe := func(handler http.Handler) int {
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/", nil))
		return w.Code
	}
	if a, r := probe(alive), probe(ready); a != 200 || r != 200 {
		t.Errorf("health %d, %d", a, r)
	}
	h.store.full.Store(true) // reads go on
	if w := b.get("/"); w.Code != 200 {
		t.Errorf("home with a full disk: %d", w.Code)
	}
	for p, form := range map[string]url.Values{
		path("/threads/%d/reply", h.thread):      {"body": {"words not to lose"}},
		path("/communities/%d/new", h.closed.ID): {"title": {"T"}, "body": {"words not to lose"}},
		"/profile":                               {"name": {"N"}, "biography": {"words not to lose, which are as long as a biography has to be"}, "zone": {"Europe/London"}},
	} {
		w := b.post(p, form)
		if w.Code != 503 {
			t.Errorf("%s with a full disk: %d", p, w.Code)
		}
		see(t, w.Body.String(), "words not to lose", "Your text is still here")
	}
	h.store.lost.Store(true)
	if a, r := probe(alive), probe(ready); a != 200 || r != 503 {
		t.Errorf("health without a database %d, %d", a, r)
	}
	if w := b.get("/"); w.Code != 503 {
		t.Errorf("home without a database: %d", w.Code)
	}
	if w := h.browser().get("/about"); w.Code != 200 {
		t.Errorf("a page that needs no database: %d", w.Code)
	}
	w := b.post(path("/threads/%d/reply", h.thread), url.Values{"body": {"words not to lose"}})
	if w.Code != 503 {
		t.Errorf("a reply without a database: %d", w.Code)
	}
	see(t, html.UnescapeString(w.Body.String()), url.QueryEscape("words not to lose"))
	// The page's own form brings them back once the database is there.
	next := html.UnescapeString(hiddenNext.FindStringSubmatch(w.Body.String())[1])
	w = b.post("/sign-in", url.Values{"email": {"member@scotland.localhost"}, "password": {password}, "next": {next}})
	if again := hiddenNext.FindStringSubmatch(w.Body.String()); w.Code != 503 || again == nil || html.UnescapeString(again[1]) != next {
		t.Errorf("a sign-in without a database: %d, what was typed is lost", w.Code)
	}
	h.store.lost.Store(false)
	h.store.full.Store(false)
	b.post("/sign-in", url.Values{"email": {"member@scotland.localhost"}, "password": {password}, "next": {next}})
	see(t, b.get(path("/threads/%d", h.thread)).Body.String(), "words not to lose")
}
