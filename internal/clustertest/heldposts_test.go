package clustertest

import (
	"slices"
	"testing"
	"time"

	"headroom/community"
	"headroom/community/policy"
)

// holding has the moderator say whose posts wait, on the page that is there for it.
func (s *story) holding(form map[string]string) {
	s.T.Helper()
	to := s.path(s.moderator) + "/edit"
	page := s.moderator.Get(to).OK()
	page.Submit(to, form).OK()
	s.Settle()
}

// heldAt are the numbers of the posts that wait, by whose queue it is.
func (s *story) heldAt(m *Member) (all []community.HeldView) {
	s.T.Helper()
	q, err := m.Node.Service.WholeQueue(s.T.Context(), m.Viewer, s.local(m).ID)
	if err != nil {
		s.T.Fatal(err)
	}
	return q.Held
}

// sends posts and gives where it stands at home.
func (s *story) sends(m *Member, title, body string) community.PostResult {
	s.T.Helper()
	out, err := m.Node.Service.StartThread(s.T.Context(), m.Viewer, community.PostInput{Community: s.local(m).ID, Title: title, Body: body, Language: "en"})
	if err != nil {
		s.T.Fatal(err)
	}
	s.Settle()
	return out
}

// known counts what an instance has of words: posts and entries of the log.
func (s *story) known(n *Node, object string) (posts, entries int) {
	s.T.Helper()
	n.View(func(tx community.Tx) error {
		p, err := tx.PostByIRI(object)
		if err == nil && p.State == community.PostAccepted {
			posts++
		} else if err != nil && !community.IsNotFound(err) {
			return err
		}
		c, err := tx.CommunityByIRI(s.room.IRI)
		if err != nil {
			return err
		}
		all, err := tx.LogOfObject(c.ID, object)
		entries = len(all)
		return err
	})
	return posts, entries
}

func (s *story) nowhere(object, words string, but *Member, members ...*Member) {
	s.T.Helper()
	for _, n := range s.Nodes {
		if posts, entries := s.known(n, object); posts+entries > 0 {
			s.T.Errorf("%s has %d posts and %d entries of what waits", n.Name, posts, entries)
		}
	}
	for _, m := range members {
		if m == but {
			continue
		}
		s.nothingOf(m, object, words)
	}
}

// TestAHeldPost: a community holds what its members write. A head in England
// writes; nobody but she and the moderators, in Scotland and in Wales, sees it;
// the one in Wales lets it be shown, and it comes to everybody, once.
func TestAHeldPost(t *testing.T) {
	t.Parallel()
	onEach(t, holdsAPost)
}

func holdsAPost(t *testing.T, s *story) {
	t.Helper()
	scotland, wales, england := s.Node("scotland"), s.Node("wales"), s.Node("england")
	second, third := england.Head("Edward Example"), scotland.Head("Fiona Sample")
	s.in(s.welsh, s.english, second, third)
	s.appoint(s.moderator, s.welsh, "moderator")
	s.holding(map[string]string{"hold": "all"})
	everybody := []*Member{s.moderator, s.welsh, s.english, second, third}

	out := s.sends(s.english, "Boats", "Words about canaryboats.")
	var post community.Post
	england.View(func(tx community.Tx) (err error) { post, err = tx.Post(out.Post); return err })
	if post.State != community.PostSent || post.HeldAt.IsZero() {
		t.Errorf("at home it is %s, held %v", post.State, post.HeldAt)
	}
	s.later(10 * time.Minute)
	page := s.english.Get("/threads/" + itoa(out.Thread)).OK()
	if !page.Contains("canaryboats") || !page.Contains("Waiting for a facilitator") || page.Contains("has not answered yet") {
		t.Errorf("the author reads:\n%s", page.Text())
	}
	s.nowhere(post.IRI, "canaryboats", s.english, everybody...)
	for _, m := range []*Member{s.moderator, s.welsh} {
		if page := m.Get(s.path(m) + "/queue").OK(); !page.Contains("canaryboats") || !page.Contains("Ruth Example") || !page.Contains("reads all posts first") {
			t.Errorf("%s does not see what waits:\n%s", m.Person.Name, page.Text())
		}
	}
	for m, want := range map[*Member]string{s.moderator: "held", s.welsh: "waiting"} {
		if got := told(t, m); !slices.Contains(got, want) {
			t.Errorf("%s is told %v", m.Person.Name, got)
		}
	}
	for _, m := range []*Member{s.english, second, third} {
		if got := m.Get(s.path(m) + "/queue"); got.Status == 200 || got.Contains("canaryboats") {
			t.Errorf("%s gets the queue: %d", m.Person.Name, got.Status)
		}
		err := m.Node.Service.DecidePost(t.Context(), m.Viewer, s.local(m).ID, s.heldAt(s.moderator)[0].HeldPost.ID, true, "")
		if k := community.KindOf(err); k != community.Forbidden && k != community.NotFound {
			t.Errorf("%s decides: %v", m.Person.Name, err)
		}
	}
	// Until then it is not changed, and not answered.
	service := england.Service
	if _, err := service.EditPost(t.Context(), s.english.Viewer, community.PostInput{Post: out.Post, Title: "Boats", Body: "Other words."}); community.KindOf(err) != community.Conflict {
		t.Errorf("edited: %v", err)
	}
	if _, err := service.Reply(t.Context(), s.english.Viewer, community.PostInput{Thread: out.Thread, Body: "And canaryfares."}); community.ReasonOf(err) != policy.ReasonHeld {
		t.Errorf("answered: %v", err)
	}
	s.drafted(s.english, "canaryfares")

	to := s.path(s.welsh)
	held := s.heldAt(s.welsh)[0].HeldPost.ID
	s.welsh.Get(to+"/queue").OK().Submit(to+"/held/"+itoa(held), map[string]string{"decision": "release"}).OK()
	s.Settle()
	s.seenBy(post.IRI, everybody...)
	for _, n := range s.Nodes {
		if posts, entries := s.known(n, post.IRI); posts != 1 || entries != 1 {
			t.Errorf("%s has %d posts and %d entries", n.Name, posts, entries)
		}
	}
	if got := told(t, s.english); !slices.Contains(got, "released") {
		t.Errorf("the author is told %v", got)
	}
	if last := s.modLog(second).Rows[0]; last.Act != "release" || last.Object != "" || last.Actor != s.welsh.Person.IRI {
		t.Errorf("the log of moderators says %+v", last.ModEntry)
	}
	if got := s.heldAt(s.moderator); len(got) != 0 {
		t.Errorf("%d wait still", len(got))
	}
	// A decision that comes too late is refused, wherever it is made.
	if err := scotland.Service.DecidePost(t.Context(), s.moderator.Viewer, s.room.ID, held, false, policy.ReasonPolicy); community.ReasonOf(err) != policy.ReasonAlreadyDecided {
		t.Errorf("decided again: %v", err)
	}
	s.must(wales.Service.DecidePost(t.Context(), s.welsh.Viewer, s.local(s.welsh).ID, held, false, policy.ReasonPolicy))
	refused, err := wales.Service.RefusedActs(t.Context(), s.welsh.Viewer, s.local(s.welsh).ID)
	if err != nil || len(refused) != 1 || refused[0].Answer != policy.ReasonAlreadyDecided {
		t.Errorf("refused: %+v, %v", refused, err)
	}
	// What moderators write waits for nobody.
	s.written(s.welsh, "Buses", "Words about buses.")
	for _, n := range s.Nodes {
		s.rootOf(n, "Buses")
		s.quiet(n)
	}
}

