package clientapi_test

import (
	"bufio"
	"net/http"
	"strings"
	"testing"

	"github.com/coder/websocket"

	"headroom/community"
	"headroom/community/policy"
)

// follows opens a WebSocket with channels of one tag, and returns when they are heard.
func (r rooms) follows(base, token, tag string, channels ...string) socket {
	r.t.Helper()
	s := r.socket(base, "/api/v1/streaming?access_token="+token, &websocket.DialOptions{})
	for _, name := range channels {
		s.asks(`{"type":"subscribe","stream":"` + name + `","tag":"` + tag + `"}`)
	}
	s.asks(`{"type":"subscribe","stream":"nothing"}`)
	if e := s.next(); e.Event != "" { // the error: those before have been heard
		r.t.Fatalf("refused: %+v", e)
	}
	return s
}

// is checks the next of a stream: where it is told, as what, and of which.
func (s socket) is(stream, event, id string) map[string]any {
	s.t.Helper()
	e := s.next()
	if event == "delete" {
		if strings.Join(e.Stream, " ") != stream || e.Event != event || e.Payload != id {
			s.t.Errorf("%v %s %s, want %s %s %s", e.Stream, e.Event, e.Payload, stream, event, id)
		}
		return nil
	}
	st := e.object(s.t)
	if strings.Join(e.Stream, " ") != stream || e.Event != event || st["id"] != id {
		s.t.Errorf("%v %s %v, want %s %s %s", e.Stream, e.Event, st["id"], stream, event, id)
	}
	return st
}

// TestATagIsStreamed: what has the tag and the member may read, as the tag's timeline
// has it, under the name by which they follow it; and nothing else.
func TestATagIsStreamed(t *testing.T) {
	t.Parallel()
	r := newRooms(t)
	r.settle()
	base := r.listen()
	inside := r.follows(base, r.i, "Attendance", "user", "hashtag", "hashtag:local")
	outside := r.follows(base, r.o, "attendance", "hashtag")
	r.begin(r.morag, r.private, "Quiet", "Our own #attendance.")
	secret := r.begin(r.morag, r.closed, "Codes", "Which do you use for #attendance?")
	other := r.begin(r.morag, r.closed, "Others", "attendance, #attendance_2 and `#attendance`")
	titled := r.begin(r.morag, r.open, "On #ATTENDANCE", "Which rule do you have?")
	r.settle()

	inside.is("user", "update", id(secret.Post|1<<52))
	if st := inside.is("hashtag Attendance", "update", id(secret.Post)); st["reblog"] != nil || len(st["tags"].([]any)) != 1 {
		t.Errorf("the post itself: %v", st)
	}
	inside.is("hashtag:local Attendance", "update", id(secret.Post))
	inside.is("user", "update", id(other.Post|1<<52))
	inside.is("user", "update", id(titled.Post|1<<52))
	inside.is("hashtag Attendance", "update", id(titled.Post))
	inside.is("hashtag:local Attendance", "update", id(titled.Post))
	outside.is("hashtag attendance", "update", id(titled.Post))

	edit := func(post int64, body string) {
		_, err := r.Service.EditPost(t.Context(), r.morag.Viewer, community.PostInput{Post: post, Title: "Codes", Body: body})
		r.ok(err)
		r.settle()
	}
	edit(other.Post, "now with #attendance")
	inside.is("user", "status.update", id(other.Post|1<<52))
	inside.is("hashtag Attendance", "status.update", id(other.Post))
	inside.is("hashtag:local Attendance", "status.update", id(other.Post))
	edit(other.Post, "and now without")
	inside.is("user", "status.update", id(other.Post|1<<52))

	for _, post := range []int64{secret.Post, titled.Post} {
		r.ok(r.Service.DeletePost(t.Context(), r.morag.Viewer, post))
		r.settle()
		inside.is("user", "delete", id(post|1<<52))
		inside.is("user", "delete", id(post))
		inside.is("hashtag Attendance", "delete", id(post))
		inside.is("hashtag:local Attendance", "delete", id(post))
	}
	outside.is("hashtag attendance", "delete", id(titled.Post))
}

// TestATagsStreamKeepsToWhatIsShown: who is muted is left out, what is confidential has
// no tag in an app, and what is said under the Chatham House Rule names nobody.
func TestATagsStreamKeepsToWhatIsShown(t *testing.T) {
	t.Parallel()
	r := newRooms(t)
	r.settle()
	s := r.follows(r.listen(), r.i, "attendance", "hashtag", "hashtag:local")
	begin := func(l policy.Label) int64 {
		out, err := r.Service.StartThread(t.Context(), r.morag.Viewer, community.PostInput{Community: r.closed.ID,
			Title: "On #attendance", Body: "Our #attendance", Label: l})
		r.ok(err)
		r.settle()
		return out.Post
	}
	begin(policy.Confidential)
	rule := begin(policy.ChathamHouse)
	for _, stream := range []string{"hashtag attendance", "hashtag:local attendance"} {
		if st := s.is(stream, "update", id(rule)); st["account"].(map[string]any)["id"] != id(r.closed.ID) {
			t.Errorf("says who: %v", st)
		}
	}
	r.ask("POST", "/api/v1/accounts/"+id(r.morag.Person)+"/mute", r.i, nil).is(200)
	begin(policy.NoLabel)
	mine := r.begin(r.iain, r.closed, "Timetables", "My own #attendance")
	s.is("hashtag attendance", "update", id(mine.Post))
}

// TestATagIsStreamedAsServerSentEvents on both addresses; what can be no tag's name is
// not found, and the scope is that of posts.
func TestATagIsStreamedAsServerSentEvents(t *testing.T) {
	t.Parallel()
	r := newRooms(t)
	r.settle()
	base := r.listen()
	ask := func(path, token string) *http.Response {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, base+"/api/v1/streaming/"+path, nil)
		r.ok(err)
		req.Host = host
		req.Header.Set("Authorization", "Bearer "+token)
		res, err := http.DefaultClient.Do(req)
		r.ok(err)
		t.Cleanup(func() { _ = res.Body.Close() })
		return res
	}
	for path, want := range map[string]int{"hashtag": 404, "hashtag?tag=": 404, "hashtag/local?tag=2026": 404, "hashtag?tag=" + strings.Repeat("x", 101): 404, "hashtag?tag=a%20b": 404} {
		if res := ask(path, r.i); res.StatusCode != want {
			t.Errorf("%s: %d", path, res.StatusCode)
		}
	}
	if res := ask("hashtag?tag=attendance", r.token(r.iain, "read:notifications")); res.StatusCode != http.StatusForbidden {
		t.Errorf("another scope: %d", res.StatusCode)
	}
	open := []*http.Response{ask("hashtag?tag=%23Attendance", r.i), ask("hashtag/local?tag=attendance", r.i)}
	r.begin(r.morag, r.closed, "Others", "No sign")
	post := r.begin(r.morag, r.closed, "Codes", "Which do you use for #attendance?")
	for _, res := range open {
		lines := bufio.NewScanner(res.Body)
		lines.Buffer(nil, 1<<20)
		for _, want := range []string{":", "event: update", `data: {"id":"` + id(post.Post) + `"`} {
			if !lines.Scan() || !strings.HasPrefix(lines.Text(), want) {
				t.Errorf("%q, want %q", lines.Text(), want)
			}
		}
	}
}
