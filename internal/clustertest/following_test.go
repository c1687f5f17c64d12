package clustertest

import (
	"strings"
	"testing"

	"headroom/community"
)

// TestAHeadOfAPeerIsFollowed: what somebody of another instance writes in a
// community that both are in stands on the page of who follows them, as long as
// they may read it; nothing of it is sent anywhere.
func TestAHeadOfAPeerIsFollowed(t *testing.T) {
	t.Parallel()
	onEach(t, followedHead)
}

func followedHead(t *testing.T, s *story) {
	t.Helper()
	s.in(s.welsh, s.english)
	var moderator, welsh int64
	s.english.Node.View(func(tx community.Tx) error {
		for iri, id := range map[string]*int64{s.moderator.Person.IRI: &moderator, s.welsh.Person.IRI: &welsh} {
			p, err := tx.PersonByIRI(iri)
			if err != nil {
				return err
			}
			*id = p.ID
		}
		return nil
	})
	page := s.english.Get("/people/" + itoa(moderator)).OK()
	following := true
	s.Watch(func(to *Node, body []byte) {
		if following && to != s.english.Node { // there the forms arrive
			t.Errorf("%s is sent while somebody follows: %s", to.Name, body)
		}
	})
	page.Submit("/people/"+itoa(moderator)+"/follow", map[string]string{"on": "yes"}).OK()
	page = s.english.Get("/lists").OK().Submit("/lists", map[string]string{"title": "Island heads"}).OK()
	list, _, _ := strings.Cut(page.Path, "?")
	in := "/people/" + itoa(welsh) + "/lists"
	s.english.Get(in).OK().Submit(in, map[string]string{"list": strings.TrimPrefix(list, "/lists/")}).OK()
	s.Settle()
	following = false
	s.written(s.moderator, "Candles", "We light them at nine.")
	s.written(s.welsh, "Ferries", "They are late.")
	reads := func(path, text string) bool { return s.english.Get(path).OK().Contains(text) }
	if !reads("/following", "We light them at nine.") || reads("/following", "They are late.") {
		t.Errorf("the page of those whom they follow:\n%s", s.english.Get("/following").OK().Text())
	}
	if !reads(list, "They are late.") || reads(list, "We light them at nine.") {
		t.Errorf("the page of the list:\n%s", s.english.Get(list).OK().Text())
	}
	c := s.local(s.english)
	if err := s.english.Node.Service.Leave(t.Context(), s.english.Viewer, c.ID); err != nil {
		t.Fatal(err)
	}
	s.Settle()
	if reads("/following", "We light them at nine.") || reads(list, "They are late.") {
		t.Error("it is listed after its reader has left")
	}
}
