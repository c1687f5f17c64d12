package clustertest

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"headroom/community"
	"headroom/federation/sign"
	"headroom/federation/vocab"
)

// newcomersRead has the moderator set what newcomers read.
func (s *story) newcomersRead(history, since string) {
	s.T.Helper()
	s.must(s.moderator.Node.Service.EditCommunity(s.T.Context(), s.moderator.Viewer, s.room.ID, community.CommunityInput{
		Name: s.room.Name, Access: "closed", Reach: "peers", History: history, Since: since}))
}

// finds reports whether a search of a member finds words.
func (s *story) finds(m *Member, words string) bool {
	s.T.Helper()
	out, err := m.Node.Service.Search(s.T.Context(), m.Viewer, community.SearchInput{Query: words, Limit: 10})
	if err != nil {
		s.T.Fatal(err)
	}
	return out.Count > 0
}

// nothingOf fails when a member is shown anything of a post, anywhere.
func (s *story) nothingOf(m *Member, iri, words string) {
	s.T.Helper()
	if s.reads(m, iri) {
		s.T.Errorf("%s reads %q", m.Person.Name, words)
	}
	if s.finds(m, words) {
		s.T.Errorf("%s finds %q", m.Person.Name, words)
	}
	for _, path := range []string{"/", s.path(m), "/notifications"} {
		if page := m.Get(path); page.Contains(words) {
			s.T.Errorf("%s sees %q on %s", m.Person.Name, words, path)
		}
	}
}

// TestNewcomersReadFromTheirJoining lets a second Welsh head in who reads only what
// is begun from then on, at a home that holds all of it for the first, and an
// English one whose home is sent nothing of it.
func TestNewcomersReadFromTheirJoining(t *testing.T) {
	t.Parallel()
	s := tellStory(t)
	s.letIn(s.welsh)
	before := s.say(s.moderator, "", "beforehand")
	s.Clock.Advance(time.Minute)
	s.newcomersRead(community.HistoryJoining, "")
	newcomer := s.Node("wales").Head("Nia Enghraifft")
	s.Settle()
	s.letIn(newcomer)
	england := s.Node("england")
	england.Listen()
	s.letIn(s.english)
	s.Clock.Advance(time.Minute)
	after := s.say(s.welsh, "", "afterwards")
	late := s.say(s.moderator, before, "latecoming")

	s.seenBy(before, s.welsh, s.moderator)
	s.seenBy(after, s.welsh, s.moderator, newcomer, s.english)
	for _, m := range []*Member{newcomer, s.english} {
		s.nothingOf(m, before, "beforehand")
		s.nothingOf(m, late, "latecoming")
		if !s.finds(m, "afterwards") {
			t.Errorf("%s does not find what was begun since", m.Person.Name)
		}
	}
	if england.Heard("beforehand") || s.post(england, before).ID != 0 {
		t.Error("England was sent what none of its people may read")
	}
	s.theHostKeepsItBack(before)
	if page := newcomer.Get(s.path(newcomer)).OK(); !page.Contains("You read conversations that were begun since") {
		t.Errorf("the newcomer is not told:\n%s", page.Text())
	}
	answered := s.post(s.moderator.Node, before)
	if _, err := newcomer.Node.Service.Reply(t.Context(), newcomer.Viewer, community.PostInput{Thread: s.post(newcomer.Node, before).ThreadID,
		Parent: s.post(newcomer.Node, before).ID, Body: "Let me in", Language: "en"}); err == nil {
		t.Errorf("the newcomer answers %d", answered.ID)
	}
	for _, n := range s.Nodes {
		s.quiet(n)
		s.unforked(n)
	}
}

// theHostKeepsItBack asks the host itself for what is before a newcomer's history,
// as her home and as herself.
func (s *story) theHostKeepsItBack(iri string) {
	t := s.T
	t.Helper()
	england := s.Node("england")
	page := england.Ask(england.Identity.Issuer(), s.room.IRI+"/log?epoch=1&after=0")
	doc, err := vocab.DecodePage(page.Body)
	if err != nil || page.Status != http.StatusOK {
		t.Fatalf("the log: %d, %v", page.Status, err)
	}
	for _, item := range doc.Subs("orderedItems") {
		if h, _ := item.LogHeader(); h.Seq < 2 {
			t.Errorf("entry %d is in the log of England", h.Seq)
		}
	}
	if got := england.Ask(england.Identity.Issuer(), s.room.IRI+"/log/1/1"); got.Status != http.StatusNotFound {
		t.Errorf("the entry itself: %d", got.Status)
	}
	copies := s.room.IRI + "/copies/" + strings.TrimPrefix(sign.HashBytes([]byte(iri)), "sha-256:")
	if got := england.Ask(s.english.Person.IRI, copies); got.Status != http.StatusNotFound {
		t.Errorf("the copy: %d", got.Status)
	}
	if got := s.Node("wales").Ask(s.welsh.Person.IRI, copies); got.Status != http.StatusOK {
		t.Errorf("the copy, to who was there: %d", got.Status)
	}
}

// TestWhoMayReadFurtherBringsTheRest lets in somebody who reads all after somebody
// who does not: the home fetches what was before, and the first still sees none.
func TestWhoMayReadFurtherBringsTheRest(t *testing.T) {
	t.Parallel()
	s := tellStory(t)
	var old []string
	for range 3 {
		old = append(old, s.say(s.moderator, "", "beforehand"))
	}
	s.Clock.Advance(time.Minute)
	s.newcomersRead(community.HistoryJoining, "")
	s.letIn(s.welsh)
	s.Clock.Advance(time.Minute)
	since := s.say(s.moderator, "", "afterwards")
	s.seenBy(since, s.welsh)
	wales := s.Node("wales")
	if s.post(wales, old[0]).ID != 0 {
		t.Fatal("Wales holds what is before its history")
	}
	s.newcomersRead(community.HistoryAll, "")
	second := wales.Head("Nia Enghraifft")
	s.letIn(second)
	s.later(time.Minute)
	for _, iri := range old {
		s.seenBy(iri, second)
		s.nothingOf(s.welsh, iri, "beforehand")
	}
	s.seenBy(since, s.welsh, second)
	again := s.say(s.welsh, "", "goes on")
	s.seenBy(again, s.welsh, second, s.moderator)
	for _, n := range s.Nodes {
		s.quiet(n)
		s.unforked(n)
	}
}
