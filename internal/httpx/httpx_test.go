package httpx_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/google/go-cmp/cmp"

	"headroom/internal/httpx"
)

var quiet = slog.New(slog.DiscardHandler)

// domainError stands for the domain's type, which httpx does not know.
type domainError struct{ kind string }

func (e domainError) Error() string { return "secret cause" }
func (e domainError) Kind() string  { return e.kind }

func pages(log *slog.Logger) *httpx.Errors {
	return httpx.PageErrors(log, func(w http.ResponseWriter, _ *http.Request, a httpx.Answer) {
		_ = httpx.WriteBytes(w, a.Status, "text/html; charset=utf-8", fmt.Appendf(nil, "<h1>%s</h1>", a.Kind))
	})
}

func serve(h http.Handler, r *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func get(path string) *http.Request { return httptest.NewRequest(http.MethodGet, path, nil) }

func TestStatusTable(t *testing.T) {
	t.Parallel()
	doors := map[string]*httpx.Errors{
		"pages": pages(quiet), "api": httpx.APIErrors(quiet, nil), "activity": httpx.ActivityErrors(quiet),
	}
	for _, tc := range []struct {
		err         error
		page, other int
	}{
		{domainError{"invalid"}, 422, 400},
		{domainError{"unauthenticated"}, 401, 401},
		{domainError{"forbidden"}, 403, 403},
		{domainError{"not_found"}, 404, 404},
		{domainError{"conflict"}, 409, 409},
		{domainError{"unavailable"}, 503, 503},
		{domainError{"gone"}, 410, 410},
		{domainError{"too_large"}, 413, 413},
		{domainError{"rate_limited"}, 429, 429},
		{domainError{"unheard_of"}, 500, 500},
		{fmt.Errorf("wrapped: %w", domainError{"gone"}), 410, 410},
		{&http.MaxBytesError{Limit: 3}, 413, 413},
		{fmt.Errorf("query: %w", context.DeadlineExceeded), 503, 503},
		{errors.New("secret cause"), 500, 500},
	} {
		for door, e := range doors {
			want := tc.other
			if door != "activity" {
				want = tc.page
			}
			w := serve(e.Wrap(func(http.ResponseWriter, *http.Request) error { return tc.err }), get("/"))
			if w.Code != want {
				t.Errorf("%s: %v: status %d, want %d", door, tc.err, w.Code, want)
			}
			if strings.Contains(w.Body.String(), "secret") {
				t.Errorf("%s: %v: the cause is shown: %s", door, tc.err, w.Body)
			}
			if got := w.Header().Get("Cache-Control"); got != "private, no-store" {
				t.Errorf("%s: %v: Cache-Control %q", door, tc.err, got)
			}
		}
	}
}

func TestSecretAnswersAreTheSameToTheByte(t *testing.T) {
	t.Parallel()
	message := func(_ *http.Request, err error) string { return "because " + err.Error() }
	for name, e := range map[string]*httpx.Errors{
		"pages": pages(quiet), "api": httpx.APIErrors(quiet, message), "activity": httpx.ActivityErrors(quiet),
	} {
		for _, kind := range []string{httpx.NotFound, httpx.Unauthenticated} {
			var answers []string
			for i, err := range []error{domainError{kind}, httpx.E(kind, errors.New("a")), httpx.E(kind, nil).After(time.Hour)} {
				h := httpx.WithRequestID(e.Wrap(func(w http.ResponseWriter, _ *http.Request) error {
					w.Header().Set("ETag", fmt.Sprint(i))
					w.Header().Add("Vary", fmt.Sprint("X", i))
					return err
				}))
				w := serve(h, get(fmt.Sprint("/thing/", i)))
				answers = append(answers, fmt.Sprint(w.Code, w.Header(), w.Body))
			}
			for _, a := range answers[1:] {
				if diff := cmp.Diff(answers[0], a); diff != "" {
					t.Errorf("%s, %s: answers differ:\n%s", name, kind, diff)
				}
			}
		}
	}
}

func TestInternalErrorsAreLoggedWithTheIDShown(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	e := httpx.APIErrors(slog.New(slog.NewTextHandler(&log, nil)), nil)
	w := serve(e.Wrap(func(http.ResponseWriter, *http.Request) error { return errors.New("disk on fire") }), get("/"))
	_, id, ok := strings.Cut(w.Body.String(), `"id":"`)
	if !ok || len(id) < 16 {
		t.Fatalf("body %s has no id", w.Body)
	}
	if got := log.String(); !strings.Contains(got, "error_id="+id[:16]) || !strings.Contains(got, "disk on fire") {
		t.Errorf("log %q lacks id or cause", got)
	}
}

func TestAPIMessageAndRetryAfter(t *testing.T) {
	t.Parallel()
	e := httpx.APIErrors(quiet, func(_ *http.Request, err error) string { return "Biography is too short" })
	w := serve(e.Wrap(func(http.ResponseWriter, *http.Request) error { return domainError{"invalid"} }), get("/"))
	if got, want := w.Body.String(), `{"error":"Biography is too short"}`+"\n"; got != want {
		t.Errorf("body %q, want %q", got, want)
	}
	w = serve(httpx.ActivityErrors(quiet).Wrap(func(http.ResponseWriter, *http.Request) error {
		return httpx.E(httpx.Unavailable, nil).After(1500 * time.Millisecond)
	}), get("/"))
	if got := w.Header().Get("Retry-After"); got != "2" || w.Body.String() != `{"error":"unavailable"}`+"\n" {
		t.Errorf("Retry-After %q, body %s", got, w.Body)
	}
}

func TestErrorAfterTheAnswerBeganIsOnlyLogged(t *testing.T) {
	t.Parallel()
	w := serve(pages(quiet).Wrap(func(w http.ResponseWriter, _ *http.Request) error {
		_, _ = io.WriteString(w, "half")
		return errors.New("lost")
	}), get("/"))
	if w.Code != 200 || w.Body.String() != "half" {
		t.Errorf("%d %q", w.Code, w.Body)
	}
}

func TestWriteJSONLeavesNothingOnError(t *testing.T) {
	t.Parallel()
	w := httptest.NewRecorder()
	if err := httpx.WriteJSON(w, 200, httpx.TypeJSON, make(chan int)); err == nil {
		t.Error("encoded a channel")
	}
	if w.Body.Len() != 0 || len(w.Header()) != 0 {
		t.Errorf("wrote %v %q", w.Header(), w.Body)
	}
	if err := httpx.WriteJSON(w, 201, httpx.TypeActivity, map[string]string{"content": "<p>"}); err != nil {
		t.Fatal(err)
	}
	if w.Code != 201 || w.Header().Get("Content-Type") != httpx.TypeActivity || w.Header().Get("Content-Length") != "18" || w.Body.String() != `{"content":"<p>"}`+"\n" {
		t.Errorf("%d %v %s", w.Code, w.Header(), w.Body)
	}
}

func TestClientAddress(t *testing.T) {
	t.Parallel()
	trusted := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("::1/128")}
	for _, tc := range []struct{ remote, forwarded, want string }{
		{"192.0.2.1:99", "", "192.0.2.1"},
		{"192.0.2.1:99", "198.51.100.7", "192.0.2.1"},
		{"10.0.0.1:99", "198.51.100.7", "198.51.100.7"},
		{"10.0.0.1:99", "1.1.1.1, 198.51.100.7, 10.2.3.4", "198.51.100.7"},
		{"10.0.0.1:99", "198.51.100.7, nonsense", "10.0.0.1"},
		{"10.0.0.1:99", "", "10.0.0.1"},
		{"[::1]:99", "2001:db8::5", "2001:db8::5"},
		{"[::ffff:10.0.0.1]:99", "::ffff:198.51.100.7", "198.51.100.7"},
		{"@", "198.51.100.7", "invalid IP"},
	} {
		r := get("/")
		r.RemoteAddr = tc.remote
		if tc.forwarded != "" {
			r.Header.Set("X-Forwarded-For", tc.forwarded)
		}
		var got netip.Addr
		serve(httpx.ClientAddress(trusted)(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			got = httpx.Address(r.Context())
		})), r)
		if got.String() != tc.want {
			t.Errorf("remote %s, forwarded %q: %v, want %s", tc.remote, tc.forwarded, got, tc.want)
		}
	}
}

