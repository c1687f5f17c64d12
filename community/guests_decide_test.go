package community_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"headroom/community"
	"headroom/community/policy"
)

// TestDeclinedIsToldToTheSponsorAlone: who asked reads why, and nothing that was
// written about somebody who was never here stands in the chain.
func TestDeclinedIsToldToTheSponsorAlone(t *testing.T) {
	t.Parallel()
	h := build(t)
	here := h.post(h.mod, h.closed, "Small schools", "How do you do it?")
	in := guestInput(here.Thread)
	g, err := h.AskGuest(h.ctx, h.head, in)
	h.must(err)
	const why = "We know too little of Guest Sample"
	h.must(h.DecideGuest(h.ctx, h.mod, h.closed, g.ID, false, why))
	list, _, _, err := h.Guests(h.ctx, h.head, here.Thread)
	h.must(err)
	if len(list) != 1 || list[0].Answer != why || list[0].State != community.GuestDeclined {
		t.Errorf("the sponsor is told %+v", list)
	}
	for name, v := range map[string]community.Viewer{"moderator": h.mod, "facilitator": h.helper} {
		if list, _, _, err := h.Guests(h.ctx, v, here.Thread); err != nil || len(list) != 0 {
			t.Errorf("the %s is shown %+v, %v", name, list, err)
		}
	}
	h.view(func(tx community.Tx) error {
		rows, err := tx.AuditFrom(1, 1000)
		acts := 0
		for _, row := range rows {
			if strings.HasPrefix(row.Action, "guest.") {
				acts++
			}
			text := fmt.Sprintf("%+v", row)
			for _, word := range []string{in.Name, in.Email, in.Post, in.Biography, in.Reason, why} {
				if strings.Contains(text, word) {
					t.Errorf("%q stands in the chain: %s", word, text)
				}
			}
		}
		if acts != 2 {
			t.Errorf("%d acts were written down", acts)
		}
		return err
	})
}

// TestNobodyLearnsWhoseAnAddressIs: a member's, an operator's, one that was
// disabled and a guest's of another conversation are refused with one sentence.
func TestNobodyLearnsWhoseAnAddressIs(t *testing.T) {
	t.Parallel()
	h := build(t)
	here, there := h.post(h.mod, h.closed, "One", "Text"), h.post(h.mod, h.closed, "Two", "Text")
	h.letIn(h.head, there.Thread, func(in *community.GuestInput) { in.Email = "elsewhere@university.example" })
	disabled := h.letIn(h.head, there.Thread, func(in *community.GuestInput) { in.Email = "disabled@university.example" })
	h.update(func(tx community.Tx) error {
		a, err := tx.AccountOfPerson(disabled.PersonID)
		if err != nil {
			return err
		}
		a.DisabledAt = h.clock.Now()
		return tx.UpdateAccount(a)
	})
	h.desk("one")
	for _, email := range []string{"ross@school.example", "calum@school.example", "one@scotland.example", "elsewhere@university.example", disabled.Email} {
		in := guestInput(here.Thread)
		in.Email = email
		g, err := h.AskGuest(h.ctx, h.head, in)
		h.must(err)
		err = h.DecideGuest(h.ctx, h.mod, h.closed, g.ID, true, "")
		var refused *community.Error
		if !errors.As(err, &refused) || refused.Class != community.Conflict || refused.Key != "error.guest_not_now" || len(refused.Args) != 0 {
			t.Errorf("%s: %v", email, err)
		}
	}
}

// TestAnotherModeratorDecides about what a moderator asks for, where there is
// another.
func TestAnotherModeratorDecides(t *testing.T) {
	t.Parallel()
	h := build(t)
	here := h.post(h.mod, h.closed, "Small schools", "How do you do it?")
	own, err := h.AskGuest(h.ctx, h.mod, guestInput(here.Thread))
	h.must(err)
	can := func(v community.Viewer) bool {
		list, err := h.GuestQueue(h.ctx, v, h.closed)
		h.must(err)
		return len(list) == 1 && list[0].CanDecide
	}
	if !can(h.mod) {
		t.Error("the only moderator cannot decide")
	}
	h.must(h.SetRole(h.ctx, h.mod, h.closed, h.membership(h.head, h.closed).ID, policy.Moderator, "There are two of us now"))
	if can(h.mod) || !can(h.head) {
		t.Errorf("the one who asked can decide: %v, the other: %v", can(h.mod), can(h.head))
	}
	kind(t, "one's own", h.DecideGuest(h.ctx, h.mod, h.closed, own.ID, true, ""), community.Forbidden)
	h.must(h.DecideGuest(h.ctx, h.head, h.closed, own.ID, true, ""))
	kind(t, "more days for one's own", h.ExtendGuest(h.ctx, h.mod, h.closed, own.ID, 1, "More"), community.Forbidden)
	h.must(h.EndGuest(h.ctx, h.mod, h.closed, own.ID, "Enough"))
}
