package storagetest

import (
	"time"

	"headroom/community"
)

func savedFilters(b *bench) {
	b.do(func(tx community.Tx) {
		add := func(person int64, edit func(*community.Filter)) community.Filter {
			return insert(b, tx, tx.InsertFilter, func(f *community.Filter) { f.PersonID = person; edit(f) })
		}
		one := add(921, func(*community.Filter) {})
		two := add(921, func(f *community.Filter) {
			f.Contexts, f.Words, f.Posts, f.ExpiresAt = []string{"home", "thread"}, nil, nil, time.Time{}
		})
		other := add(922, func(*community.Filter) {})
		is[[]community.Filter](b, "as they were made")(tx.Filters(921))([]community.Filter{one, two})
		one.Title, one.Hide, one.Words = "Brochures", true, []community.FilterWord{{ID: 5, Text: "brochure", Whole: true}}
		b.ok(tx.UpdateFilter(one))
		b.ok(tx.DeleteFilter(two.ID))
		is[[]community.Filter](b, "changed")(tx.Filters(921))([]community.Filter{one})
		b.ok(tx.ForgetFilters(921))
		is[[]community.Filter](b, "forgotten")(tx.Filters(921))(nil)
		is[[]community.Filter](b, "another's stay")(tx.Filters(922))([]community.Filter{other})
	})
}