// accountKey is where the test keeps who asks.
type accountKey struct{}

func TestRateLimit(t *testing.T) {
	t.Parallel()
	account := func(ctx context.Context) string { name, _ := ctx.Value(accountKey{}).(string); return name }
	h := httpx.ClientAddress(nil)(httpx.RateLimit(httpx.APIErrors(quiet, nil), 2, time.Hour, httpx.ByAccount(account))(
		http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(204) })))
	ask := func(remote, name string) *httptest.ResponseRecorder {
		r := get("/")
		r.RemoteAddr = remote
		return serve(h, r.WithContext(context.WithValue(r.Context(), accountKey{}, name)))
	}
	for i, tc := range []struct {
		remote, name string
		want         int
	}{
		{"[2001:db8::1]:1", "", 204}, {"[2001:db8::2]:1", "", 204}, {"[2001:db8::3]:1", "", 429},
		{"[2001:db8:0:1::1]:1", "", 204}, {"[2001:db8::1]:1", "7", 204},
		{"192.0.2.1:1", "7", 204}, {"192.0.2.2:1", "7", 429},
	} {
		w := ask(tc.remote, tc.name)
		if w.Code != tc.want {
			t.Errorf("request %d: %d, want %d", i, w.Code, tc.want)
		}
		if tc.want == 204 && len(w.Header()) != 0 {
			t.Errorf("request %d: headers %v", i, w.Header())
		}
		if tc.want == 429 && w.Header().Get("Retry-After") != "3600" {
			t.Errorf("request %d: Retry-After %q", i, w.Header().Get("Retry-After"))
		}
	}
}

