package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"headroom/community"
)

// TestAReportLeadsToASuspension reports from inside and outside, and looks
// that the person learns nothing of who did it.
func TestAReportLeadsToASuspension(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	out, op, head := h.browser(), h.signedIn("operator"), h.signedIn("head")
	see(t, out.get("/").Body.String(), "/about/admission")
	see(t, out.get("/about/admission").Body.String(), "Deputy headteacher", "Titles that never count by themselves", "Journalist", "Never admitted as heads", "Pennaeth",
		"In rooms of their own, each appointed for a time: Bursar")

	const why, outside = "They ask what no head would ask.", "Somebody who is no head said that they are here."
	who := path("/people/%d", h.people["head"].Person.ID)
	member := h.signedIn("member")
	see(t, member.get(who).Body.String(), who+"/report")
	for range 2 { // the second is the first once more
		if w := member.post(who+"/report", url.Values{"text": {why}}); w.Code != http.StatusSeeOther {
			t.Fatalf("reporting: %d %s", w.Code, w.Body)
		}
	}
	form := url.Values{"about": {"Sample Stranger"}, "text": {outside}, "email": {"neighbour@example.org"}}
	for range 2 {
		if w := out.post("/about/admission", form); w.Code != http.StatusSeeOther {
			t.Fatalf("from outside: %d %s", w.Code, w.Body)
		}
	}
	see(t, op.get("/operator").Body.String(), "reports waiting")
	open, _, err := h.service.Reports(t.Context(), community.CommandLine)
	h.ok(err)
	if len(open) != 2 {
		t.Fatalf("%d reports wait, want 2", len(open))
	}
	for _, role := range []string{"head", "moderator", "applicant"} {
		for _, at := range []string{"/operator/reports", path("/operator/reports/%d", open[0].ID)} {
			if w := h.signedIn(role).get(at); w.Code != http.StatusForbidden {
				t.Errorf("%s at %s: %d", role, at, w.Code)
			}
		}
	}
	first, second := path("/operator/reports/%d", open[0].ID), path("/operator/reports/%d", open[1].ID)
	see(t, op.get(first).Body.String(), why, "Sent by a member of this server", "Suspend them")
	see(t, op.get(second).Body.String(), outside, "neighbour@example.org", "Nothing was found")
	see(t, op.post(second, url.Values{"outcome": {"suspended"}, "reason": {"no such person"}}).Body.String(), "only its operators can do that")
	if w := op.post(first, url.Values{"outcome": {"suspended"}, "reason": {"until it is cleared up"}}); w.Code != http.StatusSeeOther {
		t.Fatalf("deciding: %d %s", w.Code, w.Body)
	}
	if w := op.post(first, url.Values{"outcome": {"revoked"}, "reason": {"once more"}}); w.Code != http.StatusConflict {
		t.Errorf("deciding twice: %d", w.Code)
	}
	see(t, op.get(path("/operator/members/%d", h.people["head"].Person.ID)).Body.String(), "until it is cleared up")
	see(t, op.get("/operator/reports").Body.String(), "Decided", "Sample Stranger")
	for _, at := range []string{"/", who, "/notifications", "/profile"} {
		page := head.get(at).Body.String()
		if strings.Contains(page, why) || strings.Contains(page, "Sample member") && at != "/" {
			t.Errorf("%s tells the person about the report", at)
		}
	}
}

func TestReportsAreBounded(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	out := h.browser()
	last := 0
	for n := range 12 {
		last = out.post("/about/admission", url.Values{"about": {path("Stranger %d", n)}, "text": {"They ask what no head would ask."}}).Code
	}
	if last != http.StatusTooManyRequests {
		t.Errorf("the twelfth report in an hour: %d", last)
	}
}
