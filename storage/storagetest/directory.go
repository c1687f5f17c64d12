package storagetest

import (
	"slices"
	"time"

	"headroom/community"
)

// listed checks who is in the directory, and by what they are found.
func listed(b *bench) {
	b.do(func(tx community.Tx) {
		someone := func(search string, edit func(*community.Person), from, until time.Time) community.Person {
			b.Helper()
			p := insert(b, tx, tx.InsertPerson, func(p *community.Person) {
				*p = community.Person{ID: p.ID, IRI: p.IRI, Username: p.Username, Local: true, Name: "Sample", SearchText: search}
				edit(p)
			})
			if !until.IsZero() {
				credentialOf(b, tx, p.ID, from, until)
			}
			return p
		}
		day := 24 * time.Hour
		ann := someone("ann ynys mon small", func(p *community.Person) {
			p.Nation, p.Phase, p.Languages, p.Terms = "CYM", []string{"primary", "special"}, []string{"cy", "en"}, []string{"s:asn", "s:rural"}
			p.HeadSince, p.ShareYears, p.ShareSchool, p.SchoolRef = 2010, true, true, 7
		}, now.Add(-day), now.Add(day))
		ben := someone("ben ty-ddewi", func(p *community.Person) {
			p.Nation, p.Phase, p.Terms, p.Contact, p.SchoolRef = "CYM", []string{"primary"}, []string{"s:asn", "k:asn"}, community.ContactNone, 7
			p.HeadSince = 2012 // not shared
		}, now.Add(-day), now.Add(day))
		cat := someone("cat", func(p *community.Person) {
			p.Nation, p.HeadSince, p.ShareYears, p.ShareSchool = "SCT", 2025, true, true
		}, now.Add(-day), now.Add(day))
		insert(b, tx, tx.InsertHeadship, func(h *community.Headship) { h.PersonID, h.SchoolRef, h.Until = cat.ID, 7, time.Time{} })
		someone("dan", func(p *community.Person) {}, time.Time{}, time.Time{})                                // without a credential
		someone("eve", func(p *community.Person) {}, now.Add(time.Hour), now.Add(day))                        // not yet
		someone("fay", func(p *community.Person) { p.SuspendedAt = now }, now.Add(-day), now.Add(day))        // suspended
		someone("", func(p *community.Person) { p.Name, p.Username = "", "nn" }, now.Add(-day), now.Add(day)) // nobody knows who

		all := []int64{cat.ID, ben.ID, ann.ID}
		for _, c := range []struct {
			name   string
			filter community.DirectoryFilter
			page   community.Page
			want   []int64
		}{
			{"all", community.DirectoryFilter{}, community.Page{}, all},
			{"first", community.DirectoryFilter{}, community.Page{Limit: 1}, all[:1]},
			{"older", community.DirectoryFilter{}, community.Page{Limit: 1, Before: cat.ID}, all[1:2]},
			{"newer", community.DirectoryFilter{}, community.Page{Limit: 1, After: ann.ID}, all[1:2]},
			{"nation", community.DirectoryFilter{Nation: "CYM"}, community.Page{}, all[1:]},
			{"phase", community.DirectoryFilter{Phase: "special"}, community.Page{}, all[2:]},
			{"part of a phase", community.DirectoryFilter{Phase: "prim"}, community.Page{}, nil},
			{"language", community.DirectoryFilter{Language: "cy"}, community.Page{}, all[2:]},
			{"contact", community.DirectoryFilter{Contact: true}, community.Page{}, []int64{cat.ID, ann.ID}},
			{"term", community.DirectoryFilter{Terms: []string{"s:asn"}}, community.Page{}, all[1:]},
			{"terms", community.DirectoryFilter{Terms: []string{"s:asn", "k:asn"}}, community.Page{}, all[1:2]},
			{"word", community.DirectoryFilter{Words: []string{"mon"}}, community.Page{}, all[2:]},
			{"beginning of a word", community.DirectoryFilter{Words: []string{"yn", "sm"}}, community.Page{}, all[2:]},
			{"inside a word", community.DirectoryFilter{Words: []string{"nys"}}, community.Page{}, nil},
			{"after a hyphen", community.DirectoryFilter{Words: []string{"ddewi"}}, community.Page{}, all[1:2]},
			{"a term is no word", community.DirectoryFilter{Words: []string{"rural"}}, community.Page{}, nil},
			{"since", community.DirectoryFilter{SinceFrom: 2024}, community.Page{}, all[:1]},
			{"until", community.DirectoryFilter{SinceTo: 2015}, community.Page{}, all[2:]},
			{"between", community.DirectoryFilter{SinceFrom: 2011, SinceTo: 2024}, community.Page{}, nil},
			{"school", community.DirectoryFilter{School: 7}, community.Page{}, []int64{cat.ID, ann.ID}},
			{"everything", community.DirectoryFilter{Nation: "CYM", Phase: "primary", Language: "en", Contact: true,
				Terms: []string{"s:rural"}, Words: []string{"ann"}, SinceTo: 2010, School: 7}, community.Page{}, all[2:]},
		} {
			c.filter.Now = now
			got, err := tx.Listed(c.filter, c.page)
			b.ok(err)
			same(b, c.name, idsOf(got, func(p community.Person) int64 { return p.ID }), c.want)
			if c.page == (community.Page{}) {
				is[int64](b, "count of "+c.name)(tx.CountListed(c.filter))(int64(len(c.want)))
			}
		}
		counted(b, tx, ann, ben, cat)
		relisted(b, tx, ann)
	})
}

