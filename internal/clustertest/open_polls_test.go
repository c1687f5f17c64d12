package clustertest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"headroom/community"
	"headroom/community/tally"
)

// asks has a member put a question to the vote in the square, for two hours.
func (s *publicSquare) asks(by *Member, in community.PollInput) (p community.Post) {
	s.T.Helper()
	in.ClosesAt = s.Clock.Now().Add(2 * time.Hour)
	out, err := s.host.Service.StartPoll(s.T.Context(), by.Viewer,
		community.PostInput{Community: s.room.ID, Title: "Which day?", Body: "Before Friday.", Language: "en"}, in)
	if err != nil {
		s.T.Fatal(err)
	}
	s.Settle()
	s.host.View(func(tx community.Tx) error { p, err = tx.Post(out.Post); return err })
	return p
}

// polled is a square with a poll, and a member who has linked the outsider's account.
func polled(t *testing.T, in community.PollInput) (s *publicSquare, voter *Member, post community.Post) {
	t.Helper()
	s = tellOfSquare(t)
	s.agree(s.moderator)
	voter = s.host.Head("Ailsa Sample")
	voter.Join(s.room.IRI)
	s.moderator.AcceptAll(s.room)
	s.followed()
	post = s.asks(s.moderator, in)
	return s, voter, post
}

// votes sends a vote as Mastodon does: to its author, and to nobody else.
func (s *publicSquare) votes(post community.Post, n int, names ...string) int {
	s.T.Helper()
	var all []any
	for i, name := range names {
		all = append(all, map[string]any{"id": fmt.Sprint(s.outsider.IRI, "#votes/", n, "-", i), "type": "Note", "name": name,
			"attributedTo": s.outsider.IRI, "inReplyTo": post.IRI, "to": s.moderator.Person.IRI})
	}
	create := s.outsider.Doc("Create", fmt.Sprint("votes-", n), all[0])
	if len(all) > 1 {
		create["object"] = all
	}
	create["to"] = s.moderator.Person.IRI
	status := s.outsider.Send(s.moderator.Person.IRI+"/inbox", create)
	s.Settle()
	return status
}

// counted is what the host has: votes, and those of one option after another.
func (s *publicSquare) counted(post community.Post) (n []int64) {
	s.T.Helper()
	s.host.View(func(tx community.Tx) error {
		p, err := tx.Poll(post.ID)
		n = append([]int64{p.Ballots}, p.Counts...)
		return err
	})
	return n
}

// question is what the world reads of a poll: the numbers, -1 for those that are
// not told, after how many have voted.
func (s *publicSquare) question(t *testing.T, body []byte) (kind string, n []int64) {
	t.Helper()
	var doc struct {
		Type         string
		VotersCount  *int64
		OneOf, AnyOf []struct {
			Type, Name string
			Replies    struct{ TotalItems *int64 }
		}
	}
	if err := json.Unmarshal(body, &doc); err != nil {
		t.Fatalf("%v: %s", err, body)
	}
	told := func(v *int64) {
		if v == nil {
			n = append(n, -1)
			return
		}
		n = append(n, *v)
	}
	told(doc.VotersCount)
	for _, o := range append(doc.OneOf, doc.AnyOf...) {
		if o.Type != "Note" || o.Name == "" {
			t.Errorf("an option is %+v", o)
		}
		told(o.Replies.TotalItems)
	}
	return doc.Type, n
}

func (s *publicSquare) want(t *testing.T, what string, got []int64, want ...int64) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s: %v, want %v", what, got, want)
	}
}

