package community_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"headroom/community"
	"headroom/community/policy"
	"headroom/internal/passkeys/passkeytest"
)

var thisBrowser, otherBrowser = []byte("this browser"), []byte("another browser")

// fresh is somebody who has just shown that it is them.
func (h *house) fresh(v community.Viewer) community.Viewer {
	v.Session.Proved = h.clock.Now()
	return v
}

// device gives somebody a passkey.
func (h *house) device(v community.Viewer, name string) *passkeytest.Device {
	h.t.Helper()
	d := passkeytest.New("https://scotland.example", "scotland.example")
	opts, err := h.BeginPasskey(h.ctx, h.fresh(v), thisBrowser)
	h.must(err)
	h.must(h.AddPasskey(h.ctx, v, thisBrowser, name, d.Create(opts)))
	return d
}

// asks is a question for a sign-in.
func (h *house) asks() []byte {
	h.t.Helper()
	opts, err := h.AskForPasskey(h.ctx, thisBrowser)
	h.must(err)
	return opts
}

// letters counts those that wait to be sent.
func (h *house) letters() (n int64) {
	h.view(func(tx community.Tx) error {
		lanes, err := tx.Lanes(h.clock.Now())
		for _, l := range lanes {
			if l.Name == community.JobMail {
				n = l.Waiting
			}
		}
		return err
	})
	return n
}

func keyOf(err error) string {
	e, _ := err.(*community.Error)
	if e == nil {
		return ""
	}
	return e.Key
}

// TestAPasskeyOpensItsAccount: with both factors, for who holds a role too, and for
// as long as it is there.
func TestAPasskeyOpensItsAccount(t *testing.T) {
	t.Parallel()
	h := build(t)
	h.SecondFactorFrom = h.clock.Now()
	d := h.device(h.mod, "Telephone")
	second := h.device(passkeyed(h.mod), "Tablet")
	for _, d := range []*passkeytest.Device{d, second, d} {
		h.clock.add(time.Minute)
		a, err := h.SignInByPasskey(h.ctx, thisBrowser, d.Sign(h.asks()))
		h.must(err)
		if a.ID != h.mod.Account {
			t.Errorf("account %d", a.ID)
		}
	}
	v, _, _, err := h.Resume(h.ctx, h.mod.Account, 1, community.SignedIn{Passkey: true, Proved: h.clock.Now()})
	h.must(err)
	if err := h.MayUseRole(h.ctx, v); err != nil || v.Weak {
		t.Errorf("the role, with a passkey: %v", err)
	}
	if weak := h.viewer(h.mod.Account); community.ReasonOf(h.MayUseRole(h.ctx, weak)) != policy.ReasonSecondFactor {
		t.Error("the role, with a password alone")
	}
	keys, err := h.MyPasskeys(h.ctx, v)
	h.must(err)
	if len(keys) != 2 || keys[0].Name != "Telephone" || keys[1].Name != "Tablet" || !keys[0].UsedAt.Equal(h.clock.Now()) {
		t.Errorf("%+v", keys)
	}
	h.must(h.NamePasskey(h.ctx, v, keys[0].ID, "Old telephone"))
	if err := h.NamePasskey(h.ctx, h.head, keys[0].ID, "Mine"); !community.IsNotFound(err) {
		t.Errorf("another names it: %v", err)
	}
	if _, err := h.RemovePasskey(h.ctx, h.fresh(h.head), keys[0].ID); !community.IsNotFound(err) {
		t.Errorf("another removes it: %v", err)
	}
	a, err := h.RemovePasskey(h.ctx, v, keys[0].ID)
	h.must(err)
	if a.Epoch != 2 {
		t.Errorf("what it opened goes on: epoch %d", a.Epoch)
	}
	if _, err := h.SignInByPasskey(h.ctx, thisBrowser, d.Sign(h.asks())); keyOf(err) != "error.passkey_unknown" {
		t.Errorf("removed: %v", err)
	}
	v.Session.Proved = h.clock.Now()
	if _, err := h.RemovePasskey(h.ctx, v, keys[1].ID); keyOf(err) != "error.passkey_needed" {
		t.Errorf("a moderator removes the last one: %v", err)
	}
}

// passkeyed is somebody who came with a passkey.
func passkeyed(v community.Viewer) community.Viewer {
	v.Session.Passkey, v.Weak = true, false
	return v
}

