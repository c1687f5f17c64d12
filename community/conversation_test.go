package community_test

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"headroom/community"
	"headroom/community/policy"
)

// answer replies to a post.
func (h *house) answer(v community.Viewer, thread, parent int64) int64 {
	h.t.Helper()
	r, err := h.Reply(h.ctx, v, community.PostInput{Thread: thread, Parent: parent, Body: "An answer"})
	h.must(err)
	return r.Post
}

func (h *house) at(v community.Viewer, thread int64, at community.Place) community.Conversation {
	h.t.Helper()
	c, err := h.Conversation(h.ctx, v, thread, at)
	h.must(err)
	return c
}

func idsOf(posts []community.PostView) (ids []int64) {
	for _, p := range posts {
		ids = append(ids, p.Post.ID)
	}
	return ids
}

// walk reads a whole conversation as a person would who opens everything, in
// the order of its pages. between runs between two pages.
func (h *house) walk(v community.Viewer, thread int64, between func()) (seen []int64) {
	h.t.Helper()
	for at := (community.Place{}); ; {
		page := h.at(v, thread, at)
		if len(page.Branches) == 0 || page.Branches[0].Open[0].ParentID == 0 || at.After == 0 {
			seen = append(seen, page.Posts[0].Post.ID)
		}
		for _, b := range page.Branches {
			seen = append(append(seen, idsOf(b.Open)...), idsOf(b.Folded)...)
			for after := b.After; b.Beyond > 0 && after != 0; {
				between()
				own := h.at(v, thread, community.Place{Branch: b.Top, After: after})
				seen = append(seen, idsOf(own.Posts)...)
				after = own.Later
			}
		}
		if page.Later == 0 {
			return seen
		}
		at.After = page.Later
		between()
	}
}

// TestPagesMissNothing reads threads page by page while others reply at random
// places, old branches and new, and delete: whatever was there at the beginning
// is seen exactly once, what came meanwhile at most once, and what was missed
// of that is new to the reader and is found one after the other.
func TestPagesMissNothing(t *testing.T) {
	t.Parallel()
	for seed := range uint64(6) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			h := build(t)
			r := rand.New(rand.NewPCG(seed, 5))
			first := h.post(h.mod, h.closed, "The inspection", "It is next week")
			posts := []int64{first.Post}
			add := func() {
				parent := posts[r.IntN(len(posts))]
				if r.IntN(3) == 0 {
					parent = posts[len(posts)-1]
				}
				posts = append(posts, h.answer(h.mod, first.Thread, parent))
			}
			for range 40 + r.IntN(160) {
				add()
			}
			before := slices.Clone(posts)
			seen := h.walk(h.head, first.Thread, func() {
				for range r.IntN(4) {
					add()
				}
				if r.IntN(3) == 0 {
					i := 1 + r.IntN(len(posts)-1)
					h.must(h.DeletePost(h.ctx, h.mod, posts[i]))
					posts = slices.Delete(posts, i, i+1)
				}
			})
			count := map[int64]int{}
			for _, id := range seen {
				if count[id]++; count[id] > 1 {
					t.Errorf("post %d is seen %d times", id, count[id])
				}
			}
			for _, id := range before {
				if count[id] != 1 {
					t.Errorf("post %d was there and is seen %d times", id, count[id])
				}
			}
		})
	}
}

// TestNothingUnseenIsRead reads at random and checks after every page that the
// unread posts are exactly those that were not in sight, and that going from
// one unread post to the next shows all of them.
func TestNothingUnseenIsRead(t *testing.T) {
	t.Parallel()
	h := build(t)
	r := rand.New(rand.NewPCG(7, 7))
	first := h.post(h.mod, h.closed, "Snow days", "Who decides?")
	posts := []int64{first.Post}
	add := func() { posts = append(posts, h.answer(h.mod, first.Thread, posts[r.IntN(len(posts))])) }
	for range 150 {
		add()
	}
	unseen := map[int64]bool{}
	for _, id := range posts {
		unseen[id] = true
	}
	check := func() {
		t.Helper()
		var got []community.UnreadCount
		h.view(func(tx community.Tx) (err error) {
			got, err = tx.Unread(h.head.Person, []int64{first.Thread})
			return err
		})
		want, oldest := len(unseen), int64(0)
		for id := range unseen {
			if oldest == 0 || id < oldest {
				oldest = id
			}
		}
		if want == 0 && len(got) == 0 {
			return
		}
		if len(got) != 1 || got[0].Unread != int64(want) || got[0].FirstID != oldest {
			t.Fatalf("unread %+v, want %d from %d", got, want, oldest)
		}
	}
	read := func(page community.Conversation) {
		for _, p := range page.Posts {
			if p.Unread != unseen[p.Post.ID] {
				t.Fatalf("post %d is shown as new: %v", p.Post.ID, p.Unread)
			}
		}
		h.must(h.Saw(h.ctx, h.head, first.Thread, page.Shown))
		for _, id := range page.Shown {
			delete(unseen, id)
		}
		check()
	}
	for range 12 {
		read(h.at(h.head, first.Thread, community.Place{At: posts[r.IntN(len(posts))]}))
		add()
		unseen[posts[len(posts)-1]] = true
	}
	for steps := 0; len(unseen) > 0; steps++ {
		next, err := h.FirstUnread(h.ctx, h.head, first.Thread)
		h.must(err)
		page := h.at(h.head, first.Thread, community.Place{At: next})
		if !slices.Contains(page.Shown, next) {
			t.Fatalf("the page of unread post %d does not show it", next)
		}
		read(page)
		if steps > 200 {
			t.Fatal("the way through what is unread does not end")
		}
	}
	var state community.ReadState
	h.view(func(tx community.Tx) (err error) { state, err = tx.ReadState(h.head.Person, first.Thread); return err })
	if state.UpTo != posts[len(posts)-1] || len(state.Ahead) != 0 {
		t.Errorf("all is read, and the mark is %+v", state)
	}
}

