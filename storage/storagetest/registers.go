package storagetest

import (
	"time"

	"headroom/community"
)

// registers checks schools of registers, who followed whom, and headships in
// question.
func registers(b *bench) {
	b.do(func(tx community.Tx) {
		entry := func(nation, id, folded, status string) community.RegisterEntry {
			return insert(b, tx, tx.InsertRegisterEntry, func(e *community.RegisterEntry) {
				e.Nation, e.Register, e.Folded, e.Status, e.Digest = nation, id, " "+folded+" ", status, "d"+id
			})
		}
		one := entry("SCT", "8400001", "example primary school", community.SchoolClosed)
		two := entry("SCT", "8400002", "example high school", community.SchoolOpen)
		three := entry("CYM", "8400001", "ysgol enghraifft", community.SchoolOpen)
		is[community.RegisterEntry](b, "by number")(tx.RegisterEntry("SCT", "8400001"))(one)
		is[community.RegisterEntry](b, "in Wales")(tx.RegisterEntry("CYM", "8400001"))(three)
		missing[community.RegisterEntry](b, "unknown number")(tx.RegisterEntry("CYM", "8400002"))
		is[[]community.RegisterEntry](b, "open ones first")(tx.RegisterEntries("SCT", []string{"exam"}, 10))([]community.RegisterEntry{two, one})
		is[[]community.RegisterEntry](b, "all words")(tx.RegisterEntries("", []string{"school", "prim"}, 10))([]community.RegisterEntry{one})
		is[[]community.RegisterEntry](b, "beginnings of words alone")(tx.RegisterEntries("", []string{"ample"}, 10))(nil)
		is[[]community.RegisterEntry](b, "what like would take for any")(tx.RegisterEntries("", []string{"%"}, 10))(nil)
		twice := two
		twice.ID = tx.NextID()
		b.kind(tx.InsertRegisterEntry(twice), community.Conflict)
		two.Heads, two.Digest = []byte("0123456789abcdef"), "new"
		b.ok(tx.UpdateRegisterEntry(two))
		is[map[string]community.RegisterMark](b, "marks")(tx.RegisterMarks("SCT"))(map[string]community.RegisterMark{
			"8400001": {ID: one.ID, Digest: one.Digest, Heads: one.Heads}, "8400002": {ID: two.ID, Digest: "new", Heads: two.Heads}})

		link := community.RegisterLink{From: "8400001", To: "8400002", Kind: "successor", At: now.Truncate(24 * time.Hour)}
		put := func(what string, fresh, changed bool) {
			b.Helper()
			f, c, err := tx.PutRegisterLink("SCT", link)
			b.ok(err)
			same(b, what, [2]bool{f, c}, [2]bool{fresh, changed})
		}
		put("a new link", true, false)
		put("the same link", false, false)
		link.Kind = "merged"
		put("a changed link", false, true)
		is[[]community.RegisterLink](b, "successors")(tx.Successors("SCT", "8400001"))([]community.RegisterLink{link})
		is[[]community.RegisterLink](b, "of another nation")(tx.Successors("CYM", "8400001"))(nil)

		made := community.RegisterImport{ID: tx.NextID(), Source: "scotland", Nation: "SCT", By: "command line", At: now,
			RegisterReport: community.RegisterReport{Rows: 9, Added: 1, Changed: 2, Unchanged: 3, Passed: 4, Absent: 5, Heads: 6, Confirm: 7}}
		b.ok(tx.InsertRegisterImport(made))
		is[[]community.RegisterImport](b, "imports")(tx.RegisterImports(community.Page{}))([]community.RegisterImport{made})
		inQuestion(b, tx)
	})
}

// inQuestion checks headships that are to be confirmed.
func inQuestion(b *bench, tx community.Tx) {
	b.Helper()
	lead := insert(b, tx, tx.InsertPerson, func(p *community.Person) { p.Local, p.Nation, p.SchoolID = true, "SCT", "8400001" })
	insert(b, tx, tx.InsertPerson, func(p *community.Person) { p.Local, p.Nation, p.SchoolID = true, "CYM", "8400001" })
	insert(b, tx, tx.InsertPerson, func(p *community.Person) { p.Local, p.Nation, p.SchoolID = false, "SCT", "8400001" })
	found, err := tx.PeopleOfSchool("SCT", "8400001")
	b.ok(err)
	if len(found) != 1 || found[0].ID != lead.ID {
		b.Errorf("of the school are %+v", found)
	}
	is[[]community.Person](b, "of no school")(tx.PeopleOfSchool("SCT", ""))(nil)

	c := community.Confirmation{ID: tx.NextID(), PersonID: lead.ID, Nation: "SCT", Register: "8400001", Reason: "head-changed",
		StartAt: now, EndAt: now.Add(time.Hour)}
	b.ok(tx.InsertConfirmation(c))
	again := c
	again.ID = tx.NextID()
	b.kind(tx.InsertConfirmation(again), community.Conflict)
	is[community.Confirmation](b, "open")(tx.OpenConfirmation(lead.ID))(c)
	is[[]community.Confirmation](b, "waiting")(tx.Confirmations(community.Page{}))([]community.Confirmation{c})
	is[[]community.Confirmation](b, "not due")(tx.ConfirmationsDue(now.Add(time.Hour - time.Millisecond)))(nil)
	is[[]community.Confirmation](b, "due")(tx.ConfirmationsDue(now.Add(time.Hour)))([]community.Confirmation{c})
	c.ClosedAt, c.Outcome = now, "confirmed"
	b.ok(tx.UpdateConfirmation(c))
	missing[community.Confirmation](b, "closed")(tx.OpenConfirmation(lead.ID))
	is[[]community.Confirmation](b, "nothing waits")(tx.Confirmations(community.Page{}))(nil)
	b.ok(tx.InsertConfirmation(again))
}
