package community_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"headroom/community"
	"headroom/community/policy"
)

// about replaces the profile of a member by a plain one with changes.
func (h *house) about(v community.Viewer, change func(*community.ProfileInput)) {
	h.t.Helper()
	p := h.person(v)
	in := community.ProfileInput{Name: p.Name, Post: p.Post, School: p.School, Authority: p.Authority, Nation: p.Nation, Biography: biography}
	change(&in)
	h.must(h.UpdateProfile(h.ctx, v, in))
	if err := h.Restore(h.ctx, h.operator, v.Person, "what they say was checked"); err != nil {
		kind(h.t, "nothing suspended", err, community.Conflict)
	}
}

func (h *house) person(v community.Viewer) (p community.Person) {
	h.t.Helper()
	h.view(func(tx community.Tx) (err error) { p, err = tx.Person(v.Person); return err })
	return p
}

// listed gives the usernames that a query finds for a viewer, sorted.
func (h *house) listed(v community.Viewer, q community.PeopleQuery) (names []string) {
	h.t.Helper()
	page, err := h.FindPeople(h.ctx, v, q, community.Page{Limit: 100})
	h.must(err)
	for _, p := range page.People {
		names = append(names, p.Username)
	}
	if page.Count != int64(len(names)) {
		h.t.Errorf("%+v: counted %d, found %d", q, page.Count, len(names))
	}
	slices.Sort(names)
	return names
}

func TestFindPeople(t *testing.T) {
	t.Parallel()
	h := build(t)
	h.about(h.outsider, func(in *community.ProfileInput) {
		in.School, in.Authority, in.Nation, in.Phase = "Ysgol Sampl", "Ynys Môn", "CYM", []string{"primary", "nursery"}
		in.Specialisms, in.AskMe, in.Languages = []string{"ASN", "Rural schools", "asn"}, []string{"School ferries"}, []string{"cy", "en"}
		in.HeadSince, in.ShareYears, in.Contact = "2010", true, community.ContactNone
	})
	h.about(h.head, func(in *community.ProfileInput) {
		in.Specialisms, in.HeadSince, in.ShareYears = []string{"ASN", "rural schools"}, "2025", true
	})
	h.about(h.helper, func(in *community.ProfileInput) {
		in.Specialisms, in.HeadSince = []string{"ASN", "rural schools"}, "2000" // not shared
	})
	for _, tc := range []struct {
		q    community.PeopleQuery
		want []string
	}{
		{community.PeopleQuery{Words: "ynys mon"}, []string{"ross"}},
		{community.PeopleQuery{Words: "YNYS MÔN"}, []string{"ross"}},
		{community.PeopleQuery{Authority: "ynys mon"}, []string{"ross"}},
		{community.PeopleQuery{Words: "ASN, rural, >10 yrs"}, []string{"ross"}},
		{community.PeopleQuery{Words: "asn, <2"}, []string{"iain"}},
		{community.PeopleQuery{Words: "ASN, rural"}, []string{"fiona", "iain", "ross"}},
		{community.PeopleQuery{Specialism: "asn", Years: "over-10"}, []string{"ross"}},
		{community.PeopleQuery{Specialism: "Rural Schools", Years: "under-2"}, []string{"iain"}},
		{community.PeopleQuery{Years: "2-5"}, nil},
		{community.PeopleQuery{Years: "nonsense"}, nil},
		{community.PeopleQuery{Words: "ferr"}, []string{"ross"}},
		{community.PeopleQuery{Phase: "nursery", Language: "cy", Nation: "CYM"}, []string{"ross"}},
		{community.PeopleQuery{Specialism: "asn", Contact: true}, []string{"fiona", "iain"}},
		{community.PeopleQuery{Specialism: "asn", Nation: "NIR"}, nil},
		{community.PeopleQuery{Words: "calum"}, nil}, // not verified
	} {
		if got := h.listed(h.mod, tc.q); !slices.Equal(got, tc.want) {
			t.Errorf("%+v: %v, want %v", tc.q, got, tc.want)
		}
	}
	offers, err := h.PeopleOffers(h.ctx, h.mod)
	h.must(err)
	if len(offers.Specialisms) != 2 || offers.Specialisms[0] != "ASN" || offers.Sharing != 2 || offers.Years != 16+1 {
		t.Errorf("offers %+v", offers)
	}
	for _, v := range []community.Viewer{h.applicant, {}, h.operator} {
		if _, err := h.FindPeople(h.ctx, v, community.PeopleQuery{}, community.Page{}); err == nil {
			t.Errorf("the directory is shown to %+v", v)
		}
	}
}

