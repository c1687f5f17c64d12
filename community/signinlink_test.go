package community_test

import (
	"testing"
	"time"

	"headroom/community"
)

func TestALinkSignsInOnce(t *testing.T) {
	t.Parallel()
	h := build(t)
	issue := func(purpose string) string {
		token, err := h.IssueLink(h.ctx, h.head.Account, purpose)
		h.must(err)
		return token
	}
	token := issue(community.LinkSignIn)
	a, err := h.SignInByLink(h.ctx, token)
	if h.must(err); a.ID != h.head.Account {
		t.Fatalf("account %d", a.ID)
	}
	late := issue(community.LinkSignIn)
	reset := issue(community.LinkReset)
	h.clock.add(14 * time.Minute)
	if _, err := h.SignInByLink(h.ctx, issue(community.LinkSignIn)); err != nil {
		t.Errorf("after fourteen minutes: %v", err)
	}
	h.clock.add(time.Minute)
	for what, err := range map[string]error{
		"used":                   justErr(h.SignInByLink(h.ctx, token)),
		"after fifteen minutes":  justErr(h.SignInByLink(h.ctx, late)),
		"one for a new password": justErr(h.SignInByLink(h.ctx, reset)),
		"unknown":                justErr(h.SignInByLink(h.ctx, "guess")),
		"for a password":         justErr(h.SetPassword(h.ctx, issue(community.LinkSignIn), "a long sample passphrase", "a long sample passphrase")),
	} {
		if community.KindOf(err) != community.Gone {
			t.Errorf("%s: %v", what, err)
		}
	}
	fresh := issue(community.LinkSignIn)
	_, err = h.SetPassword(h.ctx, reset, "a long sample passphrase", "a long sample passphrase")
	h.must(err)
	if _, err := h.SignInByLink(h.ctx, fresh); community.KindOf(err) != community.Gone {
		t.Errorf("after a new password: %v", err)
	}
	for _, email := range []string{"iain@school.example", "nobody@school.example"} {
		if err := h.RequestSignIn(h.ctx, email, "en"); err != nil {
			t.Errorf("%s: %v", email, err)
		}
	}
	if err := h.RequestSignIn(h.ctx, "no address", "en"); community.KindOf(err) != community.Invalid {
		t.Errorf("no address: %v", err)
	}
}
