package clustertest

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"time"

	"headroom/community"
	"headroom/community/policy"
	"headroom/community/tally"
)

// asks has a member put a question to the vote, for two hours, and gives the post as
// the community's host has it.
func (s *story) asks(by *Member, title string, in community.PollInput) community.Post {
	s.T.Helper()
	if in.ClosesAt.IsZero() {
		in.ClosesAt = s.Clock.Now().Add(2 * time.Hour)
	}
	_, err := by.Node.Service.StartPoll(s.T.Context(), by.Viewer, community.PostInput{Community: s.local(by).ID, Title: title, Body: "Before Friday.", Language: "en"}, in)
	s.must(err)
	s.Settle()
	return s.rootOf(s.Node("scotland"), title)
}

// votes casts a member's vote at their home.
func (s *story) votes(by *Member, post community.Post, choices ...int) error {
	s.T.Helper()
	err := by.Node.Service.Vote(s.T.Context(), by.Viewer, s.at(by.Node, post).ID, choices)
	s.Settle()
	return err
}

// poll is a poll as a member sees it.
func (s *story) poll(m *Member, post community.Post) community.PollView {
	s.T.Helper()
	pv, _, err := m.Node.Service.PollOf(s.T.Context(), m.Viewer, s.at(m.Node, post).ID)
	s.must(err)
	return *pv.Poll
}

// closePolls lets a time pass and counts what is over.
func (s *story) closePolls(d time.Duration) {
	s.T.Helper()
	s.Clock.Advance(d)
	s.Tick("polls")
	s.Tick("polls") // what homes forget when they have been told
}

// ballots is how many votes of a poll an instance keeps.
func (s *story) ballots(n *Node, post community.Post) (count int) {
	s.T.Helper()
	local := s.at(n, post)
	n.View(func(tx community.Tx) error {
		for _, m := range []*Member{s.moderator, s.welsh, s.english} {
			p, err := tx.PersonByIRI(m.Person.IRI)
			if community.IsNotFound(err) {
				continue
			}
			if err != nil {
				return err
			}
			b, err := tx.Ballot(local.ID, p.ID)
			if err == nil && len(b.Choices) > 0 {
				count++
			} else if err != nil && !community.IsNotFound(err) {
				return err
			}
		}
		return nil
	})
	return count
}

// TestASecretPollAcrossInstances: a head in Wales asks, three instances vote, one
// of them twice. Before the end nobody is told a number; the host alone has the
// votes; at the end all read the same, and nobody has a vote any more.
func TestASecretPollAcrossInstances(t *testing.T) {
	t.Parallel()
	onEach(t, secretPoll)
}

func secretPoll(t *testing.T, s *story) {
	t.Helper()
	scotland, wales, england := s.Node("scotland"), s.Node("wales"), s.Node("england")
	s.in(s.welsh, s.english)
	post := s.asks(s.welsh, "Which day?", community.PollInput{Kind: tally.Ranked, Options: []string{"Monday", "Tuesday", "Friday"}})
	if p := s.poll(s.english, post); p.Kind != tally.Ranked || !slices.Equal(p.Options, []string{"Monday", "Tuesday", "Friday"}) || p.Open || p.Shown || !p.CanVote {
		t.Fatalf("in England: %+v", p)
	}
	s.must(s.votes(s.welsh, post, 0, 1))
	s.must(s.votes(s.moderator, post, 1))
	s.must(s.votes(s.english, post, 0))
	s.must(s.votes(s.english, post, 2, 1)) // another in its place
	for _, bad := range [][]int{nil, {3}, {0, 0}} {
		if err := s.votes(s.english, post, bad...); community.KindOf(err) != community.Invalid {
			t.Errorf("%v: %v", bad, err)
		}
	}
	if n := s.ballots(scotland, post); n != 3 {
		t.Errorf("the host has %d votes", n)
	}
	if n := s.ballots(wales, post) + s.ballots(england, post); n != 2 {
		t.Errorf("homes have %d votes, and have one each of their own", n)
	}
	if p := s.poll(s.moderator, post); p.Shown || p.Counts != nil || p.Ballots != 0 {
		t.Errorf("shown before the end: %+v", p)
	}
	if p := s.poll(s.english, post); p.Mine.State != community.BallotCounted || !slices.Equal(p.Mine.Choices, []int{2, 1}) {
		t.Errorf("their own: %+v", p.Mine)
	}
	s.noBallotBytes()

	s.closePolls(3 * time.Hour)
	if err := s.votes(s.english, post, 1); community.ReasonOf(err) != policy.ReasonPollClosed {
		t.Errorf("after the end: %v", err)
	}
	want := s.poll(s.moderator, post)
	if want.Ballots != 3 || !slices.Equal(want.Counts, []int64{1, 1, 1}) || !want.Counted || len(want.Result.Winners) != 3 {
		t.Fatalf("counted: %+v", want.Poll)
	}
	for _, m := range []*Member{s.welsh, s.english} {
		got := s.poll(m, post)
		if !got.Counted || got.Ballots != want.Ballots || !slices.Equal(got.Counts, want.Counts) || !slices.Equal(got.Result.Winners, want.Result.Winners) || len(got.Result.Rounds) != len(want.Result.Rounds) {
			t.Errorf("%s reads %+v", m.Person.Name, got.Poll)
		}
		if len(got.Mine.Choices) != 0 {
			t.Errorf("%s: the vote is kept: %+v", m.Person.Name, got.Mine)
		}
	}
	for _, n := range []*Node{scotland, wales, england} {
		if left := s.ballots(n, post); left != 0 {
			t.Errorf("%s keeps %d votes", n.Name, left)
		}
	}
	if got := told(t, s.welsh); !slices.Contains(got, "poll_done") {
		t.Errorf("the author is told %v", got)
	}
	if got := told(t, s.english); slices.Contains(got, "poll_done") {
		t.Error("somebody else is told")
	}
	page := s.english.Get("/threads/" + itoa(s.at(england, post).ThreadID)).OK()
	for _, text := range []string{"Result: 3 members voted", "A draw between:"} {
		if !page.Contains(text) {
			t.Errorf("the page does not say %q:\n%s", text, page.Text())
		}
	}
	for _, n := range []*Node{scotland, wales, england} {
		s.quiet(n)
	}
}