func TestMiddlewares(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	logger := slog.New(slog.NewTextHandler(&log, nil))
	e := pages(quiet)
	router := chi.NewRouter()
	router.Use(httpx.WithRequestID, httpx.AccessLog(logger), httpx.Recover(e), httpx.Host(e, "scotland.localhost:7001"),
		httpx.SecurityHeaders(true), httpx.BodyLimit(e, 8), httpx.Deadline(time.Minute), httpx.HeadLikeGet, httpx.NoStore)
	router.Get("/reset/{token}", func(w http.ResponseWriter, r *http.Request) {
		if _, ok := r.Context().Deadline(); !ok || httpx.RequestID(r.Context()) == "" {
			t.Error("no deadline or no request id")
		}
		_, _ = io.WriteString(w, "page")
	})
	router.Get("/panic", func(http.ResponseWriter, *http.Request) { panic("secret") })
	router.Post("/post", e.Wrap(func(w http.ResponseWriter, r *http.Request) error {
		_, err := io.ReadAll(r.Body)
		return err
	}))
	router.NotFound(func(w http.ResponseWriter, r *http.Request) { e.Write(w, r, httpx.E(httpx.NotFound, nil)) })

	ask := func(method, target, body string, chunked bool) *httptest.ResponseRecorder {
		r := httptest.NewRequest(method, target, strings.NewReader(body))
		if chunked {
			r.ContentLength = -1
		}
		return serve(router, r)
	}
	const origin = "http://scotland.localhost:7001"
	for _, tc := range []struct {
		method, target, body string
		chunked              bool
		want                 int
	}{
		{"GET", origin + "/reset/canary?q=canary", "", false, 200},
		{"HEAD", origin + "/reset/canary", "", false, 200},
		{"GET", "http://SCOTLAND.localhost:7001/reset/x", "", false, 200},
		{"GET", "http://scotland.localhost/reset/x", "", false, 421},
		{"GET", "http://evil.example/reset/x", "", false, 421},
		{"GET", origin + "/nowhere/canary", "", false, 404},
		{"GET", origin + "/panic", "", false, 500},
		{"POST", origin + "/post", "short", false, 200},
		{"POST", origin + "/post", "much too long", false, 413},
		{"POST", origin + "/post", "much too long", true, 413},
	} {
		w := ask(tc.method, tc.target, tc.body, tc.chunked)
		if w.Code != tc.want {
			t.Errorf("%s %s: %d, want %d", tc.method, tc.target, w.Code, tc.want)
		}
		if tc.want != 421 && (w.Header().Get("Content-Security-Policy") != httpx.ContentPolicy ||
			w.Header().Get("X-Content-Type-Options") != "nosniff" || w.Header().Get("Strict-Transport-Security") == "") {
			t.Errorf("%s %s: security headers missing: %v", tc.method, tc.target, w.Header())
		}
		if strings.Contains(w.Body.String(), "secret") {
			t.Errorf("%s: shows the panic", tc.target)
		}
	}
	if got := log.String(); strings.Contains(got, "canary") || !strings.Contains(got, "route=/reset/{token}") {
		t.Errorf("access log: %s", got)
	}
}

func TestAbortPassesThrough(t *testing.T) {
	t.Parallel()
	defer func() {
		if recover() == nil {
			t.Error("an abort was swallowed")
		}
	}()
	serve(httpx.Recover(pages(quiet))(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })), get("/"))
}
