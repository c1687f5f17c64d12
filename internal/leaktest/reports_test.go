package leaktest

import (
	"headroom/community"
	"headroom/community/policy"
	"headroom/internal/clustertest"
)

// recordOf is somebody's record in a community of the host.
func (w *world) recordOf(column, person string) (m community.Membership) {
	w.t.Helper()
	w.host.View(func(tx community.Tx) error {
		p, err := tx.PersonByIRI(person)
		if err == nil {
			m, err = tx.MembershipOf(w.rooms[column].ID, p.ID)
		}
		return err
	})
	return m
}

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
	// Warnings are for who is warned, and for who warns.
	for _, who := range []string{"mairi", "bob"} {
		m := w.people[who]
		record := w.recordOf(closedOne, m.Person.IRI)
		w.must(w.host.Service.WarnMember(w.ctx(), w.people["morag"].Viewer, w.rooms[closedOne].ID, record.ID, community.Why{Code: policy.ReasonUnkind,
			Words: "Speak " + w.words.word(closedOne+" measure: words of "+who)}))
		w.Settle()
		w.appeal(m, who)
	}
	w.waits()
	reply := w.posts[closedOne][1]
	_, err := w.host.Service.ReportPost(w.ctx(), w.people["removed"].Viewer, community.PostReportInput{Post: reply.ID, Code: policy.ReasonUnkind,
		Words: "Look " + w.words.word(closedOne+" report: words from here")})
	w.must(err)
	w.Settle()
}

// appeal lets somebody appeal against the warning that they have had.
func (w *world) appeal(m *clustertest.Member, who string) {
	w.t.Helper()
	var warning community.Measure
	m.Node.View(func(tx community.Tx) error {
		c, err := tx.CommunityByIRI(w.rooms[closedOne].IRI)
		if err != nil {
			return err
		}
		all, err := tx.MeasuresOf(c.ID, m.Person.ID, 1)
		if len(all) == 1 {
			warning = all[0]
		}
		return err
	})
	_, err := m.Node.Service.MakeAppeal(w.ctx(), m.Viewer, community.AppealMeasure, warning.ID, "Think "+w.words.word(closedOne+" appeal: words of "+who))
	w.must(err)
	w.Settle()
}

// waits lets a member of the peer and one here write what waits for a facilitator:
// only they and the moderators may read it.
func (w *world) waits() {
	w.t.Helper()
	for _, who := range []string{"mairi", "bob"} {
		m, why := w.people[who], community.Why{Code: policy.ReasonPolicy, Words: "For a while."}
		record := w.recordOf(closedOne, m.Person.IRI)
		w.must(w.host.Service.ReviewMember(w.ctx(), w.people["morag"].Viewer, w.rooms[closedOne].ID, record.ID, why))
		w.Settle()
		c, _ := m.Node.Here(w.rooms[closedOne].IRI)
		_, err := m.Node.Service.StartThread(w.ctx(), m.Viewer, community.PostInput{Community: c.ID, Language: "en",
			Title: "Title " + w.words.word(closedOne+" held: title of "+who), Body: "Body " + w.words.word(closedOne+" held: body of "+who)})
		w.must(err)
		w.Settle()
		w.must(w.host.Service.UnreviewMember(w.ctx(), w.people["morag"].Viewer, w.rooms[closedOne].ID, record.ID))
		w.Settle()
	}
}
