package community_test

import (
	"fmt"
	"testing"

	"headroom/community"
	"headroom/community/policy"
)

// TestAPublicPostIsReportedWithoutAnAccount: what is public, and nothing else; the
// same words once, and no more than moderators can read.
func TestAPublicPostIsReportedWithoutAnAccount(t *testing.T) {
	t.Parallel()
	h := build(t)
	nobody := community.Viewer{}
	open, closed := h.post(h.head, h.open, "Open", "For everybody."), h.post(h.mod, h.closed, "Closed", "For us.")
	in := community.PostReportInput{Post: open.Post, Code: policy.ReasonAdvertising, Words: "It sells a minibus.", Email: "reader@example.org", Language: "cy"}

	for what, post := range map[string]int64{"of what is closed": closed.Post, "of what is not there": 1} {
		other := in
		other.Post = post
		_, err := h.ReportPost(h.ctx, nobody, other)
		kind(t, what, err, community.NotFound)
	}
	bad := in
	bad.Email = "no address"
	_, err := h.ReportPost(h.ctx, nobody, bad)
	field(t, "no address", err, "email", "error.email")

	first, err := h.ReportPost(h.ctx, nobody, in)
	h.must(err)
	again, err := h.ReportPost(h.ctx, nobody, in)
	h.must(err)
	if again.ID != first.ID {
		t.Error("the same words are two reports")
	}
	for i := range 49 {
		other := in
		other.Words = fmt.Sprint("And again ", i)
		_, err := h.ReportPost(h.ctx, nobody, other)
		h.must(err)
	}
	full := in
	full.Words = "One too many."
	_, err = h.ReportPost(h.ctx, nobody, full)
	kind(t, "more than fifty", err, community.Unavailable)

	// A head who is no member reports by name, as members do: both are read
	// without it.
	mine, err := h.ReportPost(h.ctx, h.outsider, in)
	h.must(err)
	if mine.ReporterID != h.outsider.Person || mine.Contact != "" {
		t.Errorf("a head's report: %+v", mine)
	}
	queue, err := h.WholeQueue(h.ctx, h.mod, h.open)
	h.must(err)
	for _, q := range queue.Reports {
		if q.Report.Contact != "" || q.Report.ReporterID != 0 {
			t.Errorf("the moderator is told who reported: %+v", q.Report)
		}
	}
	h.must(h.ResolveReport(h.ctx, h.mod, h.open, first.ID, policy.ReasonUpheld, "It is gone."))
	letter, err := h.PostReportLetter(h.ctx, first.ID)
	h.must(err)
	if letter.Contact != "reader@example.org" || letter.Language != "cy" || letter.Outcome != policy.ReasonUpheld || letter.Answer != "It is gone." {
		t.Errorf("the letter: %+v", letter)
	}
	_, err = h.PostReportLetter(h.ctx, mine.ID)
	kind(t, "a letter that nobody asked for", err, community.NotFound)
}
