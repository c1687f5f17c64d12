package clustertest

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"time"

	"headroom/community"
	"headroom/community/policy"
)

// address is how somebody is named from another instance.
func (m *Member) address() string { return "@" + m.Person.Username + "@" + m.Node.Identity.Host }

// writes sends a private message and settles; 0 begins a conversation.
func (s *story) writes(m *Member, talk int64, body string, to ...*Member) community.MessageResult {
	s.T.Helper()
	in := community.MessageInput{Conversation: talk, Body: body, Language: "en", Place: "messages:" + itoa(m.Person.ID)}
	for _, other := range to {
		in.To = append(in.To, other.address())
	}
	out, err := m.Node.Service.SendMessage(s.T.Context(), m.Viewer, in)
	if err != nil {
		s.T.Fatalf("%s writes %q: %v", m.Person.Name, body, err)
	}
	s.Settle()
	return out
}

// talks are somebody's conversations, as their list shows them.
func (s *story) talks(m *Member) []community.TalkView {
	s.T.Helper()
	list, err := m.Node.Service.Talks(s.T.Context(), m.Viewer, community.Page{})
	if err != nil {
		s.T.Fatal(err)
	}
	return list
}

// talk is the page of somebody's only conversation.
func (s *story) talk(m *Member) (*Page, int64) {
	s.T.Helper()
	list := s.talks(m)
	if len(list) != 1 {
		s.T.Fatalf("%s has %d conversations", m.Person.Name, len(list))
	}
	return m.Get("/messages/" + itoa(list[0].ID)).OK(), list[0].ID
}

// became is what became of a message, by name.
func (s *story) became(m *Member, out community.MessageResult) map[string]string {
	s.T.Helper()
	page, err := m.Node.Service.Talk(s.T.Context(), m.Viewer, out.Conversation, community.Page{})
	if err != nil {
		s.T.Fatal(err)
	}
	all := map[string]string{}
	for _, line := range page.Messages {
		if line.ID != out.Message {
			continue
		}
		for _, p := range line.People {
			all[p.Person.Name] = strings.TrimSpace(string(p.State) + " " + p.Reason)
		}
	}
	return all
}

// TestPrivateMessages writes from Wales to England and Scotland through the pages:
// it arrives once, the answer comes back, nobody else is sent a word of it, and
// no operator has a page with it.
func TestPrivateMessages(t *testing.T) {
	t.Parallel()
	onEach(t, privateMessages)
}

func privateMessages(t *testing.T, s *story) {
	t.Helper()
	s.in(s.welsh, s.english)
	ulster := s.Node("england").Head("Elsewhere Sample")
	const secret, answer = "The inspector comes on Monday, quite privately.", "Then I shall ring you on Sunday."
	sent := map[string]int{}
	s.Watch(func(to *Node, body []byte) {
		if bytes.Contains(body, []byte("inspector")) {
			sent[to.Name]++
		}
	})

	page := s.welsh.Get("/messages/new").OK()
	fields := map[string]string{"title": s.english.address() + ", Morag Sample", "body": ""}
	if got := page.Submit("/messages/new", fields); got.Status != 422 || !strings.Contains(string(got.Body), "Morag Sample") {
		t.Errorf("without words: %d", got.Status)
	}
	fields["body"] = secret
	page.Submit("/messages/new", fields).OK()
	s.Settle()
	if sent["england"] != 1 || sent["scotland"] != 1 || sent["wales"] != 1 || len(sent) != 3 { // in Wales it was typed
		t.Errorf("the words went to %v", sent)
	}
	for _, m := range []*Member{s.english, s.moderator} {
		if got := told(t, m); !slices.Contains(got, "message") {
			t.Errorf("%s is told %v", m.Person.Name, got)
		}
		if list := m.Get("/messages").OK(); list.Count(secret) != 1 || !list.Contains("New") || !list.Contains("Siân Enghraifft") {
			t.Errorf("the list of %s:\n%s", m.Person.Name, list.Text())
		}
		if at, _ := s.talk(m); at.Count(secret) != 1 {
			t.Errorf("%s sees it %d times", m.Person.Name, at.Count(secret))
		}
		if list := s.talks(m); list[0].Unread {
			t.Errorf("%s has read it", m.Person.Name)
		}
	}
	if len(s.talks(ulster)) != 0 {
		t.Error("somebody else has a conversation")
	}
	_, at := s.talk(s.english)
	if got := ulster.Get("/messages/" + itoa(at)); got.Status != 404 {
		t.Errorf("somebody else opens it: %d", got.Status)
	}

	here, at := s.talk(s.english)
	here.Submit("/messages/"+itoa(at), map[string]string{"body": answer}).OK()
	s.Settle()
	for _, m := range []*Member{s.welsh, s.moderator, s.english} {
		if page, _ := s.talk(m); page.Count(answer) != 1 || page.Count(secret) != 1 {
			t.Errorf("%s sees the answer %d times, the question %d times", m.Person.Name, page.Count(answer), page.Count(secret))
		}
	}

	// Its author takes it back; nobody else can.
	theirs := s.said(s.welsh, secret)
	var first community.PrivateMessage
	s.welsh.Node.View(func(tx community.Tx) (err error) {
		first, err = tx.PrivateMessage(theirs)
		return err
	})
	own, mine := s.talk(s.welsh)
	if err := s.english.Node.Service.DeleteMessage(t.Context(), s.english.Viewer, s.said(s.english, secret)); !community.IsNotFound(err) {
		t.Errorf("somebody else deletes it: %v", err)
	}
	own.Submit("/messages/"+itoa(mine)+"/delete", map[string]string{"message": itoa(theirs)}).OK()
	s.Settle()
	for _, m := range []*Member{s.welsh, s.moderator, s.english} {
		if page, _ := s.talk(m); page.Contains(secret) || !page.Contains("was deleted by its author") {
			t.Errorf("%s sees it still:\n%s", m.Person.Name, page.Text())
		}
		s.forgotten(m.Node, first)
	}

	// Who leaves sees it no more, and the others see that.
	page, at = s.talk(s.moderator)
	page.Submit("/messages/"+itoa(at)+"/leave", nil).OK()
	s.Settle()
	if len(s.talks(s.moderator)) != 0 || s.moderator.Get("/messages/"+itoa(at)).Status != 404 {
		t.Error("who left reads on")
	}
	s.writes(s.english, s.talks(s.english)[0].ID, "Only we two now.")
	if page, _ := s.talk(s.welsh); !page.Contains("Only we two now.") || !page.Contains("has left") {
		t.Errorf("after somebody left:\n%s", page.Text())
	}
	if len(s.talks(s.moderator)) != 0 {
		t.Error("who left is written to")
	}
	for _, n := range s.Nodes {
		s.quiet(n)
	}
}

