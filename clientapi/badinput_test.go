package clientapi_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/go-chi/chi/v5"

	"headroom/clientapi"
	"headroom/community"
)

// raw asks without holding the answer to its description: errors have none.
func (w *world) raw(method, path, token, kind, body string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, "http://"+host+path, strings.NewReader(body))
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	rec := httptest.NewRecorder()
	w.Handler.ServeHTTP(rec, r)
	return rec
}

// calls are the rows of the table that are not streams.
func (w *world) calls() (rows []clientapi.Address) {
	return slices.DeleteFunc(w.API.Addresses(), func(row clientapi.Address) bool { return strings.Contains(row.Path, "/streaming") })
}

// TestEachScopeAlone opens what it covers, and nothing else; a token that has been
// ended, in whatever way, opens what no token does.
func TestEachScopeAlone(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ann, ben := w.head("Ann Sample"), w.head("Ben Sample")
	for _, scope := range community.Scopes() {
		token := w.token(ann, scope)
		for _, row := range w.calls() {
			if row.Scope == "" {
				continue
			}
			got := w.raw(row.Method, filled(row.Path), token, "", "")
			refused := got.Code == 403 && strings.Contains(got.Body.String(), "outside the authorized scopes")
			if refused == community.ScopeCovers([]string{scope}, row.Scope) || got.Code == 401 || got.Code >= 500 {
				t.Errorf("%s %s asks for %s, with %s: %d %s", row.Method, row.Path, row.Scope, scope, got.Code, got.Body)
			}
		}
	}
	left, revoked, everywhere, own := w.token(ann), w.token(ann), w.token(ben), w.appToken()
	apps, err := w.Service.MyApps(t.Context(), ann.Viewer)
	w.ok(err)
	for _, a := range apps {
		w.ok(w.Service.EndApp(t.Context(), ann.Viewer, a.ID))
	}
	_, err = w.Service.EndOtherSessions(t.Context(), ben.Viewer)
	w.ok(err)
	for name, token := range map[string]string{"left": left, "revoked": revoked, "ended with every session": everywhere, "another server's": own + "x"} {
		for _, row := range w.calls() {
			path := filled(row.Path)
			if row.Nobody {
				if row.Method != http.MethodGet {
					continue
				}
				if got, want := w.raw(row.Method, path, token, "", ""), w.raw(row.Method, path, "", "", ""); got.Code != want.Code || got.Body.String() != want.Body.String() {
					t.Errorf("%s: %s %s: %d, without one %d", name, row.Method, path, got.Code, want.Code)
				}
				continue
			}
			if got := w.raw(row.Method, path, token, "", ""); got.Code != 401 || !strings.HasPrefix(got.Body.String(), `{"error":"`) {
				t.Errorf("%s: %s %s: %d %s", name, row.Method, path, got.Code, got.Body)
			}
		}
	}
}

// TestMalformed: what cannot be read is refused in the shape of an error, changes
// nothing, and is no fault of ours.
func TestMalformed(t *testing.T) {
	t.Parallel()
	r := newRooms(t)
	r.begin(r.morag, r.closed, "One", "a first post")
	r.settle()
	before, err := r.Service.LastEvent(t.Context())
	r.ok(err)
	bodies := []struct{ kind, body string }{
		{"application/json", `{"status":`}, {"application/json", `[1]`}, {"application/json", strings.Repeat(`{"a":`, 1000)},
		{"application/json", `{"poll":{"options":[` + strings.TrimSuffix(strings.Repeat(`"a",`, 100_000), ",") + `]},"status":"@maths Ferries"}`},
		{"application/x-www-form-urlencoded", "status=%zz"}, {"application/x-www-form-urlencoded", "status=@maths+x&" + strings.Repeat("poll[options][]=a&", 3000)},
		{"multipart/form-data; boundary=x", "--x\r\nnothing"}, {"multipart/form-data", "status=@maths"},
	}
	for _, row := range r.calls() {
		if row.Method == http.MethodGet || row.Method == http.MethodDelete {
			continue
		}
		for _, one := range bodies {
			if len(one.body) > 10_000 && !strings.Contains(row.Path, "/statuses") {
				continue // all read parameters in one place
			}
			got := r.raw(row.Method, filled(row.Path), r.i, one.kind, one.body)
			refused := got.Code >= 400 && got.Code < 500 && strings.HasPrefix(got.Body.String(), `{"error":"`)
			if !refused && (got.Code != 200 || readsBody(row)) {
				t.Errorf("%s %s, %s %.30s: %d %.200s", row.Method, row.Path, one.kind, one.body, got.Code, got.Body)
			}
		}
	}
	const much = "@maths A poll"
	if got := r.raw("POST", "/api/v1/statuses", r.i, "application/json", `{"status":"`+much+`","poll":{"expires_in":86400,"options":["`+strings.Repeat("x", 5000)+`","b"]}}`); got.Code != 422 {
		t.Errorf("%d %s", got.Code, got.Body)
	}
	for _, query := range []string{"max_id=x&min_id=99999999999999999999&limit=-5", "since_id=-1&limit=1000000&offset=-3", "max_id=0", "max_id=%00&min_id='", "min_id=9007199254740991"} {
		for _, row := range r.calls() {
			if row.Method != http.MethodGet {
				continue
			}
			if got := r.raw("GET", filled(row.Path)+"?"+query, r.i, "", ""); got.Code >= 500 {
				t.Errorf("%s?%s: %d %s", row.Path, query, got.Code, got.Body)
			}
		}
	}
	if after, err := r.Service.LastEvent(t.Context()); err != nil || after != before {
		t.Errorf("something has changed: %d events, then %d (%v)", before, after, err)
	}
}

