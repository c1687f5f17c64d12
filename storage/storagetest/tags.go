package storagetest

import "headroom/community"

func tagsFollowed(b *bench) {
	b.do(func(tx community.Tx) {
		missing[community.FollowedTag](b, "none")(tx.FollowedTag(811, "maths"))
		follow := func(person int64, name string) community.FollowedTag {
			return insert(b, tx, tx.InsertFollowedTag, func(f *community.FollowedTag) { f.PersonID, f.Name = person, name })
		}
		one, two := follow(811, "maths"), follow(811, "snow")
		follow(812, "maths")
		is[community.FollowedTag](b, "of one")(tx.FollowedTag(811, "maths"))(one)
		is[[]community.FollowedTag](b, "newest first")(tx.FollowedTags(811, community.Page{Limit: 9}))([]community.FollowedTag{two, one})
		is[[]community.FollowedTag](b, "before")(tx.FollowedTags(811, community.Page{Before: two.ID, Limit: 9}))([]community.FollowedTag{one})
		twice := one
		twice.ID = tx.NextID()
		b.kind(tx.InsertFollowedTag(twice), community.Conflict)
	})
	b.do(func(tx community.Tx) {
		follow := insert(b, tx, tx.InsertFollowedTag, func(f *community.FollowedTag) { f.PersonID, f.Name = 813, "maths" })
		b.ok(tx.DeleteFollowedTag(813, follow.Name))
		is[[]community.FollowedTag](b, "no longer")(tx.FollowedTags(813, community.Page{Limit: 9}))(nil)
	})
}
