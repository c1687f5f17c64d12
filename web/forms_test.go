package web_test

import (
	"html"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"headroom/web"
)

// see fails unless the page has every text.
func see(t *testing.T, body string, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if !strings.Contains(body, text) {
			t.Errorf("the page lacks %q:\n%s", text, body)
		}
	}
}

func TestSignInAndOut(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	b := h.browser()
	w := b.post("/sign-in", url.Values{"email": {"member@scotland.localhost"}, "password": {"wrong"}, "next": {"/people"}})
	if w.Code != 422 {
		t.Errorf("a wrong password: %d", w.Code)
	}
	see(t, w.Body.String(), `value="member@scotland.localhost"`, `name="next" value="/people"`, "govuk-error-summary")
	if strings.Contains(w.Body.String(), "wrong") {
		t.Error("the password comes back")
	}
	b = h.signedIn("member")
	w = b.get("/")
	see(t, w.Body.String(), "canary-title")
	token := b.cookies["headroom"]
	if len(token) < 32 {
		t.Fatalf("token %q", token)
	}
	b.post("/sign-in", url.Values{"email": {"member@scotland.localhost"}, "password": {password}})
	if b.cookies["headroom"] == token {
		t.Error("a second sign-in keeps the token")
	}
	old := h.browser()
	old.cookies["headroom"] = token
	if w := old.get("/profile"); w.Code != 303 {
		t.Errorf("the token from before the second sign-in: %d", w.Code)
	}
	token = b.cookies["headroom"]
	if w := b.post("/sign-out", nil); w.Code != 303 || b.cookies["headroom"] != "" {
		t.Errorf("sign-out: %d, cookies %v", w.Code, b.cookies)
	}
	b.cookies["headroom"] = token
	if w := b.get("/profile"); w.Code != 303 {
		t.Errorf("the old session still opens the profile: %d", w.Code)
	}
}

func TestSessionCookie(t *testing.T) {
	t.Parallel()
	for origin, name := range map[string]string{"http://scotland.localhost": "headroom", "https://scotland.localhost": "__Host-headroom"} {
		h := newHouse(t, func(o *web.Options) { o.Identity.URL = origin })
		w := h.browser().post("/sign-in", url.Values{"email": {"member@scotland.localhost"}, "password": {password}})
		c := w.Result().Cookies()[0]
		if c.Name != name || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Secure != strings.HasPrefix(origin, "https") {
			t.Errorf("%s: cookie %v", origin, c)
		}
	}
}

func TestSessionsEnd(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	day := 24 * time.Hour
	idle, used := h.signedIn("member"), h.signedIn("moderator")
	for passed := time.Duration(0); passed < 88*day; passed += 11 * day {
		if w := used.get("/profile"); w.Code != 200 {
			t.Fatalf("after %v of use: %d", passed, w.Code)
		}
		h.clock.pass(11 * day)
		if passed == 11*day {
			if w := idle.get("/profile"); w.Code != 303 {
				t.Errorf("after 22 idle days: %d", w.Code)
			}
		}
	}
	h.clock.pass(3 * day)
	if w := used.get("/profile"); w.Code != 303 {
		t.Errorf("after 91 days: %d", w.Code)
	}
}

func TestNextStaysHere(t *testing.T) {
	t.Parallel()
	h := newHouse(t, func(o *web.Options) { o.SignInsPerHour = 1000 })
	for next, want := range map[string]string{
		"":                                "/",
		"/people?q=a":                     "/people?q=a",
		"/threads/5#post-6":               "/threads/5#post-6",
		"//evil.example":                  "/",
		"/\\evil.example":                 "/",
		"\\/evil.example":                 "/",
		"https://evil.example/":           "/",
		"javascript:alert(1)":             "/",
		"evil.example":                    "/",
		"/%2f/evil.example":               "/",
		"/\tevil":                         "/",
		"///evil.example":                 "/",
		"/sign-out":                       "/",
		"/people?carried=1&body=injected": "/people",
		"http:/people":                    "/",
		"/%5cevil.example":                "/",
	} {
		b := h.browser()
		page := b.get("/sign-in?next=" + url.QueryEscape(next))
		hidden := ""
		if m := hiddenNext.FindStringSubmatch(page.Body.String()); m != nil {
			hidden = html.UnescapeString(m[1])
		}
		for _, sent := range []string{hidden, next} {
			if strings.Contains(sent, "carried") {
				continue // as a form, only our own page sends it
			}
			w := h.browser().post("/sign-in", url.Values{"email": {"member@scotland.localhost"}, "password": {password}, "next": {sent}})
			if got := w.Header().Get("Location"); got != want {
				t.Errorf("next %q sent as %q goes to %q, want %q", next, sent, got, want)
			}
		}
	}
}

