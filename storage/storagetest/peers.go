package storagetest

import (
	"time"

	"headroom/community"
)

// peersOf is what operators ask about agreements.
func peersOf(b *bench) {
	b.do(func(tx community.Tx) {
		for _, subject := range []string{"w.example", "e.example", "w.example"} {
			b.ok(tx.AppendAudit(community.AuditRow{At: now, Actor: "x", Action: "peer.expect", Subject: subject}))
		}
	})
	b.do(func(tx community.Tx) {
		all, err := tx.AuditFrom(1, 10)
		b.ok(err)
		is[[]community.AuditRow](b, "of one subject")(tx.AuditOf("w.example", community.Page{}))([]community.AuditRow{all[2], all[0]})
		is[[]community.AuditRow](b, "newest of one subject")(tx.AuditOf("w.example", community.Page{Limit: 1}))(all[2:3])
		is[[]community.AuditRow](b, "of no subject")(tx.AuditOf("x.example", community.Page{}))(nil)

		theirs := guestOf(b, tx, "w.example")
		at := func(host string, local bool, gone time.Time) community.Community {
			c := insert(b, tx, tx.InsertCommunity, func(c *community.Community) { c.Host, c.Local, c.DeletedAt = host, local, gone })
			contribution(b, tx, conversation(b, tx, c.ID), theirs.ID)
			return c
		}
		third := at("e.example", false, time.Time{})
		at("e.example", false, now)
		at("w.example", false, time.Time{})
		ours := at("b.example", true, time.Time{})
		contribution(b, tx, conversation(b, tx, third.ID), theirs.ID)
		is[[]int64](b, "met elsewhere")(tx.MetElsewhere("w.example"))([]int64{third.ID})
		is[[]int64](b, "nobody met")(tx.MetElsewhere("e.example"))(nil)

		post := contribution(b, tx, conversation(b, tx, ours.ID), theirs.ID)
		for _, digest := range []string{"d", "d", "f"} {
			insert(b, tx, tx.InsertAttachment, func(a *community.Attachment) { a.PostID, a.Digest = post.ID, digest })
		}
		is[int64](b, "files of nobody")(tx.FilesHeld("w.example", ours.ID))(0)
		b.ok(tx.PutCopy(community.Copy{Object: post.IRI, CommunityID: ours.ID, Host: "w.example", SentAt: now}))
		is[int64](b, "files")(tx.FilesHeld("w.example", ours.ID))(2)
		b.ok(tx.PutCopy(community.Copy{Object: post.IRI, CommunityID: ours.ID, Host: "w.example", PurgedAt: now}))
		is[int64](b, "files of what was deleted")(tx.FilesHeld("w.example", ours.ID))(0)
	})
}

// statements are the incident log and reports of impostors.
func statements(b *bench) {
	b.do(func(tx community.Tx) {
		first := insert(b, tx, tx.InsertIncident, func(i *community.Incident) { i.Corrects, i.Text = 0, community.LangMap{"en": "Slow", "gd": "Slaodach"} })
		second := insert(b, tx, tx.InsertIncident, func(i *community.Incident) { i.Corrects = first.ID })
		is[community.Incident](b, "incident")(tx.Incident(first.ID))(first)
		missing[community.Incident](b, "no incident")(tx.Incident(1))
		is[[]community.Incident](b, "incidents")(tx.Incidents(9))([]community.Incident{second, first})
		is[[]community.Incident](b, "newest incident")(tx.Incidents(1))([]community.Incident{second})

		report := func() community.ImpostorReport {
			return insert(b, tx, tx.InsertImpostorReport, func(r *community.ImpostorReport) { r.DecidedAt = time.Time{} })
		}
		one, two := report(), report()
		is[[]community.ImpostorReport](b, "open")(tx.ImpostorReports(true, 9))([]community.ImpostorReport{one, two})
		is[[]community.ImpostorReport](b, "decided")(tx.ImpostorReports(false, 9))(nil)
		one.DecidedAt, one.Outcome = now, "unfounded"
		b.ok(tx.UpdateImpostorReport(one))
		is[[]community.ImpostorReport](b, "one open")(tx.ImpostorReports(true, 9))([]community.ImpostorReport{two})
		is[[]community.ImpostorReport](b, "one decided")(tx.ImpostorReports(false, 9))([]community.ImpostorReport{one})
		is[community.ImpostorReport](b, "report")(tx.ImpostorReport(one.ID))(one)
		missing[community.ImpostorReport](b, "no report")(tx.ImpostorReport(1))
	})
}
