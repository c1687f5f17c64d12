package clustertest

import (
	"slices"
	"strings"
	"testing"

	"headroom/community"
	"headroom/community/policy"
)

// in lets members in.
func (s *story) in(members ...*Member) {
	s.T.Helper()
	for _, m := range members {
		s.ask(m)
		s.accept(m.Person.Name)
	}
}

// record is a member's record at an instance; zero when there is none.
func (s *story) record(at *Node, m *Member) (rec community.Membership) {
	s.T.Helper()
	at.View(func(tx community.Tx) error {
		c, err := tx.CommunityByIRI(s.room.IRI)
		if err != nil {
			return err
		}
		p, err := tx.PersonByIRI(m.Person.IRI)
		if err != nil {
			return err
		}
		rec, err = tx.MembershipOf(c.ID, p.ID)
		if community.IsNotFound(err) {
			return nil
		}
		return err
	})
	return rec
}

// appoint makes a member a moderator, through the pages of the one who decides.
func (s *story) appoint(by, m *Member, role string) {
	s.T.Helper()
	host := s.record(s.Node("scotland"), m)
	to := s.path(by)
	by.Get(to+"/people").OK().Submit(to+"/members/"+itoa(host.ID)+"/role", map[string]string{"role": role, "reason": "Shares the work."}).OK()
	s.Settle()
}

// TestAModeratorFromAnotherInstance runs a community from another instance: the
// queue, requests, posts, conversations and members.
func TestAModeratorFromAnotherInstance(t *testing.T) {
	t.Parallel()
	onEach(t, moderatesFromElsewhere)
}

func moderatesFromElsewhere(t *testing.T, s *story) {
	t.Helper()
	scotland, wales := s.Node("scotland"), s.Node("wales")
	second := s.Node("england").Head("Edward Example")
	s.in(s.welsh, second)
	s.appoint(s.moderator, s.welsh, "moderator")
	for _, n := range []*Node{scotland, wales} {
		if r := s.record(n, s.welsh); r.Role != policy.Moderator || r.State != policy.Active {
			t.Fatalf("%s: the Welsh head is %v %v", n.Name, r.State, r.Role)
		}
	}
	if got := told(t, s.welsh); !slices.Contains(got, "role") {
		t.Errorf("the new moderator is told %v", got)
	}

	// The queue is read from home, with what the applicant wrote and is.
	s.ask(s.english)
	home := s.path(s.welsh)
	page := s.welsh.Get(home + "/queue").OK()
	for _, want := range []string{"Ruth Example", "We have an island too."} {
		if !page.Contains(want) {
			t.Errorf("the queue at home does not say %q:\n%s", want, page.Text())
		}
	}
	host := s.record(scotland, s.english)
	page.Submit(home+"/queue/"+itoa(host.ID), map[string]string{"decision": "accept", "reason": ""}).OK()
	s.Settle()
	if r := s.record(s.Node("england"), s.english); r.State != policy.Active {
		t.Fatalf("accepted from Wales, the English head is %v", r.State)
	}
	if r := s.record(scotland, s.english); r.DecidedBy != s.welsh.Person.IRI {
		t.Errorf("decided by %q", r.DecidedBy)
	}
	if !s.moderator.Get(s.path(s.moderator) + "/reads").OK().Contains("Siân Enghraifft") {
		t.Error("members are not told who looked at the queue")
	}

	// Somebody writes; the moderator at home locks and removes.
	_, err := s.english.Node.Service.StartThread(t.Context(), s.english.Viewer, community.PostInput{Community: s.local(s.english).ID,
		Title: "Cheap minibuses", Body: "Buy one from me.", Language: "en"})
	if err != nil {
		t.Fatal(err)
	}
	s.Settle()
	thread := s.thread(s.welsh, "Cheap minibuses")
	root := s.rootOf(wales, "Cheap minibuses")
	thread.Submit("/threads/"+itoa(root.ThreadID)+"/lock", map[string]string{"locked": "true"}).OK()
	s.Settle()
	for _, n := range s.Nodes {
		var th community.Thread
		root := s.rootOf(n, "Cheap minibuses")
		n.View(func(tx community.Tx) (err error) { th, err = tx.Thread(root.ThreadID); return err })
		if th.LockedAt.IsZero() {
			t.Errorf("%s: the conversation is open", n.Name)
		}
	}
	s.welsh.Get("/posts/"+itoa(root.ID)+"/delete").OK().Submit("/posts/"+itoa(root.ID)+"/delete", map[string]string{"reason": "We sell nothing here."}).OK()
	if p := s.postOf(wales, root.IRI); p.State != community.PostAccepted {
		t.Error("the post is gone before its community has decided")
	}
	s.Settle()
	for _, n := range s.Nodes {
		p := s.postOf(n, root.IRI)
		if p.State != community.PostDeleted || p.RemovedBy != s.welsh.Person.IRI || p.Reason != "We sell nothing here." {
			t.Errorf("%s: the post is %s, removed by %q: %q", n.Name, p.State, p.RemovedBy, p.Reason)
		}
	}

	// Removes a member.
	member := s.record(scotland, second)
	s.welsh.Get(home+"/people").OK().Submit(home+"/members/"+itoa(member.ID)+"/remove", map[string]string{"reason": "Asked to go."}).OK()
	s.Settle()
	if r := s.record(second.Node, second); r.State != policy.Removed {
		t.Errorf("removed from Wales, at home they are %v", r.State)
	}

	// Appoints another, and is dismissed.
	s.appoint(s.welsh, s.english, "moderator")
	if r := s.record(s.Node("england"), s.english); r.Role != policy.Moderator {
		t.Errorf("appointed from Wales, the English head is %v", r.Role)
	}
	s.appoint(s.moderator, s.welsh, "member")
	if s.welsh.Get(home+"/queue").Status != 403 {
		t.Error("dismissed, and still at the queue")
	}
	if r := s.record(scotland, s.welsh); r.Role != policy.Member {
		t.Errorf("dismissed, the Welsh head is %v", r.Role)
	}
	for _, n := range s.Nodes {
		s.quiet(n)
	}
}

