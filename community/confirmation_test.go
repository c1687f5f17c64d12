package community_test

import (
	"testing"
	"time"

	"headroom/community"
	"headroom/community/policy"
)

// TestAHeadshipInQuestionOutlastsASuspension imports a register that names
// another head while ours is suspended: the question waits until they are
// restored, and then has its whole time.
func TestAHeadshipInQuestionOutlastsASuspension(t *testing.T) {
	t.Parallel()
	h := build(t)
	const day = 24 * time.Hour
	with := func(head string) community.Register {
		return register(schoolOf("8400001", "Example Primary School", head))
	}
	h.leads(h.head, "8400001")
	h.imports(t, with(h.name(h.head)), false)
	h.must(h.Suspend(h.ctx, h.operator, h.head.Person, "We are looking into it"))
	h.clock.add(day)
	if got := h.imports(t, with("Somebody Else"), false); got.Confirm != 1 || len(h.waiting(t)) != 1 {
		t.Fatalf("while suspended: %+v, %d wait", got, len(h.waiting(t)))
	}
	h.passes(t, 40*day) // nobody could have been asked
	if waiting := h.waiting(t); len(waiting) != 1 || waiting[0].Reason != "head-changed" {
		t.Fatalf("after forty days of suspension: %+v", waiting)
	}
	h.clock.add(day)
	h.must(h.Restore(h.ctx, h.operator, h.head.Person, "It was a mistake"))
	if end := h.waiting(t)[0].EndAt; !end.Equal(h.clock.Now().Add(28 * day)) {
		t.Errorf("restored at %v, to be confirmed by %v", h.clock.Now(), end)
	}
	h.passes(t, 28*day-time.Minute)
	if got := h.worthOf(h.head); got != policy.Head {
		t.Fatalf("before the time is over the credential is worth %v", got)
	}
	h.passes(t, time.Minute)
	if got := h.worthOf(h.head); got != policy.Revoked || len(h.waiting(t)) != 0 {
		t.Fatalf("afterwards the credential is worth %v", got)
	}
}

// TestASuspensionStopsNoQuestionThatCameBefore: who is suspended when they have
// been asked already loses the headship when the time is over.
func TestASuspensionStopsNoQuestionThatCameBefore(t *testing.T) {
	t.Parallel()
	h := build(t)
	const day = 24 * time.Hour
	h.leads(h.head, "8400001")
	h.imports(t, register(schoolOf("8400001", "Example Primary School", h.name(h.head))), false)
	h.imports(t, register(schoolOf("8400001", "Example Primary School", "Somebody Else")), false)
	h.passes(t, day)
	h.must(h.Suspend(h.ctx, h.operator, h.head.Person, "We are looking into it"))
	h.passes(t, 27*day)
	if got := h.worthOf(h.head); got != policy.Revoked {
		t.Errorf("the credential is worth %v", got)
	}
}
