package storagetest

import (
	"time"

	"headroom/community"
)

func followingAndLists(b *bench) {
	b.do(func(tx community.Tx) {
		at := func(ms int64) time.Time { return time.UnixMilli(ms).UTC() }
		missing[community.Following](b, "nobody")(tx.Following(901, 902))
		one := community.Following{PersonID: 901, OtherID: 902, CreatedAt: at(5000)}
		two := community.Following{PersonID: 901, OtherID: 903, CreatedAt: at(6000)}
		b.ok(tx.PutFollowing(one))
		b.ok(tx.PutFollowing(two))
		b.ok(tx.PutFollowing(community.Following{PersonID: 901, OtherID: 902, CreatedAt: at(9000)}))
		is[community.Following](b, "once")(tx.Following(901, 902))(one)
		missing[community.Following](b, "the other way")(tx.Following(902, 901))
		is[[]community.Following](b, "the last first")(tx.FollowingOf(901))([]community.Following{two, one})
		b.ok(tx.DeleteFollowing(901, 903))
		is[[]community.Following](b, "no longer")(tx.FollowingOf(901))([]community.Following{one})

		list := func(person int64, title string) community.PeopleList {
			return insert(b, tx, tx.InsertPeopleList, func(l *community.PeopleList) { l.PersonID, l.Title = person, title })
		}
		islands, small := list(901, "Islands"), list(901, "Small schools")
		theirs := list(904, "Another's")
		is[[]community.PeopleList](b, "as they were made")(tx.PeopleLists(901))([]community.PeopleList{islands, small})
		islands.Title = "Ferries"
		b.ok(tx.UpdatePeopleList(islands))
		is[community.PeopleList](b, "renamed")(tx.PeopleList(islands.ID))(islands)
		first := community.PeopleListEntry{ListID: islands.ID, OtherID: 902, PersonID: 901, AddedAt: at(5000)}
		second := community.PeopleListEntry{ListID: islands.ID, OtherID: 903, PersonID: 901, AddedAt: at(6000)}
		other := community.PeopleListEntry{ListID: theirs.ID, OtherID: 902, PersonID: 904, AddedAt: at(5000)}
		for _, e := range []community.PeopleListEntry{first, second, other, {ListID: islands.ID, OtherID: 902, PersonID: 901, AddedAt: at(7000)}} {
			b.ok(tx.PutPeopleListEntry(e))
		}
		is[[]community.PeopleListEntry](b, "in a list")(tx.PeopleListEntries(islands.ID))([]community.PeopleListEntry{second, first})
		b.ok(tx.DeletePeopleListEntry(islands.ID, 903))
		is[[]community.PeopleListEntry](b, "of somebody")(tx.PeopleListEntriesOf(901))([]community.PeopleListEntry{first})
		b.ok(tx.DeletePeopleList(islands.ID))
		missing[community.PeopleList](b, "deleted")(tx.PeopleList(islands.ID))
		is[[]community.PeopleListEntry](b, "with its entries")(tx.PeopleListEntries(islands.ID))(nil)

		b.ok(tx.PutPeopleListEntry(community.PeopleListEntry{ListID: small.ID, OtherID: 902, PersonID: 901, AddedAt: at(1)}))
		b.ok(tx.ForgetFollowing(901))
		is[[]community.Following](b, "forgotten")(tx.FollowingOf(901))(nil)
		is[[]community.PeopleList](b, "lists forgotten")(tx.PeopleLists(901))(nil)
		is[[]community.PeopleListEntry](b, "entries forgotten")(tx.PeopleListEntriesOf(901))(nil)
		is[[]community.PeopleListEntry](b, "another's stays")(tx.PeopleListEntries(theirs.ID))([]community.PeopleListEntry{other})
	})
}

func postsOfSeveral(b *bench) {
	b.do(func(tx community.Tx) {
		c := room(b, tx, true)
		thread := conversation(b, tx, c.ID)
		ann, ben, cai := head(b, tx), head(b, tx), head(b, tx)
		var ids []int64
		for _, author := range []community.Person{ann, ben, cai, ann} {
			p := insert(b, tx, tx.InsertPost, func(p *community.Post) {
				p.CommunityID, p.ThreadID, p.AuthorID, p.Attachments, p.Mentions = c.ID, thread.ID, author.ID, nil, nil
			})
			ids = append(ids, p.ID)
		}
		of := []int64{ann.ID, cai.ID}
		is[[]int64](b, "the last first")(tx.PostIDsOf(of, community.Page{Limit: 9}))([]int64{ids[3], ids[2], ids[0]})
		is[[]int64](b, "before")(tx.PostIDsOf(of, community.Page{Before: ids[3], Limit: 1}))([]int64{ids[2]})
		is[[]int64](b, "next after")(tx.PostIDsOf(of, community.Page{After: ids[0], Limit: 1}))([]int64{ids[2]})
		is[[]int64](b, "of nobody")(tx.PostIDsOf(nil, community.Page{Limit: 9}))(nil)
	})
}