func TestCrossOrigin(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	b := h.signedIn("member")
	b.header.Set("Sec-Fetch-Site", "cross-site")
	w := b.post("/profile", url.Values{"name": {"Changed"}})
	if w.Code != 403 {
		t.Errorf("a form of another site: %d", w.Code)
	}
	see(t, w.Body.String(), "The form came from another site")
	b.header = http.Header{"Origin": {"http://evil.example"}}
	if w := b.post("/sign-out", nil); w.Code != 403 {
		t.Errorf("a sign-out of another origin: %d", w.Code)
	}
}

// TestTypedTextStays sends forms that are refused, and finds in the answer what
// was typed, escaped.
func TestTypedTextStays(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	hostile := `<script>alert("x")</script>`
	long := strings.Repeat("long ", 5000)
	for _, tc := range []struct {
		role, path string
		form       url.Values
		status     int
		keeps      []string
	}{
		{"member", path("/communities/%d/new", h.closed.ID), url.Values{"title": {""}, "body": {hostile}, "lang": {"en"}}, 422, []string{hostile, "Give the conversation a title"}},
		{"member", path("/communities/%d/new", h.closed.ID), url.Values{"title": {hostile}, "body": {""}, "lang": {"en"}}, 422, []string{hostile, "Write something first"}},
		{"member", path("/communities/%d/new", h.closed.ID), url.Values{"title": {"T"}, "body": {long}, "lang": {"en"}}, 422, []string{long[:4000]}},
		{"member", path("/communities/%d/new", h.closed.ID), url.Values{"title": {"T"}, "body": {"kept text"}, "lang": {"no such"}}, 422, []string{"kept text"}},
		{"member", path("/threads/%d/reply", h.thread), url.Values{"body": {long}}, 422, []string{long[:4000]}},
		{"member", "/profile", url.Values{"name": {""}, "biography": {hostile}, "zone": {"Mars/Base"}}, 422, []string{hostile, "Mars/Base"}},
		{"head", path("/communities/%d/join", h.closed.ID), url.Values{"reason": {strings.Repeat("because ", 100)}}, 422, []string{"because because"}},
		{"moderator", "/communities/new", url.Values{"username": {"Not A Name!"}, "name_en": {hostile}, "access": {"closed"}, "joining": {"request"}}, 422, []string{"Not A Name!", hostile}},
		{"moderator", path("/posts/%d/edit", h.post), url.Values{"body": {""}, "lang": {"en"}}, 422, []string{"Write something first"}},
		{"operator", "/operator/members", url.Values{"name": {hostile}, "email": {"no address"}}, 422, []string{hostile, "no address"}},
		{"operator", path("/operator/members/%d/verify", h.people["applicant"].Person.ID), url.Values{"kind": {"none"}, "reason": {hostile}}, 422, []string{hostile}},
		{"operator", path("/operator/members/%d/revoke", h.people["member"].Person.ID), url.Values{"reason": {""}}, 422, []string{"revoke_reason"}},
		{"operator", "/operator/peers/offer", url.Values{"host": {""}}, 422, []string{"Enter a domain name"}},
		{"anonymous", "/reset", url.Values{"email": {"no address"}}, 422, []string{"no address"}},
	} {
		w := h.signedIn(tc.role).post(tc.path, tc.form)
		if w.Code != tc.status {
			t.Errorf("%s as %s: %d, want %d", tc.path, tc.role, w.Code, tc.status)
			continue
		}
		body := w.Body.String()
		see(t, html.UnescapeString(body), tc.keeps...)
		see(t, body, "govuk-error-summary")
		if strings.Contains(body, "<script>alert") {
			t.Errorf("%s: what was typed is not escaped", tc.path)
		}
	}
}

