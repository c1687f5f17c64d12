package storagetest

import (
	"time"

	"headroom/community"
)

func held(b *bench) {
	b.do(func(tx community.Tx) {
		c, other := room(b, tx, true), room(b, tx, true)
		ann, ben := head(b, tx), head(b, tx)
		add := func(group, person int64) community.HeldPost {
			return insert(b, tx, tx.InsertHeldPost, func(h *community.HeldPost) { h.CommunityID, h.PersonID, h.ReleasedAt = group, person, time.Time{} })
		}
		one, two, elsewhere := add(c.ID, ann.ID), add(c.ID, ben.ID), add(other.ID, ann.ID)
		is[community.HeldPost](b, "held post")(tx.HeldPost(one.ID))(one)
		is[community.HeldPost](b, "by its object")(tx.HeldPostOf(two.Object))(two)
		missing[community.HeldPost](b, "unknown")(tx.HeldPost(1))
		missing[community.HeldPost](b, "unknown object")(tx.HeldPostOf("https://nowhere.example/o/1"))
		is[[]community.HeldPost](b, "of a community")(tx.HeldPosts(c.ID, 10))([]community.HeldPost{one, two})
		is[[]community.HeldPost](b, "the first")(tx.HeldPosts(c.ID, 1))([]community.HeldPost{one})
		is[[]community.HeldPost](b, "of a person")(tx.HeldPostsBy(ann.ID, c.ID))([]community.HeldPost{one})
		is[[]community.HeldPost](b, "elsewhere")(tx.HeldPostsBy(ann.ID, other.ID))([]community.HeldPost{elsewhere})
		one.ReleasedAt = two.CreatedAt
		b.ok(tx.UpdateHeldPost(one))
		is[[]community.HeldPost](b, "what waits")(tx.HeldPosts(c.ID, 10))([]community.HeldPost{two})
		is[community.HeldPost](b, "released")(tx.HeldPost(one.ID))(one)
		b.ok(tx.DeleteHeldPost(two.ID))
		is[[]community.HeldPost](b, "nothing waits")(tx.HeldPosts(c.ID, 10))(nil)
		missing[community.HeldPost](b, "deleted")(tx.HeldPost(two.ID))

		is[int](b, "nothing written")(tx.CountPosts(ann.ID, c.ID, 5))(0)
		thread := insert(b, tx, tx.InsertThread, func(t *community.Thread) { t.CommunityID = c.ID })
		for i := range 3 {
			insert(b, tx, tx.InsertPost, func(p *community.Post) {
				p.CommunityID, p.ThreadID, p.AuthorID, p.State, p.Attachments, p.Mentions = c.ID, thread.ID, ann.ID, community.PostAccepted, nil, nil
				if i == 0 {
					p.State = community.PostSent
				}
			})
		}
		is[int](b, "written")(tx.CountPosts(ann.ID, c.ID, 5))(2)
		is[int](b, "enough")(tx.CountPosts(ann.ID, c.ID, 1))(1)
		is[int](b, "written since")(tx.CountPostsSince(ann.ID, c.ID, now.AddDate(-90, 0, 0), 5))(3)
		is[int](b, "enough since")(tx.CountPostsSince(ann.ID, c.ID, now.AddDate(-90, 0, 0), 1))(1)
		is[int](b, "nothing since")(tx.CountPostsSince(ann.ID, c.ID, now.AddDate(90, 0, 0), 5))(0)
		is[int](b, "elsewhere")(tx.CountPosts(ann.ID, other.ID, 5))(0)
	})
}
