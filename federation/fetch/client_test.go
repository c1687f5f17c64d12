package fetch

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strconv"
	"strings"
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
