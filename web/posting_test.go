package web_test

import (
	"bytes"
	"mime/multipart"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"headroom/community"
	"headroom/web"
)

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
	return multiOf(t, fields, nil, image)
}

// multiOf is multi with fields that stand several times.
func multiOf(t *testing.T, fields map[string]string, more url.Values, image string) (kind string, body *bytes.Buffer) {
	t.Helper()
	body = new(bytes.Buffer)
	m := multipart.NewWriter(body)
	write := func(name, value string) {
		if err := m.WriteField(name, value); err != nil {
			t.Fatal(err)
		}
	}
	for name, value := range fields {
		write(name, value)
	}
	for name, list := range more {
		for _, value := range list {
			write(name, value)
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
	go303(head, path("/threads/%d/reply", h.thread), url.Values{"body": {"**Hello** from a head"}, "lang": {"en"}}, path("/threads/%d?at=", h.thread))
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
