package leaktest

import (
	"headroom/community"
	"headroom/community/policy"
	"headroom/internal/clustertest"
)

// hushIn begins a confidential conversation in one community. Its words are on pages and
// nowhere else.
func (w *world) hushIn(column string, author *clustertest.Member) []int64 {
	w.t.Helper()
	if column != closedOne {
		return nil
	}
	said, err := w.host.Service.StartThread(w.ctx(), author.Viewer, community.PostInput{Community: w.rooms[closedOne].ID, Language: "en", Label: policy.Confidential,
		Title: "Sample " + w.words.word(closedOne+confided+"title"), Body: "Sample " + w.words.word(closedOne+confided+"body")})
	w.must(err)
	w.Settle()
	return []int64{said.Post}
}

// confided is in the names of canaries that were said in confidence.
const confided = " confided: "
