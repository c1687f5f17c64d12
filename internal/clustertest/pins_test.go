package clustertest

import (
	"slices"
	"strings"
	"testing"

	"headroom/community"
	"headroom/community/policy"
)

// pinned are the titles of what an instance shows first in the community.
func (s *story) pinned(n *Node) (titles []string) {
	s.T.Helper()
	n.View(func(tx community.Tx) error {
		c, err := tx.CommunityByIRI(s.room.IRI)
		if err != nil {
			return err
		}
		all, err := tx.PinnedThreads(c.ID)
		for _, t := range all {
			titles = append(titles, t.Title)
		}
		return err
	})
	return titles
}

// TestPinnedFromElsewhere pins conversations from another instance: they stand
// first on every member's page, at most three of them.
func TestPinnedFromElsewhere(t *testing.T) {
	t.Parallel()
	onEach(t, pinsFromElsewhere)
}

func pinsFromElsewhere(t *testing.T, s *story) {
	t.Helper()
	scotland, wales, england := s.Node("scotland"), s.Node("wales"), s.Node("england")
	s.in(s.welsh, s.english)
	s.appoint(s.moderator, s.welsh, "moderator")
	titles := []string{"Boats", "Buses", "Bikes", "Trains"}
	for _, title := range titles {
		s.written(s.english, title, "Words about "+title+".")
	}
	thread := func(title string) int64 { return s.rootOf(wales, title).ThreadID }
	pin := func(title, on string) {
		s.welsh.Get("/threads/"+itoa(thread(title))).OK().Submit("/threads/"+itoa(thread(title))+"/pin", map[string]string{"pinned": on}).OK()
	}
	pin("Boats", "true")
	if got := s.pinned(wales); len(got) != 0 {
		t.Errorf("pinned before its community has decided: %v", got)
	}
	s.Settle()
	pin("Buses", "true")
	s.Settle()
	for _, n := range s.Nodes {
		if got := s.pinned(n); !slices.Equal(got, []string{"Boats", "Buses"}) {
			t.Errorf("%s shows %v first", n.Name, got)
		}
	}
	page := s.english.Get(s.path(s.english)).OK().Text()
	if at, trains := strings.Index(page, "Boats"), strings.Index(page, "Trains"); at < 0 || trains < at || strings.Count(page, "Boats") != 1 || strings.Count(page, "Pinned") != 2 {
		t.Errorf("the member's page does not show it first, once:\n%s", page)
	}
	if got := acts(s.modLog(s.english)); !slices.Equal(got[len(got)-2:], []string{"pin", "pin"}) {
		t.Errorf("the log says %v", got)
	}

	// A member may not, from nowhere.
	err := s.english.Node.Service.PinThread(t.Context(), s.english.Viewer, s.rootOf(england, "Bikes").ThreadID, true)
	if community.KindOf(err) != community.Forbidden {
		t.Errorf("a member pins: %v", err)
	}
	if s.english.Get("/threads/" + itoa(s.rootOf(england, "Bikes").ThreadID)).OK().Contains("Pin this conversation") {
		t.Error("a member is shown the button")
	}

	// The host has the last word about a fourth: two moderators at once.
	pin("Bikes", "true")
	host := s.moderator.Node.Service
	if err := host.PinThread(t.Context(), s.moderator.Viewer, s.rootOf(scotland, "Trains").ThreadID, true); err != nil {
		t.Fatal(err)
	}
	s.Settle()
	for _, n := range s.Nodes {
		if got := s.pinned(n); !slices.Equal(got, []string{"Boats", "Buses", "Trains"}) {
			t.Errorf("%s shows %v first", n.Name, got)
		}
	}
	refused, err := s.welsh.Node.Service.RefusedActs(t.Context(), s.welsh.Viewer, s.local(s.welsh).ID)
	if err != nil || len(refused) != 1 || refused[0].Answer != policy.ReasonTooMany {
		t.Errorf("refused: %+v, %v", refused, err)
	}
	err = host.PinThread(t.Context(), s.moderator.Viewer, s.rootOf(scotland, "Bikes").ThreadID, true)
	if community.KindOf(err) != community.Conflict {
		t.Errorf("a fourth at the host: %v", err)
	}

	// Members of other instances read the list; nobody else does.
	for who, want := range map[*Member]string{s.english: "3", s.welsh: "3"} {
		if got := who.Node.Ask(who.Person.IRI, s.room.IRI+"/featured"); got.Status != 200 || !strings.Contains(string(got.Body), `"totalItems":`+want) {
			t.Errorf("%s reads %d %s", who.Person.Name, got.Status, got.Body)
		}
	}
	outsider := wales.Head("Olwen Enghraifft")
	if got := wales.Ask(outsider.Person.IRI, s.room.IRI+"/featured"); got.Status != 403 {
		t.Errorf("an outsider: %d %s", got.Status, got.Body)
	}

	// It is taken back, and goes with its first post.
	pin("Boats", "false")
	s.Settle()
	root := s.rootOf(england, "Buses")
	if err := s.english.Node.Service.DeletePost(t.Context(), s.english.Viewer, root.ID); err != nil {
		t.Fatal(err)
	}
	s.Settle()
	for _, n := range s.Nodes {
		if got := s.pinned(n); !slices.Equal(got, []string{"Trains"}) {
			t.Errorf("%s shows %v first", n.Name, got)
		}
		s.quiet(n)
	}
}
