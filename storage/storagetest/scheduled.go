package storagetest

import (
	"time"

	"headroom/community"
)

func scheduledPosts(b *bench) {
	b.do(func(tx community.Tx) {
		add := func(person int64, ms int64) community.ScheduledPost {
			return insert(b, tx, tx.InsertScheduledPost, func(p *community.ScheduledPost) { p.PersonID, p.SendAt = person, time.UnixMilli(ms).UTC() })
		}
		late, soon, other := add(931, 9000), add(931, 5000), add(932, 6000)
		is[[]community.ScheduledPost](b, "the next first")(tx.ScheduledPosts(931))([]community.ScheduledPost{soon, late})
		is[[]community.ScheduledPost](b, "due")(tx.ScheduledPostsDue(time.UnixMilli(6000), 9))([]community.ScheduledPost{soon, other})
		is[[]community.ScheduledPost](b, "due, one")(tx.ScheduledPostsDue(time.UnixMilli(6000), 1))([]community.ScheduledPost{soon})
		soon.Body, soon.SendAt = "Another", time.UnixMilli(9500).UTC()
		b.ok(tx.UpdateScheduledPost(soon))
		is[community.ScheduledPost](b, "changed")(tx.ScheduledPost(soon.ID))(soon)
		b.ok(tx.DeleteScheduledPost(soon.ID))
		missing[community.ScheduledPost](b, "gone")(tx.ScheduledPost(soon.ID))
		b.ok(tx.ForgetScheduledPosts(931))
		is[[]community.ScheduledPost](b, "forgotten")(tx.ScheduledPosts(931))(nil)
		is[community.ScheduledPost](b, "another's stays")(tx.ScheduledPost(other.ID))(other)
	})
}
