package web_test

import (
	"bytes"
	"html"
	"mime/multipart"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"headroom/community"
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
		{"operator", "/operator/peers", url.Values{"host": {""}, "act": {"offer"}}, 422, []string{"Enter a domain name"}},
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
		w = b.post("/sign-in", url.Values{"email": {email}, "password": {password}, "next": {next}})
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

// TestRefusedPostsBecomeDrafts sends a reply into a thread that was locked
// meanwhile, and another by somebody who was removed meanwhile.
func TestRefusedPostsBecomeDrafts(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	b := h.signedIn("member")
	h.ok(h.service.LockThread(t.Context(), h.as("moderator"), h.thread, true))
	w := b.post(path("/threads/%d/reply", h.thread), url.Values{"body": {"too late"}, "lang": {"en"}})
	if w.Code != 403 {
		t.Errorf("a reply to a locked thread: %d", w.Code)
	}
	see(t, w.Body.String(), "kept in your drafts", "locked")
	see(t, b.get("/drafts").Body.String(), "too late", "locked")

	room, err := h.service.Room(t.Context(), h.as("moderator"), h.closed.ID)
	h.ok(err)
	h.ok(h.service.RemoveMember(t.Context(), h.as("moderator"), h.closed.ID, room.Members[0].Membership.ID, "sample reason"))
	w = b.post(path("/communities/%d/new", h.closed.ID), url.Values{"title": {"After"}, "body": {"after the removal"}, "lang": {"en"}})
	if w.Code == 303 {
		if to := w.Header().Get("Location"); to != "/drafts?done=kept_as_draft" {
			t.Fatalf("sent on to %s", to)
		}
		w = b.get("/drafts?done=kept_as_draft")
	}
	see(t, w.Body.String(), "kept in your drafts")
	see(t, b.get("/drafts").Body.String(), "after the removal")
	w = b.post(path("/threads/%d/reply", h.thread), url.Values{"body": {"another after it"}, "lang": {"en"}})
	if to := w.Header().Get("Location"); to != "/drafts?done=kept_as_draft" {
		t.Errorf("a reply after the removal: %d to %q", w.Code, to)
	}
	see(t, b.get("/drafts").Body.String(), "another after it")
	if strings.Contains(b.get("/drafts").Body.String(), "canary-title") {
		t.Error("the drafts name a thread that may not be read")
	}
}

func multi(t *testing.T, fields map[string]string, image string) (kind string, body *bytes.Buffer) {
	t.Helper()
	body = new(bytes.Buffer)
	m := multipart.NewWriter(body)
	for name, value := range fields {
		if err := m.WriteField(name, value); err != nil {
			t.Fatal(err)
		}
	}
	if image != "" {
		part, err := m.CreateFormFile("image", "picture.png")
		if err != nil {
			t.Fatal(err)
		}
		_, _ = part.Write([]byte(image))
	}
	if err := m.WriteField("alt", fields["alt"]); err != nil {
		t.Fatal(err)
	}
	_ = m.Close()
	return m.FormDataContentType(), body
}

func TestPictures(t *testing.T) {
	t.Parallel()
	h := newHouse(t, func(o *web.Options) { o.UploadBytes = 1000 })
	b := h.signedIn("member")
	place := path("/threads/%d/reply", h.thread)
	for name, tc := range map[string]struct {
		image, alt string
		status     int
		says       string
	}{
		"no picture": {"text", "described", 422, "Choose a JPEG"},
		"no words":   {"picture", "", 422, "Describe the picture"},
		"too large":  {"picture" + strings.Repeat("x", 1500), "described", 422, "too large"},
		"flood":      {"picture" + strings.Repeat("x", 1<<20), "described", 413, "too large"},
	} {
		kind, body := multi(t, map[string]string{"body": "text beside it", "lang": "en", "alt": tc.alt}, tc.image)
		w := b.send(place, kind, body)
		if w.Code != tc.status {
			t.Errorf("%s: %d, want %d", name, w.Code, tc.status)
		}
		see(t, w.Body.String(), "text beside it", tc.says)
	}
	kind, body := multi(t, map[string]string{"body": "text beside it", "lang": "en", "alt": "A sample"}, "picture bytes")
	if w := b.send(place, kind, body); w.Code != 303 {
		t.Fatalf("a picture: %d %s", w.Code, w.Body)
	}
	page := b.get(path("/threads/%d", h.thread)).Body.String()
	found := regexp.MustCompile(`src="(/files/\d+)" alt="A sample"`).FindStringSubmatch(page)
	if found == nil {
		t.Fatalf("the picture is not shown: %s", page)
	}
	w := b.get(found[1])
	for name, want := range map[string]string{"Content-Type": "image/png", "Content-Disposition": "inline", "X-Content-Type-Options": "nosniff",
		"Content-Security-Policy": "default-src 'none'; sandbox", "Cache-Control": "private, no-store"} {
		if got := w.Header().Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	if w.Body.String() != "picture bytes" {
		t.Errorf("picture %q", w.Body)
	}
	for _, role := range []string{"head", "operator", "applicant"} {
		if w := h.signedIn(role).get(found[1]); w.Code != 404 {
			t.Errorf("the picture as %s: %d", role, w.Code)
		}
	}
}

func TestRateLimits(t *testing.T) {
	t.Parallel()
	h := newHouse(t, func(o *web.Options) { o.SignInsPerHour, o.PostsPerMinute = 4, 1 })
	b := h.signedIn("member")
	form := url.Values{"body": {"once more"}, "lang": {"en"}}
	if w := b.post(path("/threads/%d/reply", h.thread), form); w.Code != 303 {
		t.Fatalf("first reply: %d", w.Code)
	}
	w := b.post(path("/threads/%d/reply", h.thread), form)
	if w.Code != 429 || w.Header().Get("Retry-After") == "" {
		t.Errorf("second reply: %d, Retry-After %q", w.Code, w.Header().Get("Retry-After"))
	}
	see(t, w.Body.String(), "once more")
	for range 4 {
		w = h.browser().post("/sign-in", url.Values{"email": {"member@scotland.localhost"}, "password": {"wrong"}})
	}
	if w.Code != 429 || w.Header().Get("Retry-After") == "" {
		t.Errorf("sign-in: %d, Retry-After %q", w.Code, w.Header().Get("Retry-After"))
	}
	see(t, w.Body.String(), "member@scotland.localhost")
}

// TestStory walks through what members do with forms.
func TestStory(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	head, moderator := h.signedIn("head"), h.signedIn("moderator")
	go303 := func(b *browser, p string, form url.Values, to string) {
		t.Helper()
		w := b.post(p, form)
		if got := w.Header().Get("Location"); w.Code != 303 || !strings.HasPrefix(got, to) {
			t.Fatalf("%s: %d to %q, want %q: %s", p, w.Code, got, to, w.Body)
		}
	}
	here := path("/communities/%d", h.closed.ID)
	go303(head, here+"/join", url.Values{"reason": {"I run a small school"}}, here+"?done=join_asked")
	queue := moderator.get(here + "/queue").Body.String()
	see(t, queue, "I run a small school", "Sample head")
	request := regexp.MustCompile(here + `/queue/(\d+)`).FindString(queue)
	go303(moderator, request, url.Values{"decision": {"accept"}, "reason": {"welcome"}}, here+"/queue?done=accepted")
	see(t, head.get(here).Body.String(), "canary-title")
	see(t, head.get(here+"/people").Body.String(), "Sample moderator", "scotland.localhost")
	go303(head, path("/threads/%d/reply", h.thread), url.Values{"body": {"**Hello** from a head"}, "lang": {"en"}}, path("/threads/%d?done=posted#post-", h.thread))
	thread := moderator.get(path("/threads/%d", h.thread)).Body.String()
	see(t, thread, "<strong>Hello</strong> from a head")
	post := regexp.MustCompile(`/posts/(\d+)/delete`).FindAllStringSubmatch(thread, -1)
	last := post[len(post)-1][0]
	w := moderator.post(last, url.Values{"reason": {""}})
	if w.Code != 422 {
		t.Errorf("a removal without a reason: %d", w.Code)
	}
	see(t, w.Body.String(), "Give a reason")
	go303(moderator, last, url.Values{"reason": {"off topic"}}, path("/threads/%d?done=post_deleted", h.thread))
	see(t, head.get(path("/threads/%d", h.thread)).Body.String(), "off topic")
}

func TestDraftsAreKeptAsTyped(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	b := h.signedIn("member")
	if w := b.post("/drafts", url.Values{"place": {path("thread:%d", h.thread)}, "body": {"half a thought"}, "lang": {"en"}}); w.Code != 204 {
		t.Fatalf("saving: %d", w.Code)
	}
	see(t, b.get(path("/threads/%d", h.thread)).Body.String(), "half a thought")
	page := b.get("/drafts").Body.String()
	see(t, page, "half a thought", "canary-title")
	remove := regexp.MustCompile(`/drafts/\d+/delete`).FindString(page)
	if w := h.signedIn("head").post(remove, nil); w.Code != 404 {
		t.Errorf("another's draft: %d", w.Code)
	}
	if w := b.post(remove, nil); w.Code != 303 {
		t.Errorf("deleting: %d", w.Code)
	}
	if d, err := h.service.DraftAt(t.Context(), h.as("member"), path("thread:%d", h.thread)); err != nil || d != (community.Draft{}) {
		t.Errorf("draft %v, %v", d, err)
	}
}
