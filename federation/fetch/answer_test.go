package fetch

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"headroom/federation/vocab"
)

func TestContentTypes(t *testing.T) {
	t.Parallel()
	tests := []struct {
		accept, contentType string
		want                bool
	}{
		{vocab.TypeActivity, "application/activity+json", true},
		{vocab.TypeActivity, "application/activity+json; charset=utf-8", true},
		{vocab.TypeActivity, "Application/Activity+JSON", true},
		{vocab.TypeActivity, vocab.TypeLD, true},
		{vocab.TypeLD, "application/activity+json", true},
		{vocab.TypeActivity, `application/ld+json; profile="https://x.test https://www.w3.org/ns/activitystreams"`, true},
		{vocab.TypeActivity, "application/ld+json", false},
		{vocab.TypeActivity, `application/ld+json; profile="https://www.w3.org/ns/activitystreams-evil"`, false},
		{vocab.TypeActivity, "application/json", false},
		{vocab.TypeActivity, "application/activity+json-evil", false},
		{vocab.TypeActivity, "text/plain; application/activity+json", false},
		{vocab.TypeActivity, "application/octet-stream", false},
		{vocab.TypeActivity, "", false},
		{vocab.TypeCredential, "application/vc", true},
		{vocab.TypeCredential, "application/activity+json", false},
		{vocab.TypeJRD, "application/jrd+json", true},
		{vocab.TypeJRD, "application/json", false},
		{TypeJSON, "application/json; profile=\"x\"", true},
		{AnyType, "image/png", true},
	}
	for _, tt := range tests {
		if got := Accepts(tt.accept, tt.contentType); got != tt.want {
			t.Errorf("Accepts(%q, %q) = %v", tt.accept, tt.contentType, got)
		}
	}
	c, base := peer(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", vocab.TypeActivity)
		switch r.URL.Path {
		case "/two":
			w.Header().Add("Content-Type", "text/html")
		case "/gzip":
			w.Header().Set("Content-Encoding", "gzip")
		case "/none":
			w.Header()["Content-Type"] = nil
		}
		_, _ = w.Write([]byte("{}"))
	})
	for _, path := range []string{"/two", "/gzip", "/none"} {
		if _, err := c.Get(t.Context(), base+path, vocab.TypeActivity, nil, GetOptions{}); !errors.Is(err, ErrContentType) {
			t.Errorf("%s: %v", path, err)
		}
	}
}

func TestSizes(t *testing.T) {
	t.Parallel()
	c, base := peer(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", vocab.TypeActivity)
		switch r.URL.Path {
		case "/full":
			_, _ = w.Write(make([]byte, MaxBytes))
		case "/announced":
			w.Header().Set("Content-Length", strconv.Itoa(MaxBytes+1))
			w.WriteHeader(http.StatusOK)
		case "/endless":
			for r.Context().Err() == nil {
				if _, err := w.Write(make([]byte, 32<<10)); err != nil {
					return
				}
			}
		case "/headers":
			w.Header().Set("X", strings.Repeat("x", 128<<10))
		}
	})
	for path, want := range map[string]error{"/full": nil, "/announced": ErrTooBig, "/endless": ErrTooBig, "/headers": ErrNetwork} {
		if _, err := c.Get(t.Context(), base+path, vocab.TypeActivity, nil, GetOptions{MaxBytes: 1 << 40}); !errors.Is(err, want) {
			t.Errorf("%s: %v", path, err)
		}
	}
	if _, err := c.Get(t.Context(), base+"/full", vocab.TypeActivity, nil, GetOptions{MaxBytes: 100}); !errors.Is(err, ErrTooBig) {
		t.Errorf("own limit: %v", err)
	}
}

// TestSlowAnswer: the deadline covers the body too. The caller's context ends
// when the server has sent its headers and waits.
func TestSlowAnswer(t *testing.T) {
	t.Parallel()
	started := make(chan struct{}, 1)
	c, base := peer(t, func(w http.ResponseWriter, r *http.Request) {
		document(w, `{`)
		_ = http.NewResponseController(w).Flush()
		started <- struct{}{}
		<-r.Context().Done()
	})
	ctx, cancel := context.WithCancel(t.Context())
	go func() { <-started; cancel() }()
	_, err := c.Get(ctx, base+"/u", vocab.TypeActivity, nil, GetOptions{})
	if !errors.Is(err, ErrNetwork) || !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	c.timeout = time.Millisecond
	if _, err := c.Get(t.Context(), base+"/u", vocab.TypeActivity, nil, GetOptions{}); !Temporary(err) || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("own deadline: %v", err)
	}
}

