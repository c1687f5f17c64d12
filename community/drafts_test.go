package community_test

import (
	"fmt"
	"strings"
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

// TestSaveUnderWayBringsNothingBack: a save that arrives after the post which
// was made of the same text keeps nothing; what was typed since is kept.
func TestSaveUnderWayBringsNothingBack(t *testing.T) {
	t.Parallel()
	h := build(t)
	first, err := h.StartThread(h.ctx, h.head, community.PostInput{Community: h.closed, Title: "Once", Body: "All the words",
		IdempotencyKey: "k1", Form: "k1"})
	h.must(err)
	place := fmt.Sprint("community:", h.closed)
	for body, want := range map[string]string{"All the wo": "", "All the words": "", "": "", "All the words, and more": "All the words, and more"} {
		_, err := h.SaveDraft(h.ctx, h.head, community.DraftInput{Place: place, Body: body, Form: "k1"})
		h.must(err)
		if d, err := h.DraftAt(h.ctx, h.head, place); err != nil || d.Body != want {
			t.Errorf("%q after post %d leaves the draft %q, want %q (%v)", body, first.Post, d.Body, want, err)
		}
		_, err = h.SaveDraft(h.ctx, h.head, community.DraftInput{Place: place})
		h.must(err)
	}
}

// TestSavedAgainIsStillRefused: the page that says why saves once more what came
// back. Until somebody writes on, the drafts say that it was not sent, and why.
func TestSavedAgainIsStillRefused(t *testing.T) {
	t.Parallel()
	h := build(t)
	first, err := h.StartThread(h.ctx, h.head, community.PostInput{Community: h.closed, Title: "Once", Body: "All the words", IdempotencyKey: "k1"})
	h.must(err)
	h.must(h.LockThread(h.ctx, h.mod, first.Thread, true))
	_, err = h.Reply(h.ctx, h.head, community.PostInput{Thread: first.Thread, Body: "Too\nlate", IdempotencyKey: "k2", Form: "k2"})
	kind(t, "a locked conversation", err, community.Forbidden)
	place := fmt.Sprint("thread:", first.Thread)
	for _, saved := range []struct{ body, reason string }{{"Too\r\nlate", "locked"}, {"Too late for that", ""}} {
		_, err := h.SaveDraft(h.ctx, h.head, community.DraftInput{Place: place, Body: saved.body, Form: "k2"})
		h.must(err)
		if d, err := h.DraftAt(h.ctx, h.head, place); err != nil || d.Reason != saved.reason {
			t.Errorf("saved as %q the draft says %q, want %q (%v)", saved.body, d.Reason, saved.reason, err)
		}
	}
}

// TestAPostTakesNoDraftThatItsWriterDidNotSee: what came back from a host, or was
// typed elsewhere, stays when something else is posted in the same place.
func TestAPostTakesNoDraftThatItsWriterDidNotSee(t *testing.T) {
	t.Parallel()
	h := build(t)
	place := fmt.Sprint("community:", h.closed)
	for name, c := range map[string]struct{ form, posted, left string }{
		"without a form":           {"", "Something else", "Typed before"},
		"without a form, the same": {"", "Typed before, and more", ""},
		"from a form that had it":  {"k1", "Something else", ""},
	} {
		_, err := h.SaveDraft(h.ctx, h.head, community.DraftInput{Place: place, Body: "Typed before", Form: c.form})
		h.must(err)
		_, err = h.StartThread(h.ctx, h.head, community.PostInput{Community: h.closed, Title: "Once", Body: c.posted,
			IdempotencyKey: name, Form: c.form, Seen: h.clock.Now()})
		h.must(err)
		if d, err := h.DraftAt(h.ctx, h.head, place); err != nil || d.Body != c.left {
			t.Errorf("%s: the draft is %q, want %q (%v)", name, d.Body, c.left, err)
		}
		_, err = h.SaveDraft(h.ctx, h.head, community.DraftInput{Place: place})
		h.must(err)
	}
}

// TestARefusedPostTakesNoDraftThatItsWriterDidNotSee: what was refused without a
// form, as what is shared is, is kept beside what was unfinished in that place.
func TestARefusedPostTakesNoDraftThatItsWriterDidNotSee(t *testing.T) {
	t.Parallel()
	h := build(t)
	place := fmt.Sprint("community:", h.closed)
	_, err := h.SaveDraft(h.ctx, h.head, community.DraftInput{Place: place, Title: "A title of mine", Body: "Typed before", Form: "k1"})
	h.must(err)
	h.must(h.RemoveMember(h.ctx, h.mod, h.closed, h.membership(h.head, h.closed).ID, "not active"))
	_, err = h.StartThread(h.ctx, h.head, community.PostInput{Community: h.closed, Title: "Another", Body: "Refused words"})
	if err == nil {
		t.Fatal("who was removed may write")
	}
	d, err := h.DraftAt(h.ctx, h.head, place)
	h.must(err)
	for _, words := range []string{"Refused words", "Typed before", "A title of mine"} {
		if !strings.Contains(d.Title+" "+d.Body, words) {
			t.Errorf("%q is lost: %q, %q", words, d.Title, d.Body)
		}
	}
}
