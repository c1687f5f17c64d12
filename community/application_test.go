package community_test

import (
	"slices"
	"testing"
	"time"

	"headroom/community"
	"headroom/community/policy"
	"headroom/community/verification"
)

// sample is a request to be admitted that is taken.
func sample(change ...func(*community.ApplicationInput)) community.ApplicationInput {
	in := community.ApplicationInput{Name: "Ann Sample", Email: "ann@school.example", Post: "Headteacher", Nation: "SCT", School: "Example Primary School",
		Manner: "head", From: "2024-08-19", Biography: biography, Language: "en"}
	for _, c := range change {
		c(&in)
	}
	return in
}

// letter is the newest application's letter.
func (h *house) letter() community.ApplicationLetter {
	h.t.Helper()
	var all []community.Application
	h.view(func(tx community.Tx) (err error) {
		all, err = tx.Applications([]string{community.ApplicationNew}, community.Page{Limit: 100})
		return err
	})
	if len(all) == 0 {
		h.t.Fatal("nobody has applied")
	}
	l, err := h.LetterOfApplication(h.ctx, all[len(all)-1].ID)
	h.must(err)
	return l
}

// applies goes from the form to the confirmed application.
func (h *house) applies(change ...func(*community.ApplicationInput)) community.Viewer {
	h.t.Helper()
	h.must(h.Apply(h.ctx, sample(change...)))
	a, err := h.ConfirmApplication(h.ctx, h.letter().Token, "correct horse battery", "correct horse battery")
	h.must(err)
	return h.viewer(a.ID)
}

// mine is a viewer's application.
func (h *house) mine(v community.Viewer) community.ApplicationView {
	h.t.Helper()
	a, err := h.MyApplication(h.ctx, v)
	h.must(err)
	return a
}

func TestAnApplicationIsConfirmedByLetter(t *testing.T) {
	t.Parallel()
	h := build(t)
	h.imports(t, register(schoolOf("8400001", "Example Primary School")), false)
	h.must(h.Apply(h.ctx, sample(func(in *community.ApplicationInput) { in.Choice = "8400001" })))
	h.view(func(tx community.Tx) error {
		if _, err := tx.AccountByEmail("ann@school.example"); !community.IsNotFound(err) {
			t.Errorf("an account before the address was confirmed: %v", err)
		}
		return nil
	})
	l := h.letter()
	if l.Known || l.Token == "" || l.School != "Example Primary School" || l.Authority != "Highland" {
		t.Fatalf("%+v", l)
	}
	_, err := h.ConfirmApplication(h.ctx, l.Token, "short", "short")
	field(t, "a short password", err, "password", "error.password_short")
	a, err := h.ConfirmApplication(h.ctx, l.Token, "correct horse battery", "correct horse battery")
	h.must(err)
	_, err = h.ConfirmApplication(h.ctx, l.Token, "correct horse battery", "correct horse battery")
	kind(t, "the link again", err, community.Gone)
	me := h.viewer(a.ID)
	mine := h.mine(me)
	if mine.State != community.ApplicationWaiting || mine.Says != community.SaysSchool || mine.Sum.Points != 1 || mine.Enough() {
		t.Errorf("%+v", mine)
	}
	if got := h.worthOf(me); got != policy.NoCredential {
		t.Errorf("worth %v before anybody has decided", got)
	}
	if _, err := h.People(h.ctx, me, community.PersonFilter{}, community.Page{}); community.KindOf(err) != community.Forbidden {
		t.Errorf("an applicant in the directory: %v", err)
	}
	_, err = h.MyApplication(h.ctx, h.head)
	kind(t, "who never applied", err, community.NotFound)
	_, err = h.MyApplication(h.ctx, h.operator)
	kind(t, "an operator", err, community.NotFound)
}

// TestNobodyLearnsWhoHasAnAccount: the answer is the same; the letter differs.
func TestNobodyLearnsWhoHasAnAccount(t *testing.T) {
	t.Parallel()
	h := build(t)
	h.must(h.Apply(h.ctx, sample(func(in *community.ApplicationInput) { in.Email = "Iain@School.example" })))
	if l := h.letter(); !l.Known || l.Token != "" {
		t.Errorf("%+v", l)
	}
	for range 3 {
		h.must(h.Apply(h.ctx, sample()))
	}
	field(t, "a fourth in a day", h.Apply(h.ctx, sample()), "email", "error.apply_today")
	h.view(func(tx community.Tx) error {
		all, err := tx.Applications([]string{community.ApplicationNew}, community.Page{Limit: 100})
		if len(all) != 4 {
			t.Errorf("%d applications: more than three letters a day to one address", len(all))
		}
		return err
	})
	first := h.letter()
	h.clock.add(13 * 24 * time.Hour)
	h.must(h.DropApplications(h.ctx))
	if _, err := h.CheckApplication(h.ctx, first.Token); err != nil {
		t.Error(err)
	}
	h.clock.add(25 * time.Hour)
	_, err := h.CheckApplication(h.ctx, first.Token)
	kind(t, "an old link", err, community.Gone)
	h.must(h.DropApplications(h.ctx))
	h.view(func(tx community.Tx) error {
		n, err := tx.ApplicationsCount(community.ApplicationNew)
		if n != 0 {
			t.Errorf("%d are kept", n)
		}
		return err
	})
}

