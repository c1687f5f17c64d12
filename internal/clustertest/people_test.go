package clustertest

import (
	"strings"
	"testing"

	"headroom/community"
)

// TestProfilesTravel follows what a head says of herself to a head of a linked
// instance, and what she withholds nowhere.
func TestProfilesTravel(t *testing.T) {
	t.Parallel()
	s := joined(t)
	say := func(change func(*community.ProfileInput)) {
		t.Helper()
		in := community.ProfileInput{Name: "Siân Enghraifft", Post: "Pennaeth", School: "canary-school", Authority: "Sample Council", Nation: "CYM",
			Phase: []string{"primary"}, Biography: Biography, AskMe: []string{"school ferries"}, Languages: []string{"cy", "en"},
			Contact: community.ContactNone, HeadSince: "1987"}
		change(&in)
		if err := s.welsh.Node.Service.UpdateProfile(t.Context(), s.welsh.Viewer, in); err != nil {
			t.Fatal(err)
		}
	}
	say(func(*community.ProfileInput) {})
	iri := s.welsh.Person.IRI
	ask := func(as string) string {
		t.Helper()
		return string(s.moderator.Node.Ask(as, iri).Body)
	}
	shown := ask(s.moderator.Person.IRI)
	for _, want := range []string{`"hr:askMeAbout":["school ferries"]`, `"hr:languages":["cy","en"]`, `"hr:contact":"none"`} {
		if !strings.Contains(shown, want) {
			t.Errorf("a head is not shown %s: %s", want, shown)
		}
	}
	for who, doc := range map[string]string{"a head": shown, "an issuer": ask(s.moderator.Node.Identity.Issuer()), "nobody": ask("")} {
		for _, withheld := range []string{"canary-school", "1987", "headSince"} {
			if strings.Contains(doc, withheld) {
				t.Errorf("%s is shown %s: %s", who, withheld, doc)
			}
		}
		if who != "a head" && (strings.Contains(doc, "ferries") || strings.Contains(doc, "hr:languages")) {
			t.Errorf("%s is shown a profile: %s", who, doc)
		}
	}
}

// TestProfilesAreFetched opens the page of a head of another instance.
func TestProfilesAreFetched(t *testing.T) {
	t.Parallel()
	s := joined(t)
	if err := s.welsh.Node.Service.UpdateProfile(t.Context(), s.welsh.Viewer, community.ProfileInput{Name: "Siân Enghraifft", Post: "Pennaeth",
		School: "Ysgol Sampl", Authority: "Sample Council", Nation: "CYM", Phase: []string{"primary"}, Biography: Biography, AskMe: []string{"school ferries"},
		Languages: []string{"cy", "en"}, Contact: community.ContactNone, HeadSince: "2014", ShareYears: true, ShareSchool: true}); err != nil {
		t.Fatal(err)
	}
	var here community.Person
	s.moderator.Node.View(func(tx community.Tx) (err error) { here, err = tx.PersonByIRI(s.welsh.Person.IRI); return err })
	if len(here.AskMe) != 0 {
		t.Fatalf("known before anybody asked: %q", here.AskMe)
	}
	got, err := s.moderator.Node.Service.Acquaintance(t.Context(), s.moderator.Viewer, here.ID)
	if err != nil {
		t.Fatal(err)
	}
	if len(got.AskMe) != 1 || got.AskMe[0] != "school ferries" || len(got.Languages) != 2 || got.HeadSince != 2014 || got.Reachable() || got.School != "Ysgol Sampl" ||
		got.SchoolRef == 0 || len(got.Write) != 0 || len(got.Communities) != 1 {
		t.Errorf("fetched %+v", got)
	}
	found, err := s.moderator.Node.Service.FindPeople(t.Context(), s.moderator.Viewer, community.PeopleQuery{Words: "ferr", Language: "cy"}, community.Page{})
	if err != nil || found.Count != 1 {
		t.Errorf("not found by what was fetched: %+v, %v", found, err)
	}
}