// TestAHeldPostGoesBack: a post that is not to be shown goes back to its author
// with the reason, here and elsewhere, and nothing of it stays with the host; so
// does one whose author leaves, and one that its author deletes is gone.
func TestAHeldPostGoesBack(t *testing.T) {
	t.Parallel()
	onEach(t, givesBack)
}

func givesBack(t *testing.T, s *story) {
	t.Helper()
	scotland, wales := s.Node("scotland"), s.Node("wales")
	local := scotland.Head("Fiona Sample")
	s.in(s.welsh, s.english, local)
	s.appoint(s.moderator, s.welsh, "moderator")
	s.holding(map[string]string{"hold": "all"})

	for _, m := range []*Member{s.english, local} {
		out := s.sends(m, "Adverts", "Buy canarysoap of "+m.Node.Name+".")
		if out.Held != (m == local) {
			t.Errorf("%s is told at once: %v", m.Person.Name, out.Held)
		}
		if page := m.Get("/threads/" + itoa(out.Thread)).OK(); !page.Contains("Waiting for a facilitator") {
			t.Errorf("%s reads:\n%s", m.Person.Name, page.Text())
		}
		s.must(wales.Service.DecidePost(t.Context(), s.welsh.Viewer, s.local(s.welsh).ID, s.heldAt(s.welsh)[0].HeldPost.ID, false, policy.ReasonAdvertising))
		if got := s.drafted(m, "canarysoap"); !slices.Contains(got, policy.ReasonAdvertising) {
			t.Errorf("%s: the draft says %v", m.Person.Name, got)
		}
		if page := m.Get("/notifications").OK(); !page.Contains("It sells something.") {
			t.Errorf("%s is told:\n%s", m.Person.Name, page.Text())
		}
		if page := m.Get(s.path(m)).OK(); page.Contains("Adverts") {
			t.Errorf("%s still sees it listed", m.Person.Name)
		}
	}
	// One of ours is shown when it has been read, in its place.
	s.written(s.welsh, "Buses", "Words about buses.")
	out := s.sends(local, "Boats", "Words about canaryboats.")
	post := s.rootOf(scotland, "Boats")
	s.nowhere(post.IRI, "canaryboats", local, s.moderator, s.welsh, s.english, local)
	s.must(scotland.Service.DecidePost(t.Context(), s.moderator.Viewer, s.room.ID, s.heldAt(s.moderator)[0].HeldPost.ID, true, ""))
	s.seenBy(post.IRI, s.moderator, s.welsh, s.english, local)
	if first, then := s.rootOf(scotland, "Buses"), s.postOf(scotland, post.IRI); then.Seq != first.Seq+1 || out.Post != then.ID {
		t.Errorf("it stands at %d, after %d", then.Seq, first.Seq)
	}
	if got := told(t, local); !slices.Contains(got, "released") {
		t.Errorf("its author is told %v", got)
	}
	// Deleted by its author, and given up with the membership.
	for _, m := range []*Member{s.english, local} {
		gone := s.sends(m, "Second thoughts", "Words about canarythoughts.")
		s.must(m.Node.Service.DeletePost(t.Context(), m.Viewer, gone.Post))
		if got := s.heldAt(s.moderator); len(got) != 0 {
			t.Errorf("%s has deleted it, and %d wait", m.Person.Name, len(got))
		}
		left := s.sends(m, "Last words", "Words about canarylast.")
		var object string
		m.Node.View(func(tx community.Tx) error {
			p, err := tx.Post(left.Post)
			object = p.IRI
			return err
		})
		s.must(m.Node.Service.Leave(t.Context(), m.Viewer, s.local(m).ID))
		s.drafted(m, "canarylast")
		s.nowhere(object, "canarylast", m, s.moderator, s.welsh)
	}
	scotland.View(func(tx community.Tx) error {
		all, err := tx.HeldPosts(s.room.ID, 100)
		if len(all) != 0 {
			t.Errorf("%d wait still", len(all))
		}
		return err
	})
	for _, n := range s.Nodes {
		s.quiet(n)
	}
}

