package web_test

import (
	"context"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"headroom/community"
	"headroom/community/policy"
	"headroom/internal/passkeys"
	"headroom/internal/passkeys/passkeytest"
)

// party is the relying party of the house.
func (h *house) party() *passkeys.Party {
	p, err := passkeys.New("http://scotland.localhost", "Sample Scotland")
	h.ok(err)
	return p
}

func newDevice() *passkeytest.Device {
	return passkeytest.New("http://scotland.localhost", "scotland.localhost")
}

var optionsIn = regexp.MustCompile(`id="passkey-options" value="([^"]*)"`)

// newPasskey is the answer of a new device to the page of the browser that signed in
// last; "" where it is not asked.
func (h *house) newPasskey() string {
	if options := h.last.options(); options != nil {
		return string(newDevice().Create(options))
	}
	return ""
}

// options are those of the page for a new passkey.
func (b *browser) options() []byte {
	found := optionsIn.FindStringSubmatch(b.get("/security/passkeys").Body.String())
	if found == nil {
		return nil
	}
	return []byte(html.UnescapeString(found[1]))
}

// passkey is the number of a passkey of somebody, whose device is gone.
func (h *house) passkey(name string) string {
	return h.made("passkey of "+name, func() string {
		v := h.as(name)
		v.Session = community.SignedIn{Passkey: true, Proved: h.clock.Now()}
		bound, ctx := []byte("test"), context.Background()
		options, err := h.service.BeginPasskey(ctx, v, bound)
		h.ok(err)
		h.ok(h.service.AddPasskey(ctx, v, bound, "Sample", newDevice().Create(options)))
		keys, err := h.service.MyPasskeys(ctx, v)
		h.ok(err)
		return path("%d", keys[0].ID)
	})
}

// ask is a question for a sign-in.
func (b *browser) ask() []byte { return b.post("/sign-in/passkey/ask", nil).Body.Bytes() }

// TestAPasskeyIsAddedAndSignsIn follows a moderator from a password to a passkey, by
// which the role works without a code.
func TestAPasskeyIsAddedAndSignsIn(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	b := h.browser()
	b.post("/sign-in", url.Values{"email": {"moderator@scotland.localhost"}, "password": {password}})
	edit := path("/communities/%d/edit", h.closed.ID)
	d := newDevice()
	first := d.Create(b.options())
	if w := b.post("/security/passkeys", url.Values{"name": {"Fy ffôn"}, "answer": {string(first)}, "next": {edit}}); w.Header().Get("Location") != edit {
		t.Fatalf("added: %d to %s", w.Code, w.Header().Get("Location"))
	}
	if w := b.get(edit); w.Code != http.StatusOK {
		t.Errorf("the role, in the session in which the passkey was made: %d", w.Code)
	}
	if w := b.post("/security/passkeys", url.Values{"name": {"Again"}, "answer": {string(first)}}); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), `value="Again"`) {
		t.Errorf("the same answer again: %d", w.Code)
	}

	other := h.browser()
	if w := other.post("/sign-in/passkey", url.Values{"answer": {string(d.Sign(b.ask()))}}); w.Code != http.StatusUnprocessableEntity || !strings.Contains(html.UnescapeString(w.Body.String()), "began in another browser") {
		t.Errorf("a challenge of another browser: %d", w.Code)
	}
	answer := string(d.Sign(other.ask()))
	if w := other.post("/sign-in/passkey", url.Values{"answer": {answer}, "next": {edit}}); w.Header().Get("Location") != edit {
		t.Fatalf("signed in: %d", w.Code)
	}
	if w := other.get(edit); w.Code != http.StatusOK {
		t.Errorf("the role, with a passkey: %d", w.Code)
	}
	replay := h.browser()
	replay.cookies = map[string]string{"headroom-passkey": other.cookies["headroom-passkey"]}
	if w := replay.post("/sign-in/passkey", url.Values{"answer": {answer}}); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("replayed: %d", w.Code)
	}
	late := d.Sign(replay.ask())
	h.clock.pass(5 * time.Minute)
	if w := replay.post("/sign-in/passkey?lang=cy", url.Values{"answer": {string(late)}}); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("stale: %d", w.Code)
	}
	if page := other.get("/security").Body.String(); !strings.Contains(page, "Fy ffôn") || !strings.Contains(page, "passkeys") {
		t.Error("it is not listed")
	}
}

// TestAPasswordDoesNotStandForAPasskey: who knows a moderator's password gets no
// further than a member, and cannot set up a second factor of their own.
func TestAPasswordDoesNotStandForAPasskey(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.passkey("moderator")
	thief := h.browser()
	w := thief.post("/sign-in", url.Values{"email": {"moderator@scotland.localhost"}, "password": {password}})
	for at := range map[string]bool{w.Header().Get("Location"): true, "/security/app": true, "/security/passkeys": true} {
		page := thief.get(at).Body.String()
		if !strings.Contains(page, `id="passkey-form"`) || strings.Contains(page, "hr-key") || strings.Contains(page, "passkey-options") {
			t.Errorf("at %s:\n%s", at, page)
		}
	}
	if w := thief.post("/security/app", url.Values{"code": {"123456"}}); w.Code == http.StatusOK && strings.Contains(w.Body.String(), "hr-codes") {
		t.Error("an app is taken")
	}
	if w := thief.post("/security/passkeys/"+h.passkey("moderator")+"/remove", nil); w.Code != http.StatusConflict {
		t.Errorf("removed: %d", w.Code)
	}
	if err := h.service.MayUseRole(t.Context(), community.Viewer{Account: h.as("moderator").Account, Person: h.as("moderator").Person, Weak: true}); community.ReasonOf(err) != policy.ReasonSecondFactor {
		t.Error(err)
	}
}

// TestAProofIsAskedForOnceMore: ten minutes after the sign-in a passkey is added only
// after the password; what it opened elsewhere ends when it is removed.
func TestAProofIsAskedForOnceMore(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	b, other := h.signedIn("member"), h.signedIn("member")
	h.clock.pass(10 * time.Minute)
	w := b.get("/security/passkeys")
	if to := w.Header().Get("Location"); to != "/security/prove?next=%2Fsecurity%2Fpasskeys" {
		t.Fatalf("%d to %s", w.Code, to)
	}
	if w := b.post("/security/prove", url.Values{"proof": {"wrong"}}); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("a wrong password: %d", w.Code)
	}
	if w := b.post("/security/prove", url.Values{"proof": {password}, "next": {"/security/passkeys"}}); w.Header().Get("Location") != "/security/passkeys" {
		t.Fatalf("proved: %d", w.Code)
	}
	d := newDevice()
	b.post("/security/passkeys", url.Values{"name": {"Telephone"}, "answer": {string(d.Create(b.options()))}})
	keys, err := h.service.MyPasskeys(t.Context(), h.as("member"))
	h.ok(err)
	if len(keys) != 1 || other.get("/drafts").Code != http.StatusOK {
		t.Fatalf("%+v", keys)
	}
	if w := b.post(path("/security/passkeys/%d/remove", keys[0].ID), nil); w.Header().Get("Location") != "/security?done=passkey_removed" {
		t.Errorf("removed: %d", w.Code)
	}
	if other.get("/drafts").Code == http.StatusOK || b.get("/drafts").Code != http.StatusOK {
		t.Error("this session goes on, and no other")
	}
}