// TestFolding folds long branches, and opens the one that was asked for.
func TestFolding(t *testing.T) {
	t.Parallel()
	h := build(t)
	first := h.post(h.mod, h.closed, "Reading corners", "What worked?")
	short := h.answer(h.mod, first.Thread, first.Post)
	for range 4 {
		h.answer(h.helper, first.Thread, short)
	}
	long := h.answer(h.mod, first.Thread, first.Post)
	var below []int64
	for range 20 {
		below = append(below, h.answer(h.helper, first.Thread, long))
	}
	page := h.at(h.head, first.Thread, community.Place{})
	if n := len(page.Branches); n != 2 || len(page.Branches[0].Folded) != 0 || len(page.Branches[0].Open) != 5 {
		t.Fatalf("branches %+v", page.Branches)
	}
	b := page.Branches[1]
	if b.Replies != 18 || b.New != 18 || b.Beyond != 10 || b.LastBy != "Sample fiona" || b.Unfolded || b.After != below[9] {
		t.Errorf("folded %d replies, %d new, %d beyond after %d, last by %q", b.Replies, b.New, b.Beyond, b.After, b.LastBy)
	}
	if slices.Contains(page.Shown, below[5]) || !slices.Contains(page.Shown, below[0]) {
		t.Errorf("in sight: %v", page.Shown)
	}
	asked := h.at(h.head, first.Thread, community.Place{At: below[5]})
	if asked.Branch != 0 || !asked.Branches[1].Unfolded || !slices.Contains(asked.Shown, below[5]) {
		t.Errorf("the branch of the post that was asked for is folded")
	}
	deep := h.at(h.head, first.Thread, community.Place{At: below[19]})
	if deep.Branch != long || !slices.Contains(idsOf(deep.Posts), below[19]) {
		t.Errorf("a post far down a branch is shown on page %d", deep.Branch)
	}
	h.must(h.Saw(h.ctx, h.head, first.Thread, page.Shown))
	if next := h.at(h.head, first.Thread, community.Place{}); next.FirstUnread != below[2] || !next.Branches[1].Unfolded {
		t.Errorf("the branch of the first unread post is folded")
	}
	stranger := h.member("ishbel", policy.Head)
	_, err := h.Conversation(h.ctx, stranger, first.Thread, community.Place{At: short})
	kind(t, "outsider", err, community.NotFound)
	other := h.post(h.mod, h.closed, "Another", "Elsewhere")
	_, err = h.Conversation(h.ctx, h.head, first.Thread, community.Place{At: other.Post})
	kind(t, "a post of another thread", err, community.NotFound)
}

// TestDeepAndLong shows threads of 10,000 posts and of depth 200 with the same
// number of queries as one of ten.
func TestDeepAndLong(t *testing.T) {
	t.Parallel()
	h := build(t)
	small := h.post(h.mod, h.closed, "Small", "A few")
	for range 9 {
		h.answer(h.mod, small.Thread, small.Post)
	}
	want := h.queries(func() { h.at(h.head, small.Thread, community.Place{}) })
	big := h.post(h.mod, h.closed, "Big", "Many")
	ids := h.grow(big, 10000)
	for _, at := range []community.Place{{}, {At: ids[9999]}, {At: ids[5000]}, {After: ids[4000]}, {Before: ids[4000]}} {
		var page community.Conversation
		got := h.queries(func() { page = h.at(h.head, big.Thread, at) })
		if got > want+6 {
			t.Errorf("%+v: %d queries, a small thread takes %d", at, got, want)
		}
		if n := len(page.Posts); n == 0 || n > 60 {
			t.Errorf("%+v: %d posts on the page", at, n)
		}
		if at.At != 0 && !slices.Contains(idsOf(page.Posts), at.At) {
			t.Errorf("the page of post %d does not show it", at.At)
		}
	}
}

// queries counts what the database is asked while fn runs.
func (h *house) queries(fn func()) int64 {
	before := h.asked.Load()
	fn()
	return h.asked.Load() - before
}

// grow fills a thread with posts at random places, a chain of two hundred
// among them.
func (h *house) grow(thread community.PostResult, n int) (ids []int64) {
	h.t.Helper()
	r := rand.New(rand.NewPCG(1, 2))
	var first community.Post
	h.view(func(tx community.Tx) (err error) { first, err = tx.Post(thread.Post); return err })
	all := []community.Post{first}
	h.update(func(tx community.Tx) error {
		all, ids = all[:1], nil
		for i := range n {
			parent := all[r.IntN(len(all))]
			if i < 200 || r.IntN(2) == 0 && i < n/2 {
				parent = all[len(all)-1]
			} else if r.IntN(3) == 0 {
				parent = first
			}
			p := first
			p.ID = tx.NextID()
			p.IRI, p.ActivityIRI, p.AuthorID = fmt.Sprint("https://scotland.example/o/", p.ID), "", h.helper.Person
			p.Source, p.HTML = "An answer", "<p>"+strings.Repeat("We found the same and it took us a year. ", 5)+"</p>"
			p.ParentID, p.ParentIRI, p.DepthFromRoot, p.BranchID = parent.ID, parent.IRI, parent.DepthFromRoot+1, cmp.Or(parent.BranchID, p.ID)
			if err := tx.InsertPost(p); err != nil {
				return err
			}
			all, ids = append(all, p), append(ids, p.ID)
		}
		t, err := tx.Thread(thread.Thread)
		if err != nil {
			return err
		}
		t.Posts, t.LastPostID = int64(n+1), ids[n-1]
		return tx.UpdateThread(t)
	})
	return ids
}
