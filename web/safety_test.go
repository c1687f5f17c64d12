package web_test

import (
	"encoding/csv"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

// The form is held to what every form is.
func init() {
	forms["/terms/seen"] = form{role: "member", path: fixed("/terms/seen"), good: sends("version", "1", "next", "/about"), bare: true, twice: true}
	forms["/operator/safety"] = form{role: "operator", path: fixed("/operator/safety"), text: []string{"text_en", "text_cy", "text_gd"},
		good:     sends("kind", "assessment", "happened", "2026-01-05", "text_en", "Risks: impersonation, and words that hurt."),
		required: map[string]string{"happened": "happened", "text_en": "text_en", "kind": "kind"}, wrong: []fault{{"happened", "yesterday", "happened"}, {"text_en", "Short", "text_en"}, {"kind", "rumour", "kind"}}}
}

// TestTermsThatChange: who was here is told, and sees a line on every page until they say
// that they have seen this version; who comes later came under it.
func TestTermsThatChange(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	terms := func(text string) string {
		h.clock.pass(time.Hour)
		if w := h.signedIn("operator").post("/operator/safety", url.Values{"kind": {"terms"}, "happened": {"2026-01-05"}, "text_en": {text}}); w.Code != http.StatusSeeOther {
			t.Fatalf("terms: %d", w.Code)
		}
		now, _, err := h.service.TermsOfUse(t.Context())
		h.ok(err)
		for more := true; more; {
			more, err = h.service.Notify(t.Context())
			h.ok(err)
		}
		return path("%d", now.ID)
	}
	const line = "The terms of use of this site have changed."
	first := terms("This service is for heads of schools.")
	b := h.signedIn("member")
	see(t, b.get("/communities").Body.String(), line, "/terms", "I have seen them")
	see(t, b.get("/notifications?kind=rules").Body.String(), "The terms of use of this site have changed")
	for _, role := range []string{"operator", "anonymous"} {
		if strings.Contains(h.signedIn(role).get("/").Body.String(), line) {
			t.Errorf("%s sees the line", role)
		}
	}
	if w := b.post("/terms/seen", url.Values{"version": {first}, "next": {"/communities"}}); w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/communities" {
		t.Errorf("seen: %d %v", w.Code, w.Header())
	}
	if strings.Contains(b.get("/communities").Body.String(), line) {
		t.Error("the line stays")
	}
	second := terms("This service is for heads of schools in Scotland.")
	b.post("/terms/seen", url.Values{"version": {first}, "next": {"//elsewhere.example"}}) // from an old page
	b.post("/terms/seen", url.Values{"version": {second + "0"}})
	see(t, b.get("/profile").Body.String(), line)
	b.post("/terms/seen", url.Values{"version": {second}})
	see(t, h.signedIn("operator").get("/operator/safety").Body.String(), "1 said that they have seen them")
	if got := h.signedIn("operator").get("/operator/safety/register.csv").Body.String(); !strings.Contains(got, "seen 1 of") {
		t.Errorf("the register: %s", got)
	}
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
