package community_test

import (
	"testing"
	"time"

	"headroom/community"
	"headroom/community/policy"
)

// TestAnAppealIsDecidedByAnother: each kind of decision once, by who did not make
// it, and the log of moderators says that there was one.
func TestAnAppealIsDecidedByAnother(t *testing.T) {
	t.Parallel()
	h := build(t)
	why := community.Why{Code: policy.ReasonUnkind, Words: "Say it otherwise."}
	post := h.post(h.head, h.closed, "Inspection", "They know nothing.")
	record := h.membership(h.head, h.closed)
	h.must(h.RemovePostBecause(h.ctx, h.mod, post.Post, why))
	h.must(h.SilenceMember(h.ctx, h.mod, h.closed, record.ID, 3*24*time.Hour, why))
	var silence int64
	h.view(func(tx community.Tx) error {
		all, err := tx.MeasuresOf(h.closed, h.head.Person, 1)
		silence = all[0].ID
		return err
	})

	// Only who it is about sees it, and appeals; with words, and once.
	for what, v := range map[string]community.Viewer{"another": h.outsider, "the moderator": h.mod, "an operator": h.operator, "nobody": {}} {
		_, err := h.Contested(h.ctx, v, community.AppealPost, post.Post)
		if community.KindOf(err) == "" {
			t.Errorf("%s is shown the decision", what)
		}
		if _, err = h.MakeAppeal(h.ctx, v, community.AppealMeasure, silence, "No."); community.KindOf(err) == "" {
			t.Errorf("%s appeals", what)
		}
	}
	_, err := h.MakeAppeal(h.ctx, h.head, community.AppealPost, post.Post, " ")
	field(t, "without words", err, "words", "error.required")
	first, err := h.MakeAppeal(h.ctx, h.head, community.AppealPost, post.Post, "It was a quotation.")
	h.must(err)
	_, err = h.MakeAppeal(h.ctx, h.head, community.AppealPost, post.Post, "Again.")
	kind(t, "the same again", err, community.Conflict)
	second, err := h.MakeAppeal(h.ctx, h.head, community.AppealMeasure, silence, "I was calm.")
	h.must(err)
	con, err := h.Contested(h.ctx, h.head, community.AppealMeasure, silence)
	h.must(err)
	if con.CanAppeal || con.Appeal.ID != second.ID || con.Words != why.Words || !con.Named {
		t.Errorf("shown: %+v", con)
	}

	// The only moderator decided: they see that something waits and not what. A
	// facilitator decides.
	own, err := h.AppealQueue(h.ctx, h.mod, h.closed)
	h.must(err)
	if len(own.Waiting) != 0 || own.Others != 2 {
		t.Errorf("who decided is shown %+v", own)
	}
	kind(t, "by who decided", h.DecideAppeal(h.ctx, h.mod, h.closed, first.ID, "not-upheld", "No."), community.Forbidden)
	kind(t, "by who appeals", h.DecideAppeal(h.ctx, h.head, h.closed, first.ID, "upheld", "Yes."), community.Forbidden)
	kind(t, "in another community", h.DecideAppeal(h.ctx, h.mod, h.open, first.ID, "upheld", "Yes."), community.NotFound)
	helper := h.membership(h.helper, h.closed)
	h.must(h.SetRole(h.ctx, h.mod, h.closed, helper.ID, policy.FacilitatorRole, "Helps"))
	field(t, "without an outcome", h.DecideAppeal(h.ctx, h.helper, h.closed, first.ID, "perhaps", "Well."), "outcome", "error.choice")
	field(t, "without a reason", h.DecideAppeal(h.ctx, h.helper, h.closed, first.ID, "upheld", ""), "answer", "error.required")
	queue, err := h.AppealQueue(h.ctx, h.helper, h.closed)
	h.must(err)
	if len(queue.Waiting) != 2 || queue.Waiting[0].Words != "It was a quotation." || queue.Others != 0 {
		t.Fatalf("the facilitator is shown %+v", queue)
	}
	h.must(h.DecideAppeal(h.ctx, h.helper, h.closed, first.ID, "not-upheld", "It hurt all the same."))
	kind(t, "twice", h.DecideAppeal(h.ctx, h.helper, h.closed, first.ID, "upheld", "Yes."), community.Conflict)
	if _, err := h.Reply(h.ctx, h.head, community.PostInput{Thread: h.post(h.mod, h.closed, "Other", "Words").Thread, Body: "And now", Language: "en"}); community.ReasonOf(err) != policy.ReasonTimeOut {
		t.Errorf("in the time-out: %v", err)
	}
	h.must(h.DecideAppeal(h.ctx, h.helper, h.closed, second.ID, "upheld", "You were."))
	if left := h.membership(h.head, h.closed).SilencedUntil; left.After(h.clock.Now()) {
		t.Errorf("silenced until %v", left)
	}
	log, err := h.ModLog(h.ctx, h.head, h.closed)
	h.must(err)
	acts := map[string]int{}
	for _, row := range log.Rows {
		acts[row.Act]++
		if row.Act == "appeal-upheld" && (row.Person.ID != 0 || row.Object != "") {
			t.Errorf("the log says whose appeal it was: %+v", row)
		}
	}
	if acts["appeal-upheld"] != 1 || acts["appeal-not-upheld"] != 1 {
		t.Errorf("the log: %v", acts)
	}
}

// TestWhoWasRemovedAppeals: also when they may know the community no more; again
// when they were removed again; and not for ever.
func TestWhoWasRemovedAppeals(t *testing.T) {
	t.Parallel()
	h := build(t)
	m := h.membership(h.head, h.private)
	h.must(h.RemoveMember(h.ctx, h.mod, h.private, m.ID, "Has told of it outside."))
	con, err := h.Contested(h.ctx, h.head, community.AppealMembership, m.ID)
	h.must(err)
	if con.Named || !con.CanAppeal || con.Words != "Has told of it outside." {
		t.Errorf("shown: %+v", con)
	}
	_, err = h.MakeAppeal(h.ctx, h.head, community.AppealMembership, m.ID, "I have not.")
	h.must(err)
	h.clock.add(time.Minute)
	h.must(h.Invite(h.ctx, h.mod, h.private, community.InviteInput{Person: "iain"}))
	h.must(h.Join(h.ctx, h.head, h.private, "", nil))
	_, err = h.Contested(h.ctx, h.head, community.AppealMembership, m.ID)
	kind(t, "while they are in", err, community.NotFound)
	h.must(h.RemoveMember(h.ctx, h.mod, h.private, m.ID, "Again."))
	if con, err = h.Contested(h.ctx, h.head, community.AppealMembership, m.ID); err != nil || !con.CanAppeal {
		t.Errorf("removed again: %+v, %v", con, err)
	}
	h.clock.add(61 * 24 * time.Hour)
	_, err = h.MakeAppeal(h.ctx, h.head, community.AppealMembership, m.ID, "Late.")
	kind(t, "after sixty days", err, community.Conflict)
}