// noBallotBytes fails when an instance keeps a vote as a document, sent or
// received, or in a log.
func (s *story) noBallotBytes() {
	s.T.Helper()
	for _, n := range s.Nodes {
		n.View(func(tx community.Tx) error {
			c, err := tx.CommunityByIRI(s.room.IRI)
			if err != nil {
				return nil
			}
			entries, err := tx.LogAfter(c.ID, 1, 0, 1000)
			for _, e := range entries {
				if e.DocumentID == 0 {
					continue
				}
				d, err := tx.Document(e.DocumentID)
				if err == nil && bytes.Contains(d.Raw, []byte("hr:Ballot")) {
					s.T.Errorf("%s: a vote stands in the log", n.Name)
				}
			}
			return err
		})
	}
}

// TestAnOpenPollIsShownWhileItRuns: the numbers and the names reach the homes of
// members, with those of votes that were changed and not with those of before.
func TestAnOpenPollIsShownWhileItRuns(t *testing.T) {
	t.Parallel()
	s := tellStory(t)
	s.in(s.welsh, s.english)
	post := s.asks(s.moderator, "Who brings what?", community.PollInput{Kind: tally.Multiple, Options: []string{"Tea", "Cake"}, Open: true, Early: true})
	s.must(s.votes(s.welsh, post, 0))
	s.must(s.votes(s.english, post, 0, 1))
	s.must(s.votes(s.welsh, post, 1))
	s.Clock.Advance(31 * time.Second)
	s.Settle()
	for _, m := range []*Member{s.moderator, s.welsh, s.english} {
		p := s.poll(m, post)
		if !p.Shown || p.Ballots != 2 || !slices.Equal(p.Counts, []int64{1, 2}) || len(p.Named) != 2 {
			t.Errorf("%s: %+v", m.Person.Name, p.Poll)
		}
		page := m.Get("/threads/" + itoa(s.at(m.Node, post).ThreadID)).OK()
		for _, text := range []string{"So far: 2 members have voted", s.english.Person.Name + " : Tea , Cake"} {
			if !page.Contains(text) {
				t.Errorf("%s does not read %q:\n%s", m.Person.Name, text, page.Text())
			}
		}
	}
	// Who leaves keeps the vote that was counted.
	s.must(s.english.Node.Service.Leave(t.Context(), s.english.Viewer, s.local(s.english).ID))
	s.Settle()
	s.closePolls(3 * time.Hour)
	if p := s.poll(s.welsh, post); p.Ballots != 2 || !p.Counted || !slices.Equal(p.Result.Winners, []int{1}) || len(p.Named) != 2 {
		t.Errorf("counted: %+v", p.Poll)
	}
}

// TestAVoteThatComesTooLate was cast in time, and its host was away: it is
// refused, and the voter is told.
// TestARefusedPollComesBackWhole lets the host refuse a poll: what its author wrote is
// in the drafts, the options too.
func TestARefusedPollComesBackWhole(t *testing.T) {
	t.Parallel()
	s := tellStory(t)
	s.in(s.welsh)
	s.Cut("scotland", "wales")
	_, err := s.welsh.Node.Service.StartPoll(t.Context(), s.welsh.Viewer,
		community.PostInput{Community: s.local(s.welsh).ID, Title: "Which day?", Body: "Before Friday.", Language: "en"},
		community.PollInput{Kind: tally.Single, Options: []string{"A canary Monday", "A canary Tuesday"}, ClosesAt: s.Clock.Now().Add(2 * time.Hour)})
	s.must(err)
	s.Settle()
	at := s.record(s.Node("scotland"), s.welsh)
	s.must(s.Node("scotland").Service.RemoveMember(t.Context(), s.moderator.Viewer, at.CommunityID, at.ID, "Has left the school"))
	s.Settle()
	s.Heal("scotland", "wales")
	s.later(time.Hour)
	drafts, err := s.welsh.Node.Service.Drafts(t.Context(), s.welsh.Viewer)
	if err != nil || len(drafts) != 1 || drafts[0].Title != "Which day?" || drafts[0].Body != "Before Friday.\n\n- A canary Monday\n- A canary Tuesday" {
		t.Errorf("what came back: %+v, %v", drafts, err)
	}
}

