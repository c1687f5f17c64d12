package storagetest

import (
	"time"

	"headroom/community"
)

// asking checks applications and the evidence for them.
func asking(b *bench) {
	b.do(func(tx community.Tx) {
		apply := func(edit func(*community.Application)) community.Application {
			return insert(b, tx, tx.InsertApplication, func(a *community.Application) {
				a.Email, a.State, a.PersonID, a.CreatedAt = "Ann@School.example", community.ApplicationWaiting, a.ID, now
				a.TokenHash = []byte(a.Name) // three filled bytes need not differ
				if edit != nil {
					edit(a)
				}
			})
		}
		one := apply(nil)
		two := apply(func(a *community.Application) {
			a.State, a.PersonID, a.CreatedAt, a.TokenUntil = community.ApplicationNew, 0, now.Add(time.Hour), time.Time{}
		})
		three := apply(func(a *community.Application) {
			a.State, a.PersonID, a.Nation, a.Register, a.Email = community.ApplicationAppealed, one.PersonID, one.Nation, one.Register, "b@b.example"
		})
		is[community.Application](b, "by id")(tx.Application(one.ID))(one)
		is[community.Application](b, "by link")(tx.ApplicationByToken(one.TokenHash))(one)
		missing[community.Application](b, "a link that was used")(tx.ApplicationByToken(two.TokenHash))
		is[community.Application](b, "the newest of a person")(tx.ApplicationOfPerson(one.PersonID))(three)
		missing[community.Application](b, "of nobody")(tx.ApplicationOfPerson(0))
		states := []string{community.ApplicationWaiting, community.ApplicationAppealed}
		is[[]community.Application](b, "oldest first")(tx.Applications(states, community.Page{}))([]community.Application{one, three})
		is[[]community.Application](b, "the next page")(tx.Applications(states, community.Page{After: one.ID}))([]community.Application{three})
		is[[]community.Application](b, "in no state")(tx.Applications(nil, community.Page{}))(nil)
		is[int64](b, "counted")(tx.ApplicationsCount(states...))(2)
		is[int64](b, "to an address")(tx.ApplicationsTo(" ann@school.EXAMPLE", now))(2)
		is[int64](b, "to an address, lately")(tx.ApplicationsTo("ann@school.example", now.Add(time.Minute)))(1)
		is[[]community.Application](b, "of one school")(tx.ApplicationsLike(one.Nation, one.Register, "none"))([]community.Application{three, one})
		is[[]community.Application](b, "that look alike")(tx.ApplicationsLike("", "", one.Skeleton))([]community.Application{one})
		one.State, one.Email, one.DecidedAt = community.ApplicationAdmitted, "new@school.example", now
		b.ok(tx.UpdateApplication(one))
		is[community.Application](b, "changed")(tx.Application(one.ID))(one)
		is[int64](b, "to the new address")(tx.ApplicationsTo("new@school.example", now))(1)
		b.ok(tx.DropApplicationsBefore(now.Add(time.Hour)))
		is[community.Application](b, "not yet dropped")(tx.Application(two.ID))(two)
		b.ok(tx.DropApplicationsBefore(now.Add(2 * time.Hour)))
		missing[community.Application](b, "dropped")(tx.Application(two.ID))
		is[community.Application](b, "confirmed ones stay")(tx.Application(one.ID))(one)
		evidenceFor(b, tx, one, three)
		namesOfPeople(b, tx)
	})
}

func evidenceFor(b *bench, tx community.Tx, one, three community.Application) {
	b.Helper()
	of := func(a community.Application) func(*community.Evidence) {
		return func(e *community.Evidence) { e.ApplicationID = a.ID }
	}
	first, second := insert(b, tx, tx.InsertEvidence, of(one)), insert(b, tx, tx.InsertEvidence, of(three))
	is[[]community.Evidence](b, "evidence")(tx.EvidenceOf([]int64{one.ID, three.ID}))([]community.Evidence{first, second})
	is[[]community.Evidence](b, "of one")(tx.EvidenceOf([]int64{three.ID}))([]community.Evidence{second})
	is[[]community.Evidence](b, "of none")(tx.EvidenceOf(nil))(nil)

	const voucher = 77
	ask := func(person int64) community.Vouch {
		return insert(b, tx, tx.InsertVouch, func(v *community.Vouch) {
			v.ApplicationID, v.PersonID, v.AnsweredAt, v.Answer = one.ID, person, time.Time{}, ""
		})
	}
	asked, unknown := ask(voucher), ask(0)
	is[community.Vouch](b, "a vouch")(tx.Vouch(asked.ID))(asked)
	is[[]community.Vouch](b, "vouches")(tx.Vouches(one.ID))([]community.Vouch{asked, unknown})
	is[[]community.Vouch](b, "asked of one")(tx.VouchesAskedOf(voucher))([]community.Vouch{asked})
	is[[]community.Vouch](b, "asked of nobody")(tx.VouchesAskedOf(0))(nil)
	is[int64](b, "none given")(tx.VouchesGiven(voucher, now))(0)
	asked.AnsweredAt, asked.Answer = now, "yes"
	b.ok(tx.UpdateVouch(asked))
	is[[]community.Vouch](b, "answered")(tx.VouchesAskedOf(voucher))(nil)
	is[int64](b, "given")(tx.VouchesGiven(voucher, now))(1)
	is[int64](b, "given since")(tx.VouchesGiven(voucher, now.Add(time.Millisecond)))(0)

	code := func() community.MailboxCode {
		return insert(b, tx, tx.InsertMailboxCode, func(c *community.MailboxCode) { c.ApplicationID = one.ID })
	}
	older, newer := code(), code()
	newer.Tries = 4
	b.ok(tx.UpdateMailboxCode(newer))
	is[[]community.MailboxCode](b, "codes")(tx.MailboxCodes(one.ID))([]community.MailboxCode{newer, older})
}

func namesOfPeople(b *bench, tx community.Tx) {
	b.Helper()
	ours := head(b, tx)
	guestOf(b, tx, "c.example")
	is[[]community.PersonName](b, "names of ours")(tx.PeopleNames())([]community.PersonName{{ID: ours.ID, Name: ours.Name}})
	for _, site := range []string{"https://www.School.example/", "http://other.school.example", "https://sch_ol.example"} {
		insert(b, tx, tx.InsertRegisterEntry, func(e *community.RegisterEntry) { e.Register, e.Website = site, site })
	}
	is[int64](b, "schools of a site")(tx.SchoolsOnSite("school.example"))(2)
	is[int64](b, "what like would take for any")(tx.SchoolsOnSite("sch_ol.example"))(1)
}
