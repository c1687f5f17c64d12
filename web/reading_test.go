package web_test

import (
	"cmp"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"headroom/community"
)

// grow adds posts to a thread, a chain two hundred deep and many short ones.
func (h *house) grow(thread int64, n int) (ids []int64) {
	h.t.Helper()
	h.ok(h.store.Update(h.t.Context(), func(tx community.Tx) error {
		ids = nil
		t, err := tx.Thread(thread)
		if err != nil {
			return err
		}
		first, err := tx.Post(t.RootID)
		if err != nil {
			return err
		}
		all := []community.Post{first}
		for i := range n {
			parent := first
			switch {
			case i < 200 || i%7 > 2:
				parent = all[len(all)-1]
			case i%7 == 2:
				parent = all[len(all)/2]
			}
			p := first
			p.ID = tx.NextID()
			p.IRI, p.ActivityIRI, p.Title, p.AuthorID = fmt.Sprint("https://scotland.localhost/o/", p.ID), "", "", h.people["moderator"].ID
			p.HTML = "<p>" + strings.Repeat("We found the same, and it took us a year. ", 6) + "</p>"
			p.ParentID, p.ParentIRI, p.DepthFromRoot, p.BranchID = parent.ID, parent.IRI, parent.DepthFromRoot+1, cmp.Or(parent.BranchID, p.ID)
			if err := tx.InsertPost(p); err != nil {
				return err
			}
			all, ids = append(all, p), append(ids, p.ID)
		}
		t.Posts, t.LastPostID = int64(n+1), ids[n-1]
		return tx.UpdateThread(t)
	}))
	return ids
}

// TestLongThreads keeps every page of a thread of ten thousand posts within
// 150 kB, and leads to any post of it.
func TestLongThreads(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ids := h.grow(h.thread, 10000)
	member := h.signedIn("member")
	thread := path("/threads/%d", h.thread)
	for _, at := range []string{thread, thread + path("?after=%d", ids[7000]), thread + path("?before=%d", ids[7000]),
		thread + path("?at=%d", ids[150]), thread + path("?at=%d", ids[9999]), thread + path("/branch/%d", ids[0])} {
		w := member.get(at)
		if w.Code != http.StatusOK || w.Body.Len() > 150_000 {
			t.Errorf("%s: %d, %d bytes", at, w.Code, w.Body.Len())
		}
		t.Logf("%s: %d bytes", at, w.Body.Len())
	}
	for _, id := range []int64{ids[0], ids[199], ids[4321], ids[9999]} {
		to := member.get(path("/posts/%d", id)).Header().Get("Location")
		where, anchor, _ := strings.Cut(to, "#")
		if body := member.get(where).Body.String(); !strings.Contains(body, `id="`+anchor+`"`) {
			t.Errorf("post %d is not on %s", id, to)
		}
	}
	for _, who := range []string{"head", "operator", "anonymous"} {
		if w := h.signedIn(who).get(path("/posts/%d", ids[5])); strings.HasPrefix(w.Header().Get("Location"), "/threads/") {
			t.Errorf("%s is led to a post that they may not read", who)
		}
	}
}

// TestNextUnread goes from one unread post to the next, without a script, until
// nothing is unread.
func TestNextUnread(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ids := h.grow(h.thread, 400)
	member := h.signedIn("member")
	next := path("/threads/%d/unread", h.thread)
	seen := map[string]bool{}
	shown := regexp.MustCompile(`id="post-(\d+)"[^>]* data-unread`)
	for range 500 {
		w := member.get(next)
		to, _, _ := strings.Cut(w.Header().Get("Location"), "#")
		if strings.Contains(to, "done=all_read") {
			break
		}
		for _, found := range shown.FindAllStringSubmatch(member.get(to).Body.String(), -1) {
			seen[found[1]] = true
		}
	}
	if len(seen) < len(ids) {
		t.Errorf("%d of %d unread posts were shown", len(seen), len(ids))
	}
	if page := member.get(path("/threads/%d", h.thread)).Body.String(); strings.Contains(page, "data-unread") {
		t.Error("something is still new")
	}
}

