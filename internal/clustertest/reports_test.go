package clustertest

import (
	"slices"
	"strings"
	"testing"

	"headroom/community"
	"headroom/community/policy"
)

// written is a post of a member's in the community, announced everywhere.
func (s *story) written(by *Member, title, body string) community.Post {
	s.T.Helper()
	_, err := by.Node.Service.StartThread(s.T.Context(), by.Viewer, community.PostInput{Community: s.local(by).ID, Title: title, Body: body, Language: "en"})
	if err != nil {
		s.T.Fatal(err)
	}
	s.Settle()
	return s.rootOf(by.Node, title)
}

// at is a post as an instance keeps it.
func (s *story) at(n *Node, p community.Post) community.Post { return s.postOf(n, p.IRI) }

// reportsAt are the reports of a community that an instance holds.
func (s *story) reportsAt(n *Node) (all []community.PostReport) {
	s.T.Helper()
	n.View(func(tx community.Tx) error {
		c, err := tx.CommunityByIRI(s.room.IRI)
		if err != nil {
			return err
		}
		all, err = tx.WaitingReports(c.ID, 100)
		return err
	})
	return all
}

// TestAReportAcrossInstances: a member in England reports what a head in Wales
// wrote; a moderator of Wales and one of Scotland see it, nobody else does, and
// the reporter is told at home.
func TestAReportAcrossInstances(t *testing.T) {
	t.Parallel()
	onEach(t, reportsAcross)
}

func reportsAcross(t *testing.T, s *story) {
	t.Helper()
	scotland, wales, england := s.Node("scotland"), s.Node("wales"), s.Node("england")
	author := wales.Head("Olwen Enghraifft")
	s.in(s.welsh, s.english, author)
	s.appoint(s.moderator, s.welsh, "moderator")
	post := s.written(author, "Minibuses", "Buy one from me.")

	// The form, at home. What is missing is said, and nothing that was typed is lost.
	mine := s.at(england, post)
	at := "/posts/" + itoa(mine.ID) + "/report"
	page := s.english.Get(at).OK()
	if got := page.Submit(at, map[string]string{"code": "advertising", "words": ""}); got.Status != 422 {
		t.Errorf("without words: %d", got.Status)
	}
	secret := "The firm is their brother’s <sold> & gone."
	page.Submit(at, map[string]string{"code": "advertising", "words": secret}).OK()
	if got := s.english.Get(at).OK().Submit(at, map[string]string{"code": "advertising", "words": "Again."}); got.Status != 409 {
		t.Errorf("the same again: %d", got.Status)
	}
	s.Settle()

	// The host knows the instance and no name; Wales holds nothing.
	held := s.reportsAt(scotland)
	if len(held) != 1 || held[0].ReporterID != 0 || held[0].Host != england.Identity.Host || held[0].Words != secret {
		t.Fatalf("at the host: %+v", held)
	}
	if other := s.reportsAt(wales); len(other) != 0 {
		t.Errorf("in Wales: %+v", other)
	}

	// Both moderators see it, and not who it is from; the author sees nothing.
	for _, m := range []*Member{s.moderator, s.welsh} {
		page := m.Get(s.path(m) + "/queue").OK()
		if !page.Contains(secret) || !page.Contains("It sells something") {
			t.Errorf("%s does not see the report:\n%s", m.Person.Name, page.Text())
		}
		if strings.Contains(page.Text(), "Ruth") || strings.Contains(page.Text(), england.Identity.Host) {
			t.Errorf("%s is told who reported:\n%s", m.Person.Name, page.Text())
		}
	}
	if got := told(t, s.moderator); !slices.Contains(got, "report") {
		t.Errorf("the moderator at the host is told %v", got)
	}
	for _, iri := range []string{author.Person.IRI, wales.Identity.Issuer()} {
		if got := wales.Ask(iri, s.room.IRI+"/queue?page=1"); got.Status != 403 {
			t.Errorf("%s at the queue: %d", iri, got.Status)
		}
	}
	if got := wales.Ask(s.welsh.Person.IRI, s.room.IRI+"/queue?page=1"); strings.Contains(string(got.Body), "england") {
		t.Errorf("the queue on the wire tells the reporter's instance:\n%s", got.Body)
	}

	// Resolved from Wales; the reporter is told in England, once.
	home := s.path(s.welsh)
	s.welsh.Get(home+"/queue").OK().Submit(home+"/reports/"+itoa(held[0].ID), map[string]string{"outcome": "upheld", "answer": "It is gone."}).OK()
	s.Settle()
	if left := s.reportsAt(scotland); len(left) != 0 {
		t.Errorf("still waits: %+v", left)
	}
	if got := told(t, s.english); !slices.Contains(got, "report_done") {
		t.Errorf("the reporter is told %v", got)
	}
	said := s.english.Get(at).OK()
	for _, want := range []string{"The report was right, and something has been done.", "It is gone."} {
		if !said.Contains(want) {
			t.Errorf("the reporter's page does not say %q:\n%s", want, said.Text())
		}
	}

	// Decided once: the moderator at the host is told so.
	err := s.moderator.Node.Service.ResolveReport(t.Context(), s.moderator.Viewer, s.room.ID, held[0].ID, policy.ReasonNotUpheld, "")
	if community.ReasonOf(err) != policy.ReasonAlreadyDecided {
		t.Errorf("resolved again: %v", err)
	}
	for _, n := range s.Nodes {
		s.quiet(n)
	}
}

