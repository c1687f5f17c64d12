package web_test

import (
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

var (
	keyOf     = regexp.MustCompile(`name="idempotency_key" value="([^"]+-(?:compose|reply|edit))"`)
	seenOf    = regexp.MustCompile(`name="seen" value="(\d+)"`)
	pictureOf = regexp.MustCompile(`name="picture" value="(\d+)"`)
)

func first(t *testing.T, form *regexp.Regexp, body string) string {
	t.Helper()
	m := form.FindStringSubmatch(body)
	if m == nil {
		t.Fatalf("no %s in %.2000s", form, body)
	}
	return m[1]
}

// TestPreviewWithoutScript: the page comes back with the text as it would be
// posted, the fields and the key of the form; what is sent then is posted once.
func TestPreviewWithoutScript(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	b := h.signedIn("member")
	for _, place := range []string{path("/communities/%d/new", h.closed.ID), path("/threads/%d/reply", h.thread)} {
		fields := url.Values{"title": {"A new title"}, "body": {"Some **bold** words for @nobody, [here](https://a.example/x)."}, "lang": {"cy"},
			"act": {"preview"}, "idempotency_key": {"KEY-" + place + "-reply"}}
		w := b.post(place, fields)
		if w.Code != 200 {
			t.Fatalf("%s: %d", place, w.Code)
		}
		page := w.Body.String()
		see(t, page, `id="preview"`, "<strong>bold</strong>", "(a.example)", "@nobody</li>", "Some **bold** words", `value="cy" lang="cy" selected`,
			fields.Get("idempotency_key"), "hr-audience")
		if strings.Contains(place, "/new") != strings.Contains(page, `data-similar="`) {
			t.Errorf("%s: the place of similar threads", place)
		}
		fields.Del("act")
		fields.Set("seen", first(t, seenOf, page))
		to := b.post(place, fields)
		again := b.post(place, fields)
		if to.Code != 303 || again.Code != 303 || to.Header().Get("Location") != again.Header().Get("Location") {
			t.Errorf("%s: sent %d to %s, again %d to %s", place, to.Code, to.Header().Get("Location"), again.Code, again.Header().Get("Location"))
		}
		if d, err := h.service.DraftAt(t.Context(), h.as("member"), path("thread:%d", h.thread)); err != nil || d.ID != 0 {
			t.Errorf("%s: the draft stays: %+v %v", place, d, err)
		}
	}
	empty := b.post(path("/threads/%d/reply", h.thread), url.Values{"body": {" "}, "lang": {"en"}, "act": {"preview"}})
	if empty.Code != 422 || strings.Contains(empty.Body.String(), `id="preview"`) {
		t.Errorf("nothing to preview: %d", empty.Code)
	}
	if w := h.signedIn("head").post(path("/threads/%d/reply", h.thread), url.Values{"body": {"x"}, "lang": {"en"}, "act": {"preview-part"}}); w.Code == 200 {
		t.Errorf("an outsider previews: %d %s", w.Code, w.Body)
	}
	part := b.post(path("/threads/%d/reply", h.thread), url.Values{"body": {"*x*"}, "lang": {"en"}, "act": {"preview-part"}})
	if part.Code != 200 || strings.Contains(part.Body.String(), "<html") || !strings.Contains(part.Body.String(), "<em>x</em>") {
		t.Errorf("the part: %d %s", part.Code, part.Body)
	}
}

// TestPictureIsKept: a picture that came without words, or with another fault,
// need not be chosen again.
func TestPictureIsKept(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	b := h.signedIn("member")
	place := path("/communities/%d/new", h.closed.ID)
	kind, body := multi(t, map[string]string{"title": "With a picture", "body": "See it.", "lang": "en"}, "picture bytes")
	w := b.send(place, kind, body)
	if w.Code != 422 {
		t.Fatalf("without words: %d", w.Code)
	}
	see(t, w.Body.String(), "Describe the picture for colleagues", "See it.", "need not choose it again")
	picture := first(t, pictureOf, w.Body.String())
	if file := b.get("/files/" + picture); file.Code != 200 {
		t.Errorf("the picture is not shown: %d", file.Code)
	}
	kind, body = multi(t, map[string]string{"title": "", "body": "See it.", "lang": "en", "alt-" + picture: "A ferry", "picture": picture}, "")
	if w = b.send(place, kind, body); w.Code != 422 || first(t, pictureOf, w.Body.String()) != picture {
		t.Errorf("another fault: %d", w.Code)
	}
	kind, body = multi(t, map[string]string{"title": "Ferry", "body": "See it.", "lang": "en", "alt": "A ferry", "picture": picture, "picture_out-" + picture: "yes", "act": "preview"}, "")
	if w = b.send(place, kind, body); strings.Contains(w.Body.String(), "/files/"+picture) {
		t.Error("it was to be left out")
	}
	kind, body = multi(t, map[string]string{"title": "Ferry", "body": "See it.", "lang": "en", "alt-" + picture: "A ferry", "picture": picture}, "")
	w = b.send(place, kind, body)
	if w.Code != 303 {
		t.Fatalf("sent: %d", w.Code)
	}
	to, _, _ := strings.Cut(w.Header().Get("Location"), "?")
	see(t, b.get(to).Body.String(), "/files/"+picture, `alt="A ferry"`)
	kind, body = multi(t, map[string]string{"title": "Again", "body": "See it.", "lang": "en", "alt": "A ferry", "picture": picture}, "")
	if w = b.send(place, kind, body); w.Code != 422 {
		t.Errorf("the same picture twice: %d", w.Code)
	}
}

// TestQuotePrefills: the address of the Quote link fills the form without
// script, below what was begun, and only of the thread itself.
func TestQuotePrefills(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	b := h.signedIn("member")
	page := b.get(path("/threads/%d?parent=%d&quote=1", h.thread, h.post)).Body.String()
	see(t, page, "&gt; **", "&gt; canary-body", "quote=1#reply")
	if w := b.post("/drafts", url.Values{"place": {path("thread:%d", h.thread)}, "body": {"half a thought"}, "lang": {"en"}}); w.Code != 204 {
		t.Fatal(w.Code)
	}
	page = b.get(path("/threads/%d?parent=%d&quote=1", h.thread, h.post)).Body.String()
	if strings.Index(page, "half a thought") > strings.Index(page, "&gt; canary-body") {
		t.Error("what was begun does not stand first")
	}
	if w := b.get(path("/posts/%d/quote", h.post)); w.Code != 200 || !strings.HasPrefix(w.Body.String(), "> **") {
		t.Errorf("the quote: %d %s", w.Code, w.Body)
	}
	if w := h.signedIn("head").get(path("/posts/%d/quote", h.post)); w.Code == 200 {
		t.Errorf("an outsider's quote: %d", w.Code)
	}
}

func TestMentionRows(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	place := path("/communities/%d/mentions?q=", h.closed.ID)
	w := h.signedIn("member").get(place)
	if w.Code != 200 || strings.Contains(w.Body.String(), "<html") {
		t.Fatalf("a member: %d", w.Code)
	}
	see(t, w.Body.String(), `role="option"`, "@moderator</span>")
	see(t, h.signedIn("member").get(place+"zzzz").Body.String(), "Nobody in this community has that name")
	for _, role := range []string{"head", "operator"} {
		if w := h.signedIn(role).get(place); w.Code != 404 {
			t.Errorf("%s: %d", role, w.Code)
		}
	}
}

// TestTwoWindows: of two windows on the same place the older does not replace
// what the newer has saved, with and without script.
func TestTwoWindows(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	b := h.signedIn("member")
	place := path("thread:%d", h.thread)
	save := func(key, body, seen string) (int, string) {
		w := b.post("/drafts", url.Values{"place": {place}, "body": {body}, "lang": {"en"}, "idempotency_key": {key}, "seen": {seen}})
		return w.Code, w.Body.String()
	}
	if code, _ := save("A", "from the first", "0"); code != 200 {
		t.Fatal(code)
	}
	code, said := save("B", "from the second", "0")
	if code != 409 || !strings.Contains(said, "another window") {
		t.Errorf("the second: %d %s", code, said)
	}
	w := b.post(path("/threads/%d/reply", h.thread), url.Values{"body": {"without script"}, "lang": {"en"}, "act": {"preview"}, "idempotency_key": {"C"}, "seen": {"0"}})
	see(t, w.Body.String(), "without script", "changed in another window")
	d, err := h.service.DraftAt(t.Context(), h.as("member"), place)
	if err != nil || d.Body != "from the first" {
		t.Errorf("the draft is %+v %v", d, err)
	}
	if code, _ = save("B", "from the second", strconv.FormatInt(d.UpdatedAt.UnixMilli(), 10)); code != 200 {
		t.Errorf("having seen the first: %d", code)
	}
	page := b.get(path("/threads/%d", h.thread)).Body.String()
	if first(t, keyOf, page) == "" || first(t, seenOf, page) == "0" {
		t.Error("the form does not know its draft")
	}
}
