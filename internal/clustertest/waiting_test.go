package clustertest

import (
	"slices"
	"strings"
	"testing"

	"headroom/community"
	"headroom/community/policy"
)

// times counts a kind in what somebody is told.
func times(list []string, kind string) (n int) {
	for _, k := range list {
		if k == kind {
			n++
		}
	}
	return n
}

// TestAModeratorIsToldAtHome: something waits in Scotland, and the moderator in
// Wales is told so there, not what; nobody else is.
func TestAModeratorIsToldAtHome(t *testing.T) {
	t.Parallel()
	s := tellStory(t)
	second := s.Node("wales").Head("Olwen Enghraifft")
	s.in(s.welsh, second)
	s.appoint(s.moderator, s.welsh, "moderator")
	if n := times(told(t, s.welsh), "waiting"); n != 0 {
		t.Fatalf("told before anything waits: %d", n)
	}
	s.ask(s.english)
	if n := times(told(t, s.welsh), "waiting"); n != 1 {
		t.Errorf("somebody asks: told %d times", n)
	}
	for _, m := range []*Member{second, s.english, s.moderator} {
		if slices.Contains(told(t, m), "waiting") {
			t.Errorf("%s is told", m.Person.Name)
		}
	}
	page := s.welsh.Get("/notifications").OK()
	if !page.Contains("Something waits for the moderators") || strings.Contains(page.Text(), "Ruth") {
		t.Errorf("the page says:\n%s", page.Text())
	}

	// Another request within the hour adds nothing.
	s.ask(s.Node("england").Head("Edward Example"))
	if n := times(told(t, s.welsh), "waiting"); n != 1 {
		t.Errorf("another asks: told %d times", n)
	}

	// Another group says so of this queue, and this one of what is none.
	queue := s.local(s.welsh).Queue
	for group, said := range map[string]string{s.Node("wales").Identity.URL + "/g/1": queue, s.room.IRI: s.room.IRI + "/members"} {
		if taken, err := s.welsh.Node.Service.QueueWaits(t.Context(), 0, group, said); taken || err != nil {
			t.Errorf("%s says %s: %v %v", group, said, taken, err)
		}
	}

	// A report of their own post is not told.
	post := s.written(s.welsh, "Inspection", "They know nothing.")
	s.later(2 * 3600 * 1e9)
	if _, err := second.Node.Service.ReportPost(t.Context(), second.Viewer, community.PostReportInput{Post: s.at(second.Node, post).ID,
		Code: policy.ReasonUnkind, Words: "Must it be?"}); err != nil {
		t.Fatal(err)
	}
	s.Settle()
	if n := times(told(t, s.welsh), "waiting"); n != 1 {
		t.Errorf("told of a report of their own post: %d", n)
	}
	other := s.written(second, "Minibuses", "Buy one.")
	if _, err := s.moderator.Node.Service.ReportPost(t.Context(), s.moderator.Viewer, community.PostReportInput{Post: s.at(s.moderator.Node, other).ID,
		Code: policy.ReasonAdvertising, Words: "It sells."}); err != nil {
		t.Fatal(err)
	}
	s.Settle()
	if n := times(told(t, s.welsh), "waiting"); n != 2 {
		t.Errorf("told of a report hours later: %d", n)
	}

	// Dismissed, they are told nothing more.
	s.appoint(s.moderator, s.welsh, "member")
	s.later(2 * 3600 * 1e9)
	if slices.Contains(told(t, s.welsh), "waiting") {
		t.Error("a member is shown that something waits for moderators")
	}
}