// TestUnfolding marks as read what the script says was unfolded, and nothing
// of a thread that is not to be read.
func TestUnfolding(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ids := h.grow(h.thread, 30) // one chain
	member := h.signedIn("member")
	page := member.get(path("/threads/%d", h.thread)).Body.String()
	see(t, page, "27 more replies", `<details class="hr-fold"`, path("/branch/%d?after=", ids[0]))
	again := member.get(path("/threads/%d?after=%d", h.thread, ids[29])).Body.String()
	see(t, again, path(`href="/threads/%d?at=%d#post-%d"`, h.thread, ids[3], ids[3]))
	if w := member.post(path("/threads/%d/seen", h.thread), url.Values{"posts": {path("%d %d x", ids[3], ids[4])}}); w.Code != http.StatusNoContent {
		t.Errorf("unfolding: %d", w.Code)
	}
	again = member.get(path("/threads/%d?after=%d", h.thread, ids[29])).Body.String()
	see(t, again, path(`href="/threads/%d?at=%d#post-%d"`, h.thread, ids[5], ids[5]))
	if w := member.post(path("/threads/%d/seen", h.secret), url.Values{"posts": {"1"}}); w.Code != http.StatusNotFound {
		t.Errorf("unfolding of another room: %d", w.Code)
	}
}

// TestReactionInPlace answers the script with the post alone.
func TestReactionInPlace(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	member := h.signedIn("member")
	member.header = http.Header{"Headroom-Part": {"post"}}
	react := func(key, want string) {
		t.Helper()
		w := member.post(path("/posts/%d/react", h.post), url.Values{"kind": {"thanks"}, "idempotency_key": {key}})
		if w.Code != http.StatusOK || strings.Contains(w.Body.String(), "<html") {
			t.Fatalf("%d: %s", w.Code, w.Body)
		}
		see(t, w.Body.String(), `value="thanks" class="hr-react__button" aria-pressed="`+want+`"`)
	}
	react("one", "true")
	react("two", "false")
}

// TestReadersAreCountedForTheAuthorOnly finds the count on the author's own
// post, and nowhere for anybody else.
func TestReadersAreCountedForTheAuthorOnly(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	thread := path("/threads/%d", h.thread)
	see(t, h.signedIn("moderator").get(thread).Body.String(), "Read by fewer than 5 heads here")
	reply, err := h.service.Reply(t.Context(), h.as("member"), community.PostInput{Thread: h.thread, Body: "Mine"})
	h.ok(err)
	for _, who := range []string{"anonymous", "applicant", "head", "moderator", "operator"} {
		b := h.signedIn(who)
		for _, p := range []string{thread, path("/threads/%d/branch/%d", h.thread, reply.Post), path("/posts/%d/history", reply.Post), "/", path("/communities/%d", h.closed.ID)} {
			body := b.get(p).Body.String()
			if n := strings.Count(body, "hr-post__reads"); n > 1 || n == 1 && (who != "moderator" || p != thread) {
				t.Errorf("%s is told on %s how many have read", who, p)
			}
		}
	}
}

// TestMixedLanguages says of every text in a Welsh page which language it is in:
// title, posts, quotes and what a byline says.
func TestMixedLanguages(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	begun, err := h.service.StartThread(t.Context(), h.as("moderator"), community.PostInput{Community: h.closed.ID, Title: "Snow days", Body: "Who decides?", Language: "en"})
	h.ok(err)
	_, err = h.service.Reply(t.Context(), h.as("member"), community.PostInput{Thread: begun.Thread, Body: "> Pwy sy’n penderfynu?\n\nFi.", Language: "cy"})
	h.ok(err)
	page := h.signedIn("member").get(path("/threads/%d?lang=cy", begun.Thread)).Body.String()
	for what, form := range map[string]string{
		"page":         `<html lang="cy"`,
		"title":        `<h1[^>]* lang="en"[^>]*>Snow days</h1>`,
		"English post": `hr-post__body" lang="en"[^>]*>\s*<p>Who decides`,
		"Welsh post":   `hr-post__body" lang="cy"[^>]*>\s*<blockquote>\s*<p>Pwy`,
		"byline":       `<bdi lang="en" data-user-content>`,
	} {
		if !regexp.MustCompile(form).MatchString(page) {
			t.Errorf("%s: the page lacks %s", what, form)
		}
	}
	list := h.signedIn("member").get(path("/communities/%d?lang=cy", h.closed.ID)).Body.String()
	if !regexp.MustCompile(`lang="en"[^>]*>Snow days</a>`).MatchString(list) {
		t.Error("the list of conversations does not say that the title is in English")
	}
}
