package storagetest

import (
	"time"

	"headroom/community"
	"headroom/community/policy"
)

func welcomes(b *bench) {
	b.do(func(tx community.Tx) {
		missing[community.Welcome](b, "nobody's")(tx.Welcome(7))
		w := community.Welcome{PersonID: 7, Skipped: []string{"hello"}}
		b.ok(tx.PutWelcome(w))
		is[community.Welcome](b, "first steps")(tx.Welcome(7))(w)
		w.Skipped, w.EndedAt = []string{"hello", "biography"}, now
		b.ok(tx.PutWelcome(w))
		is[community.Welcome](b, "put away")(tx.Welcome(7))(w)

		c := room(b, tx, true)
		member := func(state policy.State, start time.Time) community.Membership {
			p := head(b, tx)
			return insert(b, tx, tx.InsertMembership, func(m *community.Membership) {
				m.CommunityID, m.PersonID, m.State, m.Role, m.StartAt = c.ID, p.ID, state, policy.Member, start
			})
		}
		old := member(policy.Active, now.Add(-time.Hour))
		first, second := member(policy.Active, now), member(policy.Active, now.Add(time.Minute))
		member(policy.Pending, now)
		guest := member(policy.Active, now.Add(time.Second))
		guest.Role = policy.Guest
		b.ok(tx.UpdateMembership(guest))
		got := func(limit int, groups ...int64) []int64 {
			list, err := tx.Newcomers(groups, now, limit)
			b.ok(err)
			return idsOf(list, func(m community.MemberView) int64 { return m.Membership.ID })
		}
		same(b, "newcomers", got(9, c.ID, 1), []int64{second.ID, first.ID})
		same(b, "newcomers at most", got(1, c.ID), []int64{second.ID})
		same(b, "newcomers of none", got(9), nil)
		b.ok(tx.PutGreeting(community.Greeting{CommunityID: c.ID, PersonID: second.PersonID, ByID: old.PersonID, At: now}))
		b.ok(tx.PutGreeting(community.Greeting{CommunityID: c.ID, PersonID: second.PersonID, ByID: first.PersonID, At: now}))
		b.ok(tx.PutGreeting(community.Greeting{CommunityID: 1, PersonID: first.PersonID, ByID: old.PersonID, At: now}))
		same(b, "who was not welcomed", got(9, c.ID), []int64{first.ID})

		is[bool](b, "spoken")(tx.Spoken(old.PersonID))(false)
		thread := conversation(b, tx, c.ID)
		say := func(state community.PostState) {
			insert(b, tx, tx.InsertPost, func(p *community.Post) {
				p.CommunityID, p.ThreadID, p.AuthorID, p.State, p.Attachments, p.Mentions = c.ID, thread.ID, old.PersonID, state, nil, nil
			})
		}
		say(community.PostDeleted)
		is[bool](b, "spoken, deleted")(tx.Spoken(old.PersonID))(false)
		say(community.PostSent)
		is[bool](b, "spoken")(tx.Spoken(old.PersonID))(true)
	})
}
