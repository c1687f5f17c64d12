package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"headroom/community"
)

// TestWhoNeverChoseGetsTheBrowsersLanguage follows an account that was added
// without a language.
func TestWhoNeverChoseGetsTheBrowsersLanguage(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	_, err := h.service.AddMember(t.Context(), community.CommandLine, community.MemberInput{Email: "new@scotland.localhost", Username: "new",
		Name: "New Sample", Post: "Headteacher", Nation: "SCT", Password: password})
	h.ok(err)
	b := h.browser()
	lang := func(accept, p string) string {
		b.header.Set("Accept-Language", accept)
		return b.get(p).Header().Get("Content-Language")
	}
	signIn := func() {
		b = h.browser()
		if w := b.post("/sign-in", url.Values{"email": {"new@scotland.localhost"}, "password": {password}}); w.Code != http.StatusSeeOther {
			t.Fatalf("sign-in: %d", w.Code)
		}
	}
	signIn()
	for accept, want := range map[string]string{"cy, en;q=0.5": "cy", "gd": "gd", "fr": "en", "": "en"} {
		if got := lang(accept, "/profile"); got != want {
			t.Errorf("for %q: %s, want %s", accept, got, want)
		}
	}
	if got := lang("cy", "/about?lang=gd"); got != "gd" {
		t.Errorf("asked for Gaelic, got %s", got)
	}
	signIn() // in another browser
	if got := lang("cy", "/profile"); got != "gd" {
		t.Errorf("chose Gaelic, got %s", got)
	}
}

// TestPagesSayTheirLanguage looks at every kind of answer: the language of the
// page, of its header, and of the links to the same page in the others.
func TestPagesSayTheirLanguage(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	refused := func(b *browser) (int, string, string) {
		w := b.post("/profile", url.Values{"name": {""}})
		return w.Code, w.Header().Get("Content-Language"), w.Body.String()
	}
	seen := func(p string) func(*browser) (int, string, string) {
		return func(b *browser) (int, string, string) {
			w := b.get(p)
			return w.Code, w.Header().Get("Content-Language"), w.Body.String()
		}
	}
	for name, tc := range map[string]struct {
		ask    func(*browser) (int, string, string)
		status int
		again  string // the switch leads here
	}{
		"page":         {seen("/people?q=sample"), 200, "/people?"},
		"missing":      {seen("/threads/1"), 404, "/threads/1?"},
		"no such page": {seen("/nowhere"), 404, "/nowhere?"},
		"refused form": {refused, 422, "/profile?"},
	} {
		for _, lang := range []string{"en", "cy", "gd"} {
			b := h.signedIn("member")
			b.get("/about?lang=" + lang)
			status, header, body := tc.ask(b)
			if status != tc.status || header != lang || !strings.Contains(body, `<html lang="`+lang+`"`) {
				t.Errorf("%s in %s: %d in %s", name, lang, status, header)
			}
			root, err := html.Parse(strings.NewReader(body))
			h.ok(err)
			others := map[string]bool{}
			for n := range root.Descendants() {
				if other := attribute(n, "hreflang"); other != "" {
					others[other] = true
					to := attribute(n, "href")
					if strings.HasPrefix(to, "?") { // an error page keeps its address, and says nothing of it
						to = tc.again[:max(0, len(tc.again)-1)] + to
					}
					if attribute(n, "lang") != other || !strings.HasPrefix(to, tc.again) || !strings.Contains(to, "lang="+other) {
						t.Errorf("%s in %s: the switch to %s leads to %s", name, lang, other, to)
					}
					if w := b.get(to); w.Code >= 500 || w.Header().Get("Content-Language") != other {
						t.Errorf("%s: %s is %d in %s", name, to, w.Code, w.Header().Get("Content-Language"))
					}
					b.get("/about?lang=" + lang)
				}
			}
			if len(others) != 2 || others[lang] {
				t.Errorf("%s in %s: leads to %v", name, lang, others)
			}
		}
	}
}

// TestFormsGoOnInAnotherLanguage presses the buttons that a browser without
// scripts has: nothing is done, and what was typed is there in Welsh.
func TestFormsGoOnInAnotherLanguage(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	typed := "half a <thought> & more"
	for _, tc := range []struct {
		role, page, action string
		field              string
	}{
		{"member", path("/communities/%d/new", h.closed.ID), path("/communities/%d/new", h.closed.ID), "body"},
		{"member", path("/threads/%d", h.thread), path("/threads/%d/reply", h.thread), "body"},
		{"moderator", path("/posts/%d/edit", h.post), path("/posts/%d/edit", h.post), "body"},
		{"member", "/profile", "/profile", "biography"},
		{"head", path("/communities/%d/join", h.closed.ID), path("/communities/%d/join", h.closed.ID), "reason"},
		{"moderator", "/communities/new", "/communities/new", "name_en"},
		{"moderator", path("/communities/%d/edit", h.closed.ID), path("/communities/%d/edit", h.closed.ID), "summary_en"},
		{"moderator", path("/communities/%d/people", h.closed.ID), path("/communities/%d/invite", h.closed.ID), "person"},
		{"member", path("/threads/%d/guest", h.thread), path("/threads/%d/guest", h.thread), "biography"},
		{"anonymous", "/apply", "/apply", "biography"},
		{"anonymous", "/about/admission", "/about/admission", "text"},
	} {
		b := h.signedIn(tc.role)
		b.get("/about?lang=en")
		see(t, html.UnescapeString(b.get(tc.page).Body.String()), `formaction="`+tc.action+`?switch=cy"`)
		before := h.state()
		w := b.post(tc.action+"?switch=cy", url.Values{tc.field: {typed}, "idempotency_key": {"key"}})
		if w.Code == http.StatusSeeOther {
			w = b.get(strings.Split(w.Header().Get("Location"), "#")[0])
		}
		if w.Code != http.StatusOK || w.Header().Get("Content-Language") != "cy" {
			t.Errorf("%s: %d in %s", tc.action, w.Code, w.Header().Get("Content-Language"))
		}
		page := readPage(t, w.Body.String())
		if got := page.named[tc.field]; len(got) != 1 || got[0] != typed {
			t.Errorf("%s: %s is %q", tc.action, tc.field, got)
		}
		if strings.Contains(w.Body.String(), "govuk-error-summary") {
			t.Errorf("%s: says that something is wrong", tc.action)
		}
		for table, was := range before {
			if now := h.state()[table]; now != was && table != "draft" && table != "read_mark" && !indexed(table) {
				t.Errorf("%s: the table %s has changed", tc.action, table)
			}
		}
	}
	if w := h.signedIn("member").post("/profile?switch=tlh", url.Values{}); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("an unknown language: %d", w.Code)
	}
}
