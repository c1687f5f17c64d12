package community_test

import (
	"strings"
	"testing"
	"time"

	"headroom/community"
	"headroom/community/diff"
)

// TestVersions: each version says what was changed, to whoever may read the
// post and to nobody else, and links name their hosts.
func TestVersions(t *testing.T) {
	t.Parallel()
	h := build(t)
	first := h.post(h.head, h.closed, "Too classes", "We have too classes.")
	h.clock.add(time.Minute)
	_, err := h.EditPost(h.ctx, h.head, community.PostInput{Post: first.Post, Title: "Two classes", Body: "We have two classes, see [this](https://a.example/x)."})
	h.must(err)
	pv, versions, err := h.Versions(h.ctx, h.helper, first.Post)
	h.must(err)
	if pv.Post.ID != first.Post || len(versions) != 2 {
		t.Fatalf("%+v %+v", pv.Post, versions)
	}
	now, then := versions[0], versions[1]
	if !strings.Contains(now.HTML, "(a.example)") || strings.Contains(then.HTML, "a.example") || !then.At.Before(now.At) {
		t.Errorf("now %+v then %+v", now, then)
	}
	want := []diff.Piece{{Op: diff.Same, Text: "We have "}, {Op: diff.Removed, Text: "too"}, {Op: diff.Added, Text: "two"}, {Op: diff.Same, Text: " classes"},
		{Op: diff.Added, Text: ", see this (a.example)"}, {Op: diff.Same, Text: "."}}
	if len(now.Changes) != len(want) {
		t.Fatalf("changes %+v", now.Changes)
	}
	for i := range want {
		if now.Changes[i] != want[i] {
			t.Errorf("change %d: %+v, want %+v", i, now.Changes[i], want[i])
		}
	}
	if len(now.TitleChanges) == 0 || then.Changes != nil || then.Title != "Too classes" {
		t.Errorf("title %+v, first %+v", now.TitleChanges, then)
	}
	if _, _, err := h.Versions(h.ctx, h.outsider, first.Post); !community.IsNotFound(err) {
		t.Errorf("an outsider: %v", err)
	}
}
