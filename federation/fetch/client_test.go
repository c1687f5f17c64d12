package fetch

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"headroom/federation/vocab"
)

// peer starts a server on loopback and a client that may reach it and only it,
// under the names peer.localhost and other.localhost.
func peer(t *testing.T, h http.HandlerFunc) (*Client, string) {
	t.Helper()
	srv := httptest.NewServer(h)
	t.Cleanup(srv.Close)
	address := strings.TrimPrefix(srv.URL, "http://")
	_, port, _ := strings.Cut(address, ":")
	c, err := New(Options{
		Allowed: func(host string) bool {
			return host == "peer.localhost:"+port || host == "other.localhost:"+port || host == "rebound.test:"+port
		},
		ExactAddresses: []string{address}, UserAgent: "test",
		Clock: func() time.Time { return time.Date(2026, 9, 1, 8, 0, 0, 0, time.UTC) },
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c, "http://peer.localhost:" + port
}

func document(w http.ResponseWriter, body string) {
	w.Header().Set("Content-Type", vocab.TypeActivity)
	_, _ = w.Write([]byte(body))
}

func TestGet(t *testing.T) {
	t.Parallel()
	c, base := peer(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("If-None-Match") == `"1"` {
			w.Header().Set("ETag", `"1"`)
			w.WriteHeader(http.StatusNotModified)
			return
		}
		if r.Header.Get("Signature") != "signed GET" || r.Header.Get("User-Agent") != "test" || r.Header.Get("Accept-Encoding") != "" {
			t.Errorf("headers %v", r.Header)
		}
		w.Header().Set("ETag", `"1"`)
		document(w, `{"id":"x"}`)
	})
	sign := func(req *http.Request, body []byte) error {
		req.Header.Set("Signature", "signed "+req.Method)
		return nil
	}
	res, err := c.Get(t.Context(), base+"/u#key", vocab.TypeActivity, sign, GetOptions{})
	if err != nil || string(res.Body) != `{"id":"x"}` || res.URL != base+"/u" || res.ETag != `"1"` {
		t.Fatalf("%+v, %v", res, err)
	}
	res, err = c.Get(t.Context(), base+"/u", vocab.TypeActivity, sign, GetOptions{ETag: res.ETag})
	if err != nil || !res.NotModified || res.Body != nil {
		t.Errorf("%+v, %v", res, err)
	}
	bad := errors.New("no key")
	if _, err := c.Get(t.Context(), base+"/u", vocab.TypeActivity, func(*http.Request, []byte) error { return bad }, GetOptions{}); !errors.Is(err, bad) {
		t.Errorf("signer's error: %v", err)
	}
}

func TestNothingIsContactedThatIsNoPeer(t *testing.T) {
	t.Parallel()
	var hits atomic.Int32
	c, base := peer(t, func(http.ResponseWriter, *http.Request) { hits.Add(1) })
	port := base[strings.LastIndex(base, ":")+1:]
	tests := map[string]error{
		"http://stranger.localhost:" + port + "/u":      ErrNotAllowed,
		"http://127.0.0.1:" + port + "/u":               ErrNotAllowed,
		"http://peer.localhost/u":                       ErrNotAllowed,
		"http://peer.localhost:" + port + ".e.test/u":   ErrURL,
		"http://PEER.localhost:" + port + "/u":          ErrURL,
		"http://peer.localhost.:" + port + "/u":         ErrURL,
		"http://x@peer.localhost:" + port + "/u":        ErrURL,
		`http://peer.localhost:` + port + `\@e.test/u`:  ErrURL,
		"ftp://peer.localhost:" + port + "/u":           ErrURL,
		"file:///etc/passwd":                            ErrURL,
		"http://peer.localhost:" + port + "/a b":        ErrURL,
		"http://peer.localhost:" + port + "/%zz":        ErrURL,
		"http://peer.localhost:" + port + "/\r\nHost:x": ErrURL,
	}
	for u, want := range tests {
		if _, err := c.Get(t.Context(), u, vocab.TypeActivity, nil, GetOptions{}); !errors.Is(err, want) {
			t.Errorf("Get %q: %v", u, err)
		}
		if _, err := c.Post(t.Context(), u, []byte("{}"), nil); !errors.Is(err, want) {
			t.Errorf("Post %q: %v", u, err)
		}
	}
	if hits.Load() != 0 {
		t.Errorf("%d requests", hits.Load())
	}
	if _, err := New(Options{}); err == nil {
		t.Error("a client without a trust list")
	}
}

func TestProductionIsHTTPSOnly(t *testing.T) {
	t.Parallel()
	looked := 0
	c, err := New(Options{
		Allowed: func(string) bool { return true },
		Lookup: func(context.Context, string) ([]netip.Addr, error) {
			looked++
			return []netip.Addr{netip.MustParseAddr("127.0.0.1")}, nil
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Get(t.Context(), "http://p.test/u", vocab.TypeActivity, nil, GetOptions{}); !errors.Is(err, ErrURL) || looked != 0 {
		t.Errorf("http: %v", err)
	}
	for _, u := range []string{"https://p.test/u", "https://p.test:8443/u", "https://127.0.0.1/", "https://[::1]/", "https://wales.localhost/", "https://169.254.169.254/"} {
		if _, err := c.Get(t.Context(), u, vocab.TypeActivity, nil, GetOptions{}); !errors.Is(err, ErrAddress) || Temporary(err) {
			t.Errorf("%s: %v", u, err)
		}
	}
}

// TestRebinding: a name of a peer that resolves to the right address first and to
// another later reaches the right one only.
func TestRebinding(t *testing.T) {
	t.Parallel()
	var hits atomic.Int32
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		hits.Add(1)
		w.Header().Set("Connection", "close") // the next request resolves again
		document(w, `{}`)
	}))
	t.Cleanup(srv.Close)
	sink := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("the sink was reached") }))
	t.Cleanup(sink.Close)
	address := strings.TrimPrefix(srv.URL, "http://")
	_, port, _ := strings.Cut(address, ":")
	answers := [][]netip.Addr{{netip.MustParseAddr("127.0.0.1")}, {netip.MustParseAddr("127.0.0.2")}, {netip.MustParseAddr("::1"), netip.MustParseAddr("127.0.0.1")}}
	c, err := New(Options{
		Allowed: func(host string) bool { return true }, ExactAddresses: []string{address},
		Lookup: func(context.Context, string) ([]netip.Addr, error) {
			a := answers[0]
			answers = answers[1:]
			return a, nil
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	for i, ok := range []bool{true, false, true} {
		if _, err := c.Get(t.Context(), "http://rebound.test:"+port+"/u", vocab.TypeActivity, nil, GetOptions{}); (err == nil) != ok {
			t.Errorf("answer %d: %v", i, err)
		}
	}
	if _, err := c.Get(t.Context(), sink.URL, vocab.TypeActivity, nil, GetOptions{}); !errors.Is(err, ErrAddress) || hits.Load() != 2 {
		t.Errorf("sink: %v, %d hits", err, hits.Load())
	}
}

func TestRedirects(t *testing.T) {
	t.Parallel()
	var signed atomic.Int32
	c, base := peer(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Signature") != r.Host+r.URL.Path {
			t.Errorf("%s%s carries the signature of %q", r.Host, r.URL.Path, r.Header.Get("Signature"))
		}
		switch r.URL.Path {
		case "/here":
			document(w, `{}`)
		case "/relative":
			http.Redirect(w, r, "/here", http.StatusPermanentRedirect)
		case "/peer":
			http.Redirect(w, r, strings.Replace("http://"+r.Host+"/here", "peer", "other", 1), http.StatusFound)
		case "/stranger":
			http.Redirect(w, r, "http://stranger.localhost/here", http.StatusFound)
		case "/inside":
			http.Redirect(w, r, "http://169.254.169.254/latest", http.StatusFound)
		case "/file":
			http.Redirect(w, r, "file:///etc/passwd", http.StatusFound)
		case "/none":
			w.WriteHeader(http.StatusFound)
		default: // /0, /1, …: that many hops
			n, _ := strconv.Atoi(r.URL.Path[1:])
			if n == 0 {
				document(w, `{}`)
				return
			}
			http.Redirect(w, r, "/"+strconv.Itoa(n-1), http.StatusTemporaryRedirect)
		}
	})
	sign := func(req *http.Request, _ []byte) error {
		signed.Add(1)
		req.Header.Set("Signature", req.URL.Host+req.URL.Path)
		return nil
	}
	tests := []struct {
		path  string
		cross bool
		want  error
	}{
		{"/relative", false, nil}, {"/3", false, nil}, {"/4", false, ErrRedirect}, {"/peer", false, ErrRedirect}, {"/peer", true, nil},
		{"/stranger", false, ErrRedirect}, {"/stranger", true, ErrNotAllowed}, {"/inside", true, ErrNotAllowed}, {"/file", true, ErrURL}, {"/none", false, ErrRedirect},
	}
	for _, tt := range tests {
		res, err := c.Get(t.Context(), base+tt.path, vocab.TypeActivity, sign, GetOptions{CrossOrigin: tt.cross})
		if !errors.Is(err, tt.want) {
			t.Errorf("%s: %v", tt.path, err)
		}
		if tt.path == "/relative" && (err != nil || res.URL != base+"/here") {
			t.Errorf("final address %+v", res)
		}
	}
	before := signed.Load()
	_, err := c.Post(t.Context(), base+"/relative", []byte("{}"), sign)
	if se, ok := errors.AsType[*StatusError](err); !ok || se.Code != 308 || signed.Load() != before+1 {
		t.Errorf("a POST was redirected: %v", err)
	}
}

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
