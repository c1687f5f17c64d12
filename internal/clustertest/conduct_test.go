package clustertest

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"headroom/community"
)

// asksOf has the moderator write the community's code of conduct.
func (s *story) asksOf(rules string) {
	s.T.Helper()
	s.must(s.moderator.Node.Service.EditCommunity(s.T.Context(), s.moderator.Viewer, s.room.ID, community.CommunityInput{
		Name: s.room.Name, Rules: community.LangMap{"en": rules}, Access: "closed", Reach: "peers"}))
}

// codes are the versions that a member can read, the newest first.
func (s *story) codes(m *Member) (list []string) {
	s.T.Helper()
	_, all, err := m.Node.Service.ConductVersions(s.T.Context(), m.Viewer, s.local(m).ID, "en")
	if err != nil {
		s.T.Fatalf("%s: %v", m.Person.Name, err)
	}
	for _, v := range all {
		list = append(list, v.Text)
	}
	return list
}

// TestACodeOfConductChanges: members on every server are told of a change, once, and read
// every version, also those from before their own server had a member.
func TestACodeOfConductChanges(t *testing.T) {
	t.Parallel()
	onEach(t, conductChanges)
}

func conductChanges(t *testing.T, s *story) {
	t.Helper()
	s.asksOf("Be kind.")
	s.later(time.Hour)
	s.in(s.welsh)
	s.asksOf("Be kind.\n\nName no pupil.")
	s.later(time.Hour)
	s.in(s.english)
	if n := times(told(t, s.english), "conduct"); n != 0 {
		t.Errorf("who came after the change is told of it %d times", n)
	}
	s.asksOf("Be kind.\n\nName no pupil. Quote nobody.")
	s.asksOf("Be kind.\n\nName no pupil. Quote nobody.") // says the same again
	want := "Be kind.\n\nName no pupil. Quote nobody.|Be kind.\n\nName no pupil.|Be kind."
	for m, news := range map[*Member]int{s.welsh: 2, s.english: 1, s.moderator: 0} {
		if n := times(told(t, m), "conduct"); n != news {
			t.Errorf("%s is told %d times, not %d", m.Person.Name, n, news)
		}
		if got := strings.Join(s.codes(m), "|"); got != want {
			t.Errorf("%s reads %q", m.Person.Name, got)
		}
		page := m.Get(s.path(m) + "/conduct").OK()
		for _, say := range []string{"Quote nobody.", "Morag Sample", "added", "In force since"} {
			if !page.Contains(say) {
				t.Errorf("%s: the page does not say %q:\n%s", m.Person.Name, say, page.Text())
			}
		}
	}
	if page := s.english.Get(s.path(s.english) + "/new").OK(); !page.Contains("Before you write") || !page.Contains("Quote nobody.") {
		t.Errorf("before a first post:\n%s", page.Text())
	}
	s.later(time.Minute)
	s.written(s.english, "Minibuses", "Who has one?")
	if page := s.english.Get(s.path(s.english) + "/new").OK(); page.Contains("Before you write") {
		t.Error("shown again to who has written since")
	}
	if got := acts(s.modLog(s.english)); times(got, "conduct") != 3 {
		t.Errorf("the log of moderators: %v", got)
	}
	outsider := s.Node("england").Head("Edward Example")
	for iri, status := range map[string]int{s.english.Person.IRI: http.StatusOK, outsider.Person.IRI: http.StatusForbidden, "": http.StatusNotFound} {
		if got := s.Node("england").Ask(iri, s.room.IRI+"/rules"); got.Status != status {
			t.Errorf("%q asks for every version: %d", iri, got.Status)
		}
	}
	page := outsider.Get(s.path(outsider) + "/conduct").OK()
	if page.Contains("Morag Sample") {
		t.Error("somebody outside is told who moderates")
	}
	s.staleRules(t)
	for _, n := range s.Nodes {
		s.quiet(n)
	}
}

// staleRules: what was overtaken, what cannot be and who has no say change nothing, and
// nothing is put in place unnoticed.
func (s *story) staleRules(t *testing.T) {
	t.Helper()
	home := s.english.Node
	now := s.local(s.english)
	shows := func(text string, since time.Time) {
		t.Helper()
		c := now
		c.Rules, c.RulesSince = community.LangMap{"en": text}, since
		s.must(home.Service.RememberCommunity(t.Context(), c, true))
		s.Settle()
	}
	before := times(told(t, s.english), "conduct")
	shows("Be kind.", now.RulesSince.Add(-time.Minute))
	shows(now.Rules["en"], now.RulesSince)
	if err := home.Service.RememberConduct(t.Context(), now.ID, []community.Conduct{{Text: community.LangMap{"en": "Pay."}, Since: now.RulesSince.Add(time.Hour)},
		{Text: community.LangMap{"en": "Pay."}, Since: now.RulesSince, By: s.welsh.Person.IRI}}); err != nil {
		t.Fatal(err)
	}
	if got := s.local(s.english); got.Rules["en"] != now.Rules["en"] || !got.RulesSince.Equal(now.RulesSince) || len(s.codes(s.english)) != 3 {
		t.Errorf("older rules are in force: %v since %v, %d versions", got.Rules, got.RulesSince, len(s.codes(s.english)))
	}
	if n := times(told(t, s.english), "conduct"); n != before {
		t.Errorf("told of what came late: %d", n-before)
	}
	s.later(time.Minute)
	shows("Pay.", now.RulesSince) // the same date and other words
	s.later(time.Minute)
	shows("Pay twice.", home.now().Add(1000*time.Hour))
	if n := times(told(t, s.english), "conduct"); n != before+2 || len(s.codes(s.english)) != 5 {
		t.Errorf("put in place unnoticed: told %d, %d versions", n-before, len(s.codes(s.english)))
	}
	if got := s.local(s.english); got.RulesSince.After(home.now()) {
		t.Errorf("in force since %v", got.RulesSince)
	}
	for actor, object := range map[string]string{s.welsh.Person.IRI: s.room.IRI, s.Node("scotland").Identity.Issuer(): s.room.IRI,
		s.Node("wales").Identity.URL + "/g/1": s.Node("wales").Identity.URL + "/g/1"} {
		if taken, err := home.Service.CommunityShownAnew(t.Context(), 0, actor, object); taken || err != nil {
			t.Errorf("%s says that %s reads otherwise: %v %v", actor, object, taken, err)
		}
	}
}

// TestVersionsFollow: the versions of rules that a host cannot show now are read when it can,
// and what was said is read meanwhile.
func TestVersionsFollow(t *testing.T) {
	t.Parallel()
	s := tellStory(t)
	s.asksOf("Be kind.")
	s.later(time.Hour)
	s.asksOf("Be kind.\n\nName no pupil.")
	s.written(s.moderator, "Minibuses", "Who has one?")
	s.moderator.Node.Front(func(w http.ResponseWriter, r *http.Request) bool {
		if strings.HasSuffix(r.URL.Path, "/rules") {
			w.WriteHeader(http.StatusInternalServerError)
			return true
		}
		return false
	})
	s.in(s.welsh)
	if p := s.rootOf(s.welsh.Node, "Minibuses"); p.State != community.PostAccepted {
		t.Errorf("what was said before is %q", p.State)
	}
	s.moderator.Node.Front(nil)
	s.later(time.Hour)
	if got := strings.Join(s.codes(s.welsh), "|"); got != "Be kind.\n\nName no pupil.|Be kind." {
		t.Errorf("the versions: %q", got)
	}
}
