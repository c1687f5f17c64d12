package storagetest

import (
	"time"

	"headroom/community"
)

func measures(b *bench) {
	b.do(func(tx community.Tx) {
		c, other := room(b, tx, true), room(b, tx, true)
		ann, ben := head(b, tx), head(b, tx)
		add := func(group, person int64) community.Measure {
			return insert(b, tx, tx.InsertMeasure, func(m *community.Measure) { m.CommunityID, m.PersonID = group, person })
		}
		one, two, elsewhere := add(c.ID, ann.ID), add(c.ID, ben.ID), add(other.ID, ann.ID)
		three := insert(b, tx, tx.InsertMeasure, func(m *community.Measure) {
			m.CommunityID, m.PersonID, m.Kind, m.Until = c.ID, ann.ID, community.MeasureWarn, time.Time{}
		})
		is[community.Measure](b, "measure")(tx.Measure(one.ID))(one)
		missing[community.Measure](b, "unknown")(tx.Measure(1))
		is[[]community.Measure](b, "of a community")(tx.Measures(c.ID, 2))([]community.Measure{three, two})
		is[[]community.Measure](b, "of another")(tx.Measures(other.ID, 10))([]community.Measure{elsewhere})
		is[[]community.Measure](b, "of a person")(tx.MeasuresOf(c.ID, ann.ID, 10))([]community.Measure{three, one})
		is[[]community.Measure](b, "of who had none")(tx.MeasuresOf(other.ID, ben.ID, 10))(nil)
	})
}
