package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// TestAppearance chooses how the pages look, signed in and not, and takes the
// choice back.
func TestAppearance(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for _, who := range []string{"anonymous", "member"} {
		b := h.signedIn(who)
		w := b.post("/appearance", url.Values{"appearance": {"dark"}, "next": {"/about?lang=en"}})
		if to := w.Header().Get("Location"); w.Code != http.StatusSeeOther || to != "/about?lang=en" {
			t.Errorf("%s: %d to %q", who, w.Code, to)
		}
		page := b.get("/about").Body.String()
		see(t, page, `data-appearance="dark"`, `value="dark" aria-pressed="true"`)
		see(t, b.get("/nowhere").Body.String(), `data-appearance="dark"`)

		b.post("/appearance", url.Values{"appearance": {""}, "next": {"https://other.example/"}})
		page = b.get("/about").Body.String()
		see(t, page, `value="" aria-pressed="true"`)
		if strings.Contains(page, "data-appearance") {
			t.Errorf("%s: the choice was not taken back", who)
		}
	}
	b := h.browser()
	w := b.post("/appearance", url.Values{"appearance": {`"><script>`}, "next": {"//other.example"}})
	if to := w.Header().Get("Location"); to != "/" {
		t.Errorf("sent to %q", to)
	}
	if strings.Contains(b.get("/about").Body.String(), "data-appearance") {
		t.Error("an unknown look was taken")
	}
}
