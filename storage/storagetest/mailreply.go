package storagetest

import (
	"time"

	"headroom/community"
)

func mailReplies(b *bench) {
	b.do(func(tx community.Tx) {
		m := community.MailReplies{PersonID: 7, Off: true, Since: now, UpdatedAt: now}
		if _, err := tx.MailReplies(7); !community.IsNotFound(err) {
			b.Errorf("choice of nobody: %v", err)
		}
		b.ok(tx.PutMailReplies(m))
		m.Off = false
		b.ok(tx.PutMailReplies(m))
		is[community.MailReplies](b, "choice")(tx.MailReplies(7))(m)

		first := community.TakenMail{PersonID: 7, Digest: "one", Refused: true, At: now}
		second := community.TakenMail{PersonID: 7, Digest: "two", At: now.Add(time.Minute)}
		is[bool](b, "first")(tx.TakeMail(first))(true)
		is[bool](b, "second")(tx.TakeMail(second))(true)
		is[bool](b, "the same")(tx.TakeMail(community.TakenMail{PersonID: 7, Digest: "one", At: now.Add(time.Hour)}))(false)
		is[bool](b, "of another")(tx.TakeMail(community.TakenMail{PersonID: 8, Digest: "one", At: now}))(true)
		is[[]community.TakenMail](b, "all")(tx.MailsTaken(7, now, 10))([]community.TakenMail{first, second})
		is[[]community.TakenMail](b, "one alone")(tx.MailsTaken(7, now, 1))([]community.TakenMail{first})
		is[[]community.TakenMail](b, "later")(tx.MailsTaken(7, now.Add(time.Second), 10))([]community.TakenMail{second})
		b.ok(tx.DropTakenMails(now.Add(time.Second)))
		is[[]community.TakenMail](b, "left")(tx.MailsTaken(7, now, 10))([]community.TakenMail{second})
	})
}
