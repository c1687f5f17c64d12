package community_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"headroom/community"
	"headroom/community/policy"
)

// TestNoticesAreTheReadersToKnow lets chance write, invite, remove, lock out
// and let in again, and asks after each step: whatever a line tells of a room,
// policy lets its reader know.
func TestNoticesAreTheReadersToKnow(t *testing.T) {
	t.Parallel()
	for seed := range uint64(6) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			h := build(t)
			w := &wanderer{house: h, r: rand.New(rand.NewPCG(seed, 5)), rooms: []int64{h.open, h.closed, h.private}}
			for range 40 {
				w.step()
				h.notified()
				h.clock.add(time.Minute)
				w.look()
			}
			if w.seen < 10 {
				t.Errorf("only %d lines were looked at", w.seen)
			}
		})
	}
}

// wanderer does what comes to mind.
type wanderer struct {
	*house
	r     *rand.Rand
	rooms []int64
	posts []community.PostResult
	seen  int
}

func (w *wanderer) viewers() []community.Viewer {
	return []community.Viewer{w.mod, w.head, w.helper, w.outsider}
}

// step tries something; what is refused has not happened.
func (w *wanderer) step() {
	v, c := w.viewers()[w.r.IntN(4)], w.rooms[w.r.IntN(3)]
	switch w.r.IntN(8) {
	case 0, 1:
		out, err := w.StartThread(w.ctx, v, community.PostInput{Community: c, Title: "Title", Body: "For @iain and @fiona and @ross"})
		if err == nil {
			w.posts = append(w.posts, out)
		}
	case 2, 3:
		if len(w.posts) > 0 {
			on := w.posts[w.r.IntN(len(w.posts))]
			_, _ = w.Reply(w.ctx, v, community.PostInput{Thread: on.Thread, Parent: on.Post, Body: "So it is, @iain"})
			_ = w.React(w.ctx, w.head, on.Post, "thanks", true)
		}
	case 4:
		_ = w.RemoveMember(w.ctx, w.mod, c, w.record(v, c), "chance")
	case 5:
		_ = w.Invite(w.ctx, w.mod, c, community.InviteInput{Person: []string{"iain", "fiona", "ross"}[w.r.IntN(3)]})
		_ = w.Join(w.ctx, v, c, "", nil)
	case 6:
		_ = w.Join(w.ctx, v, c, "to read along", nil)
		if w.r.IntN(2) == 0 {
			_ = w.DecideJoin(w.ctx, w.mod, c, w.record(v, c), w.r.IntN(2) == 0, "chance")
		}
	case 7:
		_ = w.SetNotices(w.ctx, v, community.NoticeSettingsInput{Communities: map[int64]string{c: "all"}})
	}
}

func (w *wanderer) record(v community.Viewer, c int64) (id int64) {
	w.view(func(tx community.Tx) error {
		m, err := tx.MembershipOf(c, v.Person)
		if community.IsNotFound(err) {
			return nil
		}
		id = m.ID
		return err
	})
	return id
}

// look asks policy about every line of everybody.
func (w *wanderer) look() {
	for _, v := range w.viewers() {
		l, err := w.Notices(w.ctx, v, community.NoticeQuery{Limit: 100})
		w.must(err)
		for _, n := range slices.Concat(l.Unread, l.Read) {
			w.seen++
			w.view(func(tx community.Tx) error {
				if n.Community.ID != 0 {
					if err := w.DecideOn(tx, v, n.Community, policy.ViewListed, nil); err != nil {
						w.t.Errorf("%s: %s names a room: %v", v.Name, n.Kind, err)
					}
				} else if n.Thread.ID != 0 || n.Post.ID != 0 || n.Actor.Name != "" {
					w.t.Errorf("%s: %s tells of a room without its name: %+v", v.Name, n.Kind, n)
				}
				if n.Thread.ID != 0 || n.Post.ID != 0 {
					if err := w.DecideOn(tx, v, n.Community, policy.ViewThread, nil); err != nil {
						w.t.Errorf("%s: %s shows a post: %v", v.Name, n.Kind, err)
					}
				}
				return nil
			})
		}
	}
}