// TestDirectoryHoldsToTheRules fills an instance with random people and asks
// random questions: who is found is found by right, nobody is missing, and each
// may be seen by who asks.
func TestDirectoryHoldsToTheRules(t *testing.T) {
	t.Parallel()
	h := build(t)
	r := rand.New(rand.NewPCG(3, 7))
	phases, langs, specials := []string{"primary", "secondary", "special"}, []string{"en", "cy", "gd"}, []string{"ASN", "Rural", "Môn"}
	some := func(list []string) (out []string) {
		for _, v := range list {
			if r.IntN(2) == 0 {
				out = append(out, v)
			}
		}
		return out
	}
	for i := range 40 {
		v := h.member(fmt.Sprintf("person-%d", i), []policy.Credential{policy.NoCredential, policy.Head, policy.Head, policy.Facilitator}[r.IntN(4)])
		h.about(v, func(in *community.ProfileInput) {
			in.Phase, in.Languages, in.Specialisms = some(phases), some(langs), some(specials)
			in.Nation = []string{"SCT", "CYM"}[r.IntN(2)]
			in.Contact = []string{"", community.ContactNone}[r.IntN(2)]
			in.HeadSince, in.ShareYears = fmt.Sprint(2000+r.IntN(26)), r.IntN(3) > 0
		})
		switch r.IntN(6) {
		case 0:
			h.must(skip(h.Revoke(h.ctx, h.operator, v.Person, "sample"), community.Conflict))
		case 1:
			p := h.person(v)
			p.SuspendedAt = h.clock.Now()
			h.update(func(tx community.Tx) error { return tx.UpdatePerson(p) })
		}
	}
	for range 60 {
		q := community.PeopleQuery{}
		if r.IntN(2) == 0 {
			q.Phase = phases[r.IntN(3)]
		}
		if r.IntN(3) == 0 {
			q.Language = langs[r.IntN(3)]
		}
		if r.IntN(2) == 0 {
			q.Specialism = specials[r.IntN(3)]
		}
		q.Contact = r.IntN(3) == 0
		if r.IntN(3) == 0 {
			q.Years = community.YearRanges[r.IntN(4)]
		}
		viewer := []community.Viewer{h.mod, h.helper, h.outsider}[r.IntN(3)]
		got := h.listed(viewer, q)
		if want := h.expected(q); !slices.Equal(got, want) {
			t.Fatalf("%+v: %v, want %v", q, got, want)
		}
		page, err := h.FindPeople(h.ctx, viewer, q, community.Page{Limit: 100})
		h.must(err)
		for _, p := range page.People {
			if _, err := h.Profile(h.ctx, viewer, p.ID); err != nil {
				t.Errorf("%s is listed and cannot be seen: %v", p.Username, err)
			}
			if !p.Self && !p.ShareYears && p.HeadSince != 0 {
				t.Errorf("%s has not shared %d", p.Username, p.HeadSince)
			}
		}
	}
}

func skip(err error, kind community.Kind) error {
	if community.KindOf(err) == kind || community.IsNotFound(err) {
		return nil
	}
	return err
}

// expected goes through everybody.
func (h *house) expected(q community.PeopleQuery) (names []string) {
	h.t.Helper()
	now := h.clock.Now()
	h.view(func(tx community.Tx) error {
		all, err := tx.People(community.PersonFilter{Verified: true, Now: now}, community.Page{Limit: 1000})
		for _, p := range all {
			years, shown := p.Years(now)
			in := map[string]bool{"": true, "under-2": shown && years < 2, "2-5": shown && years >= 2 && years <= 5,
				"6-10": shown && years >= 6 && years <= 10, "over-10": shown && years > 10}[q.Years]
			if in && p.SuspendedAt.IsZero() && (q.Phase == "" || slices.Contains(p.Phase, q.Phase)) &&
				(q.Language == "" || slices.Contains(p.Languages, q.Language)) &&
				(q.Specialism == "" || slices.Contains(p.Specialisms, q.Specialism)) && (!q.Contact || p.Reachable()) {
				names = append(names, p.Username)
			}
		}
		return err
	})
	slices.Sort(names)
	return names
}