// counted checks what the directory says of all who are in it.
func counted(b *bench, tx community.Tx, ann, ben, cat community.Person) {
	people, sum, err := tx.YearsListed(now)
	b.ok(err)
	same(b, "years", []int64{people, sum}, []int64{2, 2010 + 2025})
	is[[]community.TermCount](b, "terms")(tx.TermsListed("s:", now, 5))([]community.TermCount{{Term: "s:asn", People: 2, PersonID: ben.ID}, {Term: "s:rural", People: 1, PersonID: ann.ID}})
	is[[]community.TermCount](b, "first term")(tx.TermsListed("s:", now, 1))([]community.TermCount{{Term: "s:asn", People: 2, PersonID: ben.ID}})
	is[[]community.TermCount](b, "alike")(tx.ListedWith([]string{"s:rural", "s:asn", "s:asn"}, now, 5))([]community.TermCount{{People: 2, PersonID: ann.ID}, {People: 1, PersonID: ben.ID}})
	is[[]community.TermCount](b, "alike in nothing")(tx.ListedWith(nil, now, 5))(nil)
}

// crowd checks a word that very many people have: it finds the same as a rare
// one, page by page.
func crowd(b *bench) {
	b.do(func(tx community.Tx) {
		var all []int64
		for n := range 2100 {
			p := insert(b, tx, tx.InsertPerson, func(p *community.Person) {
				*p = community.Person{ID: p.ID, IRI: p.IRI, Username: p.Username, Local: true, Name: "Sample", SearchText: "sample common"}
				if n%700 == 0 {
					p.SearchText = "sample rare"
				}
			})
			if n%3 == 0 {
				credentialOf(b, tx, p.ID, now.Add(-time.Hour), now.Add(time.Hour))
				all = append(all, p.ID)
			}
		}
		slices.Reverse(all)
		ids := func(words []string, page community.Page) []int64 {
			b.Helper()
			got, err := tx.Listed(community.DirectoryFilter{Now: now, Words: words}, page)
			b.ok(err)
			return idsOf(got, func(p community.Person) int64 { return p.ID })
		}
		same(b, "a page of many", ids([]string{"sam"}, community.Page{Limit: 20}), all[:20])
		same(b, "the next page", ids([]string{"sample"}, community.Page{Limit: 20, Before: all[19]}), all[20:40])
		same(b, "many and few", ids([]string{"sam", "rare"}, community.Page{Limit: 20}), []int64{all[len(all)-1]})
		is[int64](b, "count of many")(tx.CountListed(community.DirectoryFilter{Now: now, Words: []string{"sam"}}))(int64(len(all)))
	})
}

