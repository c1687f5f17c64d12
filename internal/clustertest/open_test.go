package clustertest

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"headroom/community"
	"headroom/federation/sign"
)

// publicSquare is an open community of Scotland, followed from elsewhere.
type publicSquare struct {
	*Cluster
	world     *World
	host      *Node
	moderator *Member
	room      community.Community
	outsider  *Outsider
}

func tellOfSquare(t *testing.T) *publicSquare {
	t.Helper()
	c, w := OpenWorld(t, "scotland")
	s := &publicSquare{Cluster: c, world: w, host: c.Node("scotland")}
	s.moderator = s.host.Head("Morag Sample")
	s.room = s.moderator.Found(community.CommunityInput{Username: "public-square", Access: "open", Joining: "request",
		Name: community.LangMap{"en": "Public square"}})
	s.outsider = w.Person("sam")
	return s
}

func (s *publicSquare) agree(m *Member) {
	s.T.Helper()
	if err := m.Node.Service.ChooseOutside(s.T.Context(), m.Viewer, true); err != nil {
		s.T.Fatal(err)
	}
}

func (s *publicSquare) followed() {
	s.T.Helper()
	if status := s.outsider.Follow(s.room.IRI, "follow-1"); status != http.StatusAccepted {
		s.T.Fatalf("Follow: %d", status)
	}
	s.Settle()
	got := s.world.Letters()
	if len(got) != 1 || got[0].Type != "Accept" || got[0].Actor != s.room.IRI || !got[0].Good || !strings.Contains(got[0].Raw, "/acts/follow-1") {
		s.T.Fatalf("answered with %+v", got)
	}
}

func (s *publicSquare) post(m *Member, title, text string) community.Post {
	s.T.Helper()
	to := "/communities/" + itoa(s.room.ID)
	m.Get(to+"/new").OK().Submit(to+"/new", map[string]string{"title": title, "body": text}).OK()
	s.Settle()
	var p community.Post
	s.host.View(func(tx community.Tx) error {
		all, err := tx.Threads(s.room.ID, community.Page{Limit: 1})
		if err != nil || len(all) == 0 {
			s.T.Fatalf("no thread: %v", err)
		}
		p, err = tx.Post(all[0].RootID)
		return err
	})
	return p
}

// linked links the outsider's account with a member, through the pages.
func (s *publicSquare) linked(m *Member) {
	s.T.Helper()
	const at = "/profile/accounts"
	page := m.Get(at).OK().Submit(at+"/link", map[string]string{"account": "@" + s.outsider.Name + "@" + s.world.Host}).OK()
	all, err := m.Node.Service.MyAccounts(s.T.Context(), m.Viewer)
	if err != nil || len(all) != 1 || !page.Contains(all[0].Code) {
		s.T.Fatalf("named: %v %v\n%s", all, err, page.Text())
	}
	check := at + "/" + itoa(all[0].ID) + "/check"
	if page := m.Get(at).OK().Submit(check, nil); !page.Contains("not on that page yet") {
		s.T.Fatalf("proved without the code:\n%s", page.Text())
	}
	s.world.Say(s.outsider, "<p>Head of a school. "+all[0].Code+"</p>")
	if page := m.Get(at).OK().Submit(check, nil).OK(); !page.Contains("Yours, as shown on") {
		s.T.Fatalf("not proved:\n%s", page.Text())
	}
	s.world.Say(s.outsider, "")
}

// kinds says what letters are, sorted by what was asked for.
func kinds(letters []Letter) (list []string) {
	for _, l := range letters {
		what := l.Type
		switch o := l.Object.(type) {
		case string:
			what += "(id)"
		case map[string]any:
			what += "{" + o["type"].(string) + "}"
		}
		if !l.Good {
			what += " with a bad signature"
		}
		list = append(list, what)
	}
	return list
}

func same(t *testing.T, what string, got []string, want ...string) {
	t.Helper()
	left := map[string]int{}
	for _, g := range got {
		left[g]++
	}
	for _, w := range want {
		left[w]--
	}
	for k, n := range left {
		if n != 0 {
			t.Errorf("%s: %+d of %q; got %q", what, n, k, got)
		}
	}
}

