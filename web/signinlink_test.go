package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"headroom/community"
)

// TestALinkOpensAnAccountOnce: looking does not use it, the button does, and it is
// no more than a password.
func TestALinkOpensAnAccountOnce(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	way := "/sign-in/link/" + h.wayIn("member")
	for range 3 { // as programs do that check letters
		if w := h.browser().get(way); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "member@scotland.localhost") {
			t.Fatalf("the page of the link: %d", w.Code)
		}
	}
	b := h.browser()
	if w := b.post(way, url.Values{}); w.Header().Get("Location") != "/" {
		t.Errorf("the button: %d to %s", w.Code, w.Header().Get("Location"))
	}
	if w := b.get("/drafts"); w.Code != http.StatusOK {
		t.Errorf("signed in: %d", w.Code)
	}
	for what, code := range map[string]int{
		"the page again":   h.browser().get(way).Code,
		"the button again": h.browser().post(way, url.Values{}).Code,
		"for a password":   h.browser().get(strings.Replace(way, "/sign-in/link/", "/set-password/", 1)).Code,
		"a reset's link":   h.browser().get("/sign-in/link/" + strings.TrimPrefix(h.link("member"), "/set-password/")).Code,
	} {
		if code != http.StatusGone {
			t.Errorf("%s: %d", what, code)
		}
	}
	same := func(email string) string {
		w := h.browser().post("/sign-in/link", url.Values{"email": {email}})
		return strings.ReplaceAll(w.Body.String(), email, "")
	}
	if same("member@scotland.localhost") != same("nobody@scotland.localhost") {
		t.Error("the answer tells whether an address has an account")
	}

	token, err := h.service.IssueLink(t.Context(), h.people["head"].Account.ID, community.LinkSignIn)
	h.ok(err)
	h.withApp("head")
	b = h.browser()
	if w := b.post("/sign-in/link/"+token, url.Values{}); w.Header().Get("Location") != "/sign-in/code" {
		t.Fatalf("with a second factor: %d to %s", w.Code, w.Header().Get("Location"))
	}
	if w := b.get("/drafts"); w.Code != http.StatusSeeOther {
		t.Errorf("a link alone opens a page: %d", w.Code)
	}
	if w := b.post("/sign-in/code", url.Values{"code": {h.nextCode("head")}}); w.Header().Get("Location") != "/" {
		t.Errorf("link and code: %d", w.Code)
	}
}

// TestOtherSessionsEnd: this browser goes on, and no other one.
func TestOtherSessionsEnd(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	here, there := h.signedIn("member"), h.signedIn("member")
	if w := here.post("/security/sessions/end", url.Values{}); w.Header().Get("Location") != "/security?done=sessions_ended" {
		t.Fatalf("%d to %s", w.Code, w.Header().Get("Location"))
	}
	if w := here.get("/security?done=sessions_ended"); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "signed out everywhere else") {
		t.Errorf("here: %d", w.Code)
	}
	if w := there.get("/drafts"); w.Code != http.StatusSeeOther {
		t.Errorf("there: %d", w.Code)
	}
}
