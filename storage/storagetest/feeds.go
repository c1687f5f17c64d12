package storagetest

import "headroom/community"

func memberFeeds(b *bench) {
	b.do(func(tx community.Tx) {
		f := community.Feed{ID: tx.NextID(), PersonID: 7, AccountID: 8, Epoch: 2, Hash: []byte("hash"), Name: "Reader", Kind: community.FeedNews, CommunityID: 3, Content: true, CreatedAt: now}
		if _, err := tx.FeedByHash(f.Hash); !community.IsNotFound(err) {
			b.Errorf("a feed that was not made: %v", err)
		}
		b.ok(tx.InsertFeed(f))
		is[community.Feed](b, "by its hash")(tx.FeedByHash([]byte("hash")))(f)
		is[[]community.Feed](b, "all")(tx.Feeds(7))([]community.Feed{f})
		b.ok(tx.DeleteFeed(8, f.ID)) // not theirs
		is[[]community.Feed](b, "kept")(tx.Feeds(7))([]community.Feed{f})
		b.ok(tx.DeleteFeed(7, f.ID))
		is[[]community.Feed](b, "ended")(tx.Feeds(7))(nil)
	})
}
