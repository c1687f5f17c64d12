package web_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"headroom/community"
)

var undoForm = regexp.MustCompile(`(?s)class="hr-flash [^>]*><p>[^<]*</p><form method="post" action="([^"]*)">(.*?)</form>`)

// undo presses the button of the message on a page.
func undo(t *testing.T, b *browser, page string) (to string) {
	t.Helper()
	form := undoForm.FindStringSubmatch(page)
	if form == nil {
		t.Fatalf("no undo on the page: %s", page)
	}
	values := url.Values{}
	for _, field := range regexp.MustCompile(`name="([^"]*)" value="([^"]*)"`).FindAllStringSubmatch(form[2], -1) {
		values.Set(field[1], field[2])
	}
	w := b.post(form[1], values)
	if w.Code != http.StatusSeeOther {
		t.Fatalf("undo at %s: %d", form[1], w.Code)
	}
	return w.Header().Get("Location")
}

func TestUndoADeletedDraft(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	b := h.signedIn("member")
	b.post("/drafts", url.Values{"place": {path("thread:%d", h.thread)}, "body": {"half a thought"}, "lang": {"cy"}})
	remove := regexp.MustCompile(`/drafts/\d+/delete`).FindString(b.get("/drafts").Body.String())
	page := b.get(b.post(remove, nil).Header().Get("Location")).Body.String()
	if strings.Contains(page, remove) {
		t.Error("the deleted draft is still in the list")
	}
	see(t, b.get(undo(t, b, page)).Body.String(), "The draft is back", "half a thought")
	restore := strings.Replace(remove, "delete", "restore", 1)
	if w := h.signedIn("head").post(restore, nil); w.Code != 404 {
		t.Errorf("another's deleted draft: %d", w.Code)
	}
	if w := b.post(restore, nil); w.Code != 409 {
		t.Errorf("over a draft that is there: %d", w.Code)
	}
	d, err := h.service.DraftAt(t.Context(), h.as("member"), path("thread:%d", h.thread))
	h.ok(err)
	if d.Body != "half a thought" || d.Language != "cy" {
		t.Errorf("the draft came back as %+v", d)
	}
}

func TestUndoALock(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	b := h.signedIn("moderator")
	to := b.post(path("/threads/%d/lock", h.thread), url.Values{"locked": {"true"}}).Header().Get("Location")
	page := b.get(to).Body.String()
	see(t, page, "The conversation is locked")
	see(t, b.get(undo(t, b, page)).Body.String(), "The conversation is open again")

	// An address alone offers nothing.
	if undoForm.MatchString(h.signedIn("moderator").get(to).Body.String()) {
		t.Error("an address put an undo on a page")
	}
}

func TestUndoAPin(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	b := h.signedIn("moderator")
	page := b.get(b.post(path("/threads/%d/pin", h.thread), url.Values{"pinned": {"true"}}).Header().Get("Location")).Body.String()
	see(t, page, "The conversation is pinned", "Unpin this conversation")
	see(t, b.get(undo(t, b, page)).Body.String(), "The conversation is no longer pinned", "Pin this conversation")
}

func TestUndoLeaving(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	open, err := h.service.CreateCommunity(t.Context(), h.as("moderator"), community.CommunityInput{Username: "free", Access: "open", Joining: "automatic",
		Reach: "instance", Name: community.LangMap{"en": "Free to join"}})
	h.ok(err)
	h.ok(h.service.Join(t.Context(), h.as("member"), open.ID, "", nil))
	b := h.signedIn("member")
	leave := func(id int64) string {
		return b.get(b.post(path("/communities/%d/leave", id), nil).Header().Get("Location")).Body.String()
	}
	page := leave(open.ID)
	see(t, page, "You have left the community")
	see(t, b.get(undo(t, b, page)).Body.String(), "You have joined")

	// Where somebody decides who comes in, one is asked before and not after.
	see(t, b.get(path("/communities/%d", h.closed.ID)).Body.String(), "You will no longer read it")
	if page := leave(h.closed.ID); undoForm.MatchString(page) {
		t.Error("leaving a closed community can be undone")
	}
}
