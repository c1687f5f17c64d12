package storagetest

import (
	"headroom/community"
)

func clients(b *bench) {
	b.do(func(tx community.Tx) {
		w := newTold(b, tx, 3)
		one, other := w.people[1].ID, w.people[2].ID
		for range 3 {
			_, e := w.says(tx, w.people[0].ID, 0, one, other)
			_, err := tx.TellOfPost(e, 0, max(one, other), now)
			b.ok(err)
		}
		all, err := tx.NoticesInOrder(one, nil, community.Page{Limit: 5})
		b.ok(err)
		if len(all) != 3 {
			b.Fatalf("%d notices, want 3", len(all))
		}
		order := func(what string, p community.Page, kinds []community.NoticeKind, want ...community.Notice) {
			is[[]community.Notice](b, what)(tx.NoticesInOrder(one, kinds, p))(want)
		}
		b.ok(tx.ReadNotices(one, []int64{all[1].ID}, now))
		all[1].ReadAt = now
		order("read and unread ones", community.Page{Limit: 2}, nil, all[0], all[1])
		order("before", community.Page{Before: all[0].ID, Limit: 1}, nil, all[1])
		order("just after", community.Page{After: all[2].ID, Limit: 1}, nil, all[1])
		order("another kind", community.Page{Limit: 5}, []community.NoticeKind{"reply"})
		reply := []community.NoticeKind{"reply"}
		b.ok(tx.DismissNotices(one, reply, nil))
		b.ok(tx.DismissNotices(one, []community.NoticeKind{"mention"}, []int64{all[1].ID}))
		order("one dismissed", community.Page{Limit: 5}, []community.NoticeKind{"mention"}, all[0], all[2])
		b.ok(tx.ReadNoticesUpTo(one, reply, all[2].ID, now))
		is[int](b, "unread, and of another kind were read")(tx.UnreadNotices(one, nil, 100))(2)
		b.ok(tx.ReadNoticesUpTo(one, nil, all[2].ID, now))
		is[int](b, "unread")(tx.UnreadNotices(one, nil, 100))(1)
		is[int](b, "unread of a kind")(tx.UnreadNotices(one, []community.NoticeKind{"mention"}, 100))(1)
		is[int](b, "unread of another kind")(tx.UnreadNotices(one, reply, 100))(0)
		b.ok(tx.DismissNotices(one, nil, nil))
		order("all dismissed", community.Page{Limit: 5}, nil)
		others, err := tx.NoticesInOrder(other, nil, community.Page{Limit: 5})
		b.ok(err)
		same(b, "another's", len(others), 3)

		last, err := tx.LastNotice()
		b.ok(err)
		everybody := []int64{w.people[0].ID, one, other, 77}
		is[[]int64](b, "nobody was told since")(tx.ToldSince(last, everybody))(nil)
		is[[]int64](b, "told since")(tx.ToldSince(all[1].ID, everybody))([]int64{one, other})
		is[[]int64](b, "told of several")(tx.ToldSince(0, []int64{other}))([]int64{other})
		is[[]int64](b, "inside")(tx.PeopleAmong(w.room.ID, []int64{one, 77}))([]int64{one})
		is[[]int64](b, "of nobody")(tx.PeopleAmong(w.room.ID, nil))(nil)

		mark := community.ReadMarker{PersonID: one, Timeline: "home", LastID: 4, Version: 1, UpdatedAt: now}
		b.ok(tx.PutReadMarker(mark))
		mark.LastID, mark.Version = 9, 2
		b.ok(tx.PutReadMarker(mark))
		is[[]community.ReadMarker](b, "markers")(tx.ReadMarkers(one))([]community.ReadMarker{mark})
		is[[]community.ReadMarker](b, "another's markers")(tx.ReadMarkers(other))(nil)
	})
}