func TestAVoteThatComesTooLate(t *testing.T) {
	t.Parallel()
	s := tellStory(t)
	s.in(s.welsh)
	post := s.asks(s.moderator, "Shall we?", community.PollInput{Kind: tally.Single, Options: []string{"Yes", "No"}})
	s.Part("wales", "scotland")
	s.must(s.votes(s.welsh, post, 0))
	if p := s.poll(s.welsh, post); p.Mine.State != community.BallotSent {
		t.Errorf("on its way: %+v", p.Mine)
	}
	s.closePolls(3 * time.Hour)
	s.Heal("wales", "scotland")
	for range 3 {
		s.later(11 * time.Minute)
	}
	p := s.poll(s.welsh, post)
	if p.Mine.State != community.BallotRefused || p.Mine.Reason != policy.ReasonPollClosed || len(p.Mine.Choices) != 0 {
		t.Errorf("too late: %+v", p.Mine)
	}
	if p := s.poll(s.moderator, post); p.Ballots != 0 || !p.Counted {
		t.Errorf("counted: %+v", p.Poll)
	}
	page := s.welsh.Get("/threads/" + itoa(s.at(s.welsh.Node, post).ThreadID)).OK()
	if !page.Contains("The poll had closed when your vote came.") {
		t.Errorf("the voter is told:\n%s", page.Text())
	}
}

// TestAPollIsNotChanged: neither by its page nor by what an author's home sends.
// Its deletion takes it everywhere.
func TestAPollIsNotChanged(t *testing.T) {
	t.Parallel()
	s := tellStory(t)
	s.in(s.welsh, s.english)
	post := s.asks(s.welsh, "Before?", community.PollInput{Kind: tally.Single, Options: []string{"Yes", "No"}})
	s.must(s.votes(s.english, post, 0))
	_, err := s.welsh.Node.Service.EditPost(t.Context(), s.welsh.Viewer, community.PostInput{Post: s.at(s.welsh.Node, post).ID, Title: "After?", Body: "Changed.", Language: "en"})
	if community.ReasonOf(err) != policy.ReasonPollFixed {
		t.Errorf("changed: %v", err)
	}
	s.must(s.welsh.Node.Service.DeletePost(t.Context(), s.welsh.Viewer, s.at(s.welsh.Node, post).ID))
	s.Settle()
	for _, n := range s.Nodes {
		if left := s.ballots(n, post); left != 0 {
			t.Errorf("%s keeps %d votes of what was deleted", n.Name, left)
		}
		local := s.at(n, post).ID
		n.View(func(tx community.Tx) error {
			if _, err := tx.Poll(local); !community.IsNotFound(err) {
				t.Errorf("%s keeps the poll: %v", n.Name, err)
			}
			return nil
		})
	}
	s.closePolls(3 * time.Hour)
	for _, n := range s.Nodes {
		s.quiet(n)
	}
}

// TestAPollOnThePage goes through the forms: what is wrong is said, and nothing
// that was typed is lost.
func TestAPollOnThePage(t *testing.T) {
	t.Parallel()
	s := tellStory(t)
	s.in(s.welsh)
	at := s.path(s.welsh) + "/polls/new"
	page := s.welsh.Get(at).OK()
	typed := map[string]string{"title": "Which hall?", "body": "For the choir.", "options": "North\nnorth", "kind": "ranked", "ballots": "secret", "results": "end"}
	again := page.Submit(at, typed)
	if again.Status != 422 || !again.Contains("Make the options different") || !again.Contains("For the choir.") {
		t.Errorf("twice the same: %d\n%s", again.Status, again.Text())
	}
	typed["options"] = "North\n South \n\nEast"
	page.Submit(at, typed).OK()
	s.Settle()
	post := s.rootOf(s.welsh.Node, "Which hall?")
	thread := "/threads/" + itoa(post.ThreadID)
	vote := "/posts/" + itoa(post.ID) + "/vote"
	page = s.welsh.Get(thread).OK()
	bad := page.Submit(vote, map[string]string{"rank-0": "1", "rank-1": "1"})
	if bad.Status != 422 || !bad.Contains("no place to two of them") {
		t.Errorf("one place for two: %d\n%s", bad.Status, bad.Text())
	}
	page.Submit(vote, map[string]string{"rank-2": "1", "rank-0": "2"}).OK()
	s.Settle()
	if p := s.poll(s.welsh, post); !slices.Equal(p.Mine.Choices, []int{2, 0}) || p.Mine.State != community.BallotCounted {
		t.Errorf("voted: %+v", p.Mine)
	}
	if page := s.welsh.Get(thread).OK(); !page.Contains("You have voted.") || strings.Contains(page.Text(), "Votes:") {
		t.Errorf("after the vote:\n%s", page.Text())
	}
}
