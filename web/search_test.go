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
	for role, want := range map[string]int{"anonymous": 303, "applicant": 404, "head": 404, "operator": 404, "member": 200, "moderator": 200} {
		at := path("/communities/%d/similar?title=%s", h.closed.ID, url.QueryEscape("ynys mon"))
		answer := h.signedIn(role).get(at)
		if answer.Code != want {
			t.Errorf("%s: %d, want %d", role, answer.Code, want)
		}
		if want == http.StatusOK {
			see(t, answer.Body.String(), "Athrawon cyflenwi yn Ynys Môn", "hr-similar")
			lacks(t, answer.Body.String(), "<html", "<body")
		}
	}
	for _, title := range []string{"", "zebra", `" OR *`} {
		if got := h.signedIn("member").get(path("/communities/%d/similar?title=%s", h.closed.ID, url.QueryEscape(title))).Code; got != http.StatusNoContent {
			t.Errorf("%q: %d", title, got)
		}
	}
}

func TestSearchesAreCounted(t *testing.T) {
	t.Parallel()
	h := newHouse(t, func(o *web.Options) { o.SearchesPerMinute = 2 })
	b := h.signedIn("member")
	at := path("/communities/%d/similar?title=zebra", h.closed.ID)
	for i, want := range []int{204, 204, 429} {
		if got := b.get(at).Code; got != want {
			t.Errorf("%d: %d, want %d", i, got, want)
		}
	}
	if got := h.signedIn("moderator").get(at).Code; got != http.StatusNoContent {
		t.Errorf("another account: %d", got)
	}
}
