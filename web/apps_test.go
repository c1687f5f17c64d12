package web_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"headroom/community"
)

// consentAt is the address with which an app asks.
func (h *house) consentAt(changes ...string) string {
	q := url.Values{"response_type": {"code"}, "client_id": {h.client()}, "redirect_uri": {"https://app.example/back?x=1"}, "scope": {"read write:statuses"}, "state": {"s t&a"}}
	for i := 0; i+1 < len(changes); i += 2 {
		q.Set(changes[i], changes[i+1])
	}
	return "/oauth/authorize?" + q.Encode()
}

var hiddenField = regexp.MustCompile(`<input type="hidden" name="([a-z_]+)" value="([^"]*)">`)

// answered sends the form of a page back as a browser would.
func answered(t *testing.T, b *browser, page, answer string) string {
	t.Helper()
	form := url.Values{"answer": {answer}}
	for _, found := range hiddenField.FindAllStringSubmatch(page, -1) {
		form.Set(found[1], strings.NewReplacer("&amp;", "&", "&#43;", "+").Replace(found[2]))
	}
	w := b.post("/oauth/authorize", form)
	if w.Code != http.StatusSeeOther {
		t.Fatalf("answer %s: %d %s", answer, w.Code, w.Body)
	}
	return w.Header().Get("Location")
}

func TestConsent(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	out := h.browser()
	w := out.get(h.consentAt())
	if to := w.Header().Get("Location"); w.Code != http.StatusSeeOther || to != "/sign-in?next="+url.QueryEscape(h.consentAt()) {
		t.Fatalf("signed out: %d to %s", w.Code, to)
	}
	w = out.signIn("member", h.consentAt())
	if to := w.Header().Get("Location"); to != h.consentAt() {
		t.Fatalf("after the sign-in: %d to %s", w.Code, to)
	}
	w = out.get(h.consentAt())
	see(t, w.Body.String(), "Sample App", "https://app.example", "Sample member", "everything that you can see here", "posts", "Allow", "Refuse")
	if csp := w.Header().Get("Content-Security-Policy"); strings.Contains(csp, "form-action") || !strings.Contains(csp, "frame-ancestors 'none'") || w.Header().Get("X-Frame-Options") != "DENY" {
		t.Errorf("policy %q", csp)
	}
	if to := answered(t, out, w.Body.String(), "no"); !strings.HasPrefix(to, "https://app.example/back?x=1&error=access_denied&") || !strings.HasSuffix(to, "state=s+t%26a") {
		t.Errorf("refused: %s", to)
	}
	to := answered(t, out, w.Body.String(), "yes")
	at, err := url.Parse(to)
	h.ok(err)
	if !strings.HasPrefix(to, "https://app.example/back?x=1&code=") || at.Query().Get("state") != "s t&a" {
		t.Fatalf("allowed: %s", to)
	}
	token, k, err := h.service.TokenForCode(t.Context(), community.CodeInput{Client: h.client(), Secret: h.things["client secret"], Code: at.Query().Get("code"), Redirect: "https://app.example/back?x=1"})
	h.ok(err)
	if strings.Join(k.Scopes, " ") != "read write:statuses" {
		t.Errorf("scopes %v", k.Scopes)
	}
	page := out.get("/security").Body.String()
	see(t, page, "Sample App", "everything that you can see here", "posts", "End the access of")
	if w := out.post("/security/apps/"+strconv.FormatInt(k.AppID, 10)+"/end", nil); w.Code != http.StatusSeeOther {
		t.Errorf("ended: %d", w.Code)
	}
	if _, err := h.service.ResumeToken(t.Context(), token); community.KindOf(err) != community.Unauthenticated {
		t.Errorf("the token goes on: %v", err)
	}
	see(t, out.get("/security").Body.String(), "No app may use this server")
	see(t, out.get(h.consentAt()+"&lang=cy").Body.String(), "Caniatáu")
	see(t, out.get(h.consentAt()+"&lang=gd").Body.String(), "Ceadaich")
	if got := out.get("/security").Header().Get("Content-Language"); got != "en" {
		t.Errorf("the language of an app became the member's: %s", got)
	}
}

