package mailer_test

import (
	"strings"
	"testing"
	"time"

	"headroom/community"
	"headroom/internal/clustertest"
)

// TestOperatorsHearOfAnOfferedLink: a server that offers a link, takes it back and
// offers it again causes one letter to each operator in an hour. It names the
// server and no community.
func TestOperatorsHearOfAnOfferedLink(t *testing.T) {
	t.Parallel()
	c := clustertest.New(t, clustertest.Options{Names: []string{"scotland", "wales"}})
	c.LinkAll()
	b := board{Cluster: c, n: c.Node("scotland")}
	b.add(t, "one")
	b.add(t, "two")
	wales := c.Node("wales")
	ours, theirs := b.n.Head("Morag Example").Found(community.CommunityInput{Username: "ours"}), wales.Head("Eira Example").Found(community.CommunityInput{Username: "theirs"})
	c.Tick("directories")
	c.Settle()
	letters(t, b.n, c)
	known, found := wales.Here(ours.IRI)
	if !found {
		t.Fatal("Wales does not know the community")
	}
	for range 2 {
		l, err := wales.Service.OfferLink(t.Context(), community.CommandLine, community.LinkInput{From: theirs.ID, To: known.ID, Kind: "sister", Effects: []string{"directory"}})
		ok(t, err)
		c.Settle()
		ok(t, wales.Service.EndLink(t.Context(), community.CommandLine, l.ID, "A mistake."))
		c.Settle()
	}
	got := b.waits(t, time.Hour)
	for _, to := range []string{ones, twos} {
		if text := got[to]; strings.Count(text, "offers to link a community") != 1 || !strings.Contains(text, wales.Identity.Host) || !strings.Contains(text, "/operator/links") ||
			strings.Contains(text, "theirs") {
			t.Errorf("to %s: %q", to, text)
		}
	}
	if got := b.waits(t, 3*time.Hour); len(got) != 0 {
		t.Errorf("nothing is new: %v", got)
	}
}
