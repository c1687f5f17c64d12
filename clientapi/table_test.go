package clientapi_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// filled is a path with something in place of its parameters that is nowhere.
func filled(path string) string {
	for {
		before, rest, ok := strings.Cut(path, "{")
		if !ok {
			return path
		}
		_, after, _ := strings.Cut(rest, "}")
		path = before + "987654321" + after
	}
}

// TestEveryRoute walks the table: each row asks for what it says that it asks for.
func TestEveryRoute(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ann := w.head("Ann Sample")
	all, narrow, app := w.token(ann), w.token(ann, "push"), w.appToken()
	seen := map[string]bool{}
	for _, row := range w.API.Addresses() {
		if seen[row.Method+row.Path] {
			t.Errorf("%s %s stands in the table twice", row.Method, row.Path)
		}
		seen[row.Method+row.Path] = true
		path := filled(row.Path)
		refused := func(what, token string, status int) {
			t.Helper()
			if got := w.ask(row.Method, path, token, nil); got.Status != status || !strings.HasPrefix(got.Body, `{"error":"`) {
				t.Errorf("%s %s with %s: %d %s, want %d", row.Method, path, what, got.Status, got.Body, status)
			}
		}
		if !row.Nobody {
			refused("no token", "", 401)
			refused("a token that is none", "made-up", 401)
		}
		if !row.App {
			refused("an app's own token", app, 422)
		}
		if row.Scope != "" && row.Scope != "push" {
			refused("a token of another scope", narrow, 403)
		}
		if stream := strings.HasPrefix(path, "/api/v1/streaming"); !stream && (row.Scope != "" || row.App && !row.Nobody) {
			if got := w.ask(row.Method, path, all, nil); got.Status == 401 || got.Status == 403 && strings.Contains(got.Body, "outside the authorized scopes") {
				t.Errorf("%s %s with every scope: %d %s", row.Method, path, got.Status, got.Body)
			} else if !strings.HasPrefix(got.Header.Get("Content-Type"), "application/json") && got.Status != 204 &&
				!strings.HasSuffix(path, ".png") {
				t.Errorf("%s %s: type %q", row.Method, path, got.Header.Get("Content-Type"))
			}
		}
		if row.Method != http.MethodOptions {
			got := w.ask(http.MethodOptions, path, "", nil)
			if got.Status != 204 || got.Header.Get("Access-Control-Allow-Origin") != "*" || got.Header.Get("Access-Control-Allow-Credentials") != "" ||
				!strings.Contains(got.Header.Get("Access-Control-Allow-Headers"), "Authorization") {
				t.Errorf("OPTIONS %s: %d %v", path, got.Status, got.Header)
			}
		}
	}
}

// TestASlashBehind: it is the same call.
func TestASlashBehind(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, path := range []string{"/api/v1/instance", "/api/v2/instance", "/api/v1/conversations"} {
		with, without := w.send(httptest.NewRequest(http.MethodGet, "http://"+host+path+"/", nil)), w.ask(http.MethodGet, path, "", nil)
		if with.Status != without.Status || with.Body != without.Body || with.Status == 404 {
			t.Errorf("%s/: %d, and without the slash %d", path, with.Status, without.Status)
		}
	}
	if got := w.send(httptest.NewRequest(http.MethodGet, "http://"+host+"/oauth/userinfo/", nil)); got.Status != 401 {
		t.Errorf("/oauth/userinfo/: %d", got.Status)
	}
}

func TestUnknownAddresses(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	const want = `{"error":"Record not found"}` + "\n"
	for _, path := range []string{"/api/v1/nothing", "/api/v9/instance", "/api/v1/apps"} {
		got := w.ask(http.MethodGet, path, "", nil)
		if got.Status != 404 || got.Body != want {
			t.Errorf("%s: %d %s", path, got.Status, got.Body)
		}
		if got.Header.Get("Access-Control-Allow-Origin") != "*" {
			t.Errorf("%s: no other site may read why", path)
		}
	}
}

// TestCookiesCountForNothing: who is signed in with a browser is nobody here.
func TestCookiesCountForNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ann := w.head("Ann Sample")
	r := httptest.NewRequest(http.MethodGet, "http://"+host+"/api/v1/apps/verify_credentials", nil)
	r.AddCookie(&http.Cookie{Name: "headroom", Value: w.token(ann)})
	if got := w.send(r); got.Status != 401 || got.Header.Get("Set-Cookie") != "" {
		t.Errorf("%d %s %v", got.Status, got.Body, got.Header)
	}
}

func TestRateLimitHeaders(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	h := w.ask(http.MethodGet, "/api/v1/apps/verify_credentials", w.appToken(), nil).Header
	if h.Get("X-RateLimit-Limit") == "" || h.Get("X-RateLimit-Remaining") == "" || !strings.HasSuffix(h.Get("X-RateLimit-Reset"), "Z") {
		t.Errorf("%v", h)
	}
	if !strings.Contains(h.Get("Access-Control-Expose-Headers"), "X-RateLimit-Remaining") || !strings.Contains(h.Get("Access-Control-Expose-Headers"), "Link") {
		t.Errorf("%v", h)
	}
}