// TestWhatIsNoPasskey: answers that are old, used, of another browser, origin, kind or
// device are refused with a sentence that says what to do.
func TestWhatIsNoPasskey(t *testing.T) {
	t.Parallel()
	h := build(t)
	d := h.device(h.head, "Telephone")
	const stale, wrong, unknown = "error.passkey_stale", "error.passkey_wrong", "error.passkey_unknown"
	change := func(answer []byte, at string, value string) []byte {
		var all map[string]any
		h.must(json.Unmarshal(answer, &all))
		all["response"].(map[string]any)[at] = value
		b, err := json.Marshal(all)
		h.must(err)
		return b
	}
	used := d.Sign(h.asks())
	_, err := h.SignInByPasskey(h.ctx, thisBrowser, used)
	h.must(err)
	for _, tc := range []struct {
		what, want string
		answer     func(d *passkeytest.Device) []byte
	}{
		{"replayed", stale, func(*passkeytest.Device) []byte { return used }},
		{"too late", stale, func(d *passkeytest.Device) []byte { o := h.asks(); h.clock.add(5 * time.Minute); return d.Sign(o) }},
		{"of another browser", stale, func(d *passkeytest.Device) []byte {
			o, err := h.AskForPasskey(h.ctx, otherBrowser)
			h.must(err)
			return d.Sign(o)
		}},
		{"of a new passkey's challenge", stale, func(d *passkeytest.Device) []byte {
			o, err := h.BeginPasskey(h.ctx, h.fresh(passkeyed(h.head)), thisBrowser)
			h.must(err)
			return d.Sign(o)
		}},
		{"of a challenge of its own", stale, func(d *passkeytest.Device) []byte {
			return d.Sign([]byte(`{"challenge":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}`))
		}},
		{"of another origin", wrong, func(d *passkeytest.Device) []byte {
			d.Origin = "https://scotland.example.evil.example"
			return d.Sign(h.asks())
		}},
		{"of plain http", wrong, func(d *passkeytest.Device) []byte { d.Origin = "http://scotland.example"; return d.Sign(h.asks()) }},
		{"of another host's passkeys", wrong, func(d *passkeytest.Device) []byte { d.Party = "evil.example"; return d.Sign(h.asks()) }},
		{"without a finger", wrong, func(d *passkeytest.Device) []byte { d.Unverified = true; return d.Sign(h.asks()) }},
		{"of another kind", wrong, func(d *passkeytest.Device) []byte { d.Kind = "webauthn.create"; return d.Sign(h.asks()) }},
		{"of another account", wrong, func(d *passkeytest.Device) []byte { d.Handle = bytes.Repeat([]byte{1}, 32); return d.Sign(h.asks()) }},
		{"of nobody", wrong, func(d *passkeytest.Device) []byte { d.Handle = nil; return d.Sign(h.asks()) }},
		{"of a stranger's device", unknown, func(*passkeytest.Device) []byte {
			return passkeytest.New("https://scotland.example", "scotland.example").Sign(h.asks())
		}},
		{"of the right id and another key", wrong, func(d *passkeytest.Device) []byte {
			o := passkeytest.New("https://scotland.example", "scotland.example")
			o.ID, o.Handle, o.Count = d.ID, d.Handle, 100
			return o.Sign(h.asks())
		}},
		{"with a changed signature", wrong, func(d *passkeytest.Device) []byte { return change(d.Sign(h.asks()), "signature", "AAAA") }},
		{"with changed data", wrong, func(d *passkeytest.Device) []byte { return change(d.Sign(h.asks()), "authenticatorData", "AAAA") }},
		{"with other client data", wrong, func(d *passkeytest.Device) []byte { return change(d.Sign(h.asks()), "clientDataJSON", "e30") }},
		{"nothing", wrong, func(*passkeytest.Device) []byte { return nil }},
		{"a list", wrong, func(*passkeytest.Device) []byte { return []byte("[]") }},
		{"not even JSON", wrong, func(*passkeytest.Device) []byte { return []byte("\xff{{") }},
		{"too long", wrong, func(*passkeytest.Device) []byte { return []byte(strings.Repeat("[", 100_000)) }},
	} {
		copied := *d
		copied.Count += 10
		answer := tc.answer(&copied)
		if _, err := h.SignInByPasskey(h.ctx, thisBrowser, answer); keyOf(err) != tc.want && !(tc.want == wrong && keyOf(err) == stale && len(answer) < 1000 && tc.what == "with other client data") {
			t.Errorf("%s: %v, want %s", tc.what, err, tc.want)
		}
		// A challenge is used by a wrong answer, too.
		if _, err := h.SignInByPasskey(h.ctx, thisBrowser, answer); err == nil {
			t.Errorf("%s: opens at the second try", tc.what)
		}
	}
	d.Count += 50
	if _, err := h.SignInByPasskey(h.ctx, thisBrowser, d.Sign(h.asks())); err != nil {
		t.Errorf("the right one after all: %v", err)
	}
}