func TestTheWorldFollowsAnOpenCommunity(t *testing.T) {
	t.Parallel()
	s := tellOfSquare(t)
	s.moderator.Get("/profile/accounts").OK().Submit("/profile/accounts", map[string]string{"outside": "yes"}).OK()
	s.followed()
	page := s.moderator.Get("/communities/" + itoa(s.room.ID)).OK()
	if !page.Contains("@public-square@"+s.host.Identity.Host) || !page.Contains("Followers from other software: 1") {
		t.Errorf("the community says %s", page.Text())
	}
	if page := s.host.Browser().Get("/communities/" + itoa(s.room.ID)).OK(); !page.Contains("@public-square@") || page.Contains("Followers from") {
		t.Errorf("the community says to anybody %s", page.Text())
	}

	p := s.post(s.moderator, "A word for everybody", "Here we are.")
	got := s.world.Letters()
	same(t, "a post", kinds(got), "Announce{Create}", "Announce(id)")
	for _, l := range got {
		if l.Actor != s.room.IRI || strings.Contains(l.Raw, "hr:") || strings.Contains(l.Raw, "Sample School") || strings.Contains(l.Raw, "@scotland.example") {
			t.Errorf("announced %s", l.Raw)
		}
		if l.Type == "Announce" && l.Object == any(p.IRI) {
			s.world.reads(t, p.IRI, "Here we are.")
		}
	}
	for url, want := range map[string]string{s.moderator.Person.IRI: "Morag Sample", p.ActivityIRI: "Create", s.room.IRI: "Public square",
		s.room.IRI + "/followers": `"totalItems":1`, s.room.IRI + "/outbox": `"totalItems":1`, s.room.IRI + "/featured": `"totalItems":0`,
		s.room.IRI + "/moderators": s.moderator.Person.IRI,
		s.host.Config.URL + "/.well-known/webfinger?resource=acct:public-square@" + s.host.Identity.Host:                       s.room.IRI,
		s.host.Config.URL + "/.well-known/webfinger?resource=acct:" + s.moderator.Person.Username + "@" + s.host.Identity.Host: s.moderator.Person.IRI} {
		s.world.reads(t, url, want)
	}
	if body, _ := s.world.Read(s.moderator.Person.IRI); strings.Contains(string(body), "Sample School") || strings.Contains(string(body), "hr:") {
		t.Errorf("the person says %s", body)
	}

	if _, err := s.host.Service.EditPost(t.Context(), s.moderator.Viewer, community.PostInput{Post: p.ID, Title: p.Title, Body: "Here we all are."}); err != nil {
		t.Fatal(err)
	}
	s.Settle()
	same(t, "an edit", kinds(s.world.Letters()), "Announce{Update}")
	if err := s.host.Service.DeletePost(t.Context(), s.moderator.Viewer, p.ID); err != nil {
		t.Fatal(err)
	}
	s.Settle()
	same(t, "a deletion", kinds(s.world.Letters()), "Announce{Delete}", "Undo{Announce}", "Delete(id)")
	if _, status := s.world.Read(p.IRI); status != http.StatusNotFound {
		t.Errorf("the deleted post answers %d", status)
	}

	undo := s.outsider.Doc("Undo", "undo-1", s.outsider.Doc("Follow", "follow-1", s.room.IRI))
	if status := s.outsider.SendAs(sign.Message, s.outsider.KeyID, s.room.IRI+"/inbox", undo); status != http.StatusAccepted {
		t.Fatalf("Undo: %d", status)
	}
	s.post(s.moderator, "Nobody follows", "Nobody is sent this.")
	if got := s.world.Letters(); len(got) != 0 {
		t.Errorf("who follows no more was sent %q", kinds(got))
	}
	if n := s.world.Asked("/users/sam"); n != 1 {
		t.Errorf("the key was fetched %d times", n)
	}
	s.quiet(s.host)
}

// reads asks for a document in every way that the world has: all see the same.
func (w *World) reads(t *testing.T, url, want string) {
	t.Helper()
	body, status := w.Read(url)
	if status != http.StatusOK || !strings.Contains(string(body), want) || !json.Valid(body) {
		t.Errorf("%s: %d %s", url, status, body)
	}
	signed, status := w.Person("reader").Ask(url)
	if status != http.StatusOK || string(signed) != string(body) {
		t.Errorf("%s, signed: %d %s", url, status, signed)
	}
	if head, status := w.request(http.MethodHead, url, nil, nil); status != http.StatusOK || len(head) != 0 {
		t.Errorf("HEAD %s: %d, %d bytes", url, status, len(head))
	}
}

func TestLikesFromTheWorldAreCounted(t *testing.T) {
	t.Parallel()
	s := tellOfSquare(t)
	s.agree(s.moderator)
	p := s.post(s.moderator, "A word for everybody", "Here we are.")
	likes := func(want int64) {
		t.Helper()
		s.host.View(func(tx community.Tx) error {
			n, err := tx.OutsideLikes([]int64{p.ID})
			if n[p.ID] != want {
				t.Errorf("%d likes, want %d", n[p.ID], want)
			}
			return err
		})
	}
	like := s.outsider.Doc("Like", "like-1", p.IRI)
	for range 2 {
		if status := s.outsider.Send(s.host.Config.URL+"/inbox", like); status != http.StatusAccepted {
			t.Fatalf("Like: %d", status)
		}
	}
	likes(1)
	if page := s.moderator.Get("/threads/" + itoa(p.ThreadID)).OK(); !page.Contains("Likes from other software: 1") {
		t.Errorf("the post says %s", page.Text())
	}
	other := s.world.Person("kim")
	if status := other.Send(s.room.IRI+"/inbox", other.Doc("Undo", "undo-2", s.world.URL+"/acts/like-1")); status != http.StatusUnauthorized {
		t.Errorf("another's Undo: %d", status)
	}
	if status := other.Send(s.room.IRI+"/inbox", other.Doc("Undo", "undo-3", other.Doc("Like", "like-1", p.IRI))); status != http.StatusUnauthorized {
		t.Errorf("another's Undo of what it never liked: %d", status)
	}
	likes(1)
	if status := s.outsider.Send(s.room.IRI+"/inbox", s.outsider.Doc("Undo", "undo-4", s.world.URL+"/acts/like-1")); status != http.StatusAccepted {
		t.Errorf("Undo: %d", status)
	}
	likes(0)
}
