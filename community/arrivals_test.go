package community_test

import (
	"slices"
	"testing"
	"time"

	"headroom/community"
)

// ids are the numbers of posts in a list.
func ids(list []community.PostCard) (out []int64) {
	for _, c := range list {
		out = append(out, c.Post.ID)
	}
	return out
}

// TestEveryArrivalMayBeRead holds every list of posts to the use case that shows
// a single one, for everybody.
func TestEveryArrivalMayBeRead(t *testing.T) {
	t.Parallel()
	h := build(t)
	var posts []int64
	for _, c := range []int64{h.open, h.closed, h.private, h.remote} {
		r := h.post(h.head, c, "Title", "Words for @morag")
		posts = append(posts, r.Post)
		if c != h.remote {
			posts = append(posts, h.reply(h.mod, r.Thread, "Answer").Post)
		}
	}
	queries := map[string]community.ArrivalQuery{
		"home": {Home: true}, "public": {Public: true}, "local": {Public: true, Host: h.Identity.Host}, "elsewhere": {Public: true, Elsewhere: true},
		"open": {Community: h.open}, "closed": {Community: h.closed}, "private": {Community: h.private}, "remote": {Community: h.remote},
		"author": {Author: h.head.Person}, "roots": {Home: true, Roots: true}, "files": {Home: true, Files: true},
	}
	seen := 0
	for name, v := range h.everybody() {
		may := map[int64]bool{}
		for _, id := range posts {
			p, err := h.Post(h.ctx, v, id)
			may[id] = err == nil && p.Post.ID != 0
			card, err := h.Card(h.ctx, v, id)
			if (err == nil) != may[id] {
				t.Errorf("%s: card of %d: %v, the post may be read: %v", name, id, err, may[id])
			}
			if err == nil && card.Community.ID != card.CommunityID {
				t.Errorf("%s: card without its community", name)
			}
			above, below, err := h.Around(h.ctx, v, id)
			if (err == nil) != may[id] {
				t.Errorf("%s: around %d: %v", name, id, err)
			}
			for _, near := range append(ids(above), ids(below)...) {
				if !may[near] {
					if p, err := h.Post(h.ctx, v, near); err != nil || p.Post.ID == 0 {
						t.Errorf("%s: around %d stands %d", name, id, near)
					}
				}
			}
		}
		for q, query := range queries {
			list, err := h.Arrivals(h.ctx, v, query, community.Page{})
			if err != nil {
				if kind := community.KindOf(err); kind != community.NotFound && kind != community.Forbidden && kind != community.Unauthenticated {
					t.Errorf("%s, %s: %v", name, q, err)
				}
				continue
			}
			for _, id := range ids(list) {
				seen++
				if !may[id] {
					t.Errorf("%s, %s: lists %d, which may not be read", name, q, id)
				}
			}
		}
	}
	if seen < 40 {
		t.Errorf("only %d rows were looked at", seen)
	}
}

func TestHomeInTheOrderOfArrival(t *testing.T) {
	t.Parallel()
	h := build(t)
	var all []int64
	for i := range 7 {
		room := h.closed
		if i%2 == 0 {
			room = h.open
		}
		all = append(all, h.post(h.mod, room, "Title", "Words").Post)
		h.clock.add(time.Second)
	}
	slices.Reverse(all)
	pages := func(p community.Page) []int64 {
		list, err := h.Arrivals(h.ctx, h.mod, community.ArrivalQuery{Home: true}, p)
		h.must(err)
		return ids(list)
	}
	for _, c := range []struct {
		page community.Page
		want []int64
	}{
		{community.Page{Limit: 3}, all[:3]},
		{community.Page{Limit: 3, Before: all[2]}, all[3:6]},
		{community.Page{Limit: 2, After: all[6]}, all[4:6]},
		{community.Page{Limit: 9, After: all[3], Before: all[0]}, all[1:3]},
		{community.Page{Limit: 9, Before: all[6]}, nil},
	} {
		if got := pages(c.page); !slices.Equal(got, c.want) {
			t.Errorf("%+v: %v, want %v", c.page, got, c.want)
		}
	}
	// Who is in none of them reads the open one by its own page, and not at home.
	list, err := h.Arrivals(h.ctx, h.outsider, community.ArrivalQuery{Home: true}, community.Page{})
	if err != nil || len(list) != 0 {
		t.Errorf("at home in none: %v, %v", ids(list), err)
	}
	// What is on its way to its community is nobody's arrival, and its author's to see.
	sent := h.post(h.head, h.remote, "Title", "Words")
	list, err = h.Arrivals(h.ctx, h.head, community.ArrivalQuery{Home: true}, community.Page{})
	if err != nil || slices.Contains(ids(list), sent.Post) {
		t.Errorf("at home before it has arrived: %v, %v", ids(list), err)
	}
	if card, err := h.Card(h.ctx, h.head, sent.Post); err != nil || card.State != community.PostSent {
		t.Errorf("its author sees %v, %v", card.State, err)
	}
	h.must(h.DeletePost(h.ctx, h.mod, all[0]))
	if got := pages(community.Page{Limit: 2}); !slices.Equal(got, all[1:3]) {
		t.Errorf("with a tombstone: %v", got)
	}
	_, err = h.Card(h.ctx, h.mod, all[0])
	kind(t, "card of a tombstone", err, community.NotFound)
}

func TestAround(t *testing.T) {
	t.Parallel()
	h := build(t)
	root := h.post(h.mod, h.closed, "Title", "Words")
	answer := func(v community.Viewer, parent int64, words string) int64 {
		out, err := h.Reply(h.ctx, v, community.PostInput{Thread: root.Thread, Parent: parent, Body: words})
		h.must(err)
		return out.Post
	}
	a := answer(h.head, root.Post, "A")
	b := answer(h.mod, root.Post, "B")
	aa := answer(h.mod, a, "AA")
	aaa := answer(h.head, aa, "AAA")
	ab := answer(h.mod, a, "AB")
	for post, want := range map[int64][2][]int64{
		root.Post: {nil, {a, aa, aaa, ab, b}},
		a:         {{root.Post}, {aa, aaa, ab}},
		aaa:       {{root.Post, a, aa}, nil},
		b:         {{root.Post}, nil},
	} {
		above, below, err := h.Around(h.ctx, h.head, post)
		if err != nil || !slices.Equal(ids(above), want[0]) || !slices.Equal(ids(below), want[1]) {
			t.Errorf("around %d: %v and %v (%v), want %v", post, ids(above), ids(below), err, want)
		}
	}
	h.must(h.DeletePost(h.ctx, h.mod, aa))
	card, err := h.Card(h.ctx, h.head, aaa)
	if err != nil || card.Answered != root.Post || card.AnsweredP != h.mod.Person {
		t.Errorf("an answer to what is gone: %d of %d, %v", card.Answered, card.AnsweredP, err)
	}
	card, err = h.Card(h.ctx, h.head, a)
	if err != nil || card.Replies != 1 || card.Answered != root.Post {
		t.Errorf("answers: %d, %v", card.Replies, err)
	}
}
