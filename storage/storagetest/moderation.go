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
