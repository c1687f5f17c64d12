package web_test

import (
	"net/http"
	"net/url"
	"testing"

	"headroom/community"
	"headroom/community/policy"
)

// TestAHeadAppliesAgainInTheBrowser goes from the home page of somebody whose
// headship has ended to an application with the same account.
func TestAHeadAppliesAgainInTheBrowser(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.ok(h.service.Revoke(t.Context(), community.CommandLine, h.people["head"].Person.ID, "Has left the school"))
	b := h.signedIn("head")
	see(t, b.get("/").Body.String(), `href="/application/new"`)
	if w := b.get("/apply"); w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/application/new" {
		t.Errorf("the form for strangers: %d to %s", w.Code, w.Header().Get("Location"))
	}
	page := b.get("/application/new").Body.String()
	see(t, page, "Apply for a new post", `value="Sample head"`, "head@scotland.localhost", `action="/application/new"`)
	lacks(t, page, `name="email"`)
	w := b.post("/application/new", url.Values{"name": {"Sample head"}, "post": {"Headteacher"}, "nation": {"scotland"}, "school": {"Another School"},
		"manner": {"head"}, "authority": {"Sample Council"}, "biography": {"A sample head of another sample school, who writes in order to be read."},
		"email": {"somebody-else@scotland.localhost"}, "idempotency_key": {"one"}})
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/application" {
		t.Fatalf("sending: %d to %s\n%s", w.Code, w.Header().Get("Location"), w.Body)
	}
	see(t, b.get("/application").Body.String(), "Another School")
	lacks(t, b.get("/application").Body.String(), "/application/new")
	if w := b.get("/application/new"); w.Code != http.StatusConflict {
		t.Errorf("while one waits: %d", w.Code)
	}
	mine, err := h.service.MyApplication(t.Context(), h.as("head"))
	h.ok(err)
	if mine.Email != "head@scotland.localhost" || mine.AccountID != h.people["head"].Account.ID {
		t.Errorf("%+v", mine.Application)
	}
	see(t, h.signedIn("operator").get("/operator/applications/"+path("%d", mine.ID)).Body.String(), "They were verified here before, and that was revoked", "Has left the school")
	if _, err := h.service.Verify(t.Context(), community.CommandLine, h.people["head"].Person.ID, policy.Head, "By hand"); community.KindOf(err) != community.Conflict {
		t.Errorf("verified by hand while it waits: %v", err)
	}
	if w := h.signedIn("member").get("/application/new"); w.Code != http.StatusForbidden {
		t.Errorf("as a verified head: %d", w.Code)
	}
}
