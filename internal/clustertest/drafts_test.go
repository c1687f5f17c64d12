package clustertest

import (
	"strings"
	"testing"
	"time"

	"headroom/community"
)

// answers replies to a post while the way to the host is cut.
func (s *story) answers(m *Member, root community.Post, body string) {
	s.T.Helper()
	if _, err := m.Node.Service.Reply(s.T.Context(), m.Viewer, community.PostInput{Thread: root.ThreadID, Parent: root.ID, Body: body, Language: "en"}); err != nil {
		s.T.Fatal(err)
	}
	s.Settle()
}

// drafted fails unless every text stands in a member's drafts, once, and gives
// the reasons that stand with them.
func (s *story) drafted(m *Member, texts ...string) (reasons []string) {
	s.T.Helper()
	list, err := m.Node.Service.Drafts(s.T.Context(), m.Viewer)
	if err != nil {
		s.T.Fatal(err)
	}
	all := ""
	for _, d := range list {
		all += d.Title + "\n" + d.Body + "\n"
		reasons = append(reasons, d.Reason)
	}
	for _, text := range texts {
		if n := strings.Count(all, text); n != 1 {
			s.T.Errorf("%.40q stands %d times in %d drafts", text, n, len(list))
		}
	}
	return reasons
}

// TestEveryWordComesBack suspends somebody whose words wait in a queue while
// another text of hers is unfinished in the same place: none replaces another.
func TestEveryWordComesBack(t *testing.T) {
	t.Parallel()
	long := strings.Repeat(" and so on", 1_850)
	for name, texts := range map[string][3]string{
		"with room":    {"The first answer", "The second answer", "Not finished"},
		"without room": {"The first answer" + long, "The second answer" + long, "Not finished" + long},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := joined(t)
			root := s.post(s.welsh.Node, s.say(s.moderator, "", "A sample beginning"))
			s.Cut("wales", "scotland")
			s.answers(s.welsh, root, texts[0])
			s.answers(s.welsh, root, texts[1])
			if _, err := s.welsh.Node.Service.SaveDraft(t.Context(), s.welsh.Viewer, community.DraftInput{Place: "thread:" + itoa(root.ThreadID),
				Parent: root.ID, Body: texts[2], Form: "another window"}); err != nil {
				t.Fatal(err)
			}
			s.standing(s.welsh, func(h *community.Service) error {
				return h.Suspend(t.Context(), community.CommandLine, s.welsh.Person.ID, "away for a term")
			})
			s.Heal("wales", "scotland")
			s.later(30 * time.Minute)
			s.drafted(s.welsh, texts[:]...)
			page := s.welsh.Get("/drafts").OK()
			for _, text := range texts {
				if !page.Contains(text) {
					t.Errorf("the page shows no %.40q", text)
				}
			}
		})
	}
}

// TestWhatIsPurgedComesBackFirst ends what words wait for that the host has not
// taken: they are no part of what is deleted.
func TestWhatIsPurgedComesBackFirst(t *testing.T) {
	t.Parallel()
	for name, over := range map[string]func(*story){
		"the end of a paused agreement": func(s *story) { s.does("wales", "scotland", end) },
		"the last member is revoked":    func(s *story) { s.welsh.Revoke() },
		"the last member leaves": func(s *story) {
			here, _ := s.welsh.Node.Here(s.room.IRI)
			if err := s.welsh.Node.Service.Leave(s.T.Context(), s.welsh.Viewer, here.ID); err != nil {
				s.T.Fatal(err)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := joined(t)
			root := s.post(s.welsh.Node, s.say(s.moderator, "", "A sample beginning"))
			s.say(s.welsh, "", "Accepted long ago")
			s.does("wales", "scotland", pause)
			s.say(s.welsh, "", "A beginning of mine")
			s.answers(s.welsh, root, "An answer of mine")
			over(s)
			s.Settle()
			if reasons := s.drafted(s.welsh, "A beginning of mine", "An answer of mine"); len(reasons) == 0 || reasons[0] == "" {
				t.Errorf("reasons %q", reasons)
			}
			if list, _ := s.welsh.Node.Service.Drafts(t.Context(), s.welsh.Viewer); len(list) > 0 && strings.Contains(list[0].Body, "long ago") {
				t.Error("what the host has taken came back as well")
			}
			again := s.welsh.Node.Browser() // being revoked has signed her out
			again.SignIn(s.welsh.Email, Password)
			if page := again.Get("/drafts").OK(); !page.Contains("A beginning of mine") || !page.Contains("An answer of mine") {
				t.Errorf("the page does not show the whole of it:\n%s", page.Text())
			}
		})
	}
}
