package web_test

import (
	"html"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"headroom/community"
	"headroom/internal/second"
	"headroom/web"
)

// trusted are the sample people whose role needs a second factor.
var trusted = map[string]bool{"operator": true, "moderator": true, "facilitator": true}

// signIn signs in as somebody with all that it takes.
func (b *browser) signIn(name, next string) *httptest.ResponseRecorder {
	b.h.t.Helper()
	email, account := name+"@scotland.localhost", int64(0)
	if trusted[name] {
		var err error
		account, err = second.GiveTo(b.h.t.Context(), b.h.service, email)
		b.h.ok(err)
	}
	w := b.post("/sign-in", url.Values{"email": {email}, "password": {password}, "next": {next}})
	if !strings.Contains(w.Body.String(), `action="/sign-in/code"`) {
		return w
	}
	if account == 0 {
		account = b.h.people[name].Account.ID
	}
	code, err := second.Answer(b.h.t.Context(), b.h.service, account)
	b.h.ok(err)
	return b.post("/sign-in/code", url.Values{"code": {code}, "next": {next}})
}

// withApp gives somebody codes.
func (h *house) withApp(name string) {
	h.made("app of "+name, func() string {
		h.ok(second.Give(h.t.Context(), h.service, h.people[name].Account.ID))
		return "done"
	})
}

// nextCode is a code that is taken.
func (h *house) nextCode(name string) string {
	h.withApp(name)
	code, err := second.Answer(h.t.Context(), h.service, h.people[name].Account.ID)
	if community.IsNotFound(err) {
		return "000000" // taken away since
	}
	h.ok(err)
	return code
}

// appCode is the first code of an app that is being set up.
func (h *house) appCode(name string) string {
	setup, err := h.service.SetUpApp(h.t.Context(), h.as(name))
	if community.KindOf(err) == community.Conflict {
		return "000000"
	}
	h.ok(err)
	return h.codeOf(setup.Key)
}

var secretKey = regexp.MustCompile(`class="hr-key" data-user-content>([A-Z2-7 ]+)<`)

// TestAnAppIsSetUpAndAskedFor follows a member from the key to a sign-in with a
// code, to recovery codes, and back to a password alone.
func TestAnAppIsSetUpAndAskedFor(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	b := h.signedIn("member")
	page := b.get("/security/app").Body.String()
	key := secretKey.FindStringSubmatch(page)
	if key == nil || !strings.Contains(page, "<svg class=\"hr-qr\"") {
		t.Fatalf("no key or no picture on\n%s", page)
	}
	code := h.codeOf(strings.ReplaceAll(key[1], " ", ""))
	w := b.post("/security/app", url.Values{"code": {"000000"}})
	if w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), key[1]) {
		t.Errorf("a wrong code: %d, and the key must stay", w.Code)
	}
	w = b.post("/security/app", url.Values{"code": {code[:3] + " " + code[3:]}})
	recovery := regexp.MustCompile(`class="hr-key" data-user-content>([a-z2-7]{4}-[a-z2-7]{4}-[a-z2-7]{4})<`).FindAllStringSubmatch(w.Body.String(), -1)
	if w.Code != http.StatusOK || len(recovery) != 10 {
		t.Fatalf("%d with %d recovery codes", w.Code, len(recovery))
	}
	if again := b.get("/security").Body.String(); strings.Contains(again, recovery[0][1]) {
		t.Error("recovery codes are shown again")
	}

	half := h.browser()
	form := url.Values{"email": {"member@scotland.localhost"}, "password": {password}, "next": {"/drafts"}}
	if w := half.post("/sign-in", form); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), `action="/sign-in/code"`) {
		t.Fatalf("no code is asked for: %d", w.Code)
	}
	if w := half.get("/drafts"); w.Code != http.StatusSeeOther {
		t.Errorf("a password alone opens a page: %d", w.Code)
	}
	for what, typed := range map[string]string{"replayed": code, "wrong": "000000", "empty": "", "long": strings.Repeat("9", 100_000)} {
		if w := half.post("/sign-in/code", url.Values{"code": {typed}}); w.Code != http.StatusUnprocessableEntity {
			t.Errorf("a %s code: %d", what, w.Code)
		}
	}
	if w := half.post("/sign-in/code", url.Values{"code": {recovery[0][1]}, "next": {"/drafts"}}); w.Header().Get("Location") != "/drafts" {
		t.Fatalf("a recovery code: %d to %s", w.Code, w.Header().Get("Location"))
	}
	if w := half.get("/drafts"); w.Code != http.StatusOK {
		t.Errorf("signed in: %d", w.Code)
	}
	other := h.browser()
	other.post("/sign-in", form)
	w = other.post("/sign-in/code", url.Values{"code": {strings.ToUpper(recovery[0][1])}})
	if w.Code != http.StatusUnprocessableEntity || !strings.Contains(html.UnescapeString(w.Body.String()), "Each works once") {
		t.Errorf("a recovery code twice: %d", w.Code)
	}
	if w := other.get("/sign-in/code?lang=cy"); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "Un cam arall") {
		t.Errorf("the page in Welsh: %d", w.Code)
	}
	h.clock.pass(11 * time.Minute)
	if w := other.post("/sign-in/code", url.Values{"code": {recovery[1][1]}}); w.Code != http.StatusSeeOther || !strings.HasPrefix(w.Header().Get("Location"), "/sign-in") {
		t.Errorf("after eleven minutes: %d", w.Code)
	}
	if w := half.post("/security/app/remove", url.Values{"code": {recovery[2][1]}}); w.Code != http.StatusSeeOther {
		t.Errorf("taken away: %d", w.Code)
	}
	if w := h.browser().post("/sign-in", form); w.Header().Get("Location") != "/drafts" {
		t.Errorf("with a password alone again: %d", w.Code)
	}
}

