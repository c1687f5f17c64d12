package storagetest

import (
	"time"

	"headroom/community"
)

func groupLinks(b *bench) {
	b.do(func(tx community.Tx) {
		missing[community.GroupLink](b, "nobody's")(tx.GroupLinkByOffer("https://a.example/a/1"))
		add := func(from, to int64, offer string) community.GroupLink {
			return insert(b, tx, tx.InsertGroupLink, func(l *community.GroupLink) {
				l.FromID, l.ToID, l.Offer, l.Kind, l.State = from, to, offer, "sister", community.LinkOffered
				l.Effects = []string{"directory", "join"}
			})
		}
		first := add(3, 5, "https://a.example/a/1")
		second := add(7, 3, "https://b.example/a/1")
		third := add(7, 5, "https://b.example/a/2")
		twice := third
		twice.ID = tx.NextID()
		b.kind(tx.InsertGroupLink(twice), community.Conflict)
		is[community.GroupLink](b, "by number")(tx.GroupLink(first.ID))(first)
		is[community.GroupLink](b, "by offer")(tx.GroupLinkByOffer(second.Offer))(second)
		is[[]community.GroupLink](b, "of a community, on either side")(tx.GroupLinksOf(3))([]community.GroupLink{second, first})
		is[[]community.GroupLink](b, "of another")(tx.GroupLinksOf(9))(nil)
		is[[]community.GroupLink](b, "the newest")(tx.GroupLinks(2))([]community.GroupLink{third, second})

		first.State, first.Accept, first.Accepted, first.ToRule = community.LinkActive, "https://b.example/a/9", []byte(`{"a":1}`), 11
		first.ActiveAt, first.Effects = time.UnixMilli(9000).UTC(), nil
		b.ok(tx.UpdateGroupLink(first))
		is[community.GroupLink](b, "accepted")(tx.GroupLink(first.ID))(first)
	})
}
