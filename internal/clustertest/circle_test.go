package clustertest

import (
	"strings"
	"testing"

	"headroom/community"
)

// TestACircle starts one with heads of three instances, in one step; with one who is
// nobody, nothing is made.
func TestACircle(t *testing.T) {
	t.Parallel()
	s := tellStory(t)
	wales := s.Node("wales")
	people := []*Member{s.moderator, s.english, wales.Head("One Sample"), wales.Head("Two Sample"), wales.Head("Three Sample")}
	var names []string
	for _, m := range people {
		names = append(names, m.address())
	}
	count := func() (n int) {
		wales.View(func(tx community.Tx) error { all, err := tx.Communities(nil); n = len(all); return err })
		return n
	}
	before := count()
	page := s.welsh.Get("/communities/circle").OK()
	if !page.Contains("What is said here stays here.") {
		t.Errorf("the form has no rules to begin with:\n%s", page.Text())
	}
	bad := append(append([]string{}, names[:4]...), "@nobody@"+wales.Identity.Host)
	if got := page.Submit("/communities/circle", map[string]string{"name": "Island heads", "people": strings.Join(bad, "\n")}); got.Status != 422 || !strings.Contains(got.Body, "Island heads") {
		t.Errorf("with nobody: %d", got.Status)
	}
	if got := page.Submit("/communities/circle", map[string]string{"name": "Island heads", "people": names[0]}); got.Status != 422 {
		t.Errorf("with one: %d", got.Status)
	}
	if count() != before {
		t.Error("something was made")
	}
	made := page.Submit("/communities/circle", map[string]string{"name": "Island heads", "people": strings.Join(names, "\n")}).OK()
	if !made.Contains("Island heads") {
		t.Errorf("the circle:\n%s", made.Text())
	}
	s.Settle()
	for _, m := range people {
		if got := strings.Join(told(t, m), " "); !strings.Contains(got, "invited") {
			t.Errorf("%s is told %s", m.Person.Name, got)
		}
	}
	if got := s.Node("england").Head("Outside Sample").Get("/communities").OK(); got.Contains("Island heads") {
		t.Error("it stands in a list")
	}
	for _, n := range s.Nodes {
		s.quiet(n)
	}
}
