package clustertest

import (
	"slices"
	"testing"

	"headroom/community"
	"headroom/community/policy"
)

// TestAnAppealAcrossInstances: heads in England appeal against what a moderator in
// Scotland decided: the removal of a post, and of one of them. Another moderator
// there decides; they are told at home.
func TestAnAppealAcrossInstances(t *testing.T) {
	t.Parallel()
	onEach(t, appealsAcross)
}

func appealsAcross(t *testing.T, s *story) {
	t.Helper()
	scotland, england := s.Node("scotland"), s.Node("england")
	second := scotland.Head("Fiona Sample")
	s.in(second, s.english, s.welsh)
	s.appoint(s.moderator, second, "moderator")
	post := s.written(s.english, "Minibuses", "Buy one from me.")
	why := community.Why{Code: policy.ReasonAdvertising, Words: "We sell nothing here."}
	if err := scotland.Service.RemovePostBecause(t.Context(), s.moderator.Viewer, s.at(scotland, post).ID, why); err != nil {
		t.Fatal(err)
	}
	s.Settle()

	// From the tombstone to the form, at home.
	mine := s.at(england, post)
	at := "/appeals/post/" + itoa(mine.ID)
	if page := s.english.Get("/threads/" + itoa(mine.ThreadID)).OK(); !page.Contains("Appeal against the removal") {
		t.Errorf("the tombstone leads nowhere:\n%s", page.Text())
	}
	page := s.english.Get(at).OK()
	if !page.Contains(why.Words) {
		t.Errorf("the page does not say why:\n%s", page.Text())
	}
	page.Submit(at, map[string]string{"words": "It was <my own> & old."}).OK()
	s.Settle()

	// Who decided first is told that it waits, and reads nothing of it.
	queue := "/communities/" + itoa(s.room.ID) + "/appeals"
	if page := s.moderator.Get(queue).OK(); page.Contains("my own") || !page.Contains("not yours to decide") {
		t.Errorf("who decided first reads:\n%s", page.Text())
	}
	if got := s.welsh.Get("/communities/" + itoa(s.local(s.welsh).ID) + "/appeals"); got.Status != 403 && got.Status != 404 {
		t.Errorf("a member at the appeals: %d", got.Status)
	}
	waiting := s.appealsAt(scotland)
	if len(waiting) != 1 || waiting[0].Host != england.Identity.Host || waiting[0].Against != s.moderator.Person.IRI {
		t.Fatalf("at the host: %+v", waiting)
	}
	if got := told(t, second); !slices.Contains(got, "appeal") {
		t.Errorf("the other moderator is told %v", got)
	}
	second.Get(queue).OK().Submit(queue+"/"+itoa(waiting[0].ID), map[string]string{"outcome": "not-upheld", "answer": "It was for sale."}).OK()
	s.Settle()
	if page := s.english.Get(at).OK(); !page.Contains("The decision stands") || !page.Contains("It was for sale.") {
		t.Errorf("who appealed reads:\n%s", page.Text())
	}
	if got := told(t, s.english); !slices.Contains(got, "appeal_done") {
		t.Errorf("who appealed is told %v", got)
	}

	// Removed: their server has nobody in the community any more.
	record := s.record(scotland, s.english)
	if err := scotland.Service.RemoveMember(t.Context(), s.moderator.Viewer, s.room.ID, record.ID, "Enough."); err != nil {
		t.Fatal(err)
	}
	s.Settle()
	own := s.record(england, s.english)
	a, err := england.Service.MakeAppeal(t.Context(), s.english.Viewer, community.AppealMembership, own.ID, "I will sell nothing.")
	if err != nil {
		t.Fatal(err)
	}
	s.Settle()
	waiting = s.appealsAt(scotland)
	if len(waiting) != 1 || waiting[0].Words != "I will sell nothing." || waiting[0].Kind != community.AppealMembership {
		t.Fatalf("at the host: %+v", waiting)
	}
	if err := scotland.Service.DecideAppeal(t.Context(), second.Viewer, s.room.ID, waiting[0].ID, policy.ReasonUpheld, "Come back."); err != nil {
		t.Fatal(err)
	}
	s.Settle()
	con, err := england.Service.Contested(t.Context(), s.english.Viewer, community.AppealMembership, own.ID)
	if err != nil || con.Appeal.ID != a.ID || con.Appeal.Outcome != policy.ReasonUpheld || con.Appeal.Answer != "Come back." {
		t.Errorf("at home: %+v, %v", con.Appeal, err)
	}
	for _, n := range s.Nodes {
		s.quiet(n)
	}
}