// TestNobodySeesAReportOfTheirOwnPost reports what a moderator wrote.
func TestNobodySeesAReportOfTheirOwnPost(t *testing.T) {
	t.Parallel()
	s := tellStory(t)
	s.in(s.welsh, s.english)
	s.appoint(s.moderator, s.welsh, "moderator")
	post := s.written(s.welsh, "Inspection", "They know nothing.")
	r, err := s.english.Node.Service.ReportPost(t.Context(), s.english.Viewer, community.PostReportInput{Post: s.at(s.english.Node, post).ID,
		Code: policy.ReasonUnkind, Words: "Must it be said so?"})
	if err != nil {
		t.Fatal(err)
	}
	s.Settle()
	held := s.reportsAt(s.Node("scotland"))
	if len(held) != 1 {
		t.Fatalf("held: %+v", held)
	}
	if page := s.welsh.Get(s.path(s.welsh) + "/queue").OK(); page.Contains("Must it be said so?") {
		t.Error("the author reads what is said of their post")
	}
	if got := s.Node("wales").Ask(s.welsh.Person.IRI, s.room.IRI+"/queue?page=1"); strings.Contains(string(got.Body), "Must it be said so?") {
		t.Error("the author's home is given what is said of their post")
	}
	c := s.local(s.welsh)
	if err := s.welsh.Node.Service.ResolveReport(t.Context(), s.welsh.Viewer, c.ID, held[0].ID, policy.ReasonNotUpheld, ""); err != nil {
		t.Fatal(err) // sent: their home does not know of whom it is
	}
	s.Settle()
	if left := s.reportsAt(s.Node("scotland")); len(left) != 1 {
		t.Error("the author closed a report of their own post")
	}
	if _, err := s.welsh.Node.Service.ReportPost(t.Context(), s.welsh.Viewer, community.PostReportInput{Post: post.ID, Code: policy.ReasonUnkind, Words: "Mine."}); community.KindOf(err) != community.Forbidden {
		t.Errorf("their own: %v", err)
	}
	// Resolved by the other moderator.
	if err := s.moderator.Node.Service.ResolveReport(t.Context(), s.moderator.Viewer, s.room.ID, held[0].ID, policy.ReasonNotUpheld, "We spoke."); err != nil {
		t.Fatal(err)
	}
	s.Settle()
	mine, err := s.english.Node.Service.MyReports(t.Context(), s.english.Viewer, s.at(s.english.Node, post).ID)
	if err != nil || len(mine) != 1 || mine[0].ID != r.ID || mine[0].Outcome != policy.ReasonNotUpheld || mine[0].Answer != "We spoke." {
		t.Errorf("at home: %+v, %v", mine, err)
	}
}
