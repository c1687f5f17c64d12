package community_test

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"headroom/community"
)

// opens counts how many of eight who try at the same moment are let in.
func opens(try func() error) (n int32) {
	var in atomic.Int32
	var all sync.WaitGroup
	begin := make(chan struct{})
	for range 8 {
		all.Go(func() {
			<-begin
			if try() == nil {
				in.Add(1)
			}
		})
	}
	close(begin)
	all.Wait()
	return in.Load()
}

// TestWhatCountsOnceCountsOnceAtOnce: what lets somebody in a single time does so for one
// of those who bring it in the same moment, and for none after.
func TestWhatCountsOnceCountsOnceAtOnce(t *testing.T) {
	t.Parallel()
	h := build(t)
	key, codes := h.app(h.head)
	h.clock.add(time.Minute)
	code := h.shows(key, 0)
	link, err := h.IssueLink(h.ctx, h.outsider.Account, community.LinkSignIn)
	h.must(err)
	reset, err := h.IssueLink(h.ctx, h.applicant.Account, community.LinkReset)
	h.must(err)
	answer := h.device(h.mod, "Telephone").Sign(h.asks())
	for what, try := range map[string]func() error{
		"a code of an app": func() error { return justErr(h.ConfirmSignIn(h.ctx, h.head.Account, 1, code)) },
		"a recovery code":  func() error { return justErr(h.ConfirmSignIn(h.ctx, h.head.Account, 1, codes[0])) },
		"a link":           func() error { return justErr(h.SignInByLink(h.ctx, link)) },
		"a link for a password": func() error {
			return justErr(h.SetPassword(h.ctx, reset, "a long sample passphrase", "a long sample passphrase"))
		},
		"an answer with a passkey": func() error { return justErr(h.SignInByPasskey(h.ctx, thisBrowser, answer)) },
	} {
		if n := opens(try); n != 1 {
			t.Errorf("%s lets in %d", what, n)
		}
		if try() == nil {
			t.Errorf("%s lets in later", what)
		}
	}
}
