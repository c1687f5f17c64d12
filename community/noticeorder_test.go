package community_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"headroom/community"
)

// ordered are the posts of somebody's notices in the order of their apps.
func (h *house) ordered(v community.Viewer, p community.Page, kinds ...community.NoticeKind) (posts []int64, next int64) {
	h.t.Helper()
	list, next, err := h.NoticesInOrder(h.ctx, v, kinds, p)
	h.must(err)
	for _, n := range list {
		posts = append(posts, n.PostID)
	}
	return posts, next
}

func TestNoticesInOrder(t *testing.T) {
	t.Parallel()
	h := fresh(t)
	r := h.post(h.mod, h.closed, "Oil", "who buys together?")
	var said []int64
	for range 5 {
		said = append(said, h.reply(h.head, r.Thread, "we do").Post)
	}
	h.notified()
	expect := func(what string, got []int64, want ...int64) {
		t.Helper()
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", what, diff)
		}
	}
	h.must(h.MarkRead(h.ctx, h.mod, r.Thread, said[2]))
	all, _ := h.ordered(h.mod, community.Page{})
	expect("read and unread", all[:5], said[4], said[3], said[2], said[1], said[0])

	// What may not be known any more leaves no gap in a page.
	h.must(h.DeletePost(h.ctx, h.head, said[3]))
	first, next := h.ordered(h.mod, community.Page{Limit: 2}, community.NoticeReply)
	expect("a page that lost one", first, said[4], said[2])
	second, _ := h.ordered(h.mod, community.Page{Limit: 2, Before: next}, community.NoticeReply)
	expect("the page after it", second, said[1], said[0])
	list, _, err := h.NoticesInOrder(h.ctx, h.mod, nil, community.Page{})
	h.must(err)
	upward, _ := h.ordered(h.mod, community.Page{Limit: 3, After: list[3].ID})
	expect("towards the newest", upward, said[4], said[2], said[1])

	// A marker of an app reads what is shown on the pages.
	if got := len(h.unread(h.mod)); got != 1 {
		t.Fatalf("%d are unread, want 1", got)
	}
	marks, err := h.SetReadMarkers(h.ctx, h.mod, map[string]int64{community.MarkNotifications: list[0].ID})
	h.must(err)
	if len(marks) != 1 || marks[0].Version != 1 || len(h.unread(h.mod)) != 0 {
		t.Errorf("marked: %+v, %v are unread", marks, h.unread(h.mod))
	}
	if _, err := h.SetReadMarkers(h.ctx, h.mod, map[string]int64{"somewhere": 1}); community.KindOf(err) != community.Invalid {
		t.Errorf("a timeline without a marker: %v", err)
	}

	if err := h.DismissNotices(h.ctx, h.head, list[0].ID); !community.IsNotFound(err) {
		t.Errorf("somebody else's: %v", err)
	}
	h.must(h.DismissNotices(h.ctx, h.mod, list[0].ID))
	left, _ := h.ordered(h.mod, community.Page{Limit: 1})
	expect("one dismissed", left, said[2])
	h.must(h.DismissNotices(h.ctx, h.mod, 0))
	var listed []community.NoticeKind
	for _, a := range community.Alerts() {
		listed = append(listed, a.Kinds...)
	}
	left, _ = h.ordered(h.mod, community.Page{}, listed...)
	expect("all dismissed that apps list", left)

	h.must(h.RemoveMember(h.ctx, h.mod, h.closed, h.membership(h.head, h.closed).ID, "moved away"))
	h.notified()
	for _, id := range func() []int64 { ids, _ := h.ordered(h.head, community.Page{}); return ids }() {
		if id != 0 {
			t.Errorf("who was removed is still told of the post %d", id)
		}
	}
}
