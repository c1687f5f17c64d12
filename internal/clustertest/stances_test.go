package clustertest

import (
	"slices"
	"strings"
	"testing"

	"headroom/community"
)

// thinks keeps what a member thinks of another, whose home may be elsewhere.
func (s *story) thinks(m, of *Member, in community.StanceInput) int64 {
	s.T.Helper()
	var id int64
	m.Node.View(func(tx community.Tx) error {
		p, err := tx.PersonByIRI(of.Person.IRI)
		id = p.ID
		return err
	})
	if err := m.Node.Service.SetStance(s.T.Context(), m.Viewer, id, in); err != nil {
		s.T.Fatal(err)
	}
	return id
}

// TestABlockedHead blocks somebody of another instance: nothing that they write
// reaches the blocker, they are told nothing, and nothing of it is sent anywhere.
func TestABlockedHead(t *testing.T) {
	t.Parallel()
	onEach(t, blockedHead)
}

func blockedHead(t *testing.T, s *story) {
	t.Helper()
	s.in(s.welsh, s.english)
	s.writes(s.welsh, 0, "Before.", s.english, s.moderator)
	const note = "Never brief, never about schools."
	about := s.thinks(s.english, s.welsh, community.StanceInput{Blocked: true, Note: note})
	s.Watch(func(to *Node, body []byte) {
		if strings.Contains(string(body), note) || strings.Contains(string(body), "locked") {
			t.Errorf("%s is sent what somebody thinks: %s", to.Name, body)
		}
	})
	told1 := len(told(t, s.english))
	second := s.writes(s.welsh, s.talks(s.welsh)[0].ID, "After, and unread.")
	if page, _ := s.talk(s.english); page.Contains("After, and unread.") || !page.Contains("Before.") {
		t.Errorf("the blocker's page:\n%s", page.Text())
	}
	if page, _ := s.talk(s.moderator); !page.Contains("After, and unread.") {
		t.Error("somebody else has not got it")
	}
	if got := s.became(s.welsh, second); got["Ruth Example"] != "sent" {
		t.Errorf("the blocked sees %v", got)
	}
	s.written(s.welsh, "Ferries", "They are late, @"+s.english.Person.Username+"@"+s.english.Node.Identity.Host)
	if got := told(t, s.english); len(got) != told1 {
		t.Errorf("the blocker is told %v", got)
	}
	page := s.thread(s.english, "Ferries")
	if !page.Contains("From somebody whom you have blocked or muted") {
		t.Errorf("the post is not folded:\n%s", page.Text())
	}
	if page := s.thread(s.moderator, "Ferries"); page.Contains("From somebody whom you have blocked") {
		t.Error("it is folded for somebody else")
	}
	if mine := s.english.Get("/people/" + itoa(about) + "/mine").OK(); !strings.Contains(mine.Body, note) {
		t.Error("the note is not on its page")
	}
	_, err := s.english.Node.Service.SendMessage(t.Context(), s.english.Viewer, community.MessageInput{To: []string{s.welsh.address()}, Body: "You?", Language: "en", Place: "messages:1"})
	if err == nil || !strings.Contains(err.Error(), "error.message_blocked") {
		t.Errorf("the blocker writes: %v", err)
	}

	// Taken back: what is written from now on arrives.
	s.thinks(s.english, s.welsh, community.StanceInput{})
	s.writes(s.welsh, s.talks(s.welsh)[0].ID, "And now?")
	if page, _ := s.talk(s.english); !page.Contains("And now?") {
		t.Error("it does not arrive after all was taken back")
	}
	for _, n := range s.Nodes {
		s.quiet(n)
	}
}

// TestABlockedColleague is the same on one instance.
func TestABlockedColleague(t *testing.T) {
	t.Parallel()
	s := tellStory(t)
	other := s.Node("scotland").Head("Colleague Sample")
	s.contact(s.moderator, community.ContactAny)
	s.thinks(s.moderator, other, community.StanceInput{Blocked: true})
	out := s.writes(other, 0, "Do you read me?", s.moderator)
	if got := s.became(other, out); got["Morag Sample"] != "taken" {
		t.Errorf("the blocked sees %v", got)
	}
	if len(s.talks(s.moderator)) != 0 || slices.Contains(told(t, s.moderator), "message") {
		t.Error("it has arrived")
	}
}

// TestABookmarkComesBack marks a post of a peer's community: it is listed as long
// as its reader may read it, and again when they are let in again.
func TestABookmarkComesBack(t *testing.T) {
	t.Parallel()
	s := tellStory(t)
	s.in(s.welsh)
	post := s.at(s.welsh.Node, s.written(s.moderator, "Candles", "We light them at nine."))
	if _, err := s.welsh.Node.Service.MarkPost(t.Context(), s.welsh.Viewer, post.ID, true); err != nil {
		t.Fatal(err)
	}
	listed := func() bool { return s.welsh.Get("/bookmarks").OK().Contains("We light them at nine.") }
	if !listed() {
		t.Error("it is not listed")
	}
	c := s.local(s.welsh)
	if err := s.welsh.Node.Service.Leave(t.Context(), s.welsh.Viewer, c.ID); err != nil {
		t.Fatal(err)
	}
	s.Settle()
	if listed() {
		t.Error("it is listed after its reader has left")
	}
	if _, err := s.welsh.Node.Service.MarkPost(t.Context(), s.welsh.Viewer, post.ID, true); !community.IsNotFound(err) && community.KindOf(err) != community.Forbidden {
		t.Errorf("marked by who may not read: %v", err)
	}
	s.letIn(s.welsh)
	if !listed() {
		t.Error("it has not come back")
	}
	page := s.welsh.Get("/bookmarks").OK()
	page.Submit("/posts/"+itoa(s.at(s.welsh.Node, post).ID)+"/bookmark", map[string]string{"on": "no"}).OK()
	if listed() {
		t.Error("it is listed after the mark was taken away")
	}
}