// said finds a message with some words among those that somebody has.
func (s *story) said(m *Member, words string) (id int64) {
	s.T.Helper()
	for _, talk := range s.talks(m) {
		page, err := m.Node.Service.Talk(s.T.Context(), m.Viewer, talk.ID, community.Page{})
		if err != nil {
			s.T.Fatal(err)
		}
		for _, line := range page.Messages {
			if strings.Contains(line.HTML, words) {
				id = line.ID
			}
		}
	}
	return id
}

// forgotten fails when an instance still keeps the document of a message.
func (s *story) forgotten(n *Node, message community.PrivateMessage) {
	s.T.Helper()
	n.View(func(tx community.Tx) error {
		if _, err := tx.DocumentByIRI(message.ActivityIRI); !community.IsNotFound(err) {
			s.T.Errorf("%s keeps what was deleted: %v", n.Name, err)
		}
		kept, err := tx.PrivateMessageByIRI(message.IRI)
		if kept.HTML != "" || kept.Source != "" {
			s.T.Errorf("%s keeps the words %q", n.Name, kept.HTML)
		}
		return err
	})
}

// TestWhoTakesPrivateMessages: who takes none, or only from whom they share a
// community with, is not written to; who is no head does not write.
func TestWhoTakesPrivateMessages(t *testing.T) {
	t.Parallel()
	s := tellStory(t)
	s.in(s.welsh)
	england := s.Node("england")
	far, open := england.Head("Far Sample"), england.Head("Open Sample")
	s.contact(open, community.ContactAny)
	s.contact(s.moderator, community.ContactNone)
	try := func(m, to *Member) error {
		_, err := m.Node.Service.SendMessage(t.Context(), m.Viewer, community.MessageInput{To: []string{to.address()}, Body: "May I?",
			Language: "en", Place: "messages:" + itoa(m.Person.ID)})
		s.Settle()
		return err
	}
	if err := try(s.welsh, open); err != nil {
		t.Errorf("to who takes messages from everybody: %v", err)
	}
	if got := len(s.talks(open)); got != 1 {
		t.Errorf("they have %d conversations", got)
	}
	// Their home decides: the words come back.
	if err := try(s.welsh, far); err != nil {
		t.Errorf("to somebody elsewhere, who decides at home: %v", err)
	}
	if len(s.talks(far)) != 0 {
		t.Error("who shares no community has been written to")
	}
	if got := s.drafted(s.welsh, "May I?"); !slices.Contains(got, policy.ReasonContact) {
		t.Errorf("drafts came back with %v", got)
	}
	if got := told(t, s.welsh); !slices.Contains(got, "message_back") {
		t.Errorf("the author is told %v", got)
	}
	local := s.Node("scotland").Head("Local Sample")
	if err := try(local, s.moderator); community.KindOf(err) != community.Invalid || !strings.Contains(err.Error(), "error.message_contact") {
		t.Errorf("to who takes none: %v", err)
	}
	for _, m := range []*Member{s.Node("scotland").Person("Unverified Sample"), s.Node("scotland").Facilitator("Facilitator Sample")} {
		if err := try(m, local); community.KindOf(err) != community.Forbidden {
			t.Errorf("%s writes: %v", m.Person.Name, err)
		}
		if got := m.Get("/messages"); got.Status != 403 {
			t.Errorf("%s has messages: %d", m.Person.Name, got.Status)
		}
	}
	for _, n := range s.Nodes {
		s.quiet(n)
	}
}

