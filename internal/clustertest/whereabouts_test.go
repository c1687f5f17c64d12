package clustertest

import (
	"strings"
	"testing"
)

// TestMembersReadWhereCopiesAre: the page names the servers that receive copies,
// and one that was cut off before it confirmed that it had deleted its own.
func TestMembersReadWhereCopiesAre(t *testing.T) {
	t.Parallel()
	s := tellStory(t)
	s.in(s.welsh, s.english)
	scotland, wales, england := s.Node("scotland"), s.Node("wales"), s.Node("england")
	s.written(s.welsh, "Minibuses", "Has anybody one to spare?")
	at := "/communities/" + itoa(s.room.ID) + "/copies"
	page := s.moderator.Get(at).OK()
	now, former, _ := strings.Cut(page.Text(), "may still hold copies")
	if !strings.Contains(now, wales.Identity.Host) || !strings.Contains(now, england.Identity.Host) || strings.Contains(former, england.Identity.Host) {
		t.Errorf("while both are in:\n%s", page.Text())
	}
	for _, m := range []*Member{s.welsh, s.english} {
		if theirs := m.Get(s.path(m) + "/copies").OK(); !theirs.Contains(wales.Identity.Host) || !theirs.Contains("The law may compel disclosure") {
			t.Errorf("%s reads:\n%s", m.Person.Name, theirs.Text())
		}
	}

	// England cannot be reached when its last member goes: it has confirmed nothing.
	s.Part("scotland", "england")
	record := s.record(scotland, s.english)
	if err := scotland.Service.RemoveMember(t.Context(), s.moderator.Viewer, s.room.ID, record.ID, "Has moved."); err != nil {
		t.Fatal(err)
	}
	s.Settle()
	page = s.moderator.Get(at).OK()
	now, former, _ = strings.Cut(page.Text(), "may still hold copies")
	if strings.Contains(now, england.Identity.Host) || !strings.Contains(former, england.Identity.Host) {
		t.Errorf("without a receipt:\n%s", page.Text())
	}
	if got := scotland.Browser().Get(at); got.Status == 200 && got.Contains(wales.Identity.Host) {
		t.Error("who is no member reads where copies are")
	}
}
