package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"headroom/community/policy"
	"headroom/web"
)

// TestTheStatementIsWhatPolicyDecides reads the page as somebody who is not
// signed in.
func TestTheStatementIsWhatPolicyDecides(t *testing.T) {
	t.Parallel()
	h := newHouse(t, func(o *web.Options) { o.Operators = []string{"Sample Association of Heads"} })
	page := h.browser().get("/servers")
	see(t, page.Body.String(), "Sample Association of Heads", "This server is not linked with any other", "Nothing has gone wrong")
	for _, c := range []string{h.closed.Name["en"], h.private.Name["en"]} {
		if strings.Contains(page.Body.String(), c) {
			t.Errorf("the page tells of %q", c)
		}
	}
	catalogue := h.site.Renderer.Catalogue()
	_, rest, _ := strings.Cut(page.Body.String(), "<tbody>")
	for _, thing := range policy.Things {
		name := catalogue.Translate("en", "readable."+thing.Code)
		before, row, found := strings.Cut(rest, "</th>")
		cell, after, _ := strings.Cut(row, "</tr>")
		if !found || !strings.Contains(before, name) {
			t.Fatalf("no row of %q in %q", name, before)
		}
		rest = after
		by := policy.Readers(thing)
		if by[0] == "nobody" {
			see(t, cell, catalogue.Translate("en", "statement.everybody"))
			continue
		}
		if n := strings.Count(cell, "<li>"); n != len(by) {
			t.Errorf("%s: %d readers are shown, policy lets %v", name, n, by)
		}
		for _, who := range by {
			see(t, cell, catalogue.Translate("en", "readable_by."+who))
		}
	}
}

func TestIncidentsArePublishedAndCorrected(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	b := h.signedIn("operator")
	post := func(want int, values url.Values) string {
		t.Helper()
		w := b.post("/operator/incidents", values)
		if w.Code != want {
			t.Errorf("%v: %d, want %d", values, w.Code, want)
		}
		return w.Body.String()
	}
	const text = "Pages were slow for an hour. Nothing was lost."
	see(t, post(422, url.Values{"happened": {"2999-01-01"}, "text_en": {text}}), "not one to come", text)
	see(t, post(422, url.Values{"happened": {"2026-01-05"}, "text_en": {"Slow"}, "text_gd": {text}}), "at least 20 characters")
	post(303, url.Values{"happened": {"2026-01-05"}, "text_en": {text}, "text_gd": {"Bha na duilleagan slaodach."}})
	log, err := h.service.Incidents(t.Context())
	h.ok(err)
	fix := url.Values{"corrects": {path("%d", log[0].ID)}, "text_en": {"It was two hours, not one as we said."}}
	post(303, fix)
	fix.Set("corrects", "7")
	post(404, fix)
	out := h.browser()
	see(t, out.get("/servers").Body.String(), text, "It was two hours", "Corrected", "5 January 2026")
	see(t, out.get("/servers?lang=gd").Body.String(), "Bha na duilleagan slaodach.")
	for _, role := range []string{"head", "moderator"} {
		if w := h.signedIn(role).post("/operator/incidents", url.Values{"happened": {"2026-01-05"}, "text_en": {text}}); w.Code != http.StatusForbidden {
			t.Errorf("%s publishes: %d", role, w.Code)
		}
		if w := h.signedIn(role).get("/operator/incidents"); w.Code != http.StatusForbidden {
			t.Errorf("%s looks: %d", role, w.Code)
		}
	}
	see(t, b.get("/operator/audit").Body.String(), "Incident published", "Incident corrected")
}