func TestAcquaintance(t *testing.T) {
	t.Parallel()
	h := build(t)
	post := h.post(h.mod, h.closed, "For the islands", "A sample post")
	h.post(h.mod, h.private, "In private", "Not for everybody")
	names := func(cards []community.CommunityCard) (out []string) {
		for _, c := range cards {
			out = append(out, c.Username)
		}
		slices.Sort(out)
		return out
	}
	seen := func(v community.Viewer) community.Acquaintance {
		t.Helper()
		a, err := h.Acquaintance(h.ctx, v, h.mod.Person)
		h.must(err)
		return a
	}
	if a := seen(h.head); !slices.Equal(names(a.Communities), []string{"islands", "quiet-room", "success-stories"}) || len(a.Write) != 3 || len(a.Posts) != 2 {
		t.Errorf("to a member of all: %v, %v, %d posts", names(a.Communities), names(a.Write), len(a.Posts))
	}
	if a := seen(h.helper); !slices.Equal(names(a.Communities), []string{"islands", "success-stories"}) || len(a.Posts) != 1 || a.Posts[0].Post.ID != post.Post {
		t.Errorf("to a member of two: %v, %v", names(a.Communities), a.Posts)
	}
	if a := seen(h.outsider); len(a.Communities)+len(a.Write)+len(a.Posts) != 0 {
		t.Errorf("to an outsider: %v", names(a.Communities))
	}
	h.about(h.mod, func(in *community.ProfileInput) { in.Contact = community.ContactNone })
	if a := seen(h.head); len(a.Write) != 0 || len(a.Communities) != 3 {
		t.Errorf("somebody who prefers not to be contacted can be written to in %v", names(a.Write))
	}
	kind(t, "to an applicant", func() error { _, err := h.Acquaintance(h.ctx, h.applicant, h.mod.Person); return err }(), community.NotFound)
	h.must(h.RemoveMember(h.ctx, h.mod, h.closed, h.membership(h.helper, h.closed).ID, "sample"))
	if a := seen(h.helper); !slices.Equal(names(a.Communities), []string{"success-stories"}) || len(a.Posts) != 0 {
		t.Errorf("after being removed: %v, %v", names(a.Communities), a.Posts)
	}
}

func TestSchools(t *testing.T) {
	t.Parallel()
	h := build(t)
	join := func(v community.Viewer, share bool, others ...string) {
		h.about(v, func(in *community.ProfileInput) {
			in.School, in.Authority, in.ShareSchool, in.OtherSchools = "Ysgol  y Môr", "Sample Council", share, others
		})
	}
	join(h.mod, false)
	school := h.person(h.mod).SchoolRef
	if school == 0 {
		t.Fatal("no school")
	}
	_, err := h.SchoolPage(h.ctx, h.head, school, community.Page{})
	kind(t, "a school that nobody shares", err, community.NotFound)
	join(h.head, true, "Second School", "ysgol second")
	if got := h.person(h.head).SchoolRef; got != school {
		t.Errorf("the same school twice: %d and %d", school, got)
	}
	page, err := h.SchoolPage(h.ctx, h.outsider, school, community.Page{})
	h.must(err)
	if page.Count != 1 || len(page.People) != 1 || page.People[0].Username != "iain" {
		t.Errorf("the school shows %+v", page.People)
	}
	a, err := h.Acquaintance(h.ctx, h.outsider, h.head.Person)
	h.must(err)
	if len(a.OtherSchools) != 2 {
		t.Fatalf("other schools %+v", a.OtherSchools)
	}
	if page, err := h.SchoolPage(h.ctx, h.outsider, a.OtherSchools[0].SchoolRef, community.Page{}); err != nil || page.Count != 1 {
		t.Errorf("the second school: %+v, %v", page, err)
	}
	join(h.head, true)
	_, err = h.SchoolPage(h.ctx, h.outsider, a.OtherSchools[0].SchoolRef, community.Page{})
	kind(t, "a school that was given up", err, community.NotFound)
	_, err = h.SchoolPage(h.ctx, h.applicant, school, community.Page{})
	kind(t, "to an applicant", err, community.Forbidden)
}

func TestSimilarPeople(t *testing.T) {
	t.Parallel()
	h := build(t)
	for i, phase := range []string{"primary", "secondary", "primary", "primary"} {
		v := h.member(fmt.Sprintf("like-%d", i), policy.Head)
		h.about(v, func(in *community.ProfileInput) {
			in.Phase, in.Nation = []string{phase}, "CYM"
			if i == 2 {
				in.Specialisms = []string{"small schools"}
			}
			if i == 3 {
				in.Contact = community.ContactNone
			}
		})
	}
	h.about(h.head, func(in *community.ProfileInput) {
		in.Phase, in.Specialisms = []string{"primary"}, []string{"Rural schools"}
	})
	h.about(h.mod, func(in *community.ProfileInput) { in.Phase = []string{"primary"} })
	list, err := h.SimilarPeople(h.ctx, h.head, 3)
	h.must(err)
	var names []string
	for _, p := range list {
		names = append(names, p.Username)
	}
	if want := []string{"like-2", "like-0", "morag"}; !slices.Equal(names, want) {
		t.Errorf("similar: %v, want %v", names, want)
	}
	if _, err := h.SimilarPeople(h.ctx, h.applicant, 3); err == nil {
		t.Error("suggested to an applicant")
	}
}
