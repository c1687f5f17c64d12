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
