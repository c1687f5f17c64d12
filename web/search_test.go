package web_test

import (
	"net/http"
	"net/url"
	"testing"

	"headroom/community"
	"headroom/web"
)

// TestSimilar asks for threads like a title, as everybody.
func TestSimilar(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	_, err := h.service.StartThread(t.Context(), h.as("moderator"), community.PostInput{Community: h.closed.ID,
		Title: "Athrawon cyflenwi yn Ynys Môn", Body: "Geiriau"})
	h.ok(err)
	for role, want := range map[string]int{"anonymous": 401, "applicant": 404, "head": 404, "operator": 404, "member": 200, "moderator": 200} {
		answer := h.signedIn(role).post(path("/communities/%d/similar", h.closed.ID), url.Values{"title": {"ynys mon"}})
		if answer.Code != want {
			t.Errorf("%s: %d, want %d", role, answer.Code, want)
		}
		if want == http.StatusOK {
			see(t, answer.Body.String(), "Athrawon cyflenwi yn Ynys Môn", "hr-similar")
			lacks(t, answer.Body.String(), "<html", "<body")
		}
	}
	for _, title := range []string{"", "zebra", `" OR *`} {
		if got := h.signedIn("member").post(path("/communities/%d/similar", h.closed.ID), url.Values{"title": {title}}).Code; got != http.StatusNoContent {
			t.Errorf("%q: %d", title, got)
		}
	}
}

func TestSearchesAreCounted(t *testing.T) {
	t.Parallel()
	h := newHouse(t, func(o *web.Options) { o.SearchesPerMinute = 2 })
	b := h.signedIn("member")
	at, zebra := path("/communities/%d/similar", h.closed.ID), url.Values{"title": {"zebra"}}
	for i, want := range []int{204, 204, 429} {
		if got := b.post(at, zebra).Code; got != want {
			t.Errorf("%d: %d, want %d", i, got, want)
		}
	}
	if got := h.signedIn("moderator").post(at, zebra).Code; got != http.StatusNoContent {
		t.Errorf("another account: %d", got)
	}
}

// TestSearchPage searches for what stands in a closed and in a private room.
func TestSearchPage(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for role, want := range map[string]int{"anonymous": 200, "applicant": 200, "head": 200, "operator": 200, "member": 200, "moderator": 200} {
		b := h.signedIn(role)
		for _, canary := range []string{"canary-body", "canary-title", "canary-bo"} {
			answer := b.get("/search?q=" + canary)
			if answer.Code != want {
				t.Fatalf("%s: %d, want %d", role, answer.Code, want)
			}
			if role == "member" || role == "moderator" {
				see(t, answer.Body.String(), "<mark>canary", "1 post found", path("/threads/%d?at=%d#post-%d", h.thread, h.post, h.post))
			} else if want == http.StatusOK {
				see(t, answer.Body.String(), "Nothing was found for")
				lacks(t, answer.Body.String(), "<mark>", "canary-closed")
			}
		}
	}
	b := h.signedIn("member")
	see(t, b.get(path("/search?q=canary&where=%d", h.closed.ID)).Body.String(), "1 post found", "1 community that you may read")
	if got := b.get(path("/search?q=canary&where=%d", h.private.ID)).Code; got != http.StatusNotFound {
		t.Errorf("in a private community: %d", got)
	}
	lacks(t, b.get("/search?q=canary-secret").Body.String(), "<mark>", "canary-private")
	for _, address := range []string{"/search", "/search?q=%22", "/search?q=canary&from=x&to=2026-13-99&order=x&at=x&language=%22&author=x", "/search?q=%00%ff"} {
		if got := b.get(address).Code; got != http.StatusOK {
			t.Errorf("%s: %d", address, got)
		}
	}
	nothing := b.get("/search?q=zebra+crossing").Body.String()
	see(t, nothing, `<q data-user-content>zebra crossing</q>`, "/compose?title=zebra")
	see(t, b.get(path("/communities/%d/new?title=zebra", h.closed.ID)).Body.String(), `value="zebra"`)
}
