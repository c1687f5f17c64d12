package main

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"headroom/internal/leaktest"
)

// closedServer shows one conversation to its member. leak, when it is set, is
// asked first.
func closedServer(t *testing.T, leak http.HandlerFunc) string {
	t.Helper()
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "<p>Sample</p>") })
	mux.HandleFunc("GET /threads/123456", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "private, no-store")
		if r.Header.Get("Cookie") != "headroom=sample" {
			http.Error(w, "not found", http.StatusNotFound)
			return
		}
		_, _ = io.WriteString(w, "<p data-user-content>Sample words of a member</p>")
	})
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Cache-Control", "private, no-store")
		http.Error(w, "not found", http.StatusNotFound)
	})
	if leak != nil {
		mux.HandleFunc("/feed.atom", leak)
	}
	s := httptest.NewServer(mux)
	t.Cleanup(s.Close)
	return s.URL
}

func TestLeaktest(t *testing.T) {
	t.Parallel()
	cookie := filepath.Join(t.TempDir(), "cookies.txt")
	if err := os.WriteFile(cookie, []byte("# Netscape HTTP Cookie File\n#HttpOnly_sample.example\tFALSE\t/\tTRUE\t0\theadroom\tsample\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	sound := closedServer(t, nil)
	leaking := closedServer(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "Sample words of a member") })
	away := httptest.NewServer(http.NotFoundHandler())
	away.Close()
	for _, tc := range []struct {
		name string
		args []string
		code int
		says string
	}{
		{"sound", []string{"leaktest", sound, "--cookie-file", cookie, "--known-id", "/threads/123456"}, exitDone, "Nothing came out."},
		{"sound, with nothing known", []string{"leaktest", sound}, exitDone, "Nothing came out."},
		{"leaking what a member reads", []string{"leaktest", leaking, "--cookie-file", cookie, "--known-id", leaking + "/threads/123456"}, exitRefused, "words: /feed.atom"},
		{"leaking a word", []string{"leaktest", leaking, "--word", "Sample words of a member"}, exitRefused, "words: /feed.atom"},
		{"no address", []string{"leaktest", "wales"}, exitUsage, "no address"},
		{"no cookie", []string{"leaktest", sound, "--cookie-file", cookie + ".none"}, exitUsage, "no such file"},
		{"nobody there", []string{"leaktest", away.URL}, exitUnavailable, "refused"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			code, out, errors := command(t, "", tc.args...)
			if code != tc.code || !strings.Contains(out+errors, tc.says) {
				t.Errorf("%d, want %d: %s%s", code, tc.code, out, errors)
			}
		})
	}
	code, out, _ := command(t, "", "leaktest", "--json", leaking, "--word", "Sample words of a member")
	var r leaktest.Report
	if err := json.Unmarshal([]byte(out), &r); err != nil || code != exitRefused || len(r.Findings) == 0 || r.Findings[0].Kind != leaktest.Words {
		t.Errorf("%d, %v: %s", code, err, out)
	}
}
