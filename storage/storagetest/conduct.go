package storagetest

import (
	"time"

	"headroom/community"
	"headroom/community/policy"
)

func conduct(b *bench) {
	b.do(func(tx community.Tx) {
		c := room(b, tx, true)
		add := func(group int64, days int) community.Conduct {
			return insert(b, tx, tx.InsertConduct, func(v *community.Conduct) {
				v.CommunityID, v.Since = group, now.AddDate(0, 0, days)
			})
		}
		newer, older := add(c.ID, 2), add(c.ID, 1)
		add(room(b, tx, true).ID, 3)
		is[[]community.Conduct](b, "versions")(tx.Conducts(c.ID, 10))([]community.Conduct{newer, older})
		older.By = "https://a.example/u/2"
		b.ok(tx.UpdateConduct(older))
		is[[]community.Conduct](b, "the newest")(tx.Conducts(c.ID, 1))([]community.Conduct{newer})
		is[[]community.Conduct](b, "changed")(tx.Conducts(c.ID, 2))([]community.Conduct{newer, older})
		is[[]community.Conduct](b, "none")(tx.Conducts(1, 2))(nil)

		var in []int64
		for i := range 4 {
			p := head(b, tx)
			if i == 3 {
				p = guestOf(b, tx, "c.example")
			}
			insert(b, tx, tx.InsertMembership, func(m *community.Membership) {
				m.CommunityID, m.PersonID, m.State, m.Role, m.StartAt = c.ID, p.ID, policy.Active, policy.Member, now.Add(-time.Hour)
				if i == 1 {
					m.State = policy.Left
				}
			})
			in = append(in, p.ID)
		}
		is[[]int64](b, "who is in it")(tx.InRoomHere(c.ID, 0, 10))([]int64{in[0], in[2]})
		is[[]int64](b, "one")(tx.InRoomHere(c.ID, 0, 1))(in[:1])
		is[[]int64](b, "after the first")(tx.InRoomHere(c.ID, in[0], 10))(in[2:3])
	})
}

// termsOfUse are those that hold, and who has seen them.
func termsOfUse(b *bench) {
	b.do(func(tx community.Tx) {
		missing[community.TermsVersion](b, "no terms")(tx.NewestTerms())
		var people []int64
		for i := range 5 {
			p := head(b, tx)
			insert(b, tx, tx.InsertAccount, func(a *community.Account) {
				a.PersonID, a.CreatedAt, a.DisabledAt, a.EndAt, a.TermsSeen = p.ID, now.AddDate(0, 0, -1), time.Time{}, time.Time{}, 0
				switch i {
				case 1:
					a.TermsSeen = 1 << 50
				case 2:
					a.DisabledAt = now
				case 3:
					a.CreatedAt = now.AddDate(0, 0, 1)
				case 4:
					a.PersonID = 0
				}
			})
			people = append(people, p.ID)
		}
		for _, kind := range []string{"terms", "review"} {
			insert(b, tx, tx.InsertSafetyRecord, func(r *community.SafetyRecord) { r.Kind, r.CreatedAt = kind, now })
		}
		v, err := tx.NewestTerms()
		b.ok(err)
		records, err := tx.SafetyRecords("terms", 1)
		b.ok(err)
		same(b, "terms", v, community.TermsVersion{ID: records[0].ID, At: now})
		all, seen, err := tx.TermsReaders(v)
		b.ok(err)
		same(b, "readers", []int64{all, seen}, []int64{2, 1})
		is[[]int64](b, "people here")(tx.PeopleHere(0, 10))([]int64{people[0], people[1], people[3]})
		is[[]int64](b, "after the first")(tx.PeopleHere(people[0], 1))(people[1:2])
	})
}
