package community_test

import (
	"testing"
	"time"

	"headroom/community"
	"headroom/community/policy"
)

// threads gives the titles of a community.
func (h *house) titles(v community.Viewer, c int64) (titles []string) {
	h.t.Helper()
	lines, _, err := h.Threads(h.ctx, v, c, community.Page{})
	h.must(err)
	for _, l := range lines {
		titles = append(titles, l.Title)
	}
	return titles
}

func (h *house) later(v community.Viewer, in community.PostInput, d time.Duration) community.ScheduledPost {
	h.t.Helper()
	p, err := h.Schedule(h.ctx, v, in, h.clock.Now().Add(d))
	h.must(err)
	return p
}

// TestScheduledPost: it is posted when it is due and not before, once, and as a
// post like any other.
func TestScheduledPost(t *testing.T) {
	t.Parallel()
	h := build(t)
	in := community.PostInput{Community: h.closed, Title: "Ferries", Body: "They are late, @morag.", Language: "en", IdempotencyKey: "k1"}
	p := h.later(h.head, in, time.Hour)
	if again := h.later(h.head, in, time.Hour); again.ID != p.ID {
		t.Error("the same form is kept twice")
	}
	h.must(h.SendScheduled(h.ctx))
	if got := h.titles(h.mod, h.closed); len(got) != 0 {
		t.Errorf("before it is due: %v", got)
	}
	p, err := h.Reschedule(h.ctx, h.head, p.ID, community.PostInput{Title: "Boats", Body: "They are late, @morag.", Language: "en"}, h.clock.Now().Add(2*time.Hour))
	h.must(err)
	h.clock.add(time.Hour)
	h.must(h.SendScheduled(h.ctx))
	if got := h.titles(h.mod, h.closed); len(got) != 0 {
		t.Errorf("put off: %v", got)
	}
	h.clock.add(time.Hour)
	h.must(h.SendScheduled(h.ctx))
	h.must(h.SendScheduled(h.ctx))
	if got := h.titles(h.mod, h.closed); len(got) != 1 || got[0] != "Boats" {
		t.Errorf("when it is due: %v", got)
	}
	lines, _, err := h.Threads(h.ctx, h.mod, h.closed, community.Page{})
	h.must(err)
	h.later(h.mod, community.PostInput{Thread: lines[0].Thread.ID, Body: "Thank you.", Language: "en"}, time.Hour)
	h.clock.add(time.Hour)
	h.must(h.SendScheduled(h.ctx))
	c, err := h.Conversation(h.ctx, h.head, lines[0].Thread.ID, community.Place{})
	h.must(err)
	if len(c.Posts) != 2 || c.Posts[1].ParentID != c.Posts[0].ID || c.Posts[0].Mentions == nil {
		t.Errorf("the conversation: %+v", c.Posts)
	}
	if left, err := h.Scheduled(h.ctx, h.head); err != nil || len(left) != 0 {
		t.Errorf("left: %v (%v)", left, err)
	}
	if _, err := h.ScheduledPost(h.ctx, h.head, p.ID); !community.IsNotFound(err) {
		t.Errorf("what was sent: %v", err)
	}
}

// TestScheduledPostIsDecidedOnWhenItIsSent: who has left meanwhile has posted nothing
// and lost nothing.
func TestScheduledPostIsDecidedOnWhenItIsSent(t *testing.T) {
	t.Parallel()
	h := build(t)
	thread := h.post(h.mod, h.closed, "Ferries", "They are late.")
	h.later(h.head, community.PostInput{Community: h.closed, Title: "Boats", Body: "My words.", Language: "en"}, time.Hour)
	h.later(h.helper, community.PostInput{Thread: thread.Thread, Body: "A reply.", Language: "en"}, time.Hour)
	h.must(h.Leave(h.ctx, h.head, h.closed))
	h.must(h.LockThread(h.ctx, h.mod, thread.Thread, true))
	h.clock.add(time.Hour)
	h.must(h.SendScheduled(h.ctx))
	h.must(h.SendScheduled(h.ctx))
	if got := h.titles(h.mod, h.closed); len(got) != 1 {
		t.Errorf("posted: %v", got)
	}
	for _, tc := range []struct {
		v            community.Viewer
		body, reason string
	}{{h.head, "My words.", policy.ReasonLeft}, {h.helper, "A reply.", policy.ReasonLocked}} {
		drafts, err := h.Drafts(h.ctx, tc.v)
		if err != nil || len(drafts) != 1 || drafts[0].Body != tc.body || drafts[0].Reason != tc.reason {
			t.Errorf("drafts %+v (%v), want %s", drafts, err, tc.reason)
		}
		told, err := h.Notices(h.ctx, tc.v, community.NoticeQuery{Topic: community.TopicWriting})
		if err != nil || len(told.Unread) != 1 || told.Unread[0].Kind != community.NoticeUnsent || told.Unread[0].Reason != tc.reason {
			t.Errorf("told %+v (%v), want %s", told.Unread, err, tc.reason)
		}
		if left, err := h.Scheduled(h.ctx, tc.v); err != nil || len(left) != 0 {
			t.Errorf("left: %v (%v)", left, err)
		}
	}
}

func TestScheduleRefuses(t *testing.T) {
	t.Parallel()
	h := build(t)
	good := community.PostInput{Community: h.closed, Title: "Ferries", Body: "They are late.", Language: "en"}
	p := h.later(h.head, good, time.Hour)
	for what, tc := range map[string]struct {
		v    community.Viewer
		in   community.PostInput
		at   time.Duration
		kind community.Kind
	}{
		"in the past": {h.head, good, -time.Hour, community.Invalid}, "at once": {h.head, good, 0, community.Invalid},
		"in ten years": {h.head, good, 10 * 366 * 24 * time.Hour, community.Invalid},
		"without text": {h.head, community.PostInput{Community: h.closed, Title: "Ferries"}, time.Hour, community.Invalid},
		"no member":    {h.outsider, good, time.Hour, community.Forbidden},
		"not theirs":   {h.outsider, community.PostInput{Community: h.private, Title: "A", Body: "B"}, time.Hour, community.NotFound},
		"an operator":  {h.operator, good, time.Hour, community.NotFound},
	} {
		if _, err := h.Schedule(h.ctx, tc.v, tc.in, h.clock.Now().Add(tc.at)); kindOf(err) != tc.kind {
			t.Errorf("%s: %v", what, err)
		}
	}
	_, edit := h.Reschedule(h.ctx, h.mod, p.ID, good, h.clock.Now().Add(time.Hour))
	_, look := h.ScheduledPost(h.ctx, h.mod, p.ID)
	for what, err := range map[string]error{"edit": edit, "look": look, "cancel": h.CancelScheduled(h.ctx, h.mod, p.ID)} {
		if !community.IsNotFound(err) {
			t.Errorf("another's, %s: %v", what, err)
		}
	}
	h.must(h.CancelScheduled(h.ctx, h.head, p.ID))
	drafts, err := h.Drafts(h.ctx, h.head)
	if err != nil || len(drafts) != 1 || drafts[0].Title != "Ferries" || drafts[0].Reason != "" {
		t.Errorf("cancelled: %+v (%v)", drafts, err)
	}
	h.clock.add(time.Hour)
	h.must(h.SendScheduled(h.ctx))
	if got := h.titles(h.mod, h.closed); len(got) != 0 {
		t.Errorf("cancelled, and posted: %v", got)
	}
}

// kindOf is the kind of an error, or of several of one form.
func kindOf(err error) community.Kind {
	if p, ok := err.(interface{ Kind() string }); ok {
		return community.Kind(p.Kind())
	}
	return ""
}