// TestACodeOfAnotherAccount: a half sign-in takes its own account's codes only, and
// none after the password was changed.
func TestACodeOfAnotherAccount(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.withApp("member")
	h.withApp("head")
	h.ok(second.Give(t.Context(), h.service, h.people["head"].Account.ID))
	b := h.browser()
	b.post("/sign-in", url.Values{"email": {"member@scotland.localhost"}, "password": {password}})
	codes, err := h.service.RenewRecoveryCodes(t.Context(), h.as("head"), h.nextCode("head"))
	h.ok(err)
	if w := b.post("/sign-in/code", url.Values{"code": {codes[0]}}); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("another's recovery code: %d", w.Code)
	}
	_, err = h.service.SetPassword(t.Context(), strings.TrimPrefix(h.link("member"), "/set-password/"), "a long sample passphrase", "a long sample passphrase")
	h.ok(err)
	if w := b.post("/sign-in/code", url.Values{"code": {h.nextCode("member")}}); w.Code != http.StatusSeeOther || !strings.HasPrefix(w.Header().Get("Location"), "/sign-in") {
		t.Errorf("after a new password: %d", w.Code)
	}
}

// TestCodesAreCounted: who has the password cannot try codes without end, from
// however many addresses.
func TestCodesAreCounted(t *testing.T) {
	t.Parallel()
	h := newHouse(t, func(o *web.Options) { o.SignInsPerHour = 5 })
	h.withApp("member")
	b := h.browser()
	b.post("/sign-in", url.Values{"email": {"member@scotland.localhost"}, "password": {password}})
	for n := range 6 {
		want := http.StatusUnprocessableEntity
		if n == 5 {
			want = http.StatusTooManyRequests
		}
		if w := b.post("/sign-in/code", url.Values{"code": {"000000"}}); w.Code != want {
			t.Errorf("code %d: %d", n, w.Code)
		}
	}
}

// TestRolesNeedASecondFactor: who looks after others is led to an app before
// anything of that, and nothing typed is lost on the way.
func TestRolesNeedASecondFactor(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for _, name := range []string{"operator", "moderator"} {
		b := h.browser()
		w := b.post("/sign-in", url.Values{"email": {name + "@scotland.localhost"}, "password": {password}})
		if to := w.Header().Get("Location"); !strings.HasPrefix(to, "/security/app") {
			t.Errorf("%s is led to %s", name, to)
		}
		act, typed := "/operator/members", url.Values{"email": {"nobody@scotland.localhost"}, "name": {"typed and kept"}}
		if name == "moderator" {
			act, typed = path("/communities/%d/edit", h.closed.ID), url.Values{"summary_en": {"typed and kept"}}
			if w := b.get(path("/threads/%d", h.thread)); w.Code != http.StatusOK {
				t.Errorf("a moderator reads as a member: %d", w.Code)
			}
		}
		if w := b.get(act); w.Code != http.StatusSeeOther || !strings.HasPrefix(w.Header().Get("Location"), "/security/app?next=") {
			t.Errorf("%s at %s: %d", name, act, w.Code)
		}
		w = b.post(act, typed)
		next := hiddenNext.FindStringSubmatch(w.Body.String())
		key := secretKey.FindStringSubmatch(w.Body.String())
		if w.Code != http.StatusForbidden || next == nil || key == nil {
			t.Fatalf("%s sends %s: %d", name, act, w.Code)
		}
		carried := url.Values{"next": {html.UnescapeString(next[1])}, "code": {h.codeOf(strings.ReplaceAll(key[1], " ", ""))}}
		w = b.post("/security/app", carried)
		if w.Code != http.StatusOK {
			t.Fatalf("%s confirms: %d", name, w.Code)
		}
		w = b.post("/security/go-on", carried)
		if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "typed and kept") {
			t.Errorf("%s has lost what was typed: %d", name, w.Code)
		}
		if w := b.post("/security/app/remove", url.Values{"code": {"000000"}}); w.Code != http.StatusUnprocessableEntity {
			t.Errorf("%s takes it away: %d", name, w.Code)
		}
	}
}

// codeOf is what an app with that key shows now.
func (h *house) codeOf(key string) string {
	code, err := second.CodeOf(key, h.clock.Now())
	h.ok(err)
	return code
}