// appealsAt are the appeals that wait in the community's own instance.
func (s *story) appealsAt(n *Node) (all []community.Appeal) {
	s.T.Helper()
	n.View(func(tx community.Tx) (err error) {
		all, err = tx.Appeals(s.room.ID, true, 9)
		return err
	})
	return all
}

// TestAnAppealOfAnothersPeopleIsNotTaken: a peer appeals for its own people only,
// against what was decided about them, and once.
func TestAnAppealOfAnothersPeopleIsNotTaken(t *testing.T) {
	t.Parallel()
	s := tellStory(t)
	s.in(s.welsh, s.english)
	host := s.Node("scotland")
	record := s.record(host, s.english)
	if err := host.Service.WarnMember(t.Context(), s.moderator.Viewer, s.room.ID, record.ID, community.Why{Code: policy.ReasonUnkind, Words: "Stop."}); err != nil {
		t.Fatal(err)
	}
	s.Settle()
	wales, england := s.Node("wales").Identity, s.Node("england").Identity
	flag := func(issuer, from, member, kind, id string) community.AppealFlag {
		return community.AppealFlag{Flag: community.Flag{Activity: id, Issuer: issuer, Host: from, Object: member, Words: "No.", Digest: "sha-256:" + id}, Member: member, Kind: kind}
	}
	try := func(in community.AppealFlag) error {
		return host.Service.TakeAppeal(t.Context(), community.Viewer{Issuer: in.Issuer, Host: in.Host}, s.room.IRI, in, []byte("{}"))
	}
	for what, in := range map[string]community.AppealFlag{
		"another's head":        flag(wales.Issuer(), wales.Host, s.english.Person.IRI, "warn", wales.URL+"/a/1"),
		"of a head of the host": flag(wales.Issuer(), wales.Host, s.moderator.Person.IRI, "warn", wales.URL+"/a/2"),
		"of what was not done":  flag(england.Issuer(), england.Host, s.english.Person.IRI, "silence", england.URL+"/a/3"),
		"of who is a member":    flag(england.Issuer(), england.Host, s.english.Person.IRI, "expel", england.URL+"/a/4"),
		"of no kind":            flag(england.Issuer(), england.Host, s.english.Person.IRI, "whim", england.URL+"/a/5"),
		"of who was not warned": flag(wales.Issuer(), wales.Host, s.welsh.Person.IRI, "warn", wales.URL+"/a/6"),
		"of a post not there":   flag(england.Issuer(), england.Host, s.english.Person.IRI, "post", england.URL+"/a/7"),
		"of somebody not there": flag(england.Issuer(), england.Host, england.URL+"/u/1", "warn", england.URL+"/a/8"),
		"with another's issuer": flag(wales.Issuer(), england.Host, s.english.Person.IRI, "warn", wales.URL+"/a/9"),
	} {
		if err := try(in); community.KindOf(err) != community.NotFound {
			t.Errorf("%s: %v", what, err)
		}
	}
	m := s.measuresOf(s.english)
	if _, err := s.english.Node.Service.MakeAppeal(t.Context(), s.english.Viewer, community.AppealMeasure, m, "I did not."); err != nil {
		t.Fatal(err)
	}
	s.Settle()
	if err := try(flag(england.Issuer(), england.Host, s.english.Person.IRI, "warn", england.URL+"/a/10")); community.ReasonOf(err) != policy.ReasonAlreadyDecided {
		t.Errorf("twice: %v", err)
	}
	if all := s.appealsAt(host); len(all) != 1 {
		t.Errorf("%d appeals", len(all))
	}
}

// measuresOf is the newest measure that somebody was told of at home.
func (s *story) measuresOf(m *Member) (id int64) {
	s.T.Helper()
	room := s.local(m)
	m.Node.View(func(tx community.Tx) error {
		all, err := tx.MeasuresOf(room.ID, m.Person.ID, 1)
		if len(all) == 1 {
			id = all[0].ID
		}
		return err
	})
	return id
}
