package clustertest

import (
	"bytes"
	"io"
	"net/http"
	"testing"
	"time"
)

// TestOneWordThatAServerStumblesOverKeepsNoOther has a server fail at one
// announcement for ever: what is said after it is announced all the same, and
// that server, which sees the gap, reads it in the log.
func TestOneWordThatAServerStumblesOverKeepsNoOther(t *testing.T) {
	t.Parallel()
	s := joined(t)
	const trips = "a-word-that-trips"
	stumbled := 0
	s.Node("wales").Front(func(w http.ResponseWriter, r *http.Request) bool {
		if r.Method != http.MethodPost {
			return false
		}
		body, err := io.ReadAll(r.Body)
		r.Body = io.NopCloser(bytes.NewReader(body))
		if err != nil || !bytes.Contains(body, []byte(trips)) {
			return false
		}
		stumbled++
		http.Error(w, "", http.StatusInternalServerError)
		return true
	})
	said := []string{s.say(s.moderator, "", "Says "+trips)}
	for _, body := range []string{"After it", "And after that"} {
		said = append(said, s.say(s.english, "", body))
	}
	for range 12 {
		s.later(time.Hour)
	}
	for _, iri := range said {
		s.seenBy(iri, s.moderator, s.welsh, s.english)
	}
	if stumbled < 3 {
		t.Errorf("the server stumbled %d times", stumbled)
	}
	next := s.say(s.moderator, said[1], "It goes on")
	s.later(10 * time.Minute)
	s.seenBy(next, s.moderator, s.welsh, s.english)
}
