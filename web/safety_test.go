package web_test

import (
	"encoding/csv"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// The form is held to what every form is.
func init() {
	forms["/operator/safety"] = form{role: "operator", path: fixed("/operator/safety"), text: []string{"text_en", "text_cy", "text_gd"},
		good:     sends("kind", "assessment", "happened", "2026-01-05", "text_en", "Risks: impersonation, and words that hurt."),
		required: map[string]string{"happened": "happened", "text_en": "text_en", "kind": "kind"}, wrong: []fault{{"happened", "yesterday", "happened"}, {"text_en", "Short", "text_en"}, {"kind", "rumour", "kind"}}}
}

// TestRegisterOfSafety: an operator records, nobody else looks; terms are everybody's at
// once, with the version before; the export has all of it and no formula.
func TestRegisterOfSafety(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	b := h.signedIn("operator")
	const risk = "=Impersonation is the main risk here."
	see(t, h.browser().get("/terms").Body.String(), "have not written any terms yet")
	see(t, b.get("/operator/safety").Body.String(), "No risk assessment has been recorded")
	for _, sent := range []url.Values{
		{"kind": {"assessment"}, "happened": {"2026-01-05"}, "text_en": {risk}},
		{"kind": {"terms"}, "happened": {"2026-01-05"}, "text_en": {"This service is for heads."}, "text_gd": {"Tha an t-seirbheis seo do cheannardan."}},
		{"kind": {"terms"}, "happened": {"2026-01-06"}, "text_en": {"This service is for heads of schools."}},
	} {
		if w := b.post("/operator/safety", sent); w.Code != http.StatusSeeOther {
			t.Fatalf("%v: %d", sent, w.Code)
		}
	}
	see(t, b.get("/operator/safety").Body.String(), "looked at again by", "5 January 2027", risk)
	now, before, err := h.service.TermsOfUse(t.Context())
	h.ok(err)
	out := h.browser()
	see(t, out.get("/terms").Body.String(), "for heads of schools", "6 January 2026", path("/terms?version=%d", before[0].ID))
	see(t, out.get(path("/terms?version=%d&lang=gd", before[0].ID)).Body.String(), "Tha an t-seirbheis seo")
	if w := b.get(path("/terms?version=%d", now.ID+1)); w.Code != http.StatusNotFound {
		t.Errorf("a version that there is not: %d", w.Code)
	}
	rows, err := csv.NewReader(strings.NewReader(b.get("/operator/safety/register.csv").Body.String())).ReadAll()
	if err != nil || len(rows) != 5 || rows[4][10] != "'"+risk || rows[4][8] != "2027-01-05" {
		t.Errorf("%v: %v", err, rows)
	}
	for _, role := range []string{"head", "moderator"} {
		for _, at := range []string{"/operator/safety", "/operator/safety/register.csv"} {
			if w := h.signedIn(role).get(at); w.Code != http.StatusForbidden {
				t.Errorf("%s looks at %s: %d", role, at, w.Code)
			}
		}
	}
	see(t, b.get("/operator/audit").Body.String(), "Register of safety: taken along")
}
