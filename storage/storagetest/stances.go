package storagetest

import (
	"time"

	"headroom/community"
)

func stancesAndBookmarks(b *bench) {
	b.do(func(tx community.Tx) {
		missing[community.Stance](b, "none")(tx.Stance(801, 802))
		first := community.Stance{PersonID: 801, OtherID: 802, Blocked: true, Note: "Be brief", UpdatedAt: time.UnixMilli(5000).UTC()}
		second := community.Stance{PersonID: 801, OtherID: 803, Muted: true, UpdatedAt: time.UnixMilli(6000).UTC()}
		b.ok(tx.PutStance(first))
		b.ok(tx.PutStance(second))
		is[community.Stance](b, "of one")(tx.Stance(801, 802))(first)
		missing[community.Stance](b, "the other way")(tx.Stance(802, 801))
		is[[]community.Stance](b, "of all, newest first")(tx.StancesOf(801))([]community.Stance{second, first})
		first.Blocked = false
		b.ok(tx.PutStance(first))
		is[community.Stance](b, "changed")(tx.Stance(801, 802))(first)
		b.ok(tx.DeleteStance(801, 802))
		missing[community.Stance](b, "taken back")(tx.Stance(801, 802))

		missing[community.Bookmark](b, "no bookmark")(tx.Bookmark(801, "https://a.example/o/1"))
		mark := func(object string, person int64) community.Bookmark {
			return insert(b, tx, tx.InsertBookmark, func(m *community.Bookmark) { m.PersonID, m.Object = person, object })
		}
		one, two := mark("https://a.example/o/1", 801), mark("https://a.example/o/2", 801)
		mark("https://a.example/o/1", 802)
		is[[]community.Bookmark](b, "newest first")(tx.Bookmarks(801, community.Page{Limit: 9}))([]community.Bookmark{two, one})
		is[[]community.Bookmark](b, "before")(tx.Bookmarks(801, community.Page{Before: two.ID, Limit: 9}))([]community.Bookmark{one})
		b.ok(tx.DeleteBookmark(801, two.Object))
		is[[]community.Bookmark](b, "taken away")(tx.Bookmarks(801, community.Page{Limit: 9}))([]community.Bookmark{one})
	})
}
