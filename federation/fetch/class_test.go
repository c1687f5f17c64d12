package fetch

import (
	"context"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"
)

// TestClasses makes each failure happen, through a real server where it can be.
func TestClasses(t *testing.T) {
	t.Parallel()
	answer := func(code int, kind, body string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", kind)
			w.WriteHeader(code)
			_, _ = w.Write([]byte(body))
		}
	}
	const json, html = "application/json", "text/html; charset=utf-8"
	for name, tt := range map[string]struct {
		h    http.HandlerFunc
		want Class
	}{
		"202":                  {answer(202, json, ""), Taken},
		"200 with a document":  {answer(200, json, "{}"), Taken},
		"202, empty page":      {answer(202, html, ""), Taken},
		"200 with a page":      {answer(200, html, "<p>Sign in to the network</p>"), WebPage},
		"202, page in XHTML":   {answer(202, "application/xhtml+xml", "<p/>"), WebPage},
		"301":                  {answer(301, html, ""), Redirected},
		"308":                  {answer(308, json, ""), Redirected},
		"400":                  {answer(400, json, "{}"), Malformed},
		"401":                  {answer(401, json, "{}"), Unauthenticated},
		"403":                  {answer(403, json, "{}"), Forbidden},
		"403 of a firewall":    {answer(403, html, "<h1>Forbidden</h1>"), WebPage},
		"404":                  {answer(404, json, "{}"), Missing},
		"404 in words":         {answer(404, "text/plain; charset=utf-8", "not found"), Missing},
		"404 of a proxy":       {answer(404, html, "<h1>nginx</h1>"), WebPage},
		"408":                  {answer(408, json, ""), Early},
		"410":                  {answer(410, json, "{}"), GoneForGood},
		"413":                  {answer(413, json, "{}"), TooLarge},
		"418":                  {answer(418, json, "{}"), OtherRefusal},
		"425":                  {answer(425, json, ""), Early},
		"429":                  {answer(429, json, "{}"), Busy},
		"429 with a page":      {answer(429, html, "<p>Slow down</p>"), Busy},
		"500":                  {answer(500, json, "{}"), Stumbled},
		"500 with a page":      {answer(500, html, "<p>Oops</p>"), Stumbled},
		"501":                  {answer(501, json, "{}"), OtherRefusal},
		"502":                  {answer(502, html, "<p>Bad gateway</p>"), Unavailable},
		"503":                  {answer(503, json, "{}"), Unavailable},
		"504":                  {answer(504, json, "{}"), Unavailable},
		"507":                  {answer(507, json, "{}"), Stumbled},
		"521":                  {answer(521, html, "<p>Down</p>"), Unavailable},
		"closed at once":       {func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, Cut},
		"slow":                 {func(_ http.ResponseWriter, r *http.Request) { _, _ = io.Copy(io.Discard, r.Body); <-r.Context().Done() }, TimedOut},
		"an answer of nothing": {func(w http.ResponseWriter, _ *http.Request) { hijacked(w, "") }, Cut},
		"reset":                {func(w http.ResponseWriter, _ *http.Request) { hijacked(w, "RST") }, Cut},
		"not HTTP":             {func(w http.ResponseWriter, _ *http.Request) { hijacked(w, "SSH-2.0-x\r\n\r\n") }, NoAnswer},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, base := peer(t, tt.h)
			c.timeout = 2 * time.Second
			_, err := c.Post(t.Context(), base+"/inbox", []byte("{}"), nil)
			if got := ClassOf(err); got != tt.want {
				t.Errorf("class %q of %v, want %q", got, err, tt.want)
			}
		})
	}
}

// hijacked ends a connection below HTTP.
func hijacked(w http.ResponseWriter, say string) {
	conn, _, err := w.(http.Hijacker).Hijack()
	if err != nil {
		return
	}
	if say == "RST" {
		_ = conn.(*net.TCPConn).SetLinger(0)
	} else {
		_, _ = conn.Write([]byte(say))
	}
	_ = conn.Close()
}

// TestClassesBelowHTTP: names, certificates, and who is not there. None of it is
// ever read as "gone", and nothing is tried without TLS.
func TestClassesBelowHTTP(t *testing.T) {
	t.Parallel()
	secure := httptest.NewTLSServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	t.Cleanup(secure.Close)
	plain := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { t.Errorf("%s without TLS", r.Method) }))
	t.Cleanup(plain.Close)
	nobody, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	silent, err := net.Listen("tcp", "127.0.0.1:0") // accepts, and never says a word
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = silent.Close() })
	_ = nobody.Close()
	roots := x509.NewCertPool()
	roots.AddCert(secure.Certificate())
	at := func(url string) string { _, a, _ := strings.Cut(url, "://"); return a }
	look := func(answer []netip.Addr, err error) Lookup {
		return func(context.Context, string) ([]netip.Addr, error) { return answer, err }
	}
	here := []netip.Addr{netip.MustParseAddr("127.0.0.1")}
	for name, tt := range map[string]struct {
		address, host string
		roots         *x509.CertPool
		lookup        Lookup
		want          Class
	}{
		"taken":                      {at(secure.URL), "example.com", roots, look(here, nil), Taken},
		"certificate of a stranger":  {at(secure.URL), "example.com", nil, look(here, nil), BadTLS},
		"certificate of another":     {at(secure.URL), "p.test", roots, look(here, nil), BadTLS},
		"speaks no TLS":              {at(plain.URL), "p.test", roots, look(here, nil), BadTLS},
		"no such name":               {at(secure.URL), "p.test", roots, look(nil, &net.DNSError{Err: "no such host", IsNotFound: true}), BadDNS},
		"the resolver does not know": {at(secure.URL), "p.test", roots, look(nil, &net.DNSError{Err: "timeout", IsTimeout: true}), BadDNS},
		"a name without addresses":   {at(secure.URL), "p.test", roots, look(nil, nil), BadDNS},
		"a name of a private one":    {at(secure.URL), "p.test", roots, look([]netip.Addr{netip.MustParseAddr("10.0.0.1")}, nil), BadDNS},
		"nobody listens":             {nobody.Addr().String(), "p.test", roots, look(here, nil), Unreachable},
		"no handshake":               {silent.Addr().String(), "p.test", roots, look(here, nil), TimedOut},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, port, _ := strings.Cut(tt.address, ":")
			c, err := New(Options{Allowed: func(string) bool { return true }, ExactAddresses: []string{tt.address},
				Lookup: tt.lookup, RootCAs: tt.roots, Timeout: 2 * time.Second})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(c.Close)
			_, err = c.Post(t.Context(), "https://"+tt.host+":"+port+"/inbox", []byte("{}"), nil)
			if got := ClassOf(err); got != tt.want {
				t.Errorf("class %q of %v, want %q", got, err, tt.want)
			}
			if Gone(err) {
				t.Error("read as gone")
			}
		})
	}
	for name, tt := range map[string]struct {
		err  error
		want Class
	}{
		"no peer": {ErrNotAllowed, NotOurs}, "no address": {ErrURL, NotOurs}, "stopped": {context.Canceled, Stopped},
		"something else": {errors.New("x"), OtherRefusal}, "of the network": {ErrNetwork, NoAnswer},
	} {
		if got := ClassOf(tt.err); got != tt.want {
			t.Errorf("%s: class %q, want %q", name, got, tt.want)
		}
	}
}
