package web_test

import (
	"bytes"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestPagesByRole asks every page as every kind of asker. A status of 303 for
// somebody who is not signed in leads to the sign-in page.
func TestPagesByRole(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	roles := []string{"anonymous", "applicant", "head", "member", "moderator", "operator"}
	browsers := map[string]*browser{}
	for _, role := range roles {
		browsers[role] = h.signedIn(role)
	}
	closed, private := h.closed.ID, h.private.ID
	for _, tc := range []struct {
		path   string
		status [6]int // in the order of roles
		canary string // who is not named by sees must not see it
		sees   string
	}{
		{"/", [6]int{200, 200, 200, 200, 200, 303}, "canary-title", "member moderator"},
		{"/about", [6]int{200, 200, 200, 200, 200, 200}, "", ""},
		{"/privacy", [6]int{200, 200, 200, 200, 200, 200}, "", ""},
		{"/accessibility", [6]int{200, 200, 200, 200, 200, 200}, "", ""},
		{"/sign-in", [6]int{200, 303, 303, 303, 303, 303}, "", ""},
		{"/application/new", [6]int{303, 200, 403, 403, 403, 404}, "", ""},
		{"/application", [6]int{303, 404, 404, 404, 404, 404}, "", ""}, {"/vouches", [6]int{303, 404, 200, 200, 200, 404}, "", ""},
		{"/operator/registers", [6]int{303, 403, 403, 403, 403, 200}, "", ""},
		{"/operator/terms", [6]int{303, 403, 403, 403, 403, 200}, "", ""},
		{"/operator/applications", [6]int{303, 403, 403, 403, 403, 200}, "", ""},
		{"/apply", [6]int{200, 303, 303, 303, 303, 303}, "", ""}, {"/apply/sent", [6]int{200, 200, 200, 200, 200, 200}, "", ""},
		{"/reset", [6]int{200, 200, 200, 200, 200, 200}, "", ""},
		{"/profile", [6]int{303, 200, 200, 200, 200, 404}, "", ""},
		{"/profile/accounts", [6]int{303, 200, 200, 200, 200, 404}, "", ""},
		{"/security", [6]int{303, 200, 200, 200, 200, 200}, "", ""}, {"/security/app", [6]int{303, 200, 200, 200, 303, 303}, "", ""}, {"/sign-in/code", [6]int{303, 303, 303, 303, 303, 303}, "", ""},
		{"/people", [6]int{303, 403, 200, 200, 200, 0}, "", ""},
		{"/communities/circle", [6]int{303, 403, 200, 200, 200, 403}, "", ""},
		{"/bookmarks", [6]int{303, 200, 200, 200, 200, 404}, "", ""}, {"/scheduled", [6]int{303, 200, 200, 200, 200, 404}, "", ""}, {"/scheduled/" + h.put("member"), [6]int{303, 404, 404, 200, 404, 404}, "canary-later", "member"}, {"/feeds", [6]int{303, 200, 200, 200, 200, 404}, "", ""}, {"/feed/sample", [6]int{404, 404, 404, 404, 404, 404}, "", ""}, {"/filters", [6]int{303, 200, 200, 200, 200, 404}, "", ""}, {"/filters/" + h.filtered("member"), [6]int{303, 404, 404, 200, 404, 404}, "canary-filter", "member"}, {"/following", [6]int{303, 200, 200, 200, 200, 404}, "canary", ""},
		{"/following/people", [6]int{303, 200, 200, 200, 200, 404}, "", ""}, {"/lists", [6]int{303, 200, 200, 200, 200, 404}, "", ""},
		{path("/people/%d/lists", h.people["moderator"].Person.ID), [6]int{303, 404, 200, 200, 404, 404}, "", ""},
		{"/lists/" + h.listed("member"), [6]int{303, 404, 404, 200, 404, 404}, "canary-list", "member"},
		{"/lists/" + h.listed("member") + "/edit", [6]int{303, 404, 404, 200, 404, 404}, "canary-list", "member"}, {"/profile/people", [6]int{303, 200, 200, 200, 200, 404}, "", ""},
		{path("/people/%d/mine", h.people["moderator"].Person.ID), [6]int{303, 404, 200, 200, 404, 404}, "", ""},
		{"/messages", [6]int{303, 403, 200, 200, 200, 404}, "", ""}, {"/messages/new", [6]int{303, 403, 200, 200, 200, 404}, "", ""},
		{path("/messages/%d", h.confided()), [6]int{303, 403, 404, 200, 200, 404}, "canary-confided", "member moderator"},
		{"/drafts", [6]int{303, 200, 200, 200, 200, 404}, "", ""},
		{"/communities", [6]int{200, 200, 200, 200, 200, 200}, "canary-private", "moderator"},
		{path("/communities/%d", closed), [6]int{303, 404, 200, 200, 200, 200}, "canary-title", "member moderator"},
		{path("/communities/%d", private), [6]int{303, 404, 404, 404, 200, 404}, "canary-private", "moderator"},
		{path("/communities/%d/people", closed), [6]int{303, 404, 0, 200, 200, 0}, "Sample moderator", "member moderator"},
		{path("/communities/%d/people", private), [6]int{303, 404, 404, 404, 200, 404}, "canary-private", "moderator"},
		{path("/communities/%d/queue", closed), [6]int{303, 404, 0, 0, 200, 0}, "", ""},
		{path("/communities/%d/join", closed), [6]int{303, 404, 200, 303, 303, 303}, "", ""},
		{path("/communities/%d/new", closed), [6]int{303, 404, 403, 200, 200, 403}, "", ""},
		{path("/communities/%d/edit", closed), [6]int{303, 404, 403, 403, 200, 403}, "", ""},
		{path("/threads/%d", h.thread), [6]int{303, 404, 0, 200, 200, 0}, "canary-body", "member moderator"},
		{path("/threads/%d", h.secret), [6]int{303, 404, 404, 404, 200, 404}, "canary-secret", "moderator"},
		{path("/posts/%d/edit", h.post), [6]int{303, 404, 0, 403, 200, 0}, "canary-body", "moderator"},
		{path("/posts/%d/delete", h.post), [6]int{303, 404, 0, 403, 200, 0}, "canary-body", "moderator"},
		{path("/posts/%d/history", h.post), [6]int{303, 404, 0, 200, 200, 0}, "canary-body", "member moderator"},
		{path("/communities/%d/modlog", closed), [6]int{303, 404, 403, 200, 200, 403}, "", ""},
		{path("/communities/%d/conduct", closed), [6]int{303, 404, 200, 200, 200, 200}, "", ""}, {path("/communities/%d/conduct", private), [6]int{303, 404, 404, 404, 200, 404}, "canary-private", "moderator"},
		{path("/communities/%d/polls/new", closed), [6]int{303, 404, 403, 200, 200, 403}, "", ""},
		{path("/posts/%s/vote", h.poll()), [6]int{303, 404, 0, 200, 200, 0}, "canary-option", "member moderator"},
		{path("/posts/%d/vote", h.post), [6]int{303, 404, 0, 404, 404, 0}, "", ""},
		{path("/posts/%d/report", h.post), [6]int{303, 404, 0, 200, 403, 0}, "canary-body", "member"},
		{"/operator", [6]int{303, 0, 0, 0, 0, 200}, "canary", ""},
		{"/operator/members", [6]int{303, 0, 0, 0, 0, 200}, "canary", ""},
		{path("/operator/members/%d", h.people["member"].Person.ID), [6]int{303, 0, 0, 0, 0, 200}, "canary", ""},
		{"/operator/peers", [6]int{303, 0, 0, 0, 0, 200}, "canary", ""},
		{"/operator/links", [6]int{303, 0, 0, 0, 0, 200}, "canary-private", ""},
		{path("/operator/links/%s", h.linkedRooms("active")), [6]int{303, 0, 0, 0, 0, 200}, "canary-private", ""},
		{"/operator/queue", [6]int{303, 0, 0, 0, 0, 200}, "canary", ""},
		{"/operator/audit", [6]int{303, 0, 0, 0, 0, 200}, "canary", ""},
		{"/communities/9007199254740990", [6]int{303, 404, 404, 404, 404, 404}, "", ""},
		{"/communities/x", [6]int{303, 404, 404, 404, 404, 404}, "", ""},
		{"/nowhere", [6]int{404, 404, 404, 404, 404, 404}, "", ""},
	} {
		for i, role := range roles {
			w := browsers[role].get(tc.path)
			want := tc.status[i]
			if want == 0 && (w.Code == 403 || w.Code == 404) { // refused in one way or the other
				want = w.Code
			}
			if w.Code != want {
				t.Errorf("%s as %s: %d, want %d", tc.path, role, w.Code, tc.status[i])
			}
			if w.Code == 303 && role == "anonymous" && !strings.HasPrefix(w.Header().Get("Location"), "/sign-in") {
				t.Errorf("%s as %s: goes to %s", tc.path, role, w.Header().Get("Location"))
			}
			has := tc.canary != "" && strings.Contains(w.Body.String(), tc.canary)
			if may := strings.Contains(tc.sees, role); tc.canary != "" && has != may {
				t.Errorf("%s as %s: shows %s: %v, want %v", tc.path, role, tc.canary, has, may)
			}
			if cache := w.Header().Get("Cache-Control"); role != "anonymous" && cache != "private, no-store" {
				t.Errorf("%s as %s: Cache-Control %q", tc.path, role, cache)
			}
		}
	}
}

// TestHiddenIsMissing compares, byte by byte, the answers about what must not
// be known with those about what is not there.
func TestHiddenIsMissing(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for _, lang := range []string{"en", "cy"} {
		b := h.signedIn("head")
		b.get("/?lang=" + lang)
		var want string
		for i, p := range []string{
			"/communities/9007199254740990", path("/communities/%d", h.private.ID), path("/communities/%d/people", h.private.ID),
			path("/threads/%d", h.secret), "/threads/9007199254740990", "/threads/nonsense", "/files/9007199254740990", "/nowhere?x=y",
		} {
			w := b.get(p)
			var all bytes.Buffer
			_ = w.Result().Header.Write(&all)
			all.Write(w.Body.Bytes())
			if w.Code != http.StatusNotFound {
				t.Errorf("%s: %d", p, w.Code)
			}
			if i == 0 {
				want = all.String()
			} else if diff := cmp.Diff(want, all.String()); diff != "" {
				t.Errorf("%s, %s: differs from what is not there:\n%s", lang, p, diff)
			}
		}
	}
}

func TestLanguages(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	b := h.browser()
	lang := func(p, accept string) string {
		b.header.Set("Accept-Language", accept)
		return b.get(p).Header().Get("Content-Language")
	}
	for _, tc := range []struct{ path, accept, want string }{
		{"/about", "cy, en;q=0.5", "cy"},
		{"/about", "fr", "en"},
		{"/about", "", "en"},
		{"/about?lang=cy", "en", "cy"}, // and from now on
		{"/privacy", "en", "cy"},
		{"/about?lang=xx", "en", "cy"},
		{"/about?lang=en", "cy", "en"},
	} {
		if got := lang(tc.path, tc.accept); got != tc.want {
			t.Errorf("%s for %q: %s, want %s", tc.path, tc.accept, got, tc.want)
		}
	}
	// The switch keeps page and state.
	member := h.signedIn("member")
	w := member.get("/people?q=sample&done=saved")
	if !strings.Contains(w.Body.String(), `href="/people?lang=cy&amp;q=sample"`) {
		t.Errorf("no link to the same page in Welsh: %s", w.Body)
	}
	member.get("/people?lang=cy")
	if got := h.signedIn("member").get("/").Header().Get("Content-Language"); got != "cy" {
		t.Errorf("the account's language is %s after the switch", got)
	}
}

func TestHeaders(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	w := h.browser().get("/")
	for name, want := range map[string]string{
		"Cache-Control": "public, max-age=60", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin", "X-Frame-Options": "DENY",
	} {
		if got := w.Header().Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	if !strings.Contains(w.Header().Get("Content-Security-Policy"), "default-src 'self'") || !strings.Contains(w.Header().Get("Vary"), "Cookie") {
		t.Errorf("headers %v", w.Header())
	}
	b := h.browser()
	b.cookies["anything"] = "x"
	if got := b.get("/").Header().Get("Cache-Control"); got != "private, no-store" {
		t.Errorf("with a cookie: Cache-Control %q", got)
	}
	var size bytes.Buffer
	_ = h.signedIn("member").get("/").Header().Write(&size)
	if size.Len() > 1500 {
		t.Errorf("a page has %d bytes of headers", size.Len())
	}
}