// TestACopiedPasskey: when the counter goes back nobody comes in with it any more,
// neither the copy nor the owner, who is told.
func TestACopiedPasskey(t *testing.T) {
	t.Parallel()
	h := build(t)
	d := h.device(h.head, "Telephone")
	copied := *d
	for range 3 {
		_, err := h.SignInByPasskey(h.ctx, thisBrowser, d.Sign(h.asks()))
		h.must(err)
	}
	before := h.letters()
	if _, err := h.SignInByPasskey(h.ctx, thisBrowser, copied.Sign(h.asks())); keyOf(err) != "error.passkey_stopped" {
		t.Errorf("the copy: %v", err)
	}
	if _, err := h.SignInByPasskey(h.ctx, thisBrowser, d.Sign(h.asks())); keyOf(err) != "error.passkey_stopped" {
		t.Errorf("the owner: %v", err)
	}
	if got := h.letters() - before; got != 1 {
		t.Errorf("%d letters", got)
	}
	rows, err := h.Audit(h.ctx, h.operator, community.Page{Limit: 5})
	h.must(err)
	if rows[0].Action != "account.passkey-copied" {
		t.Errorf("%+v", rows[0])
	}
	still := h.device(passkeyed(h.head), "Store of passkeys")
	still.Still = true
	keys, err := h.MyPasskeys(h.ctx, h.head)
	h.must(err)
	if keys[0].StoppedAt.IsZero() || !keys[1].StoppedAt.IsZero() {
		t.Errorf("%+v", keys)
	}
}

// TestAWayInIsNotAddedByAPassword: who came by a password alone adds nothing to an
// account that has a passkey, and nobody does whose proof is older than ten minutes.
func TestAWayInIsNotAddedByAPassword(t *testing.T) {
	t.Parallel()
	h := build(t)
	old := h.head
	if _, err := h.BeginPasskey(h.ctx, old, thisBrowser); !community.NeedsProof(err) {
		t.Errorf("without a proof: %v", err)
	}
	old.Session.Proved = h.clock.Now()
	h.clock.add(10 * time.Minute)
	if _, err := h.BeginPasskey(h.ctx, old, thisBrowser); !community.NeedsProof(err) {
		t.Errorf("ten minutes later: %v", err)
	}
	h.must(h.Prove(h.ctx, h.head, "correct horse battery"))
	for what, typed := range map[string]string{"wrong": "something else", "empty": "", "long": strings.Repeat("x", 100_000)} {
		if err := h.Prove(h.ctx, h.head, typed); community.KindOf(err) != community.Invalid {
			t.Errorf("%s: %v", what, err)
		}
	}
	h.device(h.mod, "Telephone")
	thief := h.fresh(h.viewer(h.mod.Account))
	keys, err := h.MyPasskeys(h.ctx, thief)
	h.must(err)
	for what, err := range map[string]error{
		"an app":      justErr(h.SetUpApp(h.ctx, thief)),
		"its code":    justErr(h.ConfirmApp(h.ctx, thief, "123456")),
		"a passkey":   justErr(h.BeginPasskey(h.ctx, thief, thisBrowser)),
		"the removal": justErr(h.RemovePasskey(h.ctx, thief, keys[0].ID)),
	} {
		if keyOf(err) != "error.passkey_first" {
			t.Errorf("%s: %v", what, err)
		}
	}
	d := passkeytest.New("https://scotland.example", "scotland.example")
	opts, err := h.BeginPasskey(h.ctx, h.fresh(passkeyed(h.mod)), thisBrowser)
	h.must(err)
	if err := h.AddPasskey(h.ctx, h.head, thisBrowser, "Theirs", d.Create(opts)); keyOf(err) != "error.passkey_stale" {
		t.Errorf("of another account's challenge: %v", err)
	}
	if _, err := h.ResetSecondFactor(h.ctx, h.operator, "morag@school.example", "Telephoned the school office"); err != nil {
		t.Errorf("reset: %v", err)
	}
	if keys, err := h.MyPasskeys(h.ctx, h.mod); err != nil || len(keys) != 0 {
		t.Errorf("after the reset: %v, %v", keys, err)
	}
}