func TestFormsTakenTwiceDoThingsOnce(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	b := h.signedIn("member")
	form := url.Values{"title": {"Twice"}, "body": {"Sent twice"}, "lang": {"en"}, "idempotency_key": {"k1"}}
	var places []string
	for range 2 {
		w := b.post(path("/communities/%d/new", h.closed.ID), form)
		if w.Code != 303 {
			t.Fatalf("posting: %d %s", w.Code, w.Body)
		}
		places = append(places, w.Header().Get("Location"))
	}
	if places[0] != places[1] || !strings.HasPrefix(places[0], "/threads/") {
		t.Errorf("the same form led to %v", places)
	}
	if n := strings.Count(b.get(path("/communities/%d", h.closed.ID)).Body.String(), ">Twice</a>"); n != 1 {
		t.Errorf("the thread is there %d times", n)
	}
	react := url.Values{"kind": {"thanks"}, "idempotency_key": {"k2"}}
	for range 2 {
		if w := b.post(path("/posts/%d/react", h.post), react); w.Code != 303 {
			t.Fatalf("reacting: %d", w.Code)
		}
	}
	see(t, b.get(path("/threads/%d", h.thread)).Body.String(), `value="thanks" class="hr-react__button" aria-pressed="true"`)
	operator := h.signedIn("operator")
	verify := url.Values{"kind": {"head"}, "reason": {"seen the letter"}, "idempotency_key": {"k3"}}
	for range 2 {
		w := operator.post(path("/operator/members/%d/verify", h.people["applicant"].Person.ID), verify)
		if w.Code != 303 {
			t.Fatalf("verifying: %d %s", w.Code, w.Body)
		}
	}
}

// TestSessionEndedWhileWriting sends forms after the session has ended, signs
// in on the page that comes, and finds what was typed.
func TestSessionEndedWhileWriting(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for _, tc := range []struct {
		role, path string
		form       url.Values
		shows      string // where what was typed is found, "" for the answer itself
		text       string
	}{
		{"member", path("/communities/%d/new", h.closed.ID), url.Values{"title": {"Half"}, "body": {"a new & long thought"}, "lang": {"cy"}}, path("/communities/%d/new", h.closed.ID), "a new & long thought"},
		{"member", path("/threads/%d/reply", h.thread), url.Values{"body": {"a reply <b>thought</b>"}, "lang": {"en"}}, path("/threads/%d#reply", h.thread), "a reply <b>thought</b>"},
		{"moderator", path("/posts/%d/edit", h.post), url.Values{"body": {"a better text"}, "lang": {"en"}}, path("/posts/%d/edit", h.post), "a better text"},
		{"member", "/profile", url.Values{"name": {"Sample member"}, "biography": {"an unfinished biography"}}, "", "an unfinished biography"},
		{"head", path("/communities/%d/join", h.closed.ID), url.Values{"reason": {"since I care"}}, "", "since I care"},
		{"operator", path("/operator/members/%d/revoke", h.people["facilitator"].Person.ID), url.Values{"reason": {"retired in June"}}, "", "retired in June"},
		{"moderator", "/communities/new", url.Values{"username": {"new-place"}, "name_en": {"A new place"}}, "", "A new place"},
	} {
		b := h.signedIn(tc.role)
		h.ok(signOutElsewhere(h, b))
		w := b.post(tc.path, tc.form)
		if w.Code != http.StatusUnauthorized {
			t.Errorf("%s: %d", tc.path, w.Code)
			continue
		}
		m := hiddenNext.FindStringSubmatch(w.Body.String())
		if m == nil {
			t.Errorf("%s: the sign-in page carries nothing: %s", tc.path, w.Body)
			continue
		}
		next := html.UnescapeString(m[1])
		email := tc.role + "@scotland.localhost"
		w = b.post("/sign-in", url.Values{"email": {email}, "password": {"wrong"}, "next": {next}})
		if again := hiddenNext.FindStringSubmatch(w.Body.String()); again == nil || html.UnescapeString(again[1]) != next {
			t.Errorf("%s: a wrong password loses what was typed", tc.path)
		}
		w = b.signIn(tc.role, next)
		if tc.shows == "" {
			if w.Code != 200 {
				t.Errorf("%s: after the sign-in %d", tc.path, w.Code)
			}
			see(t, html.UnescapeString(w.Body.String()), tc.text, `action="`+tc.path+`"`)
			continue
		}
		if w.Code != 303 || w.Header().Get("Location") != tc.shows {
			t.Errorf("%s: after the sign-in %d to %s", tc.path, w.Code, w.Header().Get("Location"))
			continue
		}
		see(t, html.UnescapeString(b.get(strings.Split(tc.shows, "#")[0]).Body.String()), tc.text)
	}
}

// signOutElsewhere ends the session of a browser that does not know it.
func signOutElsewhere(h *house, b *browser) error {
	other := h.browser()
	other.cookies["headroom"] = b.cookies["headroom"]
	other.post("/sign-out", nil)
	return nil
}
