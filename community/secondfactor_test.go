package community_test

import (
	"testing"
	"time"

	"headroom/community"
	"headroom/community/policy"
	factor "headroom/internal/second"
)

// app sets up codes for somebody and gives the key and the recovery codes.
func (h *house) app(v community.Viewer) (key string, codes []string) {
	h.t.Helper()
	setup, err := h.SetUpApp(h.ctx, v)
	h.must(err)
	codes, err = h.ConfirmApp(h.ctx, v, h.shows(setup.Key, 0))
	h.must(err)
	return setup.Key, codes
}

// shows is what an app shows some steps from now.
func (h *house) shows(key string, steps int) string {
	h.t.Helper()
	code, err := factor.CodeOf(key, h.clock.Now().Add(time.Duration(steps)*30*time.Second))
	h.must(err)
	return code
}

func TestAStepOfTimeCountsOnce(t *testing.T) {
	t.Parallel()
	h := build(t)
	key, _ := h.app(h.head)
	try := func(code string) string {
		_, err := h.ConfirmSignIn(h.ctx, h.head.Account, 1, code)
		e, _ := err.(*community.Error)
		if e == nil {
			return ""
		}
		return e.Key
	}
	for _, tc := range []struct {
		what string
		pass time.Duration
		step int
		want string
	}{
		{"the code that set it up", 0, 0, "error.factor_used"},
		{"the one before it", 0, -1, "error.factor_used"},
		{"a clock that is half a minute ahead", 0, 1, ""},
		{"the same again", 0, 1, "error.factor_used"},
		{"one minute ahead", 0, 2, "error.factor_wrong"},
		{"what was used ahead, now in time", 30 * time.Second, 0, "error.factor_used"},
		{"the next", 30 * time.Second, 0, ""},
		{"one that has gone by", time.Minute, -2, "error.factor_wrong"},
		{"half a minute late", 0, -1, ""},
	} {
		h.clock.add(tc.pass)
		if got := try(h.shows(key, tc.step)); got != tc.want {
			t.Errorf("%s: %q, want %q", tc.what, got, tc.want)
		}
	}
}

func TestRecoveryCodesCountOnce(t *testing.T) {
	t.Parallel()
	h := build(t)
	_, codes := h.app(h.head)
	other, _ := h.app(h.outsider)
	_, err := h.ConfirmSignIn(h.ctx, h.head.Account, 1, codes[3])
	h.must(err)
	for what, tc := range map[string]struct {
		account int64
		code    string
		want    string
	}{
		"used":         {h.head.Account, codes[3], "error.recovery_used"},
		"another's":    {h.outsider.Account, codes[4], "error.factor_wrong"},
		"another app":  {h.head.Account, h.shows(other, 1), "error.factor_wrong"},
		"no app":       {h.applicant.Account, "123456", "error.factor_wrong"},
		"nothing":      {h.head.Account, " - ", "error.required"},
		"not a number": {h.head.Account, "12345x", "error.factor_wrong"},
	} {
		_, err := h.ConfirmSignIn(h.ctx, tc.account, 1, tc.code)
		if e, _ := err.(*community.Error); e == nil || e.Key != tc.want {
			t.Errorf("%s: %v, want %s", what, err, tc.want)
		}
	}
	fresh, err := h.RenewRecoveryCodes(h.ctx, h.head, codes[5])
	h.must(err)
	if _, err := h.ConfirmSignIn(h.ctx, h.head.Account, 1, codes[6]); err == nil {
		t.Error("an old code opens the account after new ones were made")
	}
	if f, err := h.SecondFactor(h.ctx, h.head); err != nil || f.Recovery != len(fresh) || len(fresh) != 10 {
		t.Errorf("%+v, %v", f, err)
	}
	if _, err := h.ConfirmSignIn(h.ctx, h.head.Account, 7, fresh[0]); community.KindOf(err) != community.Unauthenticated {
		t.Errorf("a sign-in of before the sessions were ended: %v", err)
	}
}

// TestRolesOfTrust: from its date on a role does nothing without a second factor,
// and everything again with one.
func TestRolesOfTrust(t *testing.T) {
	t.Parallel()
	h := build(t)
	if err := h.MayUseRole(h.ctx, h.mod); err != nil {
		t.Errorf("before the date: %v", err)
	}
	h.SecondFactorFrom = h.clock.Now().Add(time.Hour)
	if h.viewer(h.mod.Account).Weak {
		t.Error("asked for an hour early")
	}
	h.clock.add(time.Hour)
	mod := h.viewer(h.mod.Account)
	for what, err := range map[string]error{
		"the role":  h.MayUseRole(h.ctx, mod),
		"the queue": justErr(h.Queue(h.ctx, mod, h.closed)),
	} {
		if community.ReasonOf(err) != policy.ReasonSecondFactor {
			t.Errorf("%s: %v", what, err)
		}
	}
	if _, err := h.Community(h.ctx, mod, h.closed); err != nil {
		t.Errorf("reads as a member: %v", err)
	}
	if err := h.MayUseRole(h.ctx, h.viewer(h.outsider.Account)); community.KindOf(err) != community.NotFound {
		t.Errorf("a member without a role: %v", err)
	}
	_, codes := h.app(mod)
	mod = h.viewer(h.mod.Account)
	if err := justErr(h.Queue(h.ctx, mod, h.closed)); err != nil {
		t.Errorf("with a second factor: %v", err)
	}
	if err := h.RemoveApp(h.ctx, mod, codes[0]); community.KindOf(err) != community.Invalid {
		t.Errorf("a moderator takes it away: %v", err)
	}
	if _, err := h.ResetSecondFactor(h.ctx, mod, "morag@school.example", "lost"); community.KindOf(err) != community.Forbidden {
		t.Errorf("a moderator resets: %v", err)
	}
	_, err := h.ResetSecondFactor(h.ctx, h.operator, "morag@school.example", "Telephoned the school office")
	h.must(err)
	if _, _, _, err := h.Authenticate(h.ctx, h.mod.Account, 1); community.KindOf(err) != community.Unauthenticated {
		t.Errorf("a session after the reset: %v", err)
	}
	if _, err := h.ConfirmSignIn(h.ctx, h.mod.Account, 2, codes[1]); err == nil {
		t.Error("a recovery code after the reset")
	}
	if _, err := h.SampleSecret(h.ctx, mod, h.mod.Account, make([]byte, 20)); !community.IsNotFound(err) {
		t.Errorf("a moderator chooses a secret: %v", err)
	}
}

func justErr[T any](_ T, err error) error { return err }
