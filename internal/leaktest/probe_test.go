package leaktest

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"headroom/internal/clustertest"
)

// probed runs the black-box part against an instance that is sound, with
// everything that it can be told, and with no more than one address and a word.
func (w *world) probed(t *testing.T) {
	post := w.posts[closedOne][1]
	known := []string{"/communities/" + number(w.rooms[closedOne].ID), "/threads/" + number(post.ThreadID), "/posts/" + number(post.ID),
		"/files/" + number(w.files[closedOne].ID), strings.TrimPrefix(w.rooms[secretOne].IRI, w.host.Config.URL), "/communities/" + number(w.rooms[secretOne].ID)}
	all := Options{URL: w.host.Config.URL, Known: slices.Clone(known), Ask: direct(w.host),
		Member:   w.signIn(w.host, w.people["mairi"].Email, clustertest.Password),
		Outsider: w.signIn(w.host, w.people["unverified"].Email, clustertest.Password)}
	sound := w.sound(t, all)
	if sound.Words < 5 || sound.Addresses < 60 || len(sound.Askers) != 5 || len(sound.Known) <= len(known) {
		t.Errorf("%d words, %d addresses, askers %q, known %q: this proves nothing", sound.Words, sound.Addresses, sound.Askers, sound.Known)
	}
	for word, name := range w.words {
		if name == closedOne+" content: reply" {
			w.sound(t, Options{URL: w.host.Config.URL, Known: known[1:2], Words: []string{word}, Ask: direct(w.host)})
		}
	}
}

func (w *world) sound(t *testing.T, o Options) Report {
	t.Helper()
	r, err := Probe(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range r.Findings {
		t.Errorf("a sound instance: %+v %q", f, w.words.in([]byte(f.Detail)))
	}
	t.Logf("%d requests, %d words, %d addresses", r.Requests, r.Words, r.Addresses)
	return r
}

const (
	secretWords  = "Sample words that only members may read"
	hiddenThread = "/threads/123456"
	hiddenMember = "headroom=member"
)

// small is a server with one conversation, which is sound.
var small = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "private, no-store")
	w.Header().Set("Content-Type", "text/html")
	member := r.Header.Get("Cookie") == hiddenMember
	switch {
	case r.URL.Path == "/":
		_, _ = io.WriteString(w, `<p>A small server</p>`)
	case r.URL.Path == "/communities" && member:
		_, _ = io.WriteString(w, `<a href="`+hiddenThread+`">One</a>`)
	case r.URL.Path == hiddenThread && member && r.Method == http.MethodGet:
		_, _ = io.WriteString(w, `<p data-user-content><em>`+secretWords+`</em></p>`)
	case strings.HasSuffix(r.URL.Path, "inbox"):
		w.WriteHeader(http.StatusUnauthorized)
	default:
		w.WriteHeader(http.StatusNotFound)
		_, _ = io.WriteString(w, "<p>There is nothing here</p>")
	}
})

// TestProbe runs the probe against a small server that is sound, and against the
// same behind handlers that give something away, each in one way: each is found.
func TestProbe(t *testing.T) {
	t.Parallel()
	run := func(h http.Handler, with leak) Report {
		o := Options{URL: "https://sample.example", Known: []string{hiddenThread}, Words: []string{secretWords}, Ask: handled(h)}
		if with.session {
			o = Options{URL: "https://sample.example/", Member: hiddenMember, Outsider: "headroom=outsider", Ask: handled(h)}
		}
		r, err := Probe(t.Context(), o)
		if err != nil {
			t.Fatal(err)
		}
		if r.Words != 1 || len(r.Known) != 1 || r.Addresses < 60 {
			t.Errorf("%s: %d words, known %q, %d addresses", with.name, r.Words, r.Known, r.Addresses)
		}
		return r
	}
	for _, session := range []bool{false, true} {
		if r := run(small, leak{session: session}); len(r.Findings) != 0 {
			t.Errorf("a sound server: %+v", r.Findings)
		}
	}
	for _, l := range leaks {
		r := run(l.before(small), l)
		if !slices.ContainsFunc(r.Findings, func(f Finding) bool { return f.Kind == l.kind }) {
			t.Errorf("%s: no finding of %q among %+v", l.name, l.kind, r.Findings)
		}
	}
}

// TestProbeWaits: an instance that has been asked too much is left alone for as
// long as it says, and one that cannot be asked is an error.
func TestProbeWaits(t *testing.T) {
	t.Parallel()
	var waited time.Duration
	asked := 0
	_, err := Probe(t.Context(), Options{URL: "https://sample.example", Ask: func(r *http.Request) (Answer, error) {
		if asked++; asked%10 == 1 {
			return Answer{Status: http.StatusTooManyRequests, Header: http.Header{"Retry-After": {"7"}}}, nil
		}
		return handled(small)(r)
	}, Wait: func(_ context.Context, d time.Duration) error { waited += d; return nil }})
	if err != nil || waited < 70*time.Second {
		t.Errorf("waited %v, %v", waited, err)
	}
	away := errors.New("no such host")
	if _, err := Probe(t.Context(), Options{URL: "https://sample.example", Ask: func(*http.Request) (Answer, error) { return Answer{}, away }}); !errors.Is(err, away) {
		t.Error(err)
	}
	for _, address := range []string{"", "sample.example", "ftp://sample.example", "https://"} {
		if _, err := Probe(t.Context(), Options{URL: address, Ask: handled(small)}); err == nil {
			t.Errorf("%q is an address", address)
		}
	}
}

