package community_test

import (
	"slices"
	"testing"
	"time"

	"headroom/community"
	"headroom/community/policy"
)

// TestWhatNewcomersRead lets three heads in under the three policies: what each is
// shown in any list is what policy lets them read, and nothing that was begun before.
func TestWhatNewcomersRead(t *testing.T) {
	t.Parallel()
	h := build(t)
	set := func(history, since string) {
		t.Helper()
		h.must(h.EditCommunity(h.ctx, h.mod, h.closed, community.CommunityInput{Name: community.LangMap{"en": "Islands"}, Access: "closed",
			Reach: "peers", History: history, Since: since}))
	}
	all, date, joined := h.member("reads-all", policy.Head), h.member("reads-since", policy.Head), h.member("reads-new", policy.Head)
	first := h.post(h.mod, h.closed, "First ferry", "ferry")
	h.clock.add(72 * time.Hour)
	day := h.clock.Now().Format(time.DateOnly)
	second := h.post(h.mod, h.closed, "Second ferry", "ferry")
	h.clock.add(time.Hour)
	for v, policy := range map[community.Viewer][2]string{all: {"", ""}, date: {"date", day}, joined: {"joining", ""}} {
		set(policy[0], policy[1])
		h.admit(v, h.closed)
	}
	h.clock.add(time.Hour)
	set("", "") // changes nothing for who is in
	third := h.post(h.mod, h.closed, "Third ferry", "ferry")
	late := h.reply(h.mod, first.Thread, "ferry, said late about what was first @reads-new")
	for name, c := range map[string]struct {
		v       community.Viewer
		threads []int64
		posts   []int64
	}{
		"all":     {all, []int64{first.Thread, third.Thread, second.Thread}, []int64{late.Post, third.Post, second.Post, first.Post}},
		"date":    {date, []int64{third.Thread, second.Thread}, []int64{third.Post, second.Post}},
		"joining": {joined, []int64{third.Thread}, []int64{third.Post}},
	} {
		lines, _, err := h.Threads(h.ctx, c.v, h.closed, community.Page{})
		h.must(err)
		var got []int64
		for _, l := range lines {
			got = append(got, l.Thread.ID)
		}
		want := slices.Sorted(slices.Values(c.threads)) // answers below move them
		if slices.Sort(got); !slices.Equal(got, want) {
			t.Errorf("%s: threads %v, want %v", name, got, want)
		}
		posts, count := h.found(c.v, community.SearchInput{Query: "ferry", Order: community.SearchNewest})
		if !slices.Equal(posts, c.posts) || count != int64(len(c.posts)) {
			t.Errorf("%s: found %v (%d), want %v", name, posts, count, c.posts)
		}
		home, err := h.Home(h.ctx, c.v)
		h.must(err)
		if n := len(home.Unread) + len(home.Recent); n != len(c.threads) {
			t.Errorf("%s: %d threads at home, want %d", name, n, len(c.threads))
		}
		for _, r := range home.Replies {
			if !slices.Contains(c.posts, r.Post.ID) {
				t.Errorf("%s: home shows post %d", name, r.Post.ID)
			}
		}
		for _, p := range []community.PostResult{first, second, third, late} {
			_, err := h.Post(h.ctx, c.v, p.Post)
			_, thread := h.Conversation(h.ctx, c.v, p.Thread, community.Place{})
			if may := slices.Contains(c.threads, p.Thread); may != (err == nil) || may != (thread == nil) {
				t.Errorf("%s: post %d of thread %d: %v, %v", name, p.Post, p.Thread, err, thread)
			}
			if _, err := h.Reply(h.ctx, c.v, community.PostInput{Thread: p.Thread, Body: "An answer"}); (err == nil) != slices.Contains(c.threads, p.Thread) {
				t.Errorf("%s: answers in thread %d: %v", name, p.Thread, err)
			}
		}
		lines, err = h.SimilarThreads(h.ctx, c.v, h.closed, "Ferry", 5)
		h.must(err)
		for _, l := range lines {
			if !slices.Contains(c.threads, l.Thread.ID) {
				t.Errorf("%s: thread %d is called similar", name, l.Thread.ID)
			}
		}
	}
	if _, err := h.StartThread(h.ctx, joined, community.PostInput{Community: h.closed, Title: "Mine", Body: "Words"}); err != nil {
		t.Errorf("a newcomer begins: %v", err)
	}
}
