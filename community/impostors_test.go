package community_test

import (
	"errors"
	"testing"

	"headroom/community"
	"headroom/community/policy"
)

const suspicion = "They ask what no head would ever have to ask."

// reports sends the first report and gives it as it waits.
func (h *house) reports(v community.Viewer, in community.ReportInput) community.ImpostorReport {
	h.t.Helper()
	_, err := h.ReportImpostor(h.ctx, v, in)
	h.must(err)
	return h.undecided()[0]
}

// undecided gives the reports that nobody has decided, oldest first.
func (h *house) undecided() []community.ImpostorReport {
	h.t.Helper()
	open, _, err := h.Reports(h.ctx, h.operator)
	h.must(err)
	return open
}

// TestNoWordsOfAReportAreLost: only what says nothing new is not kept.
func TestNoWordsOfAReportAreLost(t *testing.T) {
	t.Parallel()
	h := build(t)
	desk := h.desk("one", "two")
	about, words := h.outsider.Person, community.ReportInput{Person: h.outsider.Person, Text: suspicion}
	for i, c := range []struct {
		what string
		by   community.Viewer
		in   community.ReportInput
		kept bool
	}{
		{"a member", h.head, words, true},
		{"the same again", h.head, words, false},
		{"the same member, with more to say", h.head, community.ReportInput{Person: about, Text: "They have now asked for a pupil's address."}, true},
		{"another member in the same words", h.mod, words, true},
		{"an operator", desk[0], words, true},
		{"another operator", desk[1], community.ReportInput{Person: about, Text: "The school says that it has never heard of them."}, true},
		{"from outside", community.Viewer{}, community.ReportInput{About: "Sample ross", Place: "Tain", Text: suspicion}, true},
		{"from outside again", community.Viewer{}, community.ReportInput{About: "Sample ross", Place: "Tain", Text: suspicion}, false},
		{"from outside of somebody elsewhere", community.Viewer{}, community.ReportInput{About: "Sample ross", Place: "Wick", Text: suspicion}, true},
		{"from outside with an address", community.Viewer{}, community.ReportInput{About: "Sample ross", Place: "Tain", Text: suspicion, Email: "x@school.example"}, true},
	} {
		before := len(h.undecided())
		_, err := h.ReportImpostor(h.ctx, c.by, c.in)
		h.must(err)
		if kept := len(h.undecided()) > before; kept != c.kept {
			t.Errorf("%d, %s: kept %v", i, c.what, kept)
		}
	}
}

// TestAReportAndWhatComesOfItAreOne: what fails leaves the report open, and what
// the report says has happened.
func TestAReportAndWhatComesOfItAreOne(t *testing.T) {
	t.Parallel()
	h := build(t)
	desk := h.desk("one", "two")
	first := h.reports(h.head, community.ReportInput{Person: h.outsider.Person, Text: suspicion}).ID
	h.ledger.err = errors.New("disk full")
	for _, outcome := range []string{"suspended", "revoked"} {
		kind(t, outcome+" without a ledger", h.DecideReport(h.ctx, desk[0], first, outcome, "Not known there"), community.Unavailable)
	}
	h.ledger.err = nil
	if len(h.undecided()) != 1 || h.worthOf(h.outsider) != policy.Head {
		t.Fatal("half done")
	}
	h.must(h.DecideReport(h.ctx, desk[0], first, "unfounded", "The school knows them"))
	kind(t, "by two at once", h.DecideReport(h.ctx, desk[1], first, "suspended", "Not known there"), community.Conflict)
	if got := h.worthOf(h.outsider); got != policy.Head {
		t.Errorf("the reporter is told that nothing was found, and they are %v", got)
	}
	_, _, outcome, err := h.ReportLetter(h.ctx, first)
	if err != nil || outcome != "unfounded" {
		t.Errorf("the letter says %q, %v", outcome, err)
	}
}

// TestASecondReportIsClosedTruthfully: of somebody for whom it has been done.
func TestASecondReportIsClosedTruthfully(t *testing.T) {
	t.Parallel()
	h := build(t)
	// Who is suspended is seen by nobody: such a report came before.
	earlier := func(who int64) (id int64) {
		h.update(func(tx community.Tx) error {
			id = tx.NextID()
			return tx.InsertImpostorReport(community.ImpostorReport{ID: id, PersonID: who, About: "Sample", Text: suspicion, CreatedAt: h.clock.Now()})
		})
		return id
	}
	who, reason := h.outsider.Person, "Not known there"
	first, second, third, fourth, fifth := earlier(who), earlier(who), earlier(who), earlier(who), earlier(who)
	h.must(h.DecideReport(h.ctx, h.operator, first, "suspended", reason))
	written := len(h.ledger.entries)
	h.must(h.DecideReport(h.ctx, h.operator, second, "suspended", reason))
	if len(h.ledger.entries) != written {
		t.Error("suspended twice")
	}
	h.must(h.DecideReport(h.ctx, h.operator, third, "revoked", reason))
	written = len(h.ledger.entries)
	kind(t, "suspended, as if it were so", h.DecideReport(h.ctx, h.operator, fourth, "suspended", reason), community.Conflict)
	h.must(h.DecideReport(h.ctx, h.operator, fifth, "revoked", reason))
	if len(h.ledger.entries) != written {
		t.Error("revoked twice")
	}
	for _, outcome := range []string{"suspended", "revoked"} {
		kind(t, "who never was verified: "+outcome, h.DecideReport(h.ctx, h.operator, earlier(h.applicant.Person), outcome, reason), community.Conflict)
	}
	field(t, "who is named in words", h.DecideReport(h.ctx, h.operator, earlier(0), "suspended", reason), "outcome", "error.report_outcome")
}
