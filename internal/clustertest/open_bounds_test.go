package clustertest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"

	"headroom/community"
	"headroom/federation/sign"
)

// TestOneFetchOnFirstContact: many messages of somebody who is met for the first
// time, at once, cause one request.
func TestOneFetchOnFirstContact(t *testing.T) {
	t.Parallel()
	s := tellOfSquare(t)
	var all sync.WaitGroup
	for n := range 24 {
		all.Go(func() {
			if status := s.outsider.Follow(s.room.IRI, fmt.Sprint("f", n)); status != http.StatusAccepted {
				t.Errorf("Follow: %d", status)
			}
		})
	}
	all.Wait()
	if n := s.world.Asked("/users/sam"); n != 1 {
		t.Errorf("%d requests", n)
	}
	if n, _ := s.kept(); n != 1 {
		t.Errorf("%d followers", n)
	}
}

// TestStrangersAreBounded: a host that has ever other people is told to come
// later before it has cost much, a key that was not there is not asked for again,
// and another host is not affected.
func TestStrangersAreBounded(t *testing.T) {
	t.Parallel()
	s := tellOfSquare(t)
	told := 0
	for n := range 40 {
		o := s.outsider
		invented := o.World.URL + fmt.Sprint("/nobody/", n)
		body, _ := json.Marshal(map[string]any{"id": invented + "/1", "type": "Follow", "actor": invented, "object": s.room.IRI})
		_, status := o.World.request(http.MethodPost, s.room.IRI+"/inbox", body, func(r *http.Request) error {
			return sign.SignRequest(r, body, invented+"#main-key", o.key, o.World.clock.Now())
		})
		switch status {
		case http.StatusUnauthorized:
		case http.StatusTooManyRequests:
			told++
		default:
			t.Errorf("%d", status)
		}
	}
	if n := s.world.Asked(""); n > 21 || n == 0 || told == 0 {
		t.Errorf("%d requests were caused, and %d times it was told to come later", n, told)
	}
	before := s.world.Asked("")
	s.Clock.Advance(2 * 60 * 1e9)
	if status := s.outsider.Follow(s.room.IRI, "later"); status != http.StatusAccepted {
		t.Errorf("later: %d", status)
	}
	if n := s.world.Asked("") - before; n != 1 {
		t.Errorf("later it caused %d requests", n)
	}
}

// TestAnInboxThatHasGone is forgotten with who was reached there; one that is not
// there for a while gets everything later.
func TestAnInboxThatHasGone(t *testing.T) {
	t.Parallel()
	s := tellOfSquare(t)
	s.agree(s.moderator)
	s.followed()
	s.world.Answer(http.StatusServiceUnavailable)
	s.post(s.moderator, "While it is away", "We are here.")
	s.world.Letters()
	s.world.Answer(0)
	s.Clock.Advance(15 * 60 * 1e9)
	s.Settle()
	same(t, "when it is back", kinds(s.world.Letters()), "Announce{Create}", "Announce(id)")

	s.world.Answer(http.StatusForbidden)
	s.post(s.moderator, "It will not have it", "We are here.")
	if n, _ := s.kept(); n != 1 {
		t.Errorf("%d followers after a refusal", n)
	}
	s.world.Answer(http.StatusGone)
	s.post(s.moderator, "When it has gone", "We are here.")
	if n, actor := s.kept(); n != 0 || actor {
		t.Errorf("%d followers, kept %v", n, actor)
	}
	s.quiet(s.host)
}

// TestAnothersWords: nobody changes or deletes what a linked account wrote but
// that account.
func TestAnothersWords(t *testing.T) {
	t.Parallel()
	s := tellOfSquare(t)
	s.linked(s.moderator)
	o, mallory := s.outsider, s.world.Person("mallory")
	if status := o.Send(s.room.IRI+"/inbox", o.Doc("Create", "c1", o.Note("1", s.room.IRI, "", "<p>Mine.</p>"))); status != http.StatusAccepted {
		t.Fatalf("Create: %d", status)
	}
	s.Settle()
	stolen := o.Note("1", s.room.IRI, "", "<p>Not yours any more.</p>")
	mine := mallory.Note("1", s.room.IRI, "", "<p>Not yours any more.</p>") // the same id, and said to be theirs
	// In this order: a Delete of somebody who was never heard of is refused for that.
	for _, by := range []struct {
		name string
		doc  map[string]any
	}{
		{"an Update of another's", mallory.Doc("Update", "m1", stolen)},
		{"an Update that says that it is its", mallory.Doc("Update", "m2", mine)},
		{"a Delete", mallory.Doc("Delete", "m3", o.World.URL+"/notes/1")},
		{"a Create under the same id", mallory.Doc("Create", "m4", mine)},
		{"a Create that quotes another as self", o.Doc("Create", "m5", stolen)},
	} {
		if status := mallory.Send(s.room.IRI+"/inbox", by.doc); status != http.StatusForbidden && status != http.StatusUnauthorized {
			t.Errorf("%s: %d", by.name, status)
		}
	}
	s.Settle()
	if p, ok := s.postOf(o.World.URL + "/notes/1"); !ok || !strings.Contains(p.HTML, "Mine") || p.State != community.PostAccepted {
		t.Errorf("it is %+v", p)
	}
}
