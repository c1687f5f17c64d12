package community_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"headroom/community"
)

// filter makes a filter with one word.
func (h *house) filter(v community.Viewer, word string, hide bool, contexts ...string) community.Filter {
	h.t.Helper()
	f, err := h.CreateFilter(h.ctx, v, community.FilterInput{Title: "No " + word, Contexts: contexts, Hide: hide,
		Words: []community.FilterWord{{Text: word, Whole: true}}})
	h.must(err)
	return f
}

// TestFilteredConversation: a post that a filter folds says so to its reader alone;
// one that it leaves out is not on the page, counts as read, and is shown to who
// asks for it.
func TestFilteredConversation(t *testing.T) {
	t.Parallel()
	h := build(t)
	first := h.post(h.mod, h.closed, "Ferries", "They are late.")
	reply := h.reply(h.mod, first.Thread, "The glossy Brochure has come.")
	own := h.reply(h.head, first.Thread, "My brochure too.")
	h.reply(h.mod, first.Thread, "Nothing else.")
	seen := func(v community.Viewer, at int64) (list []string, left []int64) {
		t.Helper()
		c, err := h.Conversation(h.ctx, v, first.Thread, community.Place{At: at})
		h.must(err)
		for _, p := range c.Posts {
			list = append(list, p.Filtered+"|"+community.PlainText(p.HTML))
		}
		slices.Sort(list)
		return list, c.LeftOut
	}
	plain := []string{"|My brochure too.", "|Nothing else.", "|The glossy Brochure has come.", "|They are late."}
	if got, _ := seen(h.head, 0); !slices.Equal(got, plain) {
		t.Errorf("without a filter: %q", got)
	}
	h.filter(h.head, "brochure", true, community.FilterHome) // elsewhere
	if got, _ := seen(h.head, 0); !slices.Equal(got, plain) {
		t.Errorf("with a filter for elsewhere: %q", got)
	}
	f := h.filter(h.head, "brochure", false, community.FilterThread)
	folded := slices.Clone(plain)
	folded[2] = "No brochure" + folded[2]
	slices.Sort(folded)
	if got, _ := seen(h.head, 0); !slices.Equal(got, folded) {
		t.Errorf("folded: %q", got)
	}
	_, err := h.EditFilter(h.ctx, h.head, f.ID, community.FilterInput{Title: f.Title, Contexts: f.Contexts, Hide: true, Words: f.Words, Expires: true, After: time.Hour})
	h.must(err)
	got, left := seen(h.head, 0)
	if !slices.Equal(got, []string{plain[0], plain[1], plain[3]}) || !slices.Equal(left, []int64{reply.Post}) {
		t.Errorf("left out: %q, %v", got, left)
	}
	if got, _ := seen(h.head, reply.Post); len(got) != 4 {
		t.Errorf("asked for: %q", got)
	}
	if got, _ := seen(h.mod, 0); !slices.Equal(got, plain) {
		t.Errorf("another reads %q", got)
	}
	h.clock.add(time.Hour)
	if got, _ := seen(h.head, 0); !slices.Equal(got, plain) {
		t.Errorf("after the hour: %q", got)
	}
	_ = own
}