// contact sets how somebody may be reached.
func (s *story) contact(m *Member, how string) {
	s.T.Helper()
	p := m.Person
	if err := m.Node.Service.UpdateProfile(s.T.Context(), m.Viewer, community.ProfileInput{Name: p.Name, Post: p.Post, School: p.School, Authority: p.Authority,
		Nation: p.Nation, Phase: p.Phase, Biography: p.Biography, Contact: how}); err != nil {
		s.T.Fatal(err)
	}
}

// TestAPrivateMessageToWhoIsGone: somebody whose headship has ended is not
// written to any more, and their words are not taken; what was written comes
// back to its author.
func TestAPrivateMessageToWhoIsGone(t *testing.T) {
	t.Parallel()
	s := tellStory(t)
	s.in(s.welsh, s.english)
	first := s.writes(s.welsh, 0, "Good morning.", s.english, s.moderator)
	if got := s.became(s.welsh, first); got["Ruth Example"] != "sent" || got["Morag Sample"] != "sent" {
		t.Errorf("what became of it: %v", got)
	}
	s.english.Revoke()
	second := s.writes(s.welsh, first.Conversation, "Are you there?")
	s.Settle()
	if got := s.became(s.welsh, second); !strings.HasPrefix(got["Ruth Example"], "refused") || got["Morag Sample"] != "sent" {
		t.Errorf("what became of it: %v", got)
	}
	if err := s.leaves(s.moderator); err != nil {
		t.Fatal(err)
	}
	_, err := s.welsh.Node.Service.SendMessage(t.Context(), s.welsh.Viewer, community.MessageInput{Conversation: first.Conversation, Body: "Nobody hears this.", Language: "en"})
	if community.KindOf(err) != community.Forbidden {
		t.Errorf("to nobody: %v", err)
	}
	s.drafted(s.welsh, "Nobody hears this.")
	if page := s.welsh.Get("/messages/" + itoa(first.Conversation)).OK(); !page.Contains("There is nobody left in this conversation") {
		t.Errorf("the page:\n%s", page.Text())
	}
	for _, n := range s.Nodes {
		s.quiet(n)
	}
}

// leaves lets somebody leave their only conversation.
func (s *story) leaves(m *Member) error {
	s.T.Helper()
	err := m.Node.Service.LeaveTalk(s.T.Context(), m.Viewer, s.talks(m)[0].ID)
	s.Settle()
	return err
}

// TestPrivateMessagesWait cuts the way: nothing is lost, nothing comes twice,
// and what was deleted meanwhile never arrives.
func TestPrivateMessagesWait(t *testing.T) {
	t.Parallel()
	s := tellStory(t)
	s.in(s.welsh, s.english)
	first := s.writes(s.welsh, 0, "Before the storm.", s.english)
	s.Cut("wales", "england")
	second := s.writes(s.welsh, first.Conversation, "During the storm.")
	s.writes(s.welsh, first.Conversation, "Still storming.")
	if err := s.welsh.Node.Service.DeleteMessage(t.Context(), s.welsh.Viewer, second.Message); err != nil {
		t.Fatal(err)
	}
	s.Settle()
	if got := s.became(s.welsh, first); got["Ruth Example"] != "sent" {
		t.Errorf("what became of the first: %v", got)
	}
	s.Heal("wales", "england")
	s.welsh.Node.Restart()
	s.later(2 * time.Hour)
	page, _ := s.talk(s.english)
	for words, times := range map[string]int{"Before the storm.": 1, "During the storm.": 0, "Still storming.": 1} {
		if got := page.Count(words); got != times {
			t.Errorf("%q stands there %d times", words, got)
		}
	}
	for _, n := range s.Nodes {
		s.quiet(n)
	}
}
