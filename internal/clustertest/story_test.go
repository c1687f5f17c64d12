package clustertest

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"headroom/community"
	"headroom/community/policy"
	"headroom/storage/storagetest"
)

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

func TestThreeNationsAgree(t *testing.T) {
	t.Parallel()
	c := Linked(t)
	for _, n := range c.Nodes {
		peers, err := n.Service.Peers(t.Context(), community.CommandLine)
		if err != nil {
			t.Fatal(err)
		}
		if len(peers) != len(c.Nodes)-1 {
			t.Errorf("%s has %d peers", n.Name, len(peers))
		}
		for _, p := range peers {
			if p.State != community.PeerActive || len(p.TheirAgreement) == 0 || len(p.OurAgreement) == 0 {
				t.Errorf("%s: agreement with %s is %s, theirs %d bytes, ours %d", n.Name, p.Host, p.State, len(p.TheirAgreement), len(p.OurAgreement))
			}
		}
		c.quiet(n)
	}
}

// quiet fails the test when jobs of an instance have failed for good.
func (c *Cluster) quiet(n *Node) {
	c.T.Helper()
	n.View(func(tx community.Tx) error {
		parked, err := tx.ParkedJobs(100)
		for _, j := range parked {
			c.T.Errorf("%s: parked job of lane %s, kind %s: %s", n.Name, j.Lane, j.Kind, j.Reason)
		}
		return err
	})
}

// story is a closed community of Scotland with a moderator of its own, and a
// Welsh and an English head who are members.
type story struct {
	*Cluster
	room                      community.Community
	moderator, welsh, english *Member
}

func tellStory(t *testing.T) *story {
	t.Helper()
	return tellStoryOn(t, storagetest.SQLite)
}

func tellStoryOn(t *testing.T, db storagetest.Database) *story {
	t.Helper()
	s := &story{Cluster: New(t, Options{Database: db})}
	s.LinkAll()
	s.moderator = s.Node("scotland").Head("Morag Sample")
	s.welsh = s.Node("wales").Head("Siân Enghraifft")
	s.english = s.Node("england").Head("Ruth Example")
	s.room = s.moderator.Found(community.CommunityInput{Username: "highlands-islands", Name: community.LangMap{"en": "Highlands and Islands"}})
	s.Settle()
	s.Tick("directories")
	return s
}

// onEach tells the story on every kind of database.
func onEach(t *testing.T, then func(*testing.T, *story)) {
	t.Helper()
	for _, db := range storagetest.Databases(t) {
		t.Run(db.Name, func(t *testing.T) {
			t.Parallel()
			then(t, tellStoryOn(t, db))
		})
	}
}

// path is where a member finds the community on their own instance.
func (s *story) path(m *Member) string {
	s.T.Helper()
	c, ok := m.Node.Here(s.room.IRI)
	if !ok {
		s.T.Fatalf("%s does not know the community", m.Node.Name)
	}
	return "/communities/" + itoa(c.ID)
}

// ask asks to join through the pages, starting at the list of communities.
func (s *story) ask(m *Member) {
	s.T.Helper()
	to := m.Get("/communities").OK().Link("Highlands and Islands")
	if to != s.path(m) {
		s.T.Fatalf("the list of %s leads to %q, not %q", m.Node.Name, to, s.path(m))
	}
	m.Get(to+"/join").OK().Submit(to+"/join", map[string]string{"reason": "We have an island too."}).OK()
	s.Settle()
}

// accept lets in who waits, through the moderator's pages.
func (s *story) accept(name string) {
	s.T.Helper()
	page := s.moderator.Get(s.path(s.moderator) + "/queue").OK()
	if !page.Contains(name) || !page.Contains("We have an island too.") {
		s.T.Fatalf("the queue does not show %s:\n%s", name, page.Text())
	}
	requests, err := s.moderator.Node.Service.Queue(s.T.Context(), s.moderator.Viewer, s.room.ID)
	if err != nil || len(requests) != 1 {
		s.T.Fatalf("queue: %d, %v", len(requests), err)
	}
	page.Submit(s.path(s.moderator)+"/queue/"+itoa(requests[0].Membership.ID), map[string]string{"decision": "accept", "reason": ""}).OK()
	s.Settle()
}

// thread gets the page of the conversation with a title as a member sees it.
func (s *story) thread(m *Member, title string) *Page {
	s.T.Helper()
	return m.Get(s.path(m)).OK().Follow(title).OK()
}

func TestAWelshHeadJoinsAndAnEnglishOneReads(t *testing.T) {
	t.Parallel()
	onEach(t, joinsAndReads)
}