// TestOfARoomThatIsClosedToThemNothingIsTold removes a head from a private room
// between the reply and the look.
func TestOfARoomThatIsClosedToThemNothingIsTold(t *testing.T) {
	t.Parallel()
	h := fresh(t)
	r := h.post(h.head, h.private, "A private title", "private words")
	h.notified()
	h.reply(h.mod, r.Thread, "private answer")
	h.must(h.RemoveMember(h.ctx, h.mod, h.private, h.membership(h.head, h.private).ID, "moved"))
	if got := h.unread(h.head); !slices.Equal(got, []string{"ended"}) {
		t.Fatalf("told %v, want that the membership has ended", got)
	}
	l, err := h.Notices(h.ctx, h.head, community.NoticeQuery{})
	h.must(err)
	if all := fmt.Sprintf("%+v", l); strings.Contains(all, "quiet-room") || strings.Contains(all, "private") {
		t.Errorf("something of the room is told: %s", all)
	}
	for _, n := range l.Unread {
		_, err := h.OpenNotice(h.ctx, h.helper, n.ID)
		kind(t, "somebody else's notice", err, community.NotFound)
	}
}

// TestACredentialIsSpokenOfInTime lets a year go by.
func TestACredentialIsSpokenOfInTime(t *testing.T) {
	t.Parallel()
	h := fresh(t)
	told := func() []string {
		h.must(h.NotifyCredentials(h.ctx))
		h.must(h.NotifyCredentials(h.ctx))
		return h.unread(h.outsider)
	}
	if got := told(); len(got) != 0 {
		t.Errorf("a year before: %v", got)
	}
	h.clock.add(340 * 24 * time.Hour)
	if got := told(); !slices.Equal(got, []string{"soon"}) {
		t.Errorf("a month before: %v", got)
	}
	_, err := h.Verify(h.ctx, h.operator, h.outsider.Person, policy.Head, "still the head")
	h.must(err)
	if got := told(); !slices.Equal(got, []string{"renewed"}) {
		t.Errorf("renewed: %v", got)
	}
	h.must(h.ReadAllNotices(h.ctx, h.outsider))
	h.clock.add(366 * 24 * time.Hour)
	if got := told(); !slices.Equal(got, []string{"over"}) {
		t.Errorf("ended: %v", got)
	}
	h.clock.add(91 * 24 * time.Hour)
	h.must(h.ReadAllNotices(h.ctx, h.outsider))
	h.must(h.ForgetNotices(h.ctx))
	if got := h.notices(h.outsider); len(got) != 0 {
		t.Errorf("after ninety days: %v", got)
	}
}

// TestNoticesComeInPages goes through a long list while new ones come: none is
// missed and none is there twice.
func TestNoticesComeInPages(t *testing.T) {
	t.Parallel()
	h := fresh(t)
	r := h.post(h.mod, h.closed, "Oil", "who buys together?")
	for i := range 25 {
		h.reply(h.head, r.Thread, fmt.Sprintf("offer %d", i))
	}
	h.notified()
	seen := map[int64]int{}
	q := community.NoticeQuery{Topic: community.TopicReply, Limit: 7}
	for pages := 0; ; pages++ {
		l, err := h.Notices(h.ctx, h.mod, q)
		h.must(err)
		for _, n := range slices.Concat(l.Unread, l.Read) {
			seen[n.ID]++
		}
		if pages == 1 {
			h.reply(h.head, r.Thread, "one more")
			h.notified()
		}
		if !l.More {
			break
		}
		q = l.Next
	}
	for id, n := range seen {
		if n != 1 {
			t.Errorf("notice %d is there %d times", id, n)
		}
	}
	if len(seen) != 25 {
		t.Errorf("%d notices, want the 25 that were there", len(seen))
	}
}
