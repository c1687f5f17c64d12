package storagetest

import "headroom/community"

func quiet(b *bench) {
	b.do(func(tx community.Tx) {
		q := community.Quiet{PersonID: 7, Mode: community.QuietHours, From: 1080, Until: 420, UpdatedAt: now}
		if _, err := tx.Quiet(7); !community.IsNotFound(err) {
			b.Errorf("quiet of nobody: %v", err)
		}
		b.ok(tx.PutQuiet(q))
		q.Mode, q.Until = community.QuietOff, 430
		b.ok(tx.PutQuiet(q))
		is[community.Quiet](b, "quiet")(tx.Quiet(7))(q)
		span := func(place, from, until string, open bool) community.SchoolSpan {
			s := community.SchoolSpan{ID: tx.NextID(), Authority: place, Place: place, Name: "Sample", Open: open, From: from, Until: until, By: "operator", At: now}
			b.ok(tx.InsertSchoolSpan(s))
			return s
		}
		later := span("highland", "2026-10-12", "2026-10-23", false)
		first := span("highland", "2026-08-17", "2026-12-18", true)
		all := span("", "2026-08-17", "2026-12-18", true)
		is[community.SchoolDays](b, "of an authority")(tx.SchoolSpans("highland"))(community.SchoolDays{first, later})
		is[community.SchoolDays](b, "of all")(tx.AllSchoolSpans())(community.SchoolDays{all, first, later})
		is[int64](b, "forgotten")(tx.DeleteSchoolSpans("highland"))(2)
		is[community.SchoolDays](b, "left")(tx.AllSchoolSpans())(community.SchoolDays{all})
	})
}
