package leaktest

import (
	"headroom/community"
	"headroom/community/policy"
)

// report lets a member of the peer report the first post of each closed
// community, and one here a reply of theirs.
func (w *world) report() {
	w.t.Helper()
	for _, column := range []string{closedOne, farOne, secretOne} {
		var post int64
		w.wales.View(func(tx community.Tx) error {
			p, err := tx.PostByIRI(w.posts[column][0].IRI)
			post = p.ID
			return err
		})
		_, err := w.wales.Service.ReportPost(w.ctx(), w.people["bob"].Viewer, community.PostReportInput{Post: post, Code: policy.ReasonUnkind,
			Words: "Look " + w.words.word(column+" report: words from a peer")})
		w.must(err)
		w.Settle()
	}
	reply := w.posts[closedOne][1]
	_, err := w.host.Service.ReportPost(w.ctx(), w.people["removed"].Viewer, community.PostReportInput{Post: reply.ID, Code: policy.ReasonUnkind,
		Words: "Look " + w.words.word(closedOne+" report: words from here")})
	w.must(err)
	w.Settle()
}