// readsBody reports whether a call reads parameters at all. The others do the same
// whatever is sent with them.
func readsBody(row clientapi.Address) bool {
	return !slices.ContainsFunc([]string{"/clear", "/dismiss", "/unfollow", "/suggestions", "/unfeature", "/domain_blocks", "/featured_tags"},
		func(end string) bool { return strings.HasSuffix(row.Path, end) })
}

// TestHiddenIsUnknown: the number of something that is there, and is not for who asks,
// is answered byte for byte as one of nothing, by every call.
func TestHiddenIsUnknown(t *testing.T) {
	t.Parallel()
	r := newRooms(t)
	file := r.upload(r.m, "/api/v2/media", "A field").is(200)["id"].(string)
	post := r.says(r.m, "@quiet Between us", url.Values{"media_ids[]": {file}}).is(200)["id"].(string)
	poll := r.says(r.m, "@quiet Which?", url.Values{"poll[options][]": {"One", "Two"}, "poll[expires_in]": {"86400"}}).is(200)["id"].(string)
	letter := r.says(r.m, "@"+r.iain.Record.Username+" A word", url.Values{"visibility": {"direct"}}).is(200)["id"].(string)
	list := r.ask("POST", "/api/v1/lists", r.m, url.Values{"title": {"Mine"}}).is(200)["id"].(string)
	filter := r.ask("POST", "/api/v2/filters", r.m, url.Values{"title": {"x"}, "context[]": {"home"}, "keywords_attributes[][keyword]": {"bore"}}).is(200)
	word := filter["keywords"].([]any)[0].(map[string]any)["id"].(string)
	loose := r.upload(r.m, "/api/v2/media", "Another").is(200)["id"].(string)
	r.settle()
	talk := r.ask("GET", "/api/v1/conversations", r.m, nil).list(200)[0]["id"].(string)
	told := r.ask("GET", "/api/v1/notifications", r.i, nil).list(200)[0]["id"].(string)
	hidden := []string{post, wrapped(post), poll, letter, file, loose, list, filter["id"].(string), word, talk, told, id(r.private.ID)}
	unknown := id(987654321)
	compared := 0
	for _, row := range r.calls() {
		if !strings.Contains(row.Path, "{") {
			continue
		}
		want := r.raw(row.Method, fill(row.Path, unknown), r.o, "", "")
		for _, at := range hidden {
			compared++
			got := r.raw(row.Method, fill(row.Path, at), r.o, "", "")
			if body := strings.ReplaceAll(got.Body.String(), at, unknown); got.Code != want.Code || body != want.Body.String() {
				t.Errorf("%s %s of %s: %d %s, of nothing %d %s", row.Method, row.Path, at, got.Code, got.Body, want.Code, want.Body)
			}
		}
	}
	if compared < 500 {
		t.Errorf("%d comparisons", compared)
	}
	for _, at := range []string{"/api/v1/statuses/" + post, "/api/v1/lists/" + list, "/api/v2/filters/" + filter["id"].(string), "/api/v1/media/" + loose} {
		r.ask("GET", at, r.m, nil).is(200) // and is still there
	}
}

func fill(path, with string) string {
	for {
		before, rest, ok := strings.Cut(path, "{")
		if !ok {
			return path
		}
		_, after, _ := strings.Cut(rest, "}")
		path = before + with + after
	}
}

// TestPostsAreThrottled, and nothing else is by that.
func TestPostsAreThrottled(t *testing.T) {
	t.Parallel()
	r := newRooms(t)
	api := clientapi.New(clientapi.Options{Service: r.Service, Identity: r.Identity, Clock: r.clock.Now, RequestsPerMinute: 20})
	mux := chi.NewRouter()
	api.Routes(mux)
	for n, want := range []int{200, 200, 429} {
		q := httptest.NewRequest(http.MethodPost, "http://"+host+"/api/v1/statuses?status=@maths+Ferries", nil)
		q.Header.Set("Authorization", "Bearer "+r.i)
		rec := httptest.NewRecorder()
		mux.ServeHTTP(rec, q)
		if rec.Code != want || want == 429 && rec.Header().Get("Retry-After") == "" {
			t.Errorf("post %d: %d %s", n+1, rec.Code, rec.Body)
		}
	}
	q := httptest.NewRequest(http.MethodGet, "http://"+host+"/api/v1/timelines/home", nil)
	q.Header.Set("Authorization", "Bearer "+r.i)
	rec := httptest.NewRecorder()
	if mux.ServeHTTP(rec, q); rec.Code != 200 {
		t.Errorf("%d", rec.Code)
	}
}

// wrapped is the number of the boost of a post.
func wrapped(post string) string {
	n, _ := strconv.ParseInt(post, 10, 64)
	return id(clientapi.WrapperID(n))
}
