package leaktest

import (
	"time"

	"headroom/community"
	"headroom/internal/clustertest"
)

// poll has somebody put a question to the vote, who then votes: once in secret,
// and once openly.
func (w *world) poll(by *clustertest.Member, room community.Community, kept func(string) string) {
	w.t.Helper()
	for _, open := range []bool{false, true} {
		name := map[bool]string{false: "secret", true: "open"}[open]
		out, err := w.host.Service.StartPoll(w.ctx(), by.Viewer, community.PostInput{Community: room.ID, Title: kept(name + " poll: title"),
			Body: kept(name + " poll: body"), Language: "en"}, community.PollInput{Kind: "ranked", Open: open, Early: open,
			Options: []string{kept(name + " poll: one option"), kept(name + " poll: another")}, ClosesAt: w.Clock.Now().Add(80 * 24 * time.Hour)})
		w.must(err)
		w.Settle()
		w.must(w.host.Service.Vote(w.ctx(), by.Viewer, out.Post, []int{1, 0}))
		w.Settle()
	}
}
