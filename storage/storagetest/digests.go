package storagetest

import (
	"time"

	"headroom/community"
	"headroom/internal/ids"
)

func digests(b *bench) {
	b.do(func(tx community.Tx) {
		d := community.Digest{PersonID: 7, Mode: community.DigestDaily, At: 450, NextAt: now, ToldUntil: now.Add(-time.Hour), SentDay: "2026-08-31", UpdatedAt: now}
		b.ok(tx.PutDigest(d))
		later, off := d, d
		later.PersonID, later.NextAt = 8, now.Add(time.Minute)
		off.PersonID, off.Mode, off.NextAt = 9, community.DigestOff, time.Time{}
		b.ok(tx.PutDigest(later))
		b.ok(tx.PutDigest(off))
		is[[]community.Digest](b, "due")(tx.DigestsDue(now, 10))([]community.Digest{d})
		is[[]community.Digest](b, "due later")(tx.DigestsDue(now.Add(time.Hour), 1))([]community.Digest{d})
		d.Mode, d.NextAt = community.DigestWeekly, now.Add(time.Hour)
		b.ok(tx.PutDigest(d))
		is[community.Digest](b, "changed")(tx.Digest(7))(d)

		w := newTold(b, tx, 3)
		first, _ := w.says(tx, w.people[0].ID, 0)
		second, _ := w.says(tx, w.people[1].ID, first.ID)
		other := insert(b, tx, tx.InsertThread, func(t *community.Thread) { t.CommunityID = w.room.ID })
		w.thread = other
		alone, _ := w.says(tx, w.people[2].ID, 0)
		w.says(tx, w.people[2].ID, alone.ID)
		forth, _ := w.says(tx, w.people[2].ID, alone.ID)
		busy := []community.BusyThread{{ThreadID: first.ThreadID, Posts: 2, Writers: 2, NewestID: second.ID}, {ThreadID: other.ID, Posts: 3, Writers: 1, NewestID: forth.ID}}
		at := ids.Time(first.ID)
		is[[]community.BusyThread](b, "busy")(tx.BusyThreads(w.room.ID, at.Add(-time.Hour), at.Add(time.Hour), 10))(busy)
		is[[]community.BusyThread](b, "busiest")(tx.BusyThreads(w.room.ID, at.Add(-time.Hour), at.Add(time.Hour), 1))(busy[:1])
		is[[]community.BusyThread](b, "before")(tx.BusyThreads(w.room.ID, at.Add(-2*time.Hour), at.Add(-time.Hour), 10))(nil)
	})
}
