package community_test

import (
	"fmt"
	"testing"
	"time"

	"headroom/community"
	"headroom/community/policy"
)

// TestNewMembersWriteSlowly: so many posts an hour, deleted ones too, then the words are a
// draft with the reason; an hour later, or once the days are over, it goes on. Moderators
// do not wait.
func TestNewMembersWriteSlowly(t *testing.T) {
	t.Parallel()
	h := build(t)
	h.update(func(tx community.Tx) error {
		c, err := tx.Community(h.closed)
		if err != nil {
			return err
		}
		m, err := tx.MembershipOf(c.ID, h.head.Person)
		if err != nil {
			return err
		}
		m.StartAt, c.Pace, c.PaceDays = h.clock.Now(), 2, 7
		if err := tx.UpdateCommunity(c); err != nil {
			return err
		}
		return tx.UpdateMembership(m)
	})
	first := h.post(h.head, h.closed, "One", "A sample word")
	h.must(h.DeletePost(h.ctx, h.head, h.reply(h.head, first.Thread, "Two").Post))
	_, err := h.Reply(h.ctx, h.head, community.PostInput{Thread: first.Thread, Body: "Three"})
	if kind(t, "the third", err, community.Forbidden); community.ReasonOf(err) != policy.ReasonTooFast {
		t.Errorf("refused with %v", err)
	}
	if d, err := h.DraftAt(h.ctx, h.head, fmt.Sprint("thread:", first.Thread)); err != nil || d.Body != "Three" || d.Reason != policy.ReasonTooFast {
		t.Errorf("the draft: %+v, %v", d, err)
	}
	for range 3 {
		h.reply(h.mod, first.Thread, "Those who run it")
	}
	h.clock.add(time.Hour)
	h.reply(h.head, first.Thread, "Three")
	h.clock.add(7 * 24 * time.Hour)
	for range 5 {
		h.reply(h.head, first.Thread, "No longer new")
	}
}
