package community_test

import (
	"fmt"
	"slices"
	"testing"

	"headroom/community"
)

func TestPhotographs(t *testing.T) {
	t.Parallel()
	h := build(t)
	photo := func(name string) community.PhotoInput {
		of := func(size string) community.ImageInput {
			return community.ImageInput{Digest: name + size, MediaType: "image/jpeg", Data: []byte(name + size), Width: 8, Height: 8}
		}
		return community.PhotoInput{Large: of("-large"), Small: of("-small"), Alt: "Sample"}
	}
	read := func(v community.Viewer) string {
		data, err := h.Photo(h.ctx, v, h.head.Person, true)
		if err != nil {
			return string(community.KindOf(err))
		}
		return string(data)
	}
	h.must(h.SetPhoto(h.ctx, h.head, photo("first")))
	for name, tc := range map[string]struct {
		v    community.Viewer
		want string
	}{"own": {h.head, "first-small"}, "colleague": {h.outsider, "first-small"}, "applicant": {h.applicant, "not_found"}, "nobody": {community.Viewer{}, "not_found"}} {
		if got := read(tc.v); got != tc.want {
			t.Errorf("%s: %q, want %q", name, got, tc.want)
		}
	}
	h.must(h.SetPhoto(h.ctx, h.mod, photo("first"))) // the same file, twice
	h.must(h.SetPhoto(h.ctx, h.head, photo("second")))
	if read(h.mod) != "second-small" || h.files.data["first-small"] == nil {
		t.Error("a photograph that another uses is gone")
	}
	h.must(h.RemovePhoto(h.ctx, h.mod))
	h.must(h.RemovePhoto(h.ctx, h.head))
	if len(h.files.data) != 0 || read(h.mod) != "not_found" {
		t.Errorf("left behind: %v", h.files.data)
	}
	long := photo("x")
	long.Small.Height = 9
	field(t, "not square", h.SetPhoto(h.ctx, h.head, long), "image", "error.image_type")
	kind(t, "an operator's", h.SetPhoto(h.ctx, h.operator, photo("x")), community.NotFound)
}

func TestProfileIsChecked(t *testing.T) {
	t.Parallel()
	h := build(t)
	for name, tc := range map[string]struct {
		change     func(*community.ProfileInput)
		field, key string
	}{
		"a year to come":    {func(in *community.ProfileInput) { in.HeadSince = "2027" }, "head_since", "error.year"},
		"no year":           {func(in *community.ProfileInput) { in.HeadSince = "twenty" }, "head_since", "error.year"},
		"nine topics":       {func(in *community.ProfileInput) { in.AskMe = []string{"1", "2", "3", "4", "5", "6", "7", "8", "9"} }, "ask_me", "error.too_many"},
		"a long topic":      {func(in *community.ProfileInput) { in.AskMe = []string{fmt.Sprintf("%061d", 1)} }, "ask_me", "error.too_long"},
		"another contact":   {func(in *community.ProfileInput) { in.Contact = "never" }, "contact", "error.choice"},
		"no language":       {func(in *community.ProfileInput) { in.Languages = []string{"Welsh!"} }, "languages", "error.choice"},
		"six other schools": {func(in *community.ProfileInput) { in.OtherSchools = []string{"1", "2", "3", "4", "5", "6"} }, "other_schools", "error.too_many"},
	} {
		p := h.person(h.head)
		in := community.ProfileInput{Name: p.Name, Post: p.Post, Nation: p.Nation, Biography: biography}
		tc.change(&in)
		field(t, name, h.UpdateProfile(h.ctx, h.head, in), tc.field, tc.key)
	}
}

func TestRememberProfile(t *testing.T) {
	t.Parallel()
	h := build(t)
	var p community.Person
	get := func() community.Person {
		h.view(func(tx community.Tx) (err error) { p, err = tx.Person(h.remoteHead); return err })
		return p
	}
	from := community.Person{IRI: get().IRI, Name: "Sample", Phase: []string{"primary", "martian"}, Languages: []string{"cy", "<b>"}, Contact: "shout",
		HeadSince: 1066, AskMe: make([]string, 20), School: "Ysgol", Nation: "FRA", Local: true, Photo: "sha-256:x"}
	for i := range from.AskMe {
		from.AskMe[i] = fmt.Sprintf("%03d%0100d", i, 1)
	}
	from.AskMe = append([]string{"ferries", "ferries", " "}, from.AskMe...)
	h.must(h.RememberProfile(h.ctx, from))
	get()
	if !slices.Equal(p.Phase, []string{"primary"}) || !slices.Equal(p.Languages, []string{"cy"}) || p.Contact != "" || p.HeadSince != 0 ||
		p.ShareYears || p.Nation != "" || p.Local || p.Photo != "" || len(p.AskMe) > 8 || p.AskMe[0] != "ferries" || p.SchoolRef == 0 {
		t.Errorf("kept %+v", p)
	}
	from.School, from.AskMe, from.HeadSince, from.Contact = "", nil, 2014, community.ContactNone
	h.must(h.RememberProfile(h.ctx, from))
	if get(); p.School != "" || p.SchoolRef != 0 || p.AskMe != nil || !p.ShareYears || p.Reachable() {
		t.Errorf("what is said no longer is kept: %+v", p)
	}
	before := h.person(h.head)
	h.must(h.RememberProfile(h.ctx, community.Person{IRI: before.IRI, Name: "Impostor"}))
	if h.person(h.head).Name != before.Name {
		t.Error("one of ours was changed by a peer")
	}
	h.must(h.RememberProfile(h.ctx, community.Person{IRI: "https://wales.example/u/999", Name: "Nobody"}))
}

func TestIndexPeople(t *testing.T) {
	t.Parallel()
	h := build(t)
	h.update(func(tx community.Tx) error { // as an earlier version left it
		p, err := tx.Person(h.outsider.Person)
		p.SearchText, p.Terms, p.SchoolRef = "", nil, 0
		if err == nil {
			err = tx.PutSetting("people.index", "")
		}
		if err == nil {
			err = tx.UpdatePerson(p)
		}
		return err
	})
	if got := h.listed(h.mod, community.PeopleQuery{Words: "ross"}); got != nil {
		t.Fatalf("found without an index: %v", got)
	}
	for range 2 {
		h.must(h.IndexPeople(h.ctx))
	}
	if got := h.listed(h.mod, community.PeopleQuery{Words: "ross", Authority: "highland"}); !slices.Equal(got, []string{"ross"}) || h.person(h.outsider).SchoolRef == 0 {
		t.Errorf("after the index: %v", got)
	}
}