// TestADecisionIsMadeOnce lets two moderators of two instances decide the same
// request: the host takes the first, and tells the other.
func TestADecisionIsMadeOnce(t *testing.T) {
	t.Parallel()
	s := tellStory(t)
	s.in(s.welsh)
	s.appoint(s.moderator, s.welsh, "moderator")
	s.ask(s.english)
	host := s.record(s.Node("scotland"), s.english)
	c := s.local(s.welsh)
	if err := s.welsh.Node.Service.DecideJoin(t.Context(), s.welsh.Viewer, c.ID, host.ID, true, ""); err != nil {
		t.Fatal(err)
	}
	if err := s.moderator.Node.Service.DecideJoin(t.Context(), s.moderator.Viewer, s.room.ID, host.ID, false, "Not this term."); err != nil {
		t.Fatal(err)
	}
	s.Settle()
	if r := s.record(s.Node("england"), s.english); r.State != policy.Removed || r.EndReason != policy.ReasonDeclined {
		t.Errorf("the English head is %v (%s)", r.State, r.EndReason)
	}
	refused, err := s.welsh.Node.Service.RefusedActs(t.Context(), s.welsh.Viewer, c.ID)
	if err != nil || len(refused) != 1 || refused[0].Answer != policy.ReasonAlreadyDecided {
		t.Errorf("refused: %+v, %v", refused, err)
	}
	if page := s.welsh.Get(s.path(s.welsh) + "/queue").OK(); !page.Contains("Somebody has decided this already.") {
		t.Errorf("the moderator at home is not told:\n%s", page.Text())
	}
}

// TestTheQueueIsForModerators asks for it as everybody else.
func TestTheQueueIsForModerators(t *testing.T) {
	t.Parallel()
	s := tellStory(t)
	s.in(s.welsh)
	s.ask(s.english)
	outsider := s.Node("wales").Head("Olwen Enghraifft")
	queue := s.room.IRI + "/queue"
	for who, want := range map[string]int{
		s.welsh.Person.IRI: 403, outsider.Person.IRI: 403, s.Node("wales").Identity.Issuer(): 403, "": 404, s.english.Person.IRI: 403,
	} {
		n := s.Node("wales")
		if strings.HasPrefix(who, s.Node("england").Config.URL) {
			n = s.Node("england")
		}
		if got := n.Ask(who, queue); got.Status != want {
			t.Errorf("%q: %d, want %d", who, got.Status, want)
		}
	}
	s.appoint(s.moderator, s.welsh, "moderator")
	if got := s.Node("wales").Ask(s.welsh.Person.IRI, queue+"?page=1"); got.Status != 200 || !strings.Contains(string(got.Body), "We have an island too.") {
		t.Errorf("the moderator: %d %s", got.Status, got.Body)
	}
	if got := s.Node("wales").Ask(outsider.Person.IRI, queue); got.Status != 403 {
		t.Errorf("somebody of the moderator's server: %d", got.Status)
	}
}

// local is the community as a member's instance knows it.
func (s *story) local(m *Member) community.Community {
	s.T.Helper()
	c, ok := m.Node.Here(s.room.IRI)
	if !ok {
		s.T.Fatalf("%s does not know the community", m.Node.Name)
	}
	return c
}

// rootOf finds the first post of a conversation with a title.
func (s *story) rootOf(n *Node, title string) (post community.Post) {
	s.T.Helper()
	n.View(func(tx community.Tx) error {
		c, err := tx.CommunityByIRI(s.room.IRI)
		if err != nil {
			return err
		}
		all, err := tx.Threads(c.ID, community.Page{Limit: 100})
		for _, th := range all {
			if th.Title == title {
				post, err = tx.Post(th.RootID)
			}
		}
		return err
	})
	if post.ID == 0 {
		s.T.Fatalf("%s has no conversation %q", n.Name, title)
	}
	return post
}

func (s *story) postOf(n *Node, iri string) (post community.Post) {
	s.T.Helper()
	n.View(func(tx community.Tx) (err error) { post, err = tx.PostByIRI(iri); return err })
	return post
}
