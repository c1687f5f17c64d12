package clustertest

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"headroom/community"
	"headroom/federation/vocab"
)

// elsewhere gives what a community is shown to have to do with groups elsewhere.
func elsewhere(t testing.TB, n *Node, v community.Viewer, c community.Community) community.Elsewhere {
	t.Helper()
	e, err := n.Service.ElsewhereOf(t.Context(), v, c.ID)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// follows has the square follow a group of the world, which accepts.
func (s *publicSquare) follows(g *Outsider) {
	s.T.Helper()
	to := "/communities/" + itoa(s.room.ID) + "/elsewhere"
	s.moderator.Get(to).OK().Submit(to, map[string]string{"act": "follow", "account": "@" + g.Name + "@" + g.World.Host}).OK()
	s.Settle()
	got := s.world.Letters()
	if len(got) != 1 || got[0].Type != "Follow" || got[0].Actor != s.room.IRI || got[0].Object != any(g.IRI) || !got[0].Good {
		s.T.Fatalf("asked with %+v", got)
	}
	doc, err := vocab.Decode([]byte(got[0].Raw))
	if err != nil {
		s.T.Fatal(err)
	}
	if e := elsewhere(s.T, s.host, s.moderator.Viewer, s.room); len(e.Follows) != 1 || e.Follows[0].State != community.TieAsked {
		s.T.Fatalf("asked, it is %+v", e.Follows)
	}
	yes := g.Doc("Accept", "accept-1", map[string]any{"id": doc.ID(), "type": "Follow", "actor": s.room.IRI, "object": g.IRI})
	if status := g.Send(s.room.IRI+"/inbox", yes); status != http.StatusAccepted {
		s.T.Fatalf("Accept: %d", status)
	}
	if e := elsewhere(s.T, s.host, s.moderator.Viewer, s.room); len(e.Follows) != 1 || e.Follows[0].State != community.TieActive {
		s.T.Fatalf("accepted, it is %+v", e.Follows)
	}
}

// heard gives the titles of what the square has heard.
func (s *publicSquare) heard() (titles []string) {
	for _, h := range elsewhere(s.T, s.host, s.moderator.Viewer, s.room).Heard {
		titles = append(titles, h.Title)
	}
	return titles
}

// TestAGroupFollowsAGroup: what begins in a group that an open community follows is
// shown there with who wrote it, and passed on by its id to who follows the community;
// what is taken back goes, and either side ends it.
func TestAGroupFollowsAGroup(t *testing.T) {
	t.Parallel()
	s := tellOfSquare(t)
	far := s.world.Other.Person("reader") // follows, from another server
	g, writer := s.world.Group("forum"), s.outsider
	s.follows(g)
	s.world.reads(t, s.room.IRI+"/following", g.IRI)
	s.followed()
	if status := far.Follow(s.room.IRI, "far-1"); status != http.StatusAccepted {
		t.Fatalf("Follow from another server: %d", status)
	}
	s.Settle()
	far.World.Letters()

	begins := g.Begins("1", writer, "A ferry for every school")
	for range 2 {
		if status := g.Send(s.host.Config.URL+"/inbox", begins); status != http.StatusAccepted {
			t.Fatalf("Announce: %d", status)
		}
	}
	s.Settle()
	page := s.moderator.Get("/communities/" + itoa(s.room.ID) + "/elsewhere").OK()
	if !page.Contains("A ferry for every school") || !page.Contains("@sam@"+s.world.Host) || !page.Contains("@forum@"+s.world.Host) || len(s.heard()) != 1 {
		t.Errorf("shown as\n%s", page.Text())
	}
	if page := s.host.Browser().Get("/communities/" + itoa(s.room.ID) + "/elsewhere").OK(); !page.Contains("A ferry for every school") || page.Contains("Stop following") {
		t.Errorf("to anybody\n%s", page.Text())
	}
	if got := s.world.Letters(); len(got) != 0 { // its own server knows of it
		t.Errorf("sent back %q", kinds(got))
	}
	on := far.World.Letters()
	same(t, "passed on", kinds(on), "Announce(id)")
	if len(on) == 1 && (on[0].Object != any(s.world.URL+"/notes/1") || on[0].Actor != s.room.IRI || strings.Contains(on[0].Raw, "ferry")) {
		t.Errorf("passed on %s", on[0].Raw)
	}
	if status := g.Send(s.room.IRI+"/inbox", g.Doc("Announce", "gone-1", writer.Doc("Delete", "delete-1", s.world.URL+"/notes/1"))); status != http.StatusAccepted {
		t.Errorf("Announce{Delete}: %d", status)
	}
	s.Settle()
	if got := s.heard(); len(got) != 0 {
		t.Errorf("taken back, there is %q", got)
	}
	same(t, "taken back", kinds(far.World.Letters()), "Undo{Announce}")
	again := g.Begins("1", writer, "A ferry for every school")
	again["id"] = s.world.URL + "/acts/again"
	if status := g.Send(s.room.IRI+"/inbox", again); status != http.StatusAccepted || len(s.heard()) != 0 {
		t.Errorf("it came back: %d %q", status, s.heard())
	}

	if status := g.Send(s.room.IRI+"/inbox", g.Begins("2", writer, "Second")); status != http.StatusAccepted || len(s.heard()) != 1 {
		t.Fatalf("another: %d %q", status, s.heard())
	}
	to := "/communities/" + itoa(s.room.ID) + "/elsewhere"
	e := elsewhere(t, s.host, s.moderator.Viewer, s.room)
	s.moderator.Get(to).OK().Submit(to, map[string]string{"act": "remove", "which": itoa(e.Heard[0].ID)}).OK()
	if got := s.heard(); len(got) != 0 {
		t.Errorf("removed by a moderator, there is %q", got)
	}
	s.world.Letters()
	s.moderator.Get(to).OK().Submit(to, map[string]string{"act": "stop", "which": itoa(e.Follows[0].ActorID)}).OK()
	s.Settle()
	same(t, "ended", kinds(s.world.Letters()), "Undo{Follow}")
	if status := g.Send(s.room.IRI+"/inbox", g.Begins("3", writer, "Third")); status != http.StatusUnauthorized {
		t.Errorf("after the end: %d", status)
	}
	if len(elsewhere(t, s.host, s.moderator.Viewer, s.room).Follows) != 0 {
		t.Error("it follows still")
	}
	s.quiet(s.host)
}

// TestAFollowedGroupEndsIt with a Reject, and one that never took the Follow is shown
// to have refused.
func TestAFollowedGroupEndsIt(t *testing.T) {
	t.Parallel()
	s := tellOfSquare(t)
	g := s.world.Group("forum")
	s.follows(g)
	if status := g.Send(s.room.IRI+"/inbox", g.Begins("1", s.outsider, "First")); status != http.StatusAccepted || len(s.heard()) != 1 {
		t.Fatalf("%d %q", status, s.heard())
	}
	var tie community.OutsideTie
	s.host.View(func(tx community.Tx) error {
		all, err := tx.OutsideTies(s.room.ID)
		tie = all[0]
		return err
	})
	if status := g.Send(s.room.IRI+"/inbox", g.Doc("Reject", "no-1", tie.IRI)); status != http.StatusAccepted {
		t.Errorf("Reject: %d", status)
	}
	if e := elsewhere(t, s.host, s.moderator.Viewer, s.room); len(e.Heard) != 0 || e.Follows[0].State != community.TieRefused {
		t.Errorf("ended there, here it is %+v", e)
	}
	s.world.Answer(http.StatusBadRequest)
	other := s.world.Group("people-only")
	if err := s.host.Service.FollowGroup(t.Context(), s.moderator.Viewer, s.room.ID, "@"+other.Name+"@"+s.world.Host); err != nil {
		t.Fatal(err)
	}
	s.Settle()
	if e := elsewhere(t, s.host, s.moderator.Viewer, s.room); len(e.Follows) != 2 || e.Follows[1].State != community.TieRefused {
		t.Errorf("a Follow that was not taken: %+v", e.Follows)
	}
	s.quiet(s.host)
}

// TestAGroupIsSentAway: a group that follows is shown to members, and a moderator
// sends it away: it is told so, sent nothing more, and refused when it asks again.
func TestAGroupIsSentAway(t *testing.T) {
	t.Parallel()
	s := tellOfSquare(t)
	s.agree(s.moderator)
	g := s.world.Group("forum")
	if status := g.Send(s.room.IRI+"/inbox", g.Doc("Follow", "f1", s.room.IRI)); status != http.StatusAccepted {
		t.Fatalf("Follow: %d", status)
	}
	s.Settle()
	same(t, "answered", kinds(s.world.Letters()), "Accept{Follow}")
	to := "/communities/" + itoa(s.room.ID) + "/elsewhere"
	if page := s.moderator.Get(to).OK(); !page.Contains("@forum@" + s.world.Host) {
		t.Errorf("members see\n%s", page.Text())
	}
	if page := s.host.Browser().Get(to).OK(); page.Contains("@forum@") {
		t.Errorf("anybody sees\n%s", page.Text())
	}
	e := elsewhere(t, s.host, s.moderator.Viewer, s.room)
	s.moderator.Get(to).OK().Submit(to, map[string]string{"act": "shut", "which": itoa(e.Followers[0].ID)}).OK()
	s.Settle()
	same(t, "sent away", kinds(s.world.Letters()), "Reject{Follow}")
	s.post(s.moderator, "For who follows", "Here we are.")
	if got := s.world.Letters(); len(got) != 0 {
		t.Errorf("it was sent %q", kinds(got))
	}
	if status := g.Send(s.room.IRI+"/inbox", g.Doc("Follow", "f2", s.room.IRI)); status != http.StatusAccepted {
		t.Fatalf("again: %d", status)
	}
	s.Settle()
	same(t, "again", kinds(s.world.Letters()), "Reject{Follow}")
	s.moderator.Get(to).OK().Submit(to, map[string]string{"act": "let", "which": itoa(e.Followers[0].ID)}).OK()
	if status := g.Send(s.room.IRI+"/inbox", g.Doc("Follow", "f3", s.room.IRI)); status != http.StatusAccepted {
		t.Fatalf("allowed: %d", status)
	}
	s.Settle()
	same(t, "allowed", kinds(s.world.Letters()), "Accept{Follow}")
	s.quiet(s.host)
}

// TestBadMessagesAboutGroups: each is refused and changes nothing, beside one of the
// same kind that is taken.
func TestBadMessagesAboutGroups(t *testing.T) {
	t.Parallel()
	s := tellOfSquare(t)
	s.agree(s.moderator)
	g, other, w := s.world.Group("forum"), s.world.Group("another"), s.outsider
	closed := s.moderator.Found(community.CommunityInput{Username: "closed-room"})
	said := s.post(s.moderator, "Ours", "Said here.")
	s.follows(g)
	var tie community.OutsideTie
	s.host.View(func(tx community.Tx) error {
		all, err := tx.OutsideTies(s.room.ID)
		tie = all[0]
		return err
	})
	far := s.world.Other
	stranger := far.Person("stranger")
	change := func(doc map[string]any, f func(note map[string]any)) map[string]any {
		f(doc["object"].(map[string]any)["object"].(map[string]any))
		return doc
	}
	ours := func(n map[string]any) { n["id"], n["attributedTo"] = said.IRI, s.moderator.Person.IRI }
	mine := g.Begins("b3", w, "Bad")
	mine["object"].(map[string]any)["actor"] = s.moderator.Person.IRI
	for name, c := range map[string]struct {
		from *Outsider
		doc  map[string]any
		want int
	}{
		"a closed community is followed by a group":  {g, g.Doc("Follow", "b0", closed.IRI), http.StatusUnauthorized},
		"nothing is followed by a group":             {g, g.Doc("Follow", "b00", s.host.Config.URL+"/g/244175471214591"), http.StatusUnauthorized},
		"a Follow in another group's name":           {other, g.Doc("Follow", "b1", s.room.IRI), http.StatusUnauthorized},
		"an Accept by a group that was not asked":    {other, other.Doc("Accept", "b2", tie.IRI), http.StatusUnauthorized},
		"a Reject by a group that was not asked":     {other, other.Doc("Reject", "b4", tie.IRI), http.StatusUnauthorized},
		"an Accept of what was never said":           {g, g.Doc("Accept", "b5", s.host.Config.URL+"/a/1"), http.StatusUnauthorized},
		"an Announce by a group that nobody follows": {other, other.Begins("b6", w, "Bad"), http.StatusUnauthorized},
		"an Announce by a person":                    {w, change(g.Begins("b7", w, "Bad"), func(map[string]any) {}), http.StatusUnauthorized},
		"second-hand: addressed to another group":    {g, change(g.Begins("b8", w, "Bad"), func(n map[string]any) { n["cc"], n["audience"] = []string{other.IRI}, other.IRI }), http.StatusForbidden},
		"ours, announced back":                       {g, change(mine, ours), http.StatusForbidden},
		"words of another server that are not there": {g, g.Begins("b9", stranger, "Bad"), http.StatusForbidden},
		"another server's, said to be its author's":  {g, change(g.Begins("b10", w, "Bad"), func(n map[string]any) { n["id"] = far.URL + "/notes/1" }), http.StatusUnauthorized},
		"an Undo by a third":                         {other, other.Doc("Undo", "b11", g.Doc("Announce", "announce-good", s.world.URL+"/notes/good")), http.StatusUnauthorized},
	} {
		if name == "an Undo by a third" {
			continue // once there is something to undo
		}
		if status := c.from.Send(s.room.IRI+"/inbox", c.doc); status != c.want {
			t.Errorf("%s: %d, want %d", name, status, c.want)
		}
	}
	if status := g.Send(s.room.IRI+"/inbox", g.Doc("Announce", "id-alone", s.world.URL+"/notes/7")); status != http.StatusForbidden {
		t.Errorf("an id alone: %d", status)
	}
	if got := s.heard(); len(got) != 0 {
		t.Errorf("heard %q", got)
	}
	if n := far.Asked(""); n > 2 {
		t.Errorf("the other server was asked %d times", n)
	}
	s.host.View(func(tx community.Tx) error {
		now, err := tx.OutsideTie(s.room.ID, tie.ActorID)
		if now != tie {
			t.Errorf("the tie is %+v", now)
		}
		return err
	})

	// Taken: its own, and one that stands on another server as it was said.
	if status := g.Send(s.room.IRI+"/inbox", g.Begins("good", w, "Good")); status != http.StatusAccepted {
		t.Errorf("its own: %d", status)
	}
	if status := other.Send(s.room.IRI+"/inbox", other.Doc("Undo", "b11", g.Doc("Announce", "announce-good", s.world.URL+"/notes/good"))); status != http.StatusUnauthorized {
		t.Errorf("an Undo by a third: %d", status)
	}
	there := stranger.Note("there", g.IRI, "", "<p>Really there.</p>")
	far.Front("/notes/there", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", vocab.TypeActivity)
		there["name"] = "Really there"
		_ = json.NewEncoder(w).Encode(there)
	})
	if status := g.Send(s.room.IRI+"/inbox", g.Begins("there", stranger, "What the group says it is called")); status != http.StatusAccepted {
		t.Errorf("another server's, which is there: %d", status)
	}
	if got := strings.Join(s.heard(), ", "); got != "Really there, Good" {
		t.Errorf("heard %q", got)
	}
}
