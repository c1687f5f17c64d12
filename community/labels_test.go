package community_test

import (
	"fmt"
	"testing"
	"time"

	"headroom/community"
	"headroom/community/policy"
)

// labelled begins a conversation with a label.
func (h *house) labelled(v community.Viewer, room int64, l policy.Label) community.PostResult {
	h.t.Helper()
	out, err := h.StartThread(h.ctx, v, community.PostInput{Community: room, Title: "Staffing", Body: "A sample word about ferries", Label: l})
	h.must(err)
	return out
}

func (h *house) labelOf(thread int64) (l policy.Label) {
	h.t.Helper()
	h.view(func(tx community.Tx) error {
		t, err := tx.Thread(thread)
		l = t.Label
		return err
	})
	return l
}

// TestALabelIsChosenOnce: by who begins a conversation, where only members read; no reply
// and no edit changes it.
func TestALabelIsChosenOnce(t *testing.T) {
	t.Parallel()
	h := build(t)
	out := h.labelled(h.head, h.closed, policy.Confidential)
	_, err := h.Reply(h.ctx, h.mod, community.PostInput{Thread: out.Thread, Body: "An answer", Label: policy.ChathamHouse})
	h.must(err)
	_, err = h.EditPost(h.ctx, h.head, community.PostInput{Post: out.Post, Title: "Staffing", Body: "Other words", Label: policy.ChathamHouse})
	h.must(err)
	if l := h.labelOf(out.Thread); l != policy.Confidential {
		t.Errorf("the label is %q", l)
	}
	for _, in := range []community.PostInput{{Community: h.open, Label: policy.ChathamHouse}, {Community: h.closed, Label: "secret"}} {
		in.Title, in.Body = "Staffing", "Words"
		_, err := h.StartThread(h.ctx, h.mod, in)
		kind(t, fmt.Sprintf("%q in %d", in.Label, in.Community), err, community.Invalid)
	}
}

// TestALabelComesBackWithTheWords: as a draft, from a draft that was deleted, and of what
// is to be posted later.
func TestALabelComesBackWithTheWords(t *testing.T) {
	t.Parallel()
	h := build(t)
	place := fmt.Sprint("community:", h.closed)
	d, err := h.SaveDraft(h.ctx, h.head, community.DraftInput{Place: place, Title: "Staffing", Body: "Half a", Label: policy.ChathamHouse})
	h.must(err)
	h.must(h.DeleteDraft(h.ctx, h.head, d.ID))
	h.must(h.RestoreDraft(h.ctx, h.head, d.ID))
	if d, err := h.DraftAt(h.ctx, h.head, place); err != nil || d.Label != policy.ChathamHouse {
		t.Errorf("the restored draft: %q, %v", d.Label, err)
	}
	later := h.clock.Now().Add(time.Hour)
	p, err := h.Schedule(h.ctx, h.head, community.PostInput{Community: h.closed, Title: "Later", Body: "In an hour", Label: policy.Confidential}, later)
	h.must(err)
	_, err = h.Reschedule(h.ctx, h.head, p.ID, community.PostInput{Title: "Later", Body: "In an hour or so"}, later)
	h.must(err)
	h.must(h.CancelScheduled(h.ctx, h.head, p.ID)) // joins the draft that is there: the stricter label stays
	if d, err := h.DraftAt(h.ctx, h.head, place); err != nil || d.Label != policy.Confidential {
		t.Errorf("what came back: %q, %v", d.Label, err)
	}
	_, err = h.Schedule(h.ctx, h.head, community.PostInput{Community: h.closed, Title: "Then", Body: "In an hour", Label: policy.Confidential}, later)
	h.must(err)
	h.clock.add(2 * time.Hour)
	h.must(h.SendScheduled(h.ctx))
	lines, _, err := h.Threads(h.ctx, h.mod, h.closed, community.Page{})
	if err != nil || len(lines) != 1 || lines[0].Label != policy.Confidential {
		t.Errorf("what was posted: %+v, %v", lines, err)
	}
}

// TestSearchQuotesNothingConfidential finds it, for who may read it, and shows no word.
func TestSearchQuotesNothingConfidential(t *testing.T) {
	t.Parallel()
	h := build(t)
	h.labelled(h.head, h.closed, policy.Confidential)
	h.labelled(h.head, h.closed, policy.ChathamHouse)
	out, err := h.Search(h.ctx, h.mod, community.SearchInput{Query: "ferries"})
	h.must(err)
	if len(out.Hits) != 2 {
		t.Fatalf("%d hits", len(out.Hits))
	}
	for _, hit := range out.Hits {
		if quoted := len(hit.Excerpt) > 0; quoted != (hit.Thread.Label == policy.ChathamHouse) {
			t.Errorf("of %q: %v", hit.Thread.Label, hit.Excerpt)
		}
	}
}
