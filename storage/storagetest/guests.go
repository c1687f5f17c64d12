package storagetest

import (
	"time"

	"headroom/community"
)

func guests(b *bench) {
	b.do(func(tx community.Tx) {
		missing[community.Guest](b, "nobody's")(tx.Guest(7))
		add := func(edit func(*community.Guest)) community.Guest {
			return insert(b, tx, tx.InsertGuest, func(g *community.Guest) {
				g.CommunityID, g.ThreadID, g.PersonID, g.SponsorID, g.State = 3, 4, 0, 5, community.GuestAsked
				edit(g)
			})
		}
		first := add(func(*community.Guest) {})
		second := add(func(g *community.Guest) { g.PersonID, g.State = 6, community.GuestIn })
		add(func(g *community.Guest) { g.CommunityID, g.ThreadID = 13, 14 })
		over := add(func(g *community.Guest) { g.PersonID, g.State = 8, community.GuestEnded })
		is[community.Guest](b, "a guest")(tx.Guest(first.ID))(first)

		ids := func(list []community.Guest, err error) []int64 {
			b.ok(err)
			return idsOf(list, func(g community.Guest) int64 { return g.ID })
		}
		same(b, "of a thread", ids(tx.GuestsOfThread(4, 9)), []int64{over.ID, second.ID, first.ID})
		same(b, "of a thread, at most", ids(tx.GuestsOfThread(4, 1)), []int64{over.ID})
		same(b, "asked for", ids(tx.GuestsAsked(3, 9)), []int64{first.ID})
		same(b, "among people", ids(tx.GuestsAmong(3, []int64{6, 7, 8})), []int64{over.ID, second.ID})
		same(b, "among nobody", ids(tx.GuestsAmong(3, nil)), nil)
		same(b, "on a word", ids(tx.GuestsBy(3, 5)), []int64{first.ID, second.ID})

		invited := add(func(g *community.Guest) {
			g.State, g.Person, g.Invitation = community.GuestInvited, "https://w.example/u/1", "https://s.example/invitations/1"
		})
		is[community.Guest](b, "by invitation")(tx.GuestByInvitation(invited.Invitation))(invited)
		missing[community.Guest](b, "by another's")(tx.GuestByInvitation("https://s.example/invitations/2"))
		missing[community.Guest](b, "by none")(tx.GuestByInvitation(""))
		same(b, "on a word, invited", ids(tx.GuestsBy(3, 5)), []int64{first.ID, second.ID, invited.ID})

		first.State, first.Email, first.EndAt = community.GuestDeclined, "", time.Time{}
		b.ok(tx.UpdateGuest(first))
		is[community.Guest](b, "changed")(tx.Guest(first.ID))(first)
		same(b, "asked for no more", ids(tx.GuestsAsked(3, 9)), nil)
	})
}
