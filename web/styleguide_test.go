package web_test

import (
	"strings"
	"testing"
)

// TestStyleGuideIsForOperators asks as everybody.
func TestStyleGuideIsForOperators(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for _, who := range []string{"head", "member", "moderator"} {
		if w := h.signedIn(who).get("/styleguide"); w.Code != 404 {
			t.Errorf("%s: %d", who, w.Code)
		}
	}
	if to := h.browser().get("/styleguide").Header().Get("Location"); !strings.HasPrefix(to, "/sign-in?") {
		t.Errorf("nobody is sent to %q", to)
	}
	page := h.signedIn("operator").get("/styleguide").Body.String()
	see(t, page, "on-accent / accent", "error-summary", "hr-flash__undo", "Eira Sample")
	if strings.Contains(page, "canary") {
		t.Error("the style guide shows what people wrote")
	}
}
