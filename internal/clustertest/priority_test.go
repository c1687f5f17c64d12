package clustertest

import (
	"bytes"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"headroom/federation/sign"
)

// arrivals notes what an instance is sent, in its order: the words that a body
// holds, of those that are looked for.
func (n *Node) arrivals(words ...string) func() []string {
	var mu sync.Mutex
	var list []string
	n.Front(func(_ http.ResponseWriter, r *http.Request) bool {
		if r.Method != http.MethodPost {
			return false
		}
		body, _ := io.ReadAll(r.Body)
		r.Body = io.NopCloser(bytes.NewReader(body))
		mu.Lock()
		defer mu.Unlock()
		for _, w := range words {
			if bytes.Contains(body, []byte(w)) {
				list = append(list, w)
			}
		}
		return false
	})
	return func() []string { mu.Lock(); defer mu.Unlock(); return slices.Clone(list) }
}

// TestWhatTakesAwayGoesFirst lets a queue grow while a server cannot be reached: a
// deletion and the end of a membership overtake all that waited before them.
func TestWhatTakesAwayGoesFirst(t *testing.T) {
	t.Parallel()
	s := joined(t)
	second := s.Node("wales").Head("Nia Enghraifft")
	s.letIn(second)
	taken := s.say(s.moderator, "", "to be taken back")
	s.Cut("scotland", "wales")
	for range 30 {
		s.say(s.moderator, "", "an-ordinary-word")
	}
	s.deletes(s.moderator, taken)
	to := s.path(s.moderator)
	rec := s.record(s.Node("scotland"), second)
	s.moderator.Get(to+"/people").OK().Submit(to+"/members/"+itoa(rec.ID)+"/remove", map[string]string{"reason": "Has moved on."}).OK()
	s.Settle()
	arrived := s.Node("wales").arrivals("an-ordinary-word", `"type":"Delete"`, `"type":"Remove"`)
	s.Heal("scotland", "wales")
	for range 3 {
		s.later(time.Hour)
	}
	list := arrived()
	first := slices.Index(list, "an-ordinary-word")
	for _, urgent := range []string{`"type":"Delete"`, `"type":"Remove"`} {
		if at := slices.Index(list, urgent); at < 0 || first < 0 || at > first {
			t.Errorf("%s comes as number %d, the first ordinary word as number %d, of %d", urgent, at, first, len(list))
		}
	}
	if s.reads(second, taken) || s.post(second.Node, taken).Source != "" {
		t.Error("what was taken back is there")
	}
	if n := s.kept("wales"); n < 30 {
		t.Errorf("Wales has %d posts", n)
	}
}

// TestAPictureFromBeforeANewcomerIsNotServed keeps the files of what a newcomer may
// not read from them, at a home that holds them and at the host.
func TestAPictureFromBeforeANewcomerIsNotServed(t *testing.T) {
	t.Parallel()
	s := tellStory(t)
	s.letIn(s.welsh)
	data := picture(t, 5)
	before, digest := s.shows(s.welsh, "beforehand", data)
	s.Settle()
	s.Clock.Advance(time.Minute)
	s.newcomersRead("joining", "")
	newcomer := s.Node("wales").Head("Nia Enghraifft")
	s.Settle()
	s.letIn(newcomer)
	s.letIn(s.english)
	if !bytes.Equal(s.looks(s.welsh, before), data) || !bytes.Equal(s.looks(s.moderator, before), data) {
		t.Error("who was there does not see it")
	}
	if s.looks(newcomer, before) != nil {
		t.Error("a newcomer at the author's home is served it")
	}
	england := s.Node("england")
	tail := "/files/" + strings.TrimPrefix(digest, "sha-256:")
	nothing := england.Ask(s.english.Person.IRI, s.room.IRI+"/files/"+strings.Repeat("0", 64))
	for name, got := range map[string]Answer{
		"at the host":             england.Ask(s.english.Person.IRI, s.room.IRI+tail),
		"at the host, the issuer": england.Ask(england.Identity.Issuer(), s.room.IRI+tail),
		"at the author's home":    england.Ask(s.english.Person.IRI, before+tail),
	} {
		if got.Status != nothing.Status || sign.HashBytes(got.Body) == digest {
			t.Errorf("%s: %d", name, got.Status)
		}
	}
	if england.has(digest) {
		t.Error("England holds the bytes")
	}
}