func TestConsentByHand(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	b := h.signedIn("member")
	page := b.get(h.consentAt("redirect_uri", community.OutOfBand)).Body.String()
	see(t, page, "a code is shown here")
	to := answered(t, b, page, "yes")
	at, err := url.Parse(to)
	h.ok(err)
	code := at.Query().Get("code")
	if at.Path != "/oauth/authorize/native" || len(code) != 43 {
		t.Fatalf("sent to %s", to)
	}
	see(t, b.get(to).Body.String(), code)
	if to := answered(t, b, page, "no"); to != "/" {
		t.Errorf("refused: %s", to)
	}
	for _, other := range []string{"", "?code=Call+this+number", "?code=" + code + "<b>"} {
		if w := b.get("/oauth/authorize/native" + other); w.Code != http.StatusNotFound {
			t.Errorf("%s: %d", other, w.Code)
		}
	}
}

// TestConsentRefused: what an app may not ask is said here, and never there.
func TestConsentRefused(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	b := h.signedIn("member")
	for what, at := range map[string]string{
		"unknown app":    h.consentAt("client_id", "nobody"),
		"other redirect": h.consentAt("redirect_uri", "https://app.example/back"),
		"longer":         h.consentAt("redirect_uri", "https://app.example/back?x=1&y=2"),
		"encoded":        h.consentAt("redirect_uri", "https://app.example/back?x=%31"),
		"no redirect":    h.consentAt("redirect_uri", ""),
		"unknown scope":  h.consentAt("scope", "read admin:write"),
		"beyond its own": h.consentAt("scope", "profile admin:read"),
		"implicit":       h.consentAt("response_type", "token"),
		"nothing":        h.consentAt("response_type", ""),
		"plain":          h.consentAt("code_challenge", strings.Repeat("x", 43), "code_challenge_method", "plain"),
	} {
		w := b.get(at)
		if w.Code != http.StatusUnprocessableEntity || w.Header().Get("Location") != "" || strings.Contains(w.Body.String(), `name="client_id"`) {
			t.Errorf("%s: %d to %q", what, w.Code, w.Header().Get("Location"))
		}
		if w := b.post("/oauth/authorize", url.Values{"client_id": {"nobody"}, "redirect_uri": {"https://evil.example/"}, "response_type": {"code"}, "answer": {"no"}}); w.Code != http.StatusUnprocessableEntity {
			t.Errorf("%s: refused to %q", what, w.Header().Get("Location"))
		}
	}
	op := h.signedIn("operator")
	if w := op.post("/oauth/authorize", url.Values{"client_id": {h.client()}, "redirect_uri": {community.OutOfBand}, "response_type": {"code"}}); w.Code != http.StatusForbidden {
		t.Errorf("an operator: %d", w.Code)
	}
}

func TestForceLogin(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	b := h.signedIn("member")
	at := h.consentAt("force_login", "true")
	if w := b.get(at); w.Code != http.StatusOK {
		t.Errorf("just signed in: %d", w.Code)
	}
	h.clock.pass(time.Hour)
	if w := b.get(h.consentAt()); w.Code != http.StatusOK {
		t.Errorf("not asked: %d", w.Code)
	}
	w := b.get(at)
	if to := w.Header().Get("Location"); to != "/security/prove?next="+url.QueryEscape(at) {
		t.Fatalf("asked: %d to %s", w.Code, to)
	}
	if to := b.post("/security/prove", url.Values{"proof": {password}, "next": {at}}).Header().Get("Location"); to != at {
		t.Fatalf("proved: to %s", to)
	}
	if w := b.get(at); w.Code != http.StatusOK {
		t.Errorf("proved: %d", w.Code)
	}
}
