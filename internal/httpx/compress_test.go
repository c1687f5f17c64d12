package httpx_test

import (
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"headroom/internal/httpx"
)

func TestCompress(t *testing.T) {
	t.Parallel()
	page := strings.Repeat("<p>Heads talk to heads.</p>", 200)
	for _, tc := range []struct {
		name, method, kind, accepts, site string
		status                            int
		packed                            bool
	}{
		{"page", "GET", "text/html; charset=utf-8", "gzip, br", "same-origin", 200, true},
		{"typed address", "GET", "text/html", "br, gzip;q=0.5", "none", 200, true},
		{"old browser", "GET", "text/html", "gzip", "", 404, true},
		{"refused", "GET", "text/html", "gzip;q=0", "", 200, false},
		{"refused in full", "GET", "text/html", "gzip; q=0.000", "", 200, false},
		{"nothing taken", "GET", "text/html", "", "", 200, false},
		{"from another site", "GET", "text/html", "gzip", "cross-site", 200, false},
		{"from a neighbour", "GET", "text/html", "gzip", "same-site", 200, false},
		{"stream", "GET", "text/event-stream", "gzip", "same-origin", 200, false},
		{"head", "HEAD", "text/html", "gzip", "same-origin", 200, false},
		{"nothing to send", "POST", "text/html", "gzip", "same-origin", 204, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			h := httpx.Compress(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", tc.kind)
				w.Header().Set("Vary", "Cookie")
				w.Header().Set("Content-Length", "5400")
				w.WriteHeader(tc.status)
				if tc.status != 204 {
					_, _ = io.WriteString(w, page)
				}
			}))
			r := httptest.NewRequest(tc.method, "/", nil)
			r.Header.Set("Accept-Encoding", tc.accepts)
			r.Header.Set("Sec-Fetch-Site", tc.site)
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			if got := w.Header().Get("Content-Encoding") == "gzip"; got != tc.packed || w.Code != tc.status {
				t.Fatalf("packed %v, status %d", got, w.Code)
			}
			if !tc.packed {
				return
			}
			if w.Header().Get("Content-Length") != "" || !strings.Contains(strings.Join(w.Header().Values("Vary"), ","), "Accept-Encoding") || w.Body.Len() > len(page)/5 {
				t.Errorf("%d bytes, %v", w.Body.Len(), w.Header())
			}
			z, err := gzip.NewReader(w.Body)
			if err != nil {
				t.Fatal(err)
			}
			if got, err := io.ReadAll(z); err != nil || string(got) != page {
				t.Errorf("%v: %d bytes came out", err, len(got))
			}
		})
	}
}

func TestCompressWithoutHeader(t *testing.T) {
	t.Parallel()
	h := httpx.Compress(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if err := http.NewResponseController(w).Flush(); err != nil {
			t.Error("the connection cannot be reached")
		}
		_, _ = io.WriteString(w, "plain")
	}))
	r := httptest.NewRequest("GET", "/", nil)
	r.Header.Set("Accept-Encoding", "gzip")
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	if w.Body.String() != "plain" {
		t.Errorf("got %q", w.Body)
	}
}
