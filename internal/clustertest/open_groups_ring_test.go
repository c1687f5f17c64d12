package clustertest

import (
	"strings"
	"testing"

	"headroom/community"
)

// TestGroupsInARing: three instances without agreements whose open communities follow
// each other in a ring, and two of them both ways. Each hears once what begins in the
// one that it follows, none hears what that one has only heard, and nothing goes round.
func TestGroupsInARing(t *testing.T) {
	t.Parallel()
	c, _ := OpenWorld(t, Nations...)
	rooms, heads := map[string]community.Community{}, map[string]*Member{}
	for _, n := range c.Nodes {
		m := n.Head("Morag Sample")
		heads[n.Name] = m
		rooms[n.Name] = m.Found(community.CommunityInput{Username: n.Name + "-square", Access: "open", Joining: "request", Name: community.LangMap{"en": n.Name}})
		if err := n.Service.ChooseOutside(t.Context(), m.Viewer, true); err != nil {
			t.Fatal(err)
		}
	}
	follow := func(from, to string) {
		t.Helper()
		n := c.Node(from)
		if err := n.Service.FollowGroup(t.Context(), heads[from].Viewer, rooms[from].ID, to+"-square@"+c.Node(to).Identity.Host); err != nil {
			t.Fatal(err)
		}
		c.Settle()
		for _, f := range elsewhere(t, n, heads[from].Viewer, rooms[from]).Follows {
			if f.State != community.TieActive {
				t.Fatalf("%s follows %s: %s", from, f.Group.Host, f.State)
			}
		}
	}
	follow("wales", "scotland")
	follow("england", "wales")
	follow("scotland", "england")
	follow("scotland", "wales") // and wales scotland
	for _, n := range c.Nodes {
		if _, err := n.Service.StartThread(t.Context(), heads[n.Name].Viewer, community.PostInput{Community: rooms[n.Name].ID, Title: "Said in " + n.Name, Body: "Here we are."}); err != nil {
			t.Fatal(err)
		}
		c.Settle()
	}
	for name, want := range map[string]string{"wales": "Said in scotland", "england": "Said in wales", "scotland": "Said in england, Said in wales"} {
		e := elsewhere(t, c.Node(name), heads[name].Viewer, rooms[name])
		var titles []string
		for _, h := range e.Heard {
			titles = append(titles, h.Title)
			if !strings.HasPrefix(h.Handle, "@"+heads[strings.TrimPrefix(h.Title, "Said in ")].Person.Username+"@") {
				t.Errorf("%s: %q is by %q", name, h.Title, h.Handle)
			}
		}
		if got := strings.Join(titles, ", "); got != want {
			t.Errorf("%s has heard %q, want %q", name, got, want)
		}
	}
	if e := elsewhere(t, c.Node("scotland"), heads["scotland"].Viewer, rooms["scotland"]); len(e.Followers) != 1 || e.Followers[0].Host != c.Node("wales").Identity.Host {
		t.Errorf("scotland is followed by %+v", e.Followers)
	}
	for _, n := range c.Nodes {
		c.quiet(n)
	}
}
