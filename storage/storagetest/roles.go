package storagetest

import (
	"time"

	"headroom/community"
	"headroom/community/policy"
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
		leads := func(id, name string, phase []string, edit func(*community.CredentialRecord)) {
			p := insert(b, tx, tx.InsertPerson, func(p *community.Person) {
				p.Local, p.SuspendedAt, p.AuthorityID, p.Authority, p.Phase = true, time.Time{}, id, name, phase
			})
			insert(b, tx, tx.InsertCredential, func(c *community.CredentialRecord) {
				c.PersonID, c.Local, c.Kind, c.RevokedAt, c.SuspendedAt = p.ID, true, policy.Head, time.Time{}, time.Time{}
				c.ValidFrom, c.ValidUntil, c.AuthorityID, c.Authority = now, now.Add(time.Hour), id, name
				edit(c)
			})
		}
		as := func(*community.CredentialRecord) {}
		leads("S1", "One", []string{"primary"}, as)
		leads("S1", "One", []string{"primary", "nursery"}, as)
		leads("S2", "Two", []string{"primary"}, as)
		leads("", "One", []string{"primary"}, as)
		leads("S1", "One", []string{"primary"}, func(c *community.CredentialRecord) { c.RevokedAt = now })
		leads("S1", "One", []string{"primary"}, func(c *community.CredentialRecord) { c.ValidUntil = now })
		leads("S1", "One", []string{"primary"}, func(c *community.CredentialRecord) { c.Kind = policy.Aspiring })
		// A profile says another authority than that of the verification, both ways.
		leads("S1", "One", []string{"primary"}, func(c *community.CredentialRecord) { c.AuthorityID, c.Authority = "S2", "Two" })
		leads("S2", "Two", []string{"nursery"}, func(c *community.CredentialRecord) { c.AuthorityID, c.Authority = "S1", "One" })
		leads("S1", "One", []string{"primary"}, func(c *community.CredentialRecord) { // verified anew elsewhere
			insert(b, tx, tx.InsertCredential, func(k *community.CredentialRecord) {
				k.PersonID, k.Local, k.Kind, k.RevokedAt, k.SuspendedAt = c.PersonID, true, policy.Head, time.Time{}, time.Time{}
				k.ValidFrom, k.ValidUntil, k.AuthorityID, k.Authority = now, now.Add(time.Hour), "S1", "One"
			})
			c.ID, c.AuthorityID, c.Authority = tx.NextID(), "S3", "Three"
		})
		is[map[string]int64](b, "heads by phase")(tx.HeadsByPhase("S1", "Two", []string{"primary", "nursery", "special"}, now))(
			map[string]int64{"primary": 2, "nursery": 2, "special": 0})
		is[map[string]int64](b, "heads by phase, by name")(tx.HeadsByPhase("", "One", []string{"primary"}, now))(map[string]int64{"primary": 1})
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

// furtherRoles reads in a room that names the role, with people of this instance
// who hold it, and is counted apart from heads.
func furtherRoles(b *bench) {
	b.do(func(tx community.Tx) {
		c := insert(b, tx, tx.InsertCommunity, func(c *community.Community) {
			c.Local, c.DeletedAt, c.Requires = true, time.Time{}, []string{"HeadteacherCredential", "role:bursar"}
		})
		joins := func(local bool, kind policy.Credential, of string) int64 {
			p := insert(b, tx, tx.InsertPerson, func(p *community.Person) {
				p.Local, p.SuspendedAt, p.Host, p.Nation = local, time.Time{}, "s.example", "SCT"
			})
			insert(b, tx, tx.InsertCredential, func(k *community.CredentialRecord) {
				k.PersonID, k.Kind, k.Type, k.RevokedAt, k.SuspendedAt = p.ID, kind, of, time.Time{}, time.Time{}
				k.ValidFrom, k.ValidUntil = now.Add(-time.Hour), now.Add(time.Hour)
			})
			insert(b, tx, tx.InsertMembership, func(m *community.Membership) {
				m.CommunityID, m.PersonID, m.Role, m.State, m.Credential = c.ID, p.ID, policy.Member, policy.Active, 0
				m.StartAt, m.EndAt = time.Time{}, time.Time{}
			})
			return p.ID
		}
		want := map[int64]bool{joins(true, policy.Head, "HeadteacherCredential"): true, joins(true, policy.Appointed, "role:bursar"): true}
		joins(true, policy.Appointed, "role:governor")
		joins(true, policy.Aspiring, "AspiringHeadCredential")
		readers, err := tx.Readers(c.ID, now)
		b.ok(err)
		for _, m := range readers {
			if !want[m.PersonID] {
				b.Errorf("%d reads", m.PersonID)
			}
		}
		if len(readers) != len(want) {
			b.Errorf("%d read", len(readers))
		}
		is[[]community.AudienceCount](b, "counted")(tx.ReaderCounts(c.ID, now))([]community.AudienceCount{
			{Host: "s.example", Nation: "SCT", Role: policy.Member, People: 1},
			{Host: "s.example", Nation: "SCT", Role: policy.Member, Other: true, People: 1}})
	})
}