func joinsAndReads(t *testing.T, s *story) {
	t.Helper()
	for _, m := range []*Member{s.welsh, s.english} {
		s.ask(m)
		s.accept(m.Person.Name)
	}
	to := s.path(s.welsh)
	const title, text = "Who covers for you?", "Here it is whoever missed the ferry."
	s.welsh.Get(to+"/new").OK().Submit(to+"/new", map[string]string{"title": title, "body": text}).OK()
	s.Settle()
	for _, m := range []*Member{s.moderator, s.english, s.welsh} {
		if page := s.thread(m, title); page.Count(text) != 1 || !page.Contains("Siân Enghraifft") {
			t.Errorf("%s sees the post %d times:\n%s", m.Node.Name, page.Count(text), page.Text())
		}
	}

	const reply = "We share one supply teacher between three schools."
	page := s.thread(s.english, title)
	page.Submit(page.Path+"/reply", map[string]string{"body": reply}).OK()
	s.Settle()
	for _, m := range []*Member{s.moderator, s.welsh, s.english} {
		if page := s.thread(m, title); page.Count(reply) != 1 {
			t.Errorf("%s sees the reply %d times:\n%s", m.Node.Name, page.Count(reply), page.Text())
		}
	}
	for _, n := range s.Nodes {
		s.quiet(n)
	}
}

func TestAnUnverifiedPersonGetsNowhere(t *testing.T) {
	t.Parallel()
	s := tellStory(t)
	s.ask(s.welsh)
	s.accept(s.welsh.Person.Name)
	to := s.path(s.welsh)
	s.welsh.Get(to+"/new").OK().Submit(to+"/new", map[string]string{"title": "Canary heading", "body": "Canary text"}).OK()
	s.Settle()

	nobody := s.Node("wales").Person("Tomos Enghraifft")
	for _, path := range []string{"/", "/communities", "/people"} {
		if page := nobody.Get(path); strings.Contains(page.Body, "Highlands") || strings.Contains(page.Body, "Canary") {
			t.Errorf("%s shows the community:\n%s", path, page.Text())
		}
	}
	const unknown = "/communities/244175471214591"
	for _, tail := range []string{"", "/join", "/people", "/queue", "/new", "/edit"} {
		there, not := nobody.Get(to+tail), nobody.Get(unknown+tail)
		if there.Status != http.StatusNotFound || not.Status != http.StatusNotFound {
			t.Errorf("GET %s: %d, and %d where nothing is", tail, there.Status, not.Status)
		}
	}
	for _, tail := range []string{"/join", "/new", "/leave"} {
		if page := nobody.Post(to+tail, map[string]string{"reason": "Let me in.", "title": "x", "body": "x"}); page.Status != http.StatusNotFound {
			t.Errorf("POST %s: %d", tail, page.Status)
		}
	}
	s.Settle()
	s.rawNowhere(nobody)
	members := s.members()
	if want := []string{s.moderator.Person.IRI, s.welsh.Person.IRI}; !slices.Equal(members, want) {
		t.Errorf("members are %v, want %v", members, want)
	}
}

// rawNowhere asks the host itself, with the person's own key: every path of the
// community answers like one that does not exist.
func (s *story) rawNowhere(m *Member) {
	s.T.Helper()
	missing := m.Node.Ask(m.Person.IRI, strings.Replace(s.room.IRI, itoa(s.room.ID), "244175471214591", 1))
	if missing.Status != http.StatusNotFound {
		s.T.Fatalf("what does not exist answers %d", missing.Status)
	}
	for _, tail := range []string{"", "/members", "/servers", "/queue", "/log", "/stamps", "/keys"} {
		got := m.Node.Ask(m.Person.IRI, s.room.IRI+tail)
		if got.Status != missing.Status || string(got.Body) != string(missing.Body) {
			s.T.Errorf("GET %s: %d %s", tail, got.Status, got.Body)
		}
	}
}

// members are the actors of the community's active members.
func (s *story) members() (list []string) {
	s.T.Helper()
	s.moderator.Node.View(func(tx community.Tx) error {
		all, err := tx.Members(s.room.ID, policy.Active)
		for _, m := range all {
			list = append(list, m.Person.IRI)
		}
		return err
	})
	return list
}

func TestRevocationEndsAccessEverywhere(t *testing.T) {
	t.Parallel()
	onEach(t, revoked)
}

func revoked(t *testing.T, s *story) {
	t.Helper()
	for _, m := range []*Member{s.welsh, s.english} {
		s.ask(m)
		s.accept(m.Person.Name)
	}
	to := s.path(s.welsh)
	s.welsh.Get(to+"/new").OK().Submit(to+"/new", map[string]string{"title": "Before", "body": "Written before."}).OK()
	s.Settle()
	if got := s.welsh.Node.Ask(s.welsh.Person.IRI, s.room.IRI); got.Status != http.StatusOK {
		t.Errorf("a member's own GET: %d", got.Status)
	}

	s.welsh.Revoke()
	s.Settle()
	if list := s.members(); slices.Contains(list, s.welsh.Person.IRI) {
		t.Error("the host still lists the member")
	}
	s.rawNowhere(s.welsh)
	again := s.welsh.Node.Browser()
	again.SignIn(s.welsh.Email, Password)
	for _, path := range []string{to, to + "/people", to + "/new"} {
		if page := again.Get(path); page.Status != http.StatusNotFound {
			t.Errorf("home shows %s: %d\n%s", path, page.Status, page.Text())
		}
	}
	if page := s.english.Get(s.path(s.english) + "/people").OK(); page.Contains(s.welsh.Person.Name) {
		t.Errorf("England still lists the member:\n%s", page.Text())
	}
	if page := s.thread(s.english, "Before"); !page.Contains("Written before.") {
		t.Error("what was written before has gone")
	}
	for _, n := range s.Nodes {
		s.quiet(n)
	}
}