// TestAPollIsVotedInFromOutside: the world reads a Question, the linked account of
// a head votes in it, once a head however they vote; followers are told numbers,
// and nobody a vote.
func TestAPollIsVotedInFromOutside(t *testing.T) {
	t.Parallel()
	s, voter, post := polled(t, community.PollInput{Kind: tally.Single, Options: []string{"Monday", "Friday <5 pm"}, Early: true})
	same(t, "a poll", kinds(s.world.Letters()), "Announce{Create}", "Announce(id)")
	read := func() []int64 {
		body, status := s.world.Read(post.IRI)
		kind, n := s.question(t, body)
		if status != http.StatusOK || kind != "Question" || !strings.Contains(string(body), `"endTime":"`) || strings.Contains(string(body), "hr:") {
			t.Errorf("%d %s", status, body)
		}
		return n
	}
	s.want(t, "nobody has voted", read(), 0, 0, 0)
	if status := s.votes(post, 1, "Monday"); status != http.StatusForbidden {
		t.Errorf("before it is linked: %d", status)
	}
	s.linked(voter)
	for range 2 { // a delivery that is repeated is the same vote
		if status := s.votes(post, 1, "Monday"); status != http.StatusAccepted {
			t.Fatalf("linked: %d", status)
		}
	}
	s.want(t, "one vote", read(), 1, 1, 0)
	if page := voter.Get("/threads/" + itoa(post.ThreadID)).OK(); !page.Contains("came from an account that you have linked") {
		t.Errorf("the page says\n%s", page.Text())
	}
	if err := s.host.Service.Vote(t.Context(), voter.Viewer, post.ID, []int{1}); err != nil {
		t.Fatal(err)
	}
	s.want(t, "changed in the pages", s.counted(post), 1, 0, 1)
	s.votes(post, 1, "Monday") // an old one, once more
	s.want(t, "replayed", s.counted(post), 1, 0, 1)
	s.votes(post, 2, "Monday")
	s.want(t, "changed from there", s.counted(post), 1, 1, 0)
	s.votes(post, 3, "Friday  <5 pm")
	s.want(t, "and again", s.counted(post), 1, 0, 1)
	if got := s.world.Letters(); len(got) != 0 {
		t.Errorf("told at once: %q", kinds(got))
	}
	s.Clock.Advance(4 * time.Minute)
	s.Settle()
	got := s.world.Letters()
	same(t, "so far", kinds(got), "Announce{Update}", "Update{Question}")
	for _, l := range got {
		if strings.Contains(l.Raw, "votes-") || strings.Contains(l.Raw, s.outsider.IRI) || strings.Contains(l.Raw, "Ailsa") || !strings.Contains(l.Raw, `"updated":"`) ||
			!strings.Contains(l.Raw, `"votersCount":1`) || l.Type == "Update" && l.Actor != s.moderator.Person.IRI {
			t.Errorf("told %s", l.Raw)
		}
	}
	s.noVoteKept(t, 1, 2, 3)
	s.Clock.Advance(2 * time.Hour)
	if status := s.votes(post, 4, "Monday"); status != http.StatusForbidden {
		t.Errorf("after the end: %d", status)
	}
	s.Tick("polls")
	got = s.world.Letters()
	same(t, "at the end", kinds(got), "Announce{Update}", "Update{Question}")
	for _, l := range got {
		if !strings.Contains(l.Raw, `"closed":"`) {
			t.Errorf("told %s", l.Raw)
		}
	}
	s.want(t, "at the end", read(), 1, 0, 1)
	s.quiet(s.host)
}

// noVoteKept: no bytes of a vote are anywhere among what was received.
func (s *publicSquare) noVoteKept(t *testing.T, numbers ...int) {
	t.Helper()
	s.host.View(func(tx community.Tx) error {
		for _, n := range numbers {
			if _, err := tx.DocumentByIRI(s.outsider.World.URL + "/acts/" + fmt.Sprint("votes-", n)); !community.IsNotFound(err) {
				t.Errorf("a vote is kept: %v", err)
			}
		}
		return nil
	})
}

// TestASecretPollFromOutside: several options, one message each or all in one;
// numbers are told to nobody before the end, and then to the voter's server too.
func TestASecretPollFromOutside(t *testing.T) {
	t.Parallel()
	s, voter, post := polled(t, community.PollInput{Kind: tally.Multiple, Options: []string{"Monday", "Tuesday", "Friday"}})
	s.linked(voter)
	if status := s.outsider.Send(s.room.IRI+"/inbox", s.outsider.Doc("Undo", "undo", s.outsider.World.URL+"/acts/follow-1")); status != http.StatusAccepted {
		t.Fatalf("Undo: %d", status)
	}
	s.world.Letters()
	if err := s.host.Service.Vote(t.Context(), voter.Viewer, post.ID, []int{1}); err != nil {
		t.Fatal(err)
	}
	for i, name := range []string{"Monday", "Sunday", "Friday"} {
		want := http.StatusAccepted
		if name == "Sunday" {
			want = http.StatusBadRequest
		}
		for _, id := range []int{i, i + 10} { // the same once more, under another id
			if status := s.votes(post, id, name); status != want {
				t.Errorf("%s: %d", name, status)
			}
		}
	}
	s.want(t, "two options of one voter", s.counted(post), 1, 1, 0, 1)
	if status := s.votes(post, 50, "Monday", "Tuesday"); status != http.StatusAccepted {
		t.Errorf("all in one: %d", status)
	}
	s.want(t, "all in one", s.counted(post), 1, 1, 1, 1)
	body, _ := s.world.Read(post.IRI)
	_, hidden := s.question(t, body)
	s.want(t, "not told", hidden, -1, -1, -1, -1)
	s.Clock.Advance(10 * time.Minute)
	s.Settle()
	if got := s.world.Letters(); len(got) != 0 {
		t.Errorf("told %q", kinds(got))
	}
	s.Clock.Advance(2 * time.Hour)
	s.Tick("polls")
	got := s.world.Letters()
	same(t, "the result", kinds(got), "Update{Question}")
	if len(got) == 1 {
		object, _ := json.Marshal(got[0].Object)
		_, n := s.question(t, object)
		s.want(t, "the result", n, 1, 1, 1, 1)
	}
	s.host.View(func(tx community.Tx) error {
		left, err := tx.Ballots(post.ID, 9)
		if len(left) != 0 {
			t.Errorf("votes are kept: %v", left)
		}
		return err
	})
	s.quiet(s.host)
}

