package clustertest

import (
	"net/http"
	"strings"
	"testing"

	"headroom/community"
	"headroom/community/policy"
	"headroom/storage/storagetest"
)

// acts are the acts of a log, oldest first.
func acts(l community.ModLogView) (list []string) {
	for _, r := range l.Rows {
		list = append([]string{r.Act}, list...)
	}
	return list
}

func (s *story) modLog(m *Member) community.ModLogView {
	s.T.Helper()
	l, err := m.Node.Service.ModLog(s.T.Context(), m.Viewer, s.local(m).ID)
	if err != nil {
		s.T.Fatalf("%s reads the log: %v", m.Person.Name, err)
	}
	return l
}

// TestMembersReadWhatModeratorsDid: acts from Wales and Scotland stand in one
// log, which a member in England reads and checks at home. No words are in it.
func TestMembersReadWhatModeratorsDid(t *testing.T) {
	t.Parallel()
	onEach(t, logsOfModerators)
}

func logsOfModerators(t *testing.T, s *story) {
	t.Helper()
	scotland := s.Node("scotland")
	second := s.Node("england").Head("Edward Example")
	s.in(s.welsh, s.english)
	s.appoint(s.moderator, s.welsh, "moderator")
	post := s.written(s.english, "Minibuses", "Buy one from me, says canaryword.")
	if _, err := s.welsh.Node.Service.ReportPost(t.Context(), s.welsh.Viewer, community.PostReportInput{Post: s.at(s.welsh.Node, post).ID,
		Code: policy.ReasonAdvertising, Words: "canaryreport"}); err != nil {
		t.Fatal(err)
	}
	s.Settle()
	report := s.reportsAt(scotland)[0]
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		s.Settle()
	}
	room := s.local(s.welsh)
	must(s.welsh.Node.Service.RemovePostBecause(t.Context(), s.welsh.Viewer, s.at(s.welsh.Node, post).ID, community.Why{Code: policy.ReasonAdvertising, Words: "canarywhy"}))
	must(s.moderator.Node.Service.ResolveReport(t.Context(), s.moderator.Viewer, s.room.ID, report.ID, policy.ReasonUpheld, "canaryanswer"))
	s.ask(second)
	must(s.welsh.Node.Service.DecideJoinBecause(t.Context(), s.welsh.Viewer, room.ID, s.record(scotland, second).ID, false, community.Why{Words: "canarydecline"}))

	want := "admit admit admit role-moderator remove resolve decline"
	for _, m := range []*Member{s.moderator, s.welsh, s.english} {
		l := s.modLog(m)
		if got := strings.Join(acts(l), " "); got != want || l.Fault != "" || l.Total != 7 {
			t.Errorf("%s reads %q (%d), fault %q", m.Person.Name, got, l.Total, l.Fault)
		}
		page := m.Get(s.path(m) + "/modlog").OK()
		for _, say := range []string{"Removed a post", "It sells something.", "Closed a report", "Did not admit somebody", "Siân Enghraifft"} {
			if !page.Contains(say) {
				t.Errorf("%s: the page does not say %q:\n%s", m.Person.Name, say, page.Text())
			}
		}
		if strings.Contains(page.Text(), "canary") || strings.Contains(page.Text(), "Edward") {
			t.Errorf("%s: the page tells what members are not told:\n%s", m.Person.Name, page.Text())
		}
	}
	answer := s.Node("england").Ask(s.english.Person.IRI, s.room.IRI+"/modlog")
	if answer.Status != http.StatusOK || strings.Contains(string(answer.Body), "canary") || strings.Contains(string(answer.Body), second.Person.IRI) {
		t.Errorf("on the wire: %d %s", answer.Status, answer.Body)
	}
	for _, iri := range []string{second.Person.IRI, s.Node("england").Identity.Issuer(), ""} {
		if got := s.Node("england").Ask(iri, s.room.IRI+"/modlog"); got.Status < 400 {
			t.Errorf("%q reads the log: %d", iri, got.Status)
		}
	}
	if logs, entries, where, fault, err := scotland.Service.VerifyModLogs(t.Context()); err != nil || logs == 0 || entries < 7 || fault != "" {
		t.Errorf("verified: %d %d %q %q %v", logs, entries, where, fault, err)
	}
	for _, n := range s.Nodes {
		s.quiet(n)
	}
}

// TestABrokenLogIsShown changes the log at its host after a home has seen it:
// the home says so, and goes on saying so.
func TestABrokenLogIsShown(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ sql, want, host string }{
		"an altered entry": {"update modlog set reason = 'unkind' where seq = 2", "other", "altered"},
		"a missing entry":  {"delete from modlog where seq = 2", "missing", "missing"},
		"a cut tail":       {"delete from modlog where seq >= 2", "cut", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := tellStory(t)
			s.in(s.welsh, s.english)
			s.appoint(s.moderator, s.welsh, "moderator")
			if l := s.modLog(s.english); l.Fault != "" || l.Total != 4 {
				t.Fatalf("before: %q %d", l.Fault, l.Total)
			}
			storagetest.Tamper(t, strings.TrimPrefix(s.Node("scotland").Config.Database, "sqlite:"), c.sql)
			for range 2 {
				if l := s.modLog(s.english); l.Fault != c.want && !(c.want == "other" && l.Fault == "altered") {
					t.Errorf("the member at home is told %q, want %q", l.Fault, c.want)
				}
			}
			if page := s.english.Get(s.path(s.english) + "/modlog").OK(); !page.Contains("Ask the moderators") {
				t.Errorf("the page hides it:\n%s", page.Text())
			}
			if _, _, _, fault, err := s.Node("scotland").Service.VerifyModLogs(t.Context()); err != nil || fault != c.host {
				t.Errorf("at the host: %q, %v", fault, err)
			}
		})
	}
}
