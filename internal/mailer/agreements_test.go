package mailer_test

import (
	"strings"
	"testing"
	"time"

	"headroom/community"
	"headroom/internal/clustertest"
)

// TestOperatorsAreToldBeforeAnAgreementEnds: four weeks and one week before,
// each once, and not when it has been renewed.
func TestOperatorsAreToldBeforeAnAgreementEnds(t *testing.T) {
	t.Parallel()
	c := clustertest.New(t, clustertest.Options{Names: []string{"scotland", "wales"}})
	b := board{Cluster: c, n: c.Node("scotland")}
	b.one, b.two = b.add(t, "one"), b.add(t, "two")
	wales := c.Node("wales")
	c.Link(b.n, wales)
	letters(t, b.n, c)
	find := func() community.Peer {
		t.Helper()
		p, err := b.n.Service.PeerOfHost(t.Context(), wales.Identity.Host)
		ok(t, err)
		return p
	}
	peer := find()
	told := func(left time.Duration) map[string]string {
		t.Helper()
		c.Clock.Advance(peer.EndAt.Add(-left).Sub(c.Clock.Now()))
		c.Tick("agreements")
		c.Tick("agreements")
		return letters(t, b.n, c)
	}
	const day = 24 * time.Hour
	for _, step := range []struct {
		left time.Duration
		say  bool
	}{{29 * day, false}, {28 * day, true}, {8 * day, false}, {7 * day, true}, {day, false}} {
		got := told(step.left)
		for _, to := range []string{ones, twos} {
			if said := strings.Contains(got[to], "2 March 2027") && strings.Contains(got[to], "/operator/peers/"); said != step.say {
				t.Errorf("%v before: to %s: %q", step.left, to, got[to])
			}
		}
	}
	_, err := wales.Service.RenewPeer(t.Context(), community.CommandLine, b.n.Identity.Host)
	ok(t, err)
	c.Settle()
	_, err = b.n.Service.AcceptPeer(t.Context(), community.CommandLine, wales.Identity.Host)
	ok(t, err)
	c.Settle()
	if got := told(-time.Hour); len(got) != 0 {
		t.Errorf("renewed, and told of an end: %v", got)
	}
	peer = find()
	if got := told(27 * day); !strings.Contains(got[ones], "/operator/peers/") {
		t.Errorf("a year later: %q", got[ones])
	}
}