// TestAnOrderIsReadOutside: what other software cannot vote in is a text with a
// link, and a vote from there counts for nothing.
func TestAnOrderIsReadOutside(t *testing.T) {
	t.Parallel()
	s, voter, post := polled(t, community.PollInput{Kind: tally.Ranked, Options: []string{"Monday", "Tuesday & <Friday>"}})
	s.linked(voter)
	body, status := s.world.Read(post.IRI)
	if status != http.StatusOK || !strings.Contains(string(body), `"type":"Note"`) || strings.Contains(string(body), "oneOf") ||
		!strings.Contains(string(body), "/threads/"+itoa(post.ThreadID)) || !strings.Contains(string(body), "Tuesday") || strings.Contains(string(body), "<Friday>") {
		t.Errorf("%d %s", status, body)
	}
	if status := s.votes(post, 1, "Monday"); status != http.StatusBadRequest {
		t.Errorf("voted in: %d", status)
	}
	s.want(t, "counted", s.counted(post), 0, 0, 0)
}

// TestAQuestionOfALinkedAccount is a post that everybody can read, with its options
// and where it is voted in; its numbers change nothing here.
func TestAQuestionOfALinkedAccount(t *testing.T) {
	t.Parallel()
	s := tellOfSquare(t)
	s.linked(s.moderator)
	o := s.outsider
	q := o.Note("1", s.room.IRI, "", "<p>Which boat?</p>")
	q["type"], q["endTime"], q["votersCount"] = "Question", "2026-12-02T09:00:00Z", 0
	q["url"] = o.World.URL + "/@sam/1"
	option := func(name string, n int) any {
		return map[string]any{"type": "Note", "name": name, "replies": map[string]any{"type": "Collection", "totalItems": n}}
	}
	q["oneOf"] = []any{option("The early one", 0), option("The late one", 0)}
	if status := o.Send(s.room.IRI+"/inbox", o.Doc("Create", "c1", q)); status != http.StatusAccepted {
		t.Fatalf("%d", status)
	}
	s.Settle()
	p, ok := s.postOf(o.World.URL + "/notes/1")
	if !ok || p.Kind != "Note" || p.Title != "Which boat?" {
		t.Fatalf("here it is %+v", p)
	}
	page := s.moderator.Get("/threads/" + itoa(p.ThreadID)).OK()
	for _, want := range []string{"The early one", "The late one", "/@sam/1"} {
		if !page.Contains(want) {
			t.Errorf("no %q in\n%s", want, page.Text())
		}
	}
	q["oneOf"], q["votersCount"], q["updated"] = []any{option("The early one", 3), option("The late one", 1)}, 4, "2026-03-02T09:30:00Z"
	if status := o.Send(s.room.IRI+"/inbox", o.Doc("Update", "u1", q)); status != http.StatusAccepted {
		t.Fatalf("%d", status)
	}
	s.Settle()
	if p, _ = s.postOf(o.World.URL + "/notes/1"); p.Revision != 0 && !p.EditedAt.IsZero() {
		t.Errorf("numbers were taken for an edit: %+v", p)
	}
	// A vote in it is for its own server, and no answer here.
	if status := s.votes(community.Post{IRI: o.World.URL + "/notes/1"}, 1, "The early one"); status != http.StatusUnauthorized {
		t.Errorf("a vote in it: %d", status)
	}
}
