package web_test

import (
	"html"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
)

// afterSignIn sends a form after the session has ended, and gives what comes
// after the sign-in.
func (h *house) afterSignIn(role, to string, form url.Values) *httptest.ResponseRecorder {
	h.t.Helper()
	b := h.signedIn(role)
	h.ok(signOutElsewhere(h, b))
	w := b.post(to, form)
	next := hiddenNext.FindStringSubmatch(w.Body.String())
	if w.Code != http.StatusUnauthorized || next == nil {
		h.t.Fatalf("%s: %d carries %q", to, w.Code, next)
	}
	return b.signIn(role, html.UnescapeString(next[1]))
}

// TestAnAgreementComesBackOnItsPage carries acts whose address does not name
// the agreement.
func TestAnAgreementComesBackOnItsPage(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	if w := h.signedIn("operator").post("/operator/peers/expect", url.Values{"host": {"wales.localhost"}}); w.Code != http.StatusSeeOther {
		t.Fatalf("expecting: %d", w.Code)
	}
	w := h.afterSignIn("operator", "/operator/peers/compare", url.Values{"host": {" Wales.localhost"}, "fingerprint": {"aa bb cc"}})
	page := readPage(t, w.Body.String())
	if got := page.forms["/operator/peers/compare"]["host"]; w.Code != http.StatusOK || len(got) != 1 || got[0] != "wales.localhost" {
		t.Errorf("compared: %d, the form for %q", w.Code, got)
	}
	w = h.afterSignIn("operator", "/operator/peers/offer", url.Values{"host": {""}})
	if page := readPage(t, w.Body.String()); w.Code != http.StatusOK || page.forms["/operator/peers/expect"] == nil {
		t.Errorf("without a host: %d", w.Code)
	}
}

// TestWhoAskedForAGuestGetsTheFormBack is about somebody who may not see the
// queue of the community.
func TestWhoAskedForAGuestGetsTheFormBack(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	to := path("/communities/%d/guests/%s/end", h.closed.ID, h.guestIn())
	w := h.afterSignIn("member", to, url.Values{"reason": {"has said what they could"}})
	got := readPage(t, w.Body.String()).forms[to]["reason"]
	if w.Code != http.StatusOK || len(got) != 1 || got[0] != "has said what they could" {
		t.Errorf("%d %s, the reason %q", w.Code, w.Header().Get("Location"), got)
	}
}

// TestThePictureOfATextComesBack carries what a draft does not keep, and goes
// on writing: that is no second window.
func TestThePictureOfATextComesBack(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for to, place := range map[string]string{
		path("/communities/%d/new", h.closed.ID): path("community:%d", h.closed.ID),
		path("/threads/%d/reply", h.thread):      path("thread:%d", h.thread),
	} {
		typed := url.Values{"body": {"half a thought"}, "lang": {"cy"}, "alt": {"boats at the pier"}, "picture": {"4711"}}
		w := h.afterSignIn("member", to, typed)
		form := readPage(t, w.Body.String()).forms[to]
		for name := range typed {
			if got := form[name]; w.Code != http.StatusOK || len(got) != 1 || got[0] != typed.Get(name) {
				t.Errorf("%s: %d, %s is %q", to, w.Code, name, got)
			}
		}
		if len(form["seen"]) != 1 || len(form["idempotency_key"]) != 1 {
			t.Fatalf("%s: the form has %v", to, form)
		}
		w = h.signedIn("member").post("/drafts", url.Values{"place": {place}, "body": {"a whole thought"}, "lang": {"cy"},
			"seen": form["seen"], "idempotency_key": form["idempotency_key"]})
		if w.Code != http.StatusOK {
			t.Errorf("%s: going on is %d", to, w.Code)
		}
	}
}