func TestFilteredListsAndNotices(t *testing.T) {
	t.Parallel()
	h := build(t)
	h.must(h.Follow(h.ctx, h.head, h.mod.Person, true))
	h.post(h.mod, h.closed, "Brochures", "For @iain: the brochure.")
	h.post(h.mod, h.closed, "Ferries", "For @iain: they are late.")
	h.notified()
	read := func() (lines, notices []string) {
		t.Helper()
		list, _, err := h.FollowedPosts(h.ctx, h.head, community.Page{})
		h.must(err)
		for _, l := range list {
			lines = append(lines, l.Filtered+"|"+l.Thread.Title)
		}
		told, err := h.Notices(h.ctx, h.head, community.NoticeQuery{Topic: community.TopicMention})
		h.must(err)
		for _, n := range append(told.Unread, told.Read...) {
			notices = append(notices, n.Filtered+"|"+n.Thread.Title)
		}
		return lines, notices
	}
	check := func(when, line string) {
		t.Helper()
		lines, notices := read()
		want := []string{"|Ferries"}
		if line != "" {
			want = append(want, line)
		}
		if !slices.Equal(lines, want) || !slices.Equal(notices, want) {
			t.Errorf("%s: lines %q, notices %q, want %q", when, lines, notices, want)
		}
	}
	check("without a filter", "|Brochures")
	f := h.filter(h.head, "brochure", false, community.FilterHome, community.FilterNotices)
	check("folded", "No brochure|Brochures")
	w, err := h.PutFilterWord(h.ctx, h.head, 0, community.FilterWord{ID: f.Words[0].ID, Text: "nothing"})
	h.must(err)
	check("of another word", "|Brochures")
	_, err = h.PutFilterWord(h.ctx, h.head, f.ID, community.FilterWord{Text: "rochur"})
	h.must(err)
	check("of a part of a word", "No brochure|Brochures")
	h.must(h.DeleteFilterWord(h.ctx, h.head, w.ID))
	_, err = h.EditFilter(h.ctx, h.head, f.ID, community.FilterInput{Title: "X", Contexts: f.Contexts, Hide: true, Words: []community.FilterWord{{Text: "brochure"}}})
	h.must(err)
	check("left out", "")
	h.must(h.DeleteFilter(h.ctx, h.head, f.ID))
	if lines, _ := read(); len(lines) != 2 {
		t.Errorf("deleted: %q", lines)
	}
}

func TestFiltersAreTheirOwn(t *testing.T) {
	t.Parallel()
	h := build(t)
	f := h.filter(h.mod, "brochure", true, community.FilterHome)
	in := community.FilterInput{Title: "Mine", Contexts: []string{community.FilterHome}}
	post := h.post(h.mod, h.closed, "Ferries", "They are late.")
	secret := h.post(h.mod, h.private, "Quiet", "Words.")
	mine, err := h.CreateFilter(h.ctx, h.helper, in)
	h.must(err)
	place, err := h.AddFilterPost(h.ctx, h.helper, mine.ID, post.Post)
	h.must(err)
	c, err := h.Conversation(h.ctx, h.helper, post.Thread, community.Place{})
	h.must(err)
	if hits := c.Posts[0].Hits; len(hits) != 1 || !hits[0].Post {
		t.Errorf("a post that is named: %+v", hits)
	}
	_, edit := h.EditFilter(h.ctx, h.head, f.ID, in)
	_, word := h.PutFilterWord(h.ctx, h.head, 0, community.FilterWord{ID: f.Words[0].ID, Text: "x"})
	_, add := h.PutFilterWord(h.ctx, h.head, f.ID, community.FilterWord{Text: "x"})
	_, unread := h.AddFilterPost(h.ctx, h.helper, mine.ID, secret.Post)
	for what, err := range map[string]error{"edit": edit, "word": word, "add": add, "a post that may not be read": unread,
		"delete": h.DeleteFilter(h.ctx, h.head, f.ID), "delete word": h.DeleteFilterWord(h.ctx, h.head, f.Words[0].ID),
		"delete place": h.DeleteFilterPost(h.ctx, h.head, place.ID)} {
		if !community.IsNotFound(err) {
			t.Errorf("%s: %v", what, err)
		}
	}
	h.must(h.DeleteFilterPost(h.ctx, h.helper, place.ID))
	for what, bad := range map[string]community.FilterInput{"no title": {Contexts: in.Contexts}, "no context": {Title: "X"},
		"unknown": {Title: "X", Contexts: []string{"moon"}}, "for ever and a day": {Title: "X", Contexts: in.Contexts, Expires: true, After: 1 << 62},
		"long": {Title: "X", Contexts: in.Contexts, Words: []community.FilterWord{{Text: strings.Repeat("x", 101)}}}} {
		if _, err := h.CreateFilter(h.ctx, h.head, bad); community.KindOf(err) != community.Invalid {
			t.Errorf("%s: %v", what, err)
		}
	}
}
