package clustertest

import (
	"strings"
	"testing"

	"headroom/community"
	"headroom/community/policy"
)

// labelAt is the label of the one conversation that a node has in the room.
func (s *story) labelAt(n *Node) (l policy.Label) {
	s.T.Helper()
	n.View(func(tx community.Tx) error {
		c, err := tx.CommunityByIRI(s.room.IRI)
		if err != nil {
			return err
		}
		all, err := tx.Threads(c.ID, community.Page{Limit: 10})
		if len(all) != 1 {
			s.T.Errorf("%s has %d conversations", n.Name, len(all))
			return err
		}
		l = all[0].Label
		return err
	})
	return l
}

// TestALabelTravels: a head of Wales begins a confidential conversation in Scotland's
// community. Every member's pages say so, before they write and after; its author cannot
// share it; and a server that comes after the first post was deleted knows it from the
// answers.
func TestALabelTravels(t *testing.T) {
	t.Parallel()
	p := pairs(t, tellStory(t))
	s := p.story
	s.welsh.Join(s.room.IRI)
	s.moderator.AcceptAll(s.room)
	s.welsh.Join(p.other.IRI)
	p.founder.AcceptAll(p.other)
	p.linked("directory", "share")
	s.Tick("directories")
	form := s.path(s.welsh) + "/new"
	if page := s.welsh.Get(form).OK(); !page.Contains("Chatham House Rule") {
		t.Fatalf("the form offers no label:\n%s", page.Text())
	}
	s.welsh.Get(form).OK().Submit(form, map[string]string{"title": "A sample title", "body": "Said in confidence.", "lang": "en", "label": "confidential"}).OK()
	s.Settle()
	root := s.rootOf(s.Node("scotland"), "A sample title")
	for _, m := range []*Member{s.welsh, s.moderator} {
		list, page := m.Get(s.path(m)).OK(), s.thread(m, "A sample title")
		if !list.Contains("Confidential") || strings.Count(page.Text(), "What is written here is not passed on") != 2 {
			t.Errorf("%s is not told what the conversation is:\n%s", m.Person.Name, page.Text())
		}
		if page.Link("Share into a linked community") != "" {
			t.Errorf("%s may share it", m.Person.Name)
		}
	}
	if got := s.welsh.Get("/threads/" + itoa(s.rootOf(s.Node("wales"), "A sample title").ThreadID) + "/share").Status; got != 403 {
		t.Errorf("its author may share it: %d", got)
	}
	s.answers(s.moderator, root, "An answer.")
	if err := s.welsh.Node.Service.DeletePost(t.Context(), s.welsh.Viewer, s.rootOf(s.Node("wales"), "A sample title").ID); err != nil {
		t.Fatal(err)
	}
	s.Settle()
	s.english.Join(s.room.IRI)
	s.moderator.AcceptAll(s.room)
	s.Settle()
	for _, n := range []string{"scotland", "wales", "england"} {
		if l := s.labelAt(s.Node(n)); l != policy.Confidential {
			t.Errorf("%s has the label %q", n, l)
		}
	}
}