func TestStatus(t *testing.T) {
	t.Parallel()
	c, base := peer(t, func(w http.ResponseWriter, r *http.Request) {
		code, retry, _ := strings.Cut(r.URL.Path[1:], "/")
		if retry != "" {
			w.Header().Set("Retry-After", strings.ReplaceAll(retry, "_", " "))
		}
		n, _ := strconv.Atoi(code)
		w.WriteHeader(n)
	})
	tests := []struct {
		path            string
		temporary, gone bool
		after           time.Duration
	}{
		{"/400", false, false, 0}, {"/401", false, false, 0}, {"/403", false, false, 0}, {"/404", false, true, 0},
		{"/410", false, true, 0}, {"/413", false, false, 0}, {"/408", true, false, 0}, {"/501", false, false, 0},
		{"/500", true, false, 0}, {"/503/120", true, false, 2 * time.Minute}, {"/429/99999999", true, false, 24 * time.Hour},
		{"/429/-5", true, false, 0}, {"/503/x", true, false, 0},
		{"/503/Tue,_01_Sep_2026_08:01:00_GMT", true, false, time.Minute}, {"/503/Tue,_01_Sep_2026_07:00:00_GMT", true, false, 0},
		{"/304", false, false, 0}, {"/202", false, false, 0},
	}
	for _, tt := range tests {
		_, err := c.Get(t.Context(), base+tt.path, vocab.TypeActivity, nil, GetOptions{})
		se, ok := errors.AsType[*StatusError](err)
		if !ok || Temporary(err) != tt.temporary || Gone(err) != tt.gone || se.RetryAfter != tt.after {
			t.Errorf("GET %s: %v, %+v", tt.path, err, se)
		}
		if tt.path == "/202" {
			continue
		}
		if _, err := c.Post(t.Context(), base+tt.path, []byte("{}"), nil); Temporary(err) != tt.temporary {
			t.Errorf("POST %s: %v", tt.path, err)
		}
	}
	if res, err := c.Post(t.Context(), base+"/202", []byte("{}"), nil); err != nil || res.Status != 202 {
		t.Errorf("202: %v", err)
	}
	closed := httptest.NewServer(nil)
	closed.Close()
	down, _ := New(Options{Allowed: func(string) bool { return true }, ExactAddresses: []string{strings.TrimPrefix(closed.URL, "http://")}})
	if _, err := down.Post(t.Context(), closed.URL+"/inbox", []byte("{}"), nil); !errors.Is(err, ErrNetwork) || !Temporary(err) {
		t.Errorf("no server: %v", err)
	}
}

func TestPost(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	conns := map[string]bool{}
	c, base := peer(t, func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		conns[r.RemoteAddr] = true
		mu.Unlock()
		body, _ := io.ReadAll(r.Body)
		if string(body) != `{"a":1}` || r.Header.Get("Content-Type") != vocab.TypeActivity || r.Header.Get("Digest") != `{"a":1}` {
			t.Errorf("%s %v", body, r.Header)
		}
		w.WriteHeader(http.StatusAccepted)
		_, _ = w.Write([]byte("thanks"))
	})
	for range 5 {
		_, err := c.Post(t.Context(), base+"/inbox", []byte(`{"a":1}`), func(req *http.Request, body []byte) error {
			req.Header.Set("Digest", string(body))
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	mu.Lock()
	defer mu.Unlock()
	if len(conns) != 1 {
		t.Errorf("%d connections for five posts in a row", len(conns))
	}
}

func TestBudget(t *testing.T) {
	t.Parallel()
	var hits atomic.Int32
	c, base := peer(t, func(w http.ResponseWriter, r *http.Request) {
		hits.Add(1)
		if r.URL.Path == "/hop" {
			http.Redirect(w, r, "/u", http.StatusFound)
			return
		}
		document(w, "{}")
	})
	get := func(ctx context.Context, path string) error {
		_, err := c.Get(ctx, base+path, vocab.TypeActivity, nil, GetOptions{})
		return err
	}
	ctx := WithBudget(t.Context(), 3)
	if err := get(ctx, "/hop"); err != nil { // two requests
		t.Fatal(err)
	}
	if err := get(WithBudget(ctx, 20), "/u"); err != nil {
		t.Fatal(err)
	}
	if err := get(ctx, "/u"); !errors.Is(err, ErrBudget) || hits.Load() != 3 {
		t.Errorf("%v after %d requests", err, hits.Load())
	}
	ctx = WithBudget(t.Context(), 1000)
	for range MaxFetches {
		if err := get(ctx, "/u"); err != nil {
			t.Fatal(err)
		}
	}
	if err := get(ctx, "/u"); !errors.Is(err, ErrBudget) || Temporary(err) {
		t.Errorf("request %d: %v", MaxFetches+1, err)
	}
	if err := get(WithBudget(t.Context(), 0), "/u"); !errors.Is(err, ErrBudget) {
		t.Errorf("budget of none: %v", err)
	}
}