func TestASchoolIsChosen(t *testing.T) {
	t.Parallel()
	h := build(t)
	gone := schoolOf("8400003", "Sgoil Èirigh")
	gone.Status = community.SchoolClosed
	h.imports(t, register(schoolOf("8400001", "Sgoil Èirigh an Taobh Siar"), schoolOf("8400002", "Example Primary School"), gone), false)
	for typed, want := range map[string]int{"sgoil eirigh": 1, "SIAR": 1, "examp prim": 1, "nothing": 0, "": 0, "%": 0} {
		if found, _, err := h.FindSchools(h.ctx, "SCT", typed); err != nil || len(found) != want {
			t.Errorf("%q: %d, %v", typed, len(found), err)
		}
	}
	if found, _, err := h.FindSchools(h.ctx, "CYM", "sgoil"); err != nil || len(found) != 0 {
		t.Errorf("of another nation: %v, %v", found, err)
	}
	for choice, key := range map[string]string{"": "error.school_choice", "8400003": "error.school_choice", "8400009": "error.school_choice", "8400001": "", "other": ""} {
		err := h.Apply(h.ctx, sample(func(in *community.ApplicationInput) {
			in.School, in.Choice, in.Email = "eirigh", choice, "a"+choice+"@school.example"
		}))
		if key == "" {
			h.must(err)
		} else {
			field(t, "choice "+choice, err, "school_choice", key)
		}
	}
	h.must(h.Apply(h.ctx, sample(func(in *community.ApplicationInput) { in.School = "Of no register" })))
}

// TestEvidenceOfARegister: what it says counts, by title and by name.
func TestEvidenceOfARegister(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		what         string
		heads        []string
		post, manner string
		says         string
		points       int
	}{
		{"names her", []string{"Mrs Ann Sample"}, "Headteacher", "head", community.SaysNamed, 2},
		{"names nobody", nil, "Headteacher", "head", community.SaysSchool, 1},
		{"names another", []string{"Ben Example"}, "Headteacher", "head", community.SaysAnother, 0},
		{"names one of two", []string{"Ben Example", "Ann Sample"}, "Co-Headteacher", "co-head", community.SaysNamed, 2},
		{"acting", []string{"Ann Sample"}, "Acting Headteacher", "acting", community.SaysNamed, 2},
		{"deputy", []string{"Ann Sample"}, "Deputy Headteacher", "head", community.SaysNamed, 0},
		{"retired", []string{"Ann Sample"}, "Headteacher", "retired", community.SaysNamed, 0},
	} {
		t.Run(c.what, func(t *testing.T) {
			t.Parallel()
			h := build(t)
			h.imports(t, register(schoolOf("8400001", "Example Primary School", c.heads...)), false)
			me := h.applies(func(in *community.ApplicationInput) { in.Choice, in.Post, in.Manner = "8400001", c.post, c.manner })
			if a := h.mine(me); a.Says != c.says || a.Sum.Points != c.points {
				t.Errorf("says %q, %d points; want %q, %d", a.Says, a.Sum.Points, c.says, c.points)
			}
			h.imports(t, register(schoolOf("8400001", "Example Primary School", "Somebody Else")), false)
			if a := h.mine(me); a.Sum.Points != 0 || len(a.Evidence) > 1 {
				t.Errorf("the register has changed its mind: %+v", a)
			}
		})
	}
}

// TestTitlesNeverPass: thirty titles that are no evidence by themselves,
// whatever the register says.
func TestTitlesNeverPass(t *testing.T) {
	t.Parallel()
	titles := []string{"Deputy Headteacher", "Depute Head Teacher", "Assistant Head", "Vice Principal", "Acting Deputy Head", "Associate Headteacher",
		"Dirprwy Bennaeth", "Pennaeth Cynorthwyol", "Leas-cheannard", "PA to the Headteacher", "School Business Manager", "Class teacher", "Head Cook", "Inspector",
		"HMI", "Adviser", "School Improvement Advisor", "Education Officer", "Chair of Governors", "Consultant headteacher", "Chief Executive",
		"Ymgynghorydd Her", "Councillor", "Journalist", "Head of Department", "Head of Sixth Form", "Head of Year", "Principal Teacher", "Pennaeth Adran",
		"Retired Headteacher", "Former Principal", "Aspiring headteacher", "Trainee head", "Wizard", "Leader"}
	h := build(t)
	h.imports(t, register(schoolOf("8400001", "Example Primary School", "Ann Sample")), false)
	for i, title := range titles {
		me := h.applies(func(in *community.ApplicationInput) {
			in.Choice, in.Post, in.Email = "8400001", title, string(rune('a'+i%26))+string(rune('a'+i/26))+"@school.example"
		})
		if a := h.mine(me); a.Sum.Points != 0 || a.Enough() || a.Title == verification.Leads {
			t.Errorf("%q: %+v", title, a.Sum)
		}
	}
	if len(titles) < 30 {
		t.Errorf("only %d titles", len(titles))
	}
}

func TestUsernamesOfApplicants(t *testing.T) {
	t.Parallel()
	h := build(t)
	var names []string
	for i, name := range []string{"Ann Sample", "Ann Sample", "Seán O’Example-Ó Briain Mac Giolla Phádraig", "Анна", "Root"} {
		me := h.applies(func(in *community.ApplicationInput) { in.Name, in.Email = name, string(rune('a'+i))+"@school.example" })
		h.view(func(tx community.Tx) error {
			p, err := tx.Person(me.Person)
			names = append(names, p.Username)
			return err
		})
	}
	if want := []string{"ann-sample", "ann-sample-2", "sean-o-example-o-briain", "head", "root-2"}; !slices.Equal(names, want) {
		t.Errorf("%q, want %q", names, want)
	}
}
