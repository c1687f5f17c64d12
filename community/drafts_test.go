package community_test

import (
	"testing"
	"time"

	"headroom/community"
)

// TestOldDraftDoesNotReplaceNewer: what a device kept while it had no
// connection comes late; the newer text wins, whichever it is.
func TestOldDraftDoesNotReplaceNewer(t *testing.T) {
	t.Parallel()
	h := build(t)
	const place = "community:1"
	save := func(body string, typed time.Time) error {
		_, err := h.SaveDraft(h.ctx, h.head, community.DraftInput{Place: place, Body: body, TypedAt: typed})
		return err
	}
	holds := func(want string) {
		t.Helper()
		if d, err := h.DraftAt(h.ctx, h.head, place); err != nil || d.Body != want {
			t.Errorf("the draft is %q, want %q (%v)", d.Body, want, err)
		}
	}
	offline := h.clock.Now()
	h.clock.add(time.Minute)
	h.must(save("typed on the ferry, kept on the telephone", offline))
	h.clock.add(time.Minute)
	h.must(save("typed at the desk", time.Time{}))
	kind(t, "older text", save("typed on the ferry, kept on the telephone", offline), community.Conflict)
	holds("typed at the desk")
	kind(t, "older emptiness", save("", offline), community.Conflict)
	h.must(save("typed at the desk", offline))
	h.must(save("typed on the way home", h.clock.Now().Add(time.Second)))
	holds("typed on the way home")
}
