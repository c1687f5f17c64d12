package clustertest

import (
	"testing"
	"time"

	"headroom/community"
)

func TestAPartedInstanceGetsEverythingOnce(t *testing.T) {
	t.Parallel()
	s := tellStory(t)
	for _, m := range []*Member{s.welsh, s.english} {
		s.ask(m)
		s.accept(m.Person.Name)
	}
	s.Cut("scotland", "england")
	to := s.path(s.welsh)
	s.welsh.Get(to+"/new").OK().Submit(to+"/new", map[string]string{"title": "While parted", "body": "Is anybody there?"}).OK()
	s.Settle()
	if s.english.Get(s.path(s.english)).OK().Contains("While parted") {
		t.Fatal("the cut lets things through")
	}

	s.Node("scotland").Restart()
	s.Heal("scotland", "england")
	s.Clock.Advance(30 * time.Minute)
	s.Settle()
	s.Node("scotland").Restart()
	s.Settle()
	if page := s.thread(s.english, "While parted"); page.Count("Is anybody there?") != 1 {
		t.Errorf("England sees the post %d times:\n%s", page.Count("Is anybody there?"), page.Text())
	}
	for _, n := range s.Nodes {
		s.quiet(n)
		rows, broken, err := n.Service.VerifyAudit(t.Context())
		if err != nil || broken != 0 || rows == 0 {
			t.Errorf("%s: audit of %d rows, broken at %d, %v", n.Name, rows, broken, err)
		}
	}
}

func TestWhatIsCutStaysCut(t *testing.T) {
	t.Parallel()
	c := New(t, Options{})
	c.Part("scotland", "wales")
	_, err := c.Node("scotland").Service.ExpectPeer(t.Context(), community.CommandLine, c.Node("wales").Identity.Host)
	if community.KindOf(err) != community.Invalid {
		t.Errorf("an issuer behind a cut: %v", err)
	}
	c.Heal("scotland", "wales")
	if _, err := c.Node("scotland").Service.ExpectPeer(t.Context(), community.CommandLine, c.Node("wales").Identity.Host); err != nil {
		t.Error(err)
	}
}
