package community_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"headroom/community"
	"headroom/community/policy"
)

// TestReadCounts tells the author alone, in steps of five and a few times a
// day, how many heads have read a post.
func TestReadCounts(t *testing.T) {
	t.Parallel()
	h := build(t)
	post := h.post(h.head, h.closed, "Timetables", "How do you do yours?")
	var readers []community.Viewer
	for i := range 16 {
		v := h.member(fmt.Sprint("reader", i), policy.Head)
		h.admit(v, h.closed)
		readers = append(readers, v)
	}
	told := func(v community.Viewer) (bool, int64) {
		t.Helper()
		page := h.at(v, post.Thread, community.Place{})
		return page.Posts[0].Counted, page.Posts[0].ReadBy
	}
	read := func(from, to int) {
		for _, v := range readers[from:to] {
			h.must(h.Saw(h.ctx, v, post.Thread, h.at(v, post.Thread, community.Place{}).Shown))
		}
	}
	want := func(what string, n int64) {
		t.Helper()
		if shown, got := told(h.head); !shown || got != n {
			t.Errorf("%s: told %v, %d, want %d", what, shown, got, n)
		}
	}
	want("nobody", 0)
	h.must(h.Saw(h.ctx, h.helper, post.Thread, []int64{post.Post})) // a facilitator, no head
	read(0, 4)
	h.clock.add(7 * time.Hour)
	want("four", 0)
	read(4, 7)
	want("seven, before the next count", 0)
	h.clock.add(7 * time.Hour)
	want("seven", 7)
	read(7, 8)
	h.clock.add(7 * time.Hour)
	want("one more is not told", 7)
	read(8, 16)
	h.clock.add(7 * time.Hour)
	// The moderator is a head and could read too: seventeen could.
	want("all who could but five", 12)
	for _, v := range []community.Viewer{h.mod, h.helper, readers[0]} {
		if shown, n := told(v); shown || n != 0 {
			t.Errorf("%s is told that %d have read another's post", v.Name, n)
		}
	}
	h.must(h.Leave(h.ctx, readers[0], h.closed))
	h.clock.add(7 * time.Hour)
	want("one has left", 12)
}

// TestASmallRoomSaysNothing never tells, in a room of three, whether the two
// others have read.
func TestASmallRoomSaysNothing(t *testing.T) {
	t.Parallel()
	h := build(t)
	post := h.post(h.head, h.private, "A hard day", "Who is about?")
	h.must(h.Saw(h.ctx, h.mod, post.Thread, []int64{post.Post}))
	h.clock.add(24 * time.Hour)
	if page := h.at(h.head, post.Thread, community.Place{}); !page.Posts[0].Counted || page.Posts[0].ReadBy != 0 {
		t.Errorf("told %d", page.Posts[0].ReadBy)
	}
}

// TestChangesAreNeverOnePersons watches a number for as long as one likes: each
// change stands for five people at least, small numbers are one and the same,
// and it never says that everybody has read.
func TestChangesAreNeverOnePersons(t *testing.T) {
	t.Parallel()
	for seed := range uint64(200) {
		r := rand.New(rand.NewPCG(seed, 13))
		could := int64(r.IntN(60))
		var told, count int64
		for range 100 {
			count = min(max(count+int64(r.IntN(9))-3, 0), could)
			next := community.Told(told, count, could)
			change := next - told
			switch {
			case next != 0 && next < 5, next > max(0, could-5):
				t.Fatalf("%d of %d have read, told %d", count, could, next)
			case change != 0 && change < 5 && change > -5:
				t.Fatalf("told %d, then %d", told, next)
			}
			told = next
		}
	}
}
