package clustertest

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"headroom/community"
)

// counted counts what is asked of an instance: POSTs with an announcement, and
// pages of a log. refuse, when set, answers an announcement instead of it.
type counted struct {
	mu           sync.Mutex
	posts, pages int
	refuse       func(body []byte) int
}

func (k *counted) front(w http.ResponseWriter, r *http.Request) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	if r.Method == http.MethodGet && strings.Contains(r.URL.Path, "/log") {
		k.pages++
	}
	if r.Method != http.MethodPost {
		return false
	}
	body, err := io.ReadAll(r.Body)
	r.Body = io.NopCloser(bytes.NewReader(body))
	if err != nil || !bytes.Contains(body, []byte(`"type":"Announce"`)) {
		return false
	}
	k.posts++
	if k.refuse == nil {
		return false
	}
	code := k.refuse(body)
	if code != 0 {
		http.Error(w, "", code)
	}
	return code != 0
}

func (k *counted) said() (posts, pages int) {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.posts, k.pages
}

// away has so many posts said at once while Wales is cut off, one of which is
// deleted then, and gives their ids, the deleted one's last.
func (s *story) away(n int) (said []string) {
	s.T.Helper()
	s.Cut("scotland", "wales")
	said = append(said, s.say(s.moderator, "", "The first while Wales was away"))
	host := s.moderator.Node
	root := s.post(host, said[0])
	for i := range n {
		out, err := host.Service.Reply(s.T.Context(), s.moderator.Viewer, community.PostInput{Community: s.room.ID, Thread: root.ThreadID,
			Parent: root.ID, Body: fmt.Sprintf("Number %d of what was said", i), Language: "en"})
		if err != nil {
			s.T.Fatal(err)
		}
		host.View(func(tx community.Tx) error {
			p, err := tx.Post(out.Post)
			said = append(said, p.IRI)
			return err
		})
	}
	s.Settle()
	middle := n / 2
	gone := said[middle]
	s.must(host.Service.DeletePost(s.T.Context(), s.moderator.Viewer, s.post(host, gone).ID))
	s.Settle()
	return append(slices.Delete(said, middle, middle+1), gone)
}

// same fails unless an instance holds every post but the last, which was deleted,
// once, and the log as its host has it.
func (s *story) same(at *Member, said []string) {
	s.T.Helper()
	gone := said[len(said)-1]
	for _, iri := range said[:len(said)-1] {
		if p := s.post(at.Node, iri); p.State != community.PostAccepted {
			s.T.Fatalf("%s has %s as %q", at.Node.Name, iri, p.State)
		}
	}
	if p := s.post(at.Node, gone); p.ID != 0 && p.State != community.PostDeleted {
		s.T.Errorf("%s has the deleted post as %q", at.Node.Name, p.State)
	}
	head := func(n *Node) (h community.ChainHead) {
		c, _ := n.Here(s.room.IRI)
		n.View(func(tx community.Tx) (err error) { h, err = tx.LogHead(c.ID); return err })
		return h
	}
	if h, want := head(at.Node), head(s.moderator.Node); h.Seq != want.Seq || h.Hash != want.Hash {
		s.T.Errorf("%s holds the log up to %d, its host has %d", at.Node.Name, h.Seq, want.Seq)
	}
	s.quiet(at.Node)
	s.quiet(s.moderator.Node)
}

// TestABacklogIsReadFromTheLog counts what it takes to tell a home of three hundred
// posts that were said while it was away: the newest, and the pages of the log.
func TestABacklogIsReadFromTheLog(t *testing.T) {
	t.Parallel()
	s := joined(t)
	said := s.away(300)
	var in, pages counted
	s.Node("wales").Front(in.front)
	s.moderator.Node.Front(pages.front)
	s.Heal("scotland", "wales")
	s.later(30 * time.Minute)
	s.same(s.welsh, said)
	if posts, _ := in.said(); posts == 0 || posts > 4 {
		t.Errorf("%d announcements were sent", posts)
	}
	if _, n := pages.said(); n < 2 || n > 8 {
		t.Errorf("%d pages of the log were read", n)
	}
	held := 0
	s.moderator.Node.View(func(tx community.Tx) error {
		list, err := tx.CopiesOnHost(s.Node("wales").Identity.Host, s.room.ID)
		held = len(list)
		return err
	})
	if held < len(said)-1 {
		t.Errorf("the host has %d posts down as held by Wales, want %d", held, len(said)-1)
	}
	next := s.say(s.english, said[0], "And it goes on")
	s.seenBy(next, s.moderator, s.welsh, s.english)
}

// TestABacklogSurvivesARestart ends the home between its answer for the newest
// entry and the reading of the log.
func TestABacklogSurvivesARestart(t *testing.T) {
	t.Parallel()
	s := joined(t)
	said := s.away(150)
	down := true
	s.moderator.Node.Front(func(w http.ResponseWriter, r *http.Request) bool {
		if down && r.Method == http.MethodGet && strings.Contains(r.URL.Path, "/log") {
			http.Error(w, "", http.StatusServiceUnavailable)
			return true
		}
		return false
	})
	s.Heal("scotland", "wales")
	s.later(30 * time.Minute)
	s.Node("wales").Restart()
	down = false
	s.later(30 * time.Minute)
	s.later(30 * time.Minute)
	s.same(s.welsh, said)
}

// TestWhoWillNotHaveTheNewestIsToldOfEach has a home refuse the newest entry of a
// backlog for good: all others are announced, each with its own answer.
func TestWhoWillNotHaveTheNewestIsToldOfEach(t *testing.T) {
	t.Parallel()
	s := joined(t)
	said := s.away(100)
	in := counted{refuse: func(body []byte) int {
		if bytes.Contains(body, []byte("Number 99 of")) {
			return http.StatusBadRequest
		}
		return 0
	}}
	s.Node("wales").Front(in.front)
	s.Heal("scotland", "wales")
	s.later(30 * time.Minute)
	if posts, _ := in.said(); posts < 100 {
		t.Errorf("%d announcements were sent", posts)
	}
	for _, iri := range said[:99] {
		if p := s.post(s.Node("wales"), iri); p.ID == 0 {
			t.Fatalf("Wales does not have %s", iri)
		}
	}
}
