package storagetest

import (
	"time"

	"headroom/community"
)

func roles(b *bench) {
	appointed := func(tx community.Tx, role string, from, until time.Time) int64 {
		p := head(b, tx)
		return insert(b, tx, tx.InsertAppointment, func(a *community.Appointment) {
			a.PersonID, a.Role, a.From, a.Until = p.ID, role, from, until
		}).ID
	}
	b.do(func(tx community.Tx) {
		first := appointed(tx, "facilitator", now, now.Add(time.Hour))
		second := appointed(tx, "facilitator", now.Add(-time.Hour), time.Time{})
		appointed(tx, "facilitator", now.Add(-time.Hour), now)
		appointed(tx, "facilitator", now.Add(time.Second), now.Add(time.Hour))
		appointed(tx, "desk", now, time.Time{})
		got := func(limit int) []int64 {
			list, err := tx.AppointmentsIn("facilitator", now, limit)
			b.ok(err)
			return idsOf(list, func(a community.Appointment) int64 { return a.ID })
		}
		same(b, "appointed now", got(9), []int64{first, second})
		same(b, "appointed, at most", got(1), []int64{first})
	})
	b.do(func(tx community.Tx) {
		for _, row := range [][2]string{{"room", "read.queue"}, {"room", "community.edit"}, {"house", "read.audit"}, {"other", "read.queue"}} {
			b.ok(tx.AppendAudit(community.AuditRow{At: now, Actor: "somebody", Subject: row[0], Action: row[1], Key: "audit." + row[1]}))
		}
	})
	b.look(func(tx community.Tx) {
		subjects := func(p community.Page) []string {
			list, err := tx.ReadsOf("room", "house", p)
			b.ok(err)
			var out []string
			for _, r := range list {
				out = append(out, r.Subject)
			}
			return out
		}
		same(b, "reads", subjects(community.Page{Limit: 9}), []string{"house", "room"})
		same(b, "the latest read", subjects(community.Page{Limit: 1}), []string{"house"})
		list, err := tx.ReadsOf("room", "house", community.Page{Limit: 1})
		b.ok(err)
		same(b, "older reads", subjects(community.Page{Limit: 9, Before: list[0].Seq}), []string{"room"})
	})
}