// leak is a way to give something away.
type leak struct {
	name, kind string
	session    bool // is found by who has the member's session and was told nothing else
	before     func(http.Handler) http.Handler
}

// at answers some requests otherwise.
func at(when func(*http.Request) bool, answer http.HandlerFunc) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if when(r) {
				answer(w, r)
				return
			}
			next.ServeHTTP(w, r)
		})
	}
}

func path(is string) func(*http.Request) bool {
	return func(r *http.Request) bool { return r.URL.Path == is }
}

// header is true of requests for the conversation with a header.
func header(name, value string) func(*http.Request) bool {
	return func(r *http.Request) bool {
		return r.URL.Path == hiddenThread && strings.HasPrefix(r.Header.Get(name), value) && r.Header.Get("Cookie") != hiddenMember
	}
}

func says(text string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, text) }
}

func is(status int) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) }
}

// cacheable lets caches keep the conversation as it was given to anybody.
func cacheable(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		next.ServeHTTP(keeping{w}, r)
	})
}

type keeping struct{ http.ResponseWriter }

func (k keeping) Write(b []byte) (int, error) {
	k.Header().Set("Cache-Control", "public, max-age=60")
	return k.ResponseWriter.Write(b)
}

var leaks = []leak{
	{"a feed", Words, false, at(path("/feed.atom"), says(secretWords))},
	{"an interface of other software", Words, false, at(path("/api/v1/statuses/123456"), says(`{"content":"`+secretWords+`"}`))},
	{"a suffix", Words, false, at(path(hiddenThread+".json"), says(secretWords))},
	{"another type", Words, false, at(header("Accept", "application/rss+xml"), says(secretWords))},
	{"another method", Words, false, at(header("X-Http-Method-Override", http.MethodGet), says(secretWords))},
	{"a search", Words, false, at(func(r *http.Request) bool {
		return r.URL.Path == "/search" && strings.HasPrefix(secretWords, r.URL.Query().Get("q"))
	}, says("1 found"))},
	{"any token will do", Words, false, at(header("Authorization", "Bearer "), says(secretWords))},
	{"any signature will do", Words, false, at(header("Signature", "keyId"), says(secretWords))},
	{"any session will do", Words, false, at(header("Cookie", "__Host-headroom="), says(secretWords))},
	{"any account will do", Words, true, at(func(r *http.Request) bool {
		return r.URL.Path == "/export" && r.Header.Get("Cookie") == "headroom=outsider"
	}, says(secretWords))},
	{"a header", Words, false, at(path("/robots.txt"), func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("Link", secretWords) })},
	{"a text in other letters", Words, false, at(path("/sitemap.xml"), says("/t/"+url.PathEscape(secretWords)))},
	{"what exists is forbidden", Existing, false, at(header("Accept", ""), is(http.StatusForbidden))},
	{"what exists is counted", Existing, false, at(path(hiddenThread+"/unread"), says(`{"totalItems":3}`))},
	{"a page for everybody", Shown, false, at(header("Accept", "text/html"), says("A conversation"))},
	{"measurements", Debug, false, at(path("/metrics"), says("up 1"))},
	{"an inbox that takes anything", Unsigned, false, at(path("/inbox"), is(http.StatusAccepted))},
	{"a fault", Fault, false, at(path("/rss"), is(http.StatusInternalServerError))},
	{"what a cache may keep", Cached, true, cacheable},
}

// TestTurnsAreWays keeps the ways that are asked in by turns from rotting.
func TestTurnsAreWays(t *testing.T) {
	t.Parallel()
	found := 0
	for _, way := range Ways {
		if byTurns[way.Accept+way.Suffix+way.Override] {
			found++
		}
	}
	if found != len(byTurns) {
		t.Errorf("%d ways are asked in by turns, %d are named", found, len(byTurns))
	}
}

func TestTwins(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]string{
		"/threads/123456":              "/threads/177777",
		"/threads/123456/branch/98765": "/threads/177777/branch/17777",
		"/g/123456/log?epoch=1":        "/g/177777/log?epoch=1",
		"/about":                       "",
		"/posts/7":                     "",
	} {
		if got, _, _, ok := twin(path); ok != (want != "") || ok && got != want {
			t.Errorf("%s: %s, %v, want %s", path, got, ok, want)
		}
	}
}
