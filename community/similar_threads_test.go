package community_test

import (
	"slices"
	"testing"

	"headroom/community"
)

func TestSimilarThreads(t *testing.T) {
	t.Parallel()
	h := build(t)
	old := h.post(h.head, h.closed, "Ferry timetables and school attendance", "Words")
	other := h.post(h.mod, h.open, "Attendance in small schools", "Words")
	h.post(h.mod, h.open, "A cookery club", "Attendance was good") // only titles count
	secret := h.post(h.mod, h.private, "Attendance and a ferry, in private", "Words")
	welsh := h.post(h.head, h.closed, "Llesiant staff yn Ynys Môn", "Geiriau")
	for _, c := range []struct {
		name   string
		viewer community.Viewer
		title  string
		want   []int64
	}{
		{"this room first", h.helper, "School attendance", []int64{old.Thread, other.Thread}},
		{"who is in the private room", h.head, "The ferry and the attendance", []int64{old.Thread, secret.Thread, other.Thread}},
		{"while a word is typed", h.helper, "timeta", []int64{old.Thread}},
		{"plural", h.helper, "Ferrys", []int64{old.Thread}},
		{"no accents", h.helper, "ynys mon", []int64{welsh.Thread}},
		{"stop words alone", h.helper, "and in the yn agus", nil},
		{"nothing", h.helper, "", nil},
		{"operators are words", h.helper, `") OR marks:("r1" NEAR(x, 2) *`, nil},
	} {
		lines, err := h.SimilarThreads(h.ctx, c.viewer, h.closed, c.title, 5)
		h.must(err)
		var got []int64
		for _, l := range lines {
			got = append(got, l.Thread.ID)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %d, want %d", c.name, got, c.want)
		}
	}
	for name, v := range h.everybody() {
		_, err := h.SimilarThreads(h.ctx, v, h.closed, "School attendance", 5)
		want := community.NotFound
		if slices.Contains([]string{"moderator", "head", "helper"}, name) {
			want = ""
		}
		kind(t, name, err, want)
	}
	lines, err := h.SimilarThreads(h.ctx, h.helper, h.closed, "School attendance", 1)
	if err != nil || len(lines) != 1 {
		t.Errorf("at most one: %d, %v", len(lines), err)
	}
}