// TestWhoIsHeld: new members until they have been read, and who is under review,
// on the word of a moderator of another nation.
func TestWhoIsHeld(t *testing.T) {
	t.Parallel()
	s := tellStory(t)
	scotland, england := s.Node("scotland"), s.Node("england")
	s.in(s.welsh, s.english)
	s.appoint(s.moderator, s.welsh, "moderator")
	s.holding(map[string]string{"hold": "new", "hold_posts": "1", "hold_days": "2"})
	release := func(want int) {
		t.Helper()
		all := s.heldAt(s.moderator)
		if len(all) != want {
			t.Fatalf("%d wait, want %d", len(all), want)
		}
		for _, h := range all {
			s.must(scotland.Service.DecidePost(t.Context(), s.moderator.Viewer, s.room.ID, h.HeldPost.ID, true, ""))
		}
	}
	s.sends(s.english, "First", "Words.")
	release(1)
	s.sends(s.english, "Second, on the first day", "Words.")
	release(1)
	for range 12 {
		s.later(4 * time.Hour)
		s.Tick("issuer")
		s.Tick("memberships")
		s.Tick("stamps")
		s.Settle()
	}
	s.written(s.english, "Third, days later", "Words.")
	release(0)
	s.rootOf(scotland, "Third, days later")

	// Under review: told at home why, and held again until it is over.
	record := itoa(s.record(scotland, s.english).ID)
	home := s.path(s.welsh)
	s.welsh.Get(home+"/people").OK().Submit(home+"/members/"+record+"/measure", map[string]string{"measure": "review", "code": policy.ReasonOffTopic, "reason": "Stay with ferries."}).OK()
	s.Settle()
	if got := told(t, s.english); !slices.Contains(got, "reviewed") || s.record(england, s.english).ReviewedAt.IsZero() {
		t.Errorf("she is told %v", got)
	}
	if page := s.english.Get("/notifications").OK(); !page.Contains("Stay with ferries.") {
		t.Errorf("she reads:\n%s", page.Text())
	}
	s.sends(s.english, "Fourth, under review", "Words.")
	release(1)
	if page := s.welsh.Get(home + "/queue").OK(); !page.Contains("Stop reading their posts first") {
		t.Errorf("it cannot be ended:\n%s", page.Text())
	}
	page := s.welsh.Get(home + "/queue").OK()
	page.Submit(home+"/members/"+record+"/measure", map[string]string{"measure": "unreview"}).OK()
	s.Settle()
	if got := told(t, s.english); !slices.Contains(got, "unreviewed") || !s.record(england, s.english).ReviewedAt.IsZero() {
		t.Errorf("she is told %v", got)
	}
	s.written(s.english, "Fifth, again", "Words.")
	release(0)
	s.rootOf(scotland, "Fifth, again")

	// A post of who does not write any more is not shown.
	s.holding(map[string]string{"hold": "all"})
	s.sends(s.english, "Sixth, before a time-out", "Words.")
	her := s.record(scotland, s.english).ID
	s.must(scotland.Service.SilenceMember(t.Context(), s.moderator.Viewer, s.room.ID, her, 24*time.Hour, community.Why{Code: policy.ReasonUnkind, Words: "Rest."}))
	held := s.heldAt(s.moderator)[0].HeldPost.ID
	if err := scotland.Service.DecidePost(t.Context(), s.moderator.Viewer, s.room.ID, held, true, ""); community.KindOf(err) != community.Conflict {
		t.Errorf("released in a time-out: %v", err)
	}
	s.must(scotland.Service.DecidePost(t.Context(), s.moderator.Viewer, s.room.ID, held, false, policy.ReasonPolicy))
	for _, n := range s.Nodes {
		s.quiet(n)
	}
}