// relisted checks that the directory follows what becomes of a person.
func relisted(b *bench, tx community.Tx, ann community.Person) {
	in := func(f community.DirectoryFilter, at time.Time, want int64) {
		b.Helper()
		f.Now = at
		f.Nation = "CYM"
		is[int64](b, "listed")(tx.CountListed(f))(want)
	}
	in(community.DirectoryFilter{}, now, 2)
	in(community.DirectoryFilter{}, now.Add(24*time.Hour), 0)
	credentialOf(b, tx, ann.ID, now.Add(12*time.Hour), now.Add(48*time.Hour))
	credentialOf(b, tx, ann.ID, now.Add(72*time.Hour), now.Add(96*time.Hour))
	for hours, want := range map[time.Duration]int64{13: 2, 25: 1, 47: 1, 48: 0, 71: 0, 72: 1, 96: 0} {
		in(community.DirectoryFilter{}, now.Add(hours*time.Hour), want)
	}
	ann.SearchText, ann.Terms, ann.ShareYears = "anna", []string{"s:small"}, false
	b.ok(tx.UpdatePerson(ann))
	in(community.DirectoryFilter{Words: []string{"ynys"}}, now, 0)
	in(community.DirectoryFilter{Words: []string{"anna"}, Terms: []string{"s:small"}}, now, 1)
	in(community.DirectoryFilter{SinceTo: 2020}, now, 0)
	all, err := tx.Credentials(ann.ID)
	b.ok(err)
	for i, c := range all {
		c.RevokedAt = now
		if i == 0 {
			c.RevokedAt, c.SuspendedAt = time.Time{}, now
		}
		b.ok(tx.UpdateCredential(c))
	}
	in(community.DirectoryFilter{Words: []string{"anna"}}, now, 0)
	in(community.DirectoryFilter{}, now.Add(73*time.Hour), 0)
}

// credentialOf gives a person a good credential for a time.
func credentialOf(b *bench, tx community.Tx, person int64, from, until time.Time) {
	b.Helper()
	insert(b, tx, tx.InsertCredential, func(c *community.CredentialRecord) {
		c.Index = c.ID // one each, in a crowd too
		c.PersonID, c.ValidFrom, c.ValidUntil, c.RevokedAt, c.SuspendedAt = person, from, until, time.Time{}, time.Time{}
	})
}

// schools checks schools, and what is asked of an author.
func schools(b *bench) {
	b.do(func(tx community.Tx) {
		one := insert(b, tx, tx.InsertSchool, nil)
		is[community.School](b, "school")(tx.School(one.ID))(one)
		is[community.School](b, "by register")(tx.SchoolByRegister(one.Nation, one.Register))(one)
		is[community.School](b, "by name")(tx.SchoolByName(one.Nation, one.Folded, one.Place))(one)
		missing[community.School](b, "unknown")(tx.School(1))
		missing[community.School](b, "no register")(tx.SchoolByRegister(one.Nation, ""))
		missing[community.School](b, "another nation's")(tx.SchoolByRegister("NIR", one.Register))
		missing[community.School](b, "another place's")(tx.SchoolByName(one.Nation, one.Folded, "elsewhere"))
		twin := filled[community.School](tx)
		twin.Nation, twin.Register = one.Nation, one.Register
		b.kind(tx.InsertSchool(twin), community.Conflict)
		twin.Register = ""
		b.ok(tx.InsertSchool(twin))
		insert(b, tx, tx.InsertSchool, func(s *community.School) { s.Nation, s.Register = one.Nation, "" })
		one.Authority, one.Phase = "changed", nil
		b.ok(tx.UpdateSchool(one))
		is[community.School](b, "updated")(tx.School(one.ID))(one)

		author, other := head(b, tx), head(b, tx)
		thread, elsewhere := conversation(b, tx, room(b, tx, true).ID), conversation(b, tx, room(b, tx, true).ID)
		first := contribution(b, tx, thread, author.ID)
		contribution(b, tx, thread, other.ID)
		second := contribution(b, tx, elsewhere, author.ID)
		gone := contribution(b, tx, thread, author.ID)
		gone.State = community.PostDeleted
		b.ok(tx.UpdatePost(gone))
		rooms := []int64{thread.CommunityID, elsewhere.CommunityID}
		is[[]community.Post](b, "posts by")(tx.PostsBy(author.ID, rooms, 5))([]community.Post{second, first})
		is[[]community.Post](b, "last post by")(tx.PostsBy(author.ID, rooms, 1))([]community.Post{second})
		is[[]community.Post](b, "posts in one")(tx.PostsBy(author.ID, rooms[:1], 5))([]community.Post{first})
		is[[]community.Post](b, "posts in none")(tx.PostsBy(author.ID, nil, 5))(nil)

		insert(b, tx, tx.InsertPerson, func(p *community.Person) { p.Photo, p.PhotoSmall = "sha-256:large", "sha-256:small" })
		for digest, want := range map[string]bool{"sha-256:large": true, "sha-256:small": true, "sha-256:none": false} {
			is[bool](b, "photograph in use")(tx.DigestInUse(digest))(want)
		}
	})
}
