package storagetest

import (
	"time"

	"headroom/community"
)

func sentActs(b *bench) {
	b.do(func(tx community.Tx) {
		missing[community.SentAct](b, "nobody's")(tx.SentActBy("https://a.example/a/1"))
		add := func(edit func(*community.SentAct)) community.SentAct {
			return insert(b, tx, tx.InsertSentAct, func(a *community.SentAct) {
				a.CommunityID, a.PersonID, a.Kind = 3, 5, community.ActAcceptJoin
				edit(a)
			})
		}
		first := add(func(a *community.SentAct) { a.Activity, a.AnsweredAt = "https://a.example/a/1", time.Time{} })
		second := add(func(a *community.SentAct) {
			a.Activity, a.AnsweredAt = "https://a.example/a/2", time.UnixMilli(5000).UTC()
		})
		add(func(a *community.SentAct) {
			a.Activity, a.AnsweredAt, a.PersonID = "https://a.example/a/3", time.UnixMilli(5000).UTC(), 6
		})
		is[community.SentAct](b, "an act")(tx.SentActBy(first.Activity))(first)
		is[[]community.SentAct](b, "refused")(tx.RefusedActs(5, 3, time.UnixMilli(4000), 9))([]community.SentAct{second})
		is[[]community.SentAct](b, "refused before")(tx.RefusedActs(5, 3, time.UnixMilli(5000), 9))(nil)

		first.Answer, first.AnsweredAt = "already-decided", time.UnixMilli(9000).UTC()
		b.ok(tx.UpdateSentAct(first))
		is[[]community.SentAct](b, "refused, newest first")(tx.RefusedActs(5, 3, time.UnixMilli(4000), 9))([]community.SentAct{second, first})
		b.ok(tx.DeleteSentActsBefore(time.UnixMilli(1 << 50)))
		missing[community.SentAct](b, "long ago")(tx.SentActBy(first.Activity))
	})
}

func postReports(b *bench) {
	b.do(func(tx community.Tx) {
		missing[community.PostReport](b, "none")(tx.PostReport(1))
		add := func(edit func(*community.PostReport)) community.PostReport {
			return insert(b, tx, tx.InsertPostReport, func(r *community.PostReport) {
				r.CommunityID, r.Object, r.ResolvedAt = 3, "https://a.example/o/1", time.Time{}
				edit(r)
			})
		}
		first := add(func(r *community.PostReport) { r.IRI, r.Host, r.ReporterID = "https://a.example/a/1", "", 5 })
		second := add(func(r *community.PostReport) { r.IRI, r.Host, r.ReporterID = "https://b.example/a/2", "b.example", 0 })
		done := add(func(r *community.PostReport) {
			r.IRI, r.Host, r.ReporterID, r.ResolvedAt = "https://a.example/a/3", "", 5, time.UnixMilli(5000).UTC()
		})
		add(func(r *community.PostReport) {
			r.IRI, r.CommunityID, r.ReporterID, r.Host = "https://a.example/a/4", 4, 6, ""
		})
		is[community.PostReport](b, "by number")(tx.PostReport(first.ID))(first)
		is[community.PostReport](b, "by id")(tx.PostReportBy(second.IRI))(second)
		is[[]community.PostReport](b, "waiting")(tx.WaitingReports(3, 9))([]community.PostReport{first, second})
		is[[]community.PostReport](b, "waiting, one")(tx.WaitingReports(3, 1))([]community.PostReport{first})
		is[[]community.PostReport](b, "of one reporter, newest first")(tx.ReportsBy(5, first.Object))([]community.PostReport{done, first})
		is[int64](b, "from a peer")(tx.CountReports(3, "b.example", 0))(1)
		is[int64](b, "of one person")(tx.CountReports(3, "", 5))(1)
		is[int64](b, "of another")(tx.CountReports(3, "", 6))(0)

		outside := add(func(r *community.PostReport) {
			r.IRI, r.Host, r.ReporterID, r.Contact = "https://a.example/a/5", "", 0, "x@b.example"
		})
		is[[]community.PostReport](b, "from outside")(tx.OutsideReports(3, 9))([]community.PostReport{outside})
		is[[]community.PostReport](b, "from outside, elsewhere")(tx.OutsideReports(4, 9))(nil)
		outside.ResolvedAt = time.UnixMilli(9000).UTC()
		b.ok(tx.UpdatePostReport(outside))
		is[[]community.PostReport](b, "from outside, resolved")(tx.OutsideReports(3, 9))(nil)

		first.ResolvedAt, first.ResolvedBy, first.Outcome, first.Answer = time.UnixMilli(9000).UTC(), "https://a.example/u/1", "upheld", "Thank you."
		b.ok(tx.UpdatePostReport(first))
		is[community.PostReport](b, "resolved")(tx.PostReport(first.ID))(first)
		is[[]community.PostReport](b, "waiting still")(tx.WaitingReports(3, 9))([]community.PostReport{second})
	})
}

func appeals(b *bench) {
	b.do(func(tx community.Tx) {
		missing[community.Appeal](b, "none")(tx.Appeal(1))
		add := func(edit func(*community.Appeal)) community.Appeal {
			return insert(b, tx, tx.InsertAppeal, func(a *community.Appeal) {
				a.CommunityID, a.PersonID, a.Kind, a.RecordID, a.DecidedAt = 3, 5, community.AppealPost, 7, time.Time{}
				edit(a)
			})
		}
		first := add(func(a *community.Appeal) { a.IRI = "https://a.example/a/1" })
		second := add(func(a *community.Appeal) { a.IRI, a.Kind = "https://a.example/a/2", community.AppealMeasure })
		again := add(func(a *community.Appeal) { a.IRI = "https://a.example/a/3" })
		add(func(a *community.Appeal) { a.IRI, a.CommunityID = "https://a.example/a/4", 4 })
		is[community.Appeal](b, "by number")(tx.Appeal(second.ID))(second)
		is[community.Appeal](b, "by id")(tx.AppealBy(first.IRI))(first)
		missing[community.Appeal](b, "of another")(tx.AppealOf(6, community.AppealPost, 7))
		missing[community.Appeal](b, "about something else")(tx.AppealOf(5, community.AppealPost, 8))
		is[[]community.Appeal](b, "waiting")(tx.Appeals(3, true, 9))([]community.Appeal{first, second, again})
		is[[]community.Appeal](b, "waiting, one")(tx.Appeals(3, true, 1))([]community.Appeal{first})
		again.DecidedAt, again.DecidedBy, again.Outcome, again.Answer = time.UnixMilli(9000).UTC(), "https://a.example/u/1", "upheld", "Yes."
		b.ok(tx.UpdateAppeal(again))
		is[[]community.Appeal](b, "waiting still")(tx.Appeals(3, true, 9))([]community.Appeal{first, second})
		is[[]community.Appeal](b, "decided")(tx.Appeals(3, false, 9))([]community.Appeal{again})
	})
}
