//go:build crashpoints

package faults

import (
	"net/http"
	"strings"
	"testing"
)

// TestTheDiskIsFull fills the host's disk, or makes it read-only, in the middle
// of a conversation: what cannot be kept is refused, and said to be; pages are
// read; what the member's home says waits there. When there is room again
// everything goes on, without a restart, and nothing is lost or doubled.
func TestTheDiskIsFull(t *testing.T) {
	t.Parallel()
	for _, how := range []string{"full", "read-only"} {
		t.Run(how, func(t *testing.T) {
			p := newScene(t).open("", "")
			defer p.close()
			p.root = p.says(p.host, "", "Ferries are late")
			p.settle()
			p.host.do(order{Do: "disk", Text: how})
			for _, words := range []string{strings.Repeat("and on ", 800), ""} { // first what needs much room
				if refused := p.fill(words); !strings.Contains(refused, "unavailable") {
					t.Errorf("a post that cannot be kept: %q", refused)
				}
			}
			p.says(p.home, p.root, "So are ours")
			for range 3 { // the home sends, the host has no room
				if _, err := p.home.say(order{Do: "pump"}); err != nil {
					t.Error(err)
				}
				_, _ = p.host.say(order{Do: "pump"})
			}
			got := p.host.do(order{Do: "state", Group: p.group})
			if got.Posts[p.acked[0]] != 1 || got.Posts[p.acked[len(p.acked)-1]] != 0 {
				t.Errorf("while the disk is %s the host reads %d posts", how, len(got.Posts))
			}
			if status := p.host.get(t, "/about"); status != http.StatusOK {
				t.Errorf("while the disk is %s a page: %d", how, status)
			}
			p.host.do(order{Do: "disk", Text: "as ever"})
			p.says(p.host, p.root, "There is room again")
			p.settle()
			p.alike()
			if p.host.deaths+p.home.deaths > 0 {
				t.Error("somebody has died of it")
			}
		})
	}
}

// fill has the host say something until it is refused, and gives what it is told
// then.
func (p *play) fill(words string) (refused string) {
	p.t.Helper()
	for range 300 {
		text := strings.TrimSpace(fresh("Words without end") + " " + words)
		if _, err := p.host.say(order{Do: "post", Group: p.group, Parent: p.root, Text: text}); err != nil {
			return err.Error()
		}
		p.acked = append(p.acked, text)
	}
	return ""
}
