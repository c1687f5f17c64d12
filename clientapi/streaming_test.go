package clientapi_test

import (
	"bufio"
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	"headroom/community"
)

// patience is how long a test waits for what must come; what must not come is told
// by what comes after it.
const patience = 20 * time.Second

// told is one event of a stream.
type told struct {
	Stream  []string `json:"stream"`
	Event   string   `json:"event"`
	Payload string   `json:"payload"`
}

func (e told) object(t testing.TB) map[string]any {
	t.Helper()
	var out map[string]any
	if err := json.Unmarshal([]byte(e.Payload), &out); err != nil {
		t.Fatalf("%v: %s", err, e.Payload)
	}
	return out
}

// settle does all that is due.
func (w *world) settle() {
	w.t.Helper()
	for {
		n, err := w.Pump(w.t.Context())
		w.ok(err)
		if n == 0 {
			return
		}
	}
}

// socket is an open WebSocket.
type socket struct {
	t    testing.TB
	conn *websocket.Conn
}

// listen serves a world over a listener: streams need one.
func (w *world) listen() string {
	server := httptest.NewServer(w.Handler)
	w.t.Cleanup(server.Close)
	return server.URL
}

func dial(t testing.TB, base, path string, options *websocket.DialOptions) (*websocket.Conn, *http.Response, error) {
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	options.Host = host
	return websocket.Dial(ctx, strings.Replace(base, "http", "ws", 1)+path, options)
}

func (w *world) socket(base, path string, options *websocket.DialOptions) socket {
	w.t.Helper()
	conn, _, err := dial(w.t, base, path, options)
	w.ok(err)
	conn.SetReadLimit(1 << 20)
	w.t.Cleanup(func() { _ = conn.CloseNow() })
	return socket{w.t, conn}
}

func (s socket) next() (e told) {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(s.t.Context(), patience)
	defer cancel()
	_, body, err := s.conn.Read(ctx)
	if err != nil {
		s.t.Fatal(err)
	}
	if err := json.Unmarshal(body, &e); err != nil {
		s.t.Fatalf("%v: %s", err, body)
	}
	return e
}

func (s socket) asks(message string) {
	s.t.Helper()
	if err := s.conn.Write(s.t.Context(), websocket.MessageText, []byte(message)); err != nil {
		s.t.Fatal(err)
	}
}

// TestAStreamTellsWhoIsInTheRoom: a member hears a post at once, as the boost of the
// community, once; who is not in the room hears nothing of it.
func TestAStreamTellsWhoIsInTheRoom(t *testing.T) {
	t.Parallel()
	r := newRooms(t)
	r.settle()
	base := r.listen()
	inside := r.socket(base, "/api/v1/streaming?stream=user&access_token="+r.i, &websocket.DialOptions{})
	outside := r.socket(base, "/api/v1/streaming/", &websocket.DialOptions{Subprotocols: []string{r.o}})
	if outside.conn.Subprotocol() != r.o {
		t.Errorf("the subprotocol is not echoed: %q", outside.conn.Subprotocol())
	}
	outside.asks(`{"type":"subscribe","stream":"user"}`)
	outside.asks(`{"type":"subscribe","stream":"public"}`)
	outside.asks(`{"type":"subscribe","stream":"nothing"}`)
	if e := outside.next(); e.Event != "" { // the error, and so the others have been heard
		t.Errorf("a channel that there is not: %+v", e)
	}

	secret := r.begin(r.morag, r.closed, "Attendance codes", "Which do you use, @"+r.iain.Record.Username+"?")
	open := r.begin(r.morag, r.open, "Phones", "Which rule do you have?")
	r.settle()

	first := inside.next()
	if st := first.object(t); first.Event != "update" || st["id"] != id(secret.Post|1<<52) || st["reblog"].(map[string]any)["id"] != id(secret.Post) {
		t.Errorf("told first: %+v", first)
	}
	if second := inside.next(); second.Event != "update" || second.object(t)["id"] != id(open.Post|1<<52) {
		t.Errorf("told second: %+v", second)
	}
	if third := inside.next(); third.Event != "notification" || third.object(t)["type"] != "mention" {
		t.Errorf("told third: %+v", third)
	}
	if e := outside.next(); e.Event != "update" || e.Stream[0] != "public" || e.object(t)["id"] != id(open.Post|1<<52) {
		t.Errorf("outside: %+v", e)
	}

	r.ok(r.Service.DeletePost(t.Context(), r.morag.Viewer, secret.Post))
	r.ok(r.Service.DeletePost(t.Context(), r.morag.Viewer, open.Post))
	r.settle()
	for _, want := range []string{id(secret.Post | 1<<52), id(secret.Post), id(open.Post | 1<<52), id(open.Post)} {
		if e := inside.next(); e.Event != "delete" || e.Payload != want {
			t.Errorf("deleted: %+v, want %s", e, want)
		}
	}
	if e := outside.next(); e.Event != "delete" || e.Payload != id(open.Post|1<<52) {
		t.Errorf("deleted outside: %+v", e)
	}
}

// TestAStreamEnds: with the membership nothing more comes of that room, with the
// credential and the token the stream ends.
func TestAStreamEnds(t *testing.T) {
	t.Parallel()
	r := newRooms(t)
	r.settle()
	base := r.listen()
	s := r.socket(base, "/api/v1/streaming?stream=user", &websocket.DialOptions{HTTPHeader: http.Header{"Authorization": {"Bearer " + r.i}}})
	r.ok(r.Service.Leave(t.Context(), r.iain.Viewer, r.closed.ID))
	r.begin(r.morag, r.closed, "Attendance codes", "Which do you use?")
	open := r.begin(r.morag, r.open, "Phones", "Which rule do you have?")
	if e := s.next(); e.Event != "update" || e.object(t)["id"] != id(open.Post|1<<52) {
		t.Errorf("after leaving: %+v", e)
	}
	r.ok(r.Service.Revoke(t.Context(), community.CommandLine, r.iain.Person, "retired"))
	r.settle()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	if _, body, err := s.conn.Read(ctx); websocket.CloseStatus(err) != websocket.StatusPolicyViolation {
		t.Errorf("after the headship: %s, %v", body, err)
	}
	for what, token := range map[string]string{"ended": r.i, "made up": "made-up", "none": ""} {
		_, res, err := dial(t, base, "/api/v1/streaming?stream=user&access_token="+token, &websocket.DialOptions{})
		if err == nil || res == nil || res.StatusCode != http.StatusUnauthorized {
			t.Errorf("%s token: %v", what, err)
		}
	}
	narrow := r.token(r.morag, "read:notifications")
	if _, res, err := dial(t, base, "/api/v1/streaming?stream=user&access_token="+narrow, &websocket.DialOptions{}); err == nil || res.StatusCode != http.StatusForbidden {
		t.Errorf("another scope: %v", err)
	}
}

// TestAStreamLeavesOutWhoIsMuted: as home does.
func TestAStreamLeavesOutWhoIsMuted(t *testing.T) {
	t.Parallel()
	r := newRooms(t)
	r.settle()
	s := r.socket(r.listen(), "/api/v1/streaming?stream=user&access_token="+r.i, &websocket.DialOptions{})
	r.ask("POST", "/api/v1/accounts/"+id(r.morag.Person)+"/mute", r.i, nil).is(200)
	r.begin(r.morag, r.closed, "Attendance codes", "Which do you use?")
	mine := r.begin(r.iain, r.closed, "Timetables", "Mine.")
	if e := s.next(); e.object(t)["id"] != id(mine.Post|1<<52) {
		t.Errorf("told of who is muted: %+v", e)
	}
}

// TestListsAreStreamed: a community's own list and one of people carry the post by
// itself, and nobody follows another's list.
func TestListsAreStreamed(t *testing.T) {
	t.Parallel()
	r := newRooms(t)
	l, err := r.Service.CreatePeopleList(t.Context(), r.iain.Viewer, "Neighbours")
	r.ok(err)
	r.ok(r.Service.AddToPeopleList(t.Context(), r.iain.Viewer, l.ID, r.morag.Person))
	r.settle()
	base := r.listen()
	room := r.socket(base, "/api/v1/streaming?stream=list&list="+id(r.closed.ID)+"&access_token="+r.i, &websocket.DialOptions{})
	people := r.socket(base, "/api/v1/streaming?stream=list&list="+id(l.ID)+"&access_token="+r.i, &websocket.DialOptions{})
	for _, list := range []int64{r.closed.ID, l.ID, 5} {
		if _, res, err := dial(t, base, "/api/v1/streaming?stream=list&list="+id(list)+"&access_token="+r.o, &websocket.DialOptions{}); err == nil || res.StatusCode != http.StatusNotFound {
			t.Errorf("somebody else's list %d: %v", list, err)
		}
	}
	mine := r.begin(r.iain, r.closed, "Timetables", "Mine.")
	post := r.begin(r.morag, r.closed, "Attendance codes", "Which do you use?")
	for _, want := range []int64{mine.Post, post.Post} {
		if e := room.next(); e.Event != "update" || e.Stream[1] != id(r.closed.ID) || e.object(t)["id"] != id(want) {
			t.Errorf("the community's list: %+v", e)
		}
	}
	if e := people.next(); e.Event != "update" || e.object(t)["id"] != id(post.Post) {
		t.Errorf("the list of people: %+v", e)
	}
}

// TestServerSentEvents: the lines are those that clients parse.
func TestServerSentEvents(t *testing.T) {
	t.Parallel()
	r := newRooms(t)
	r.settle()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, r.listen()+"/api/v1/streaming/user", nil)
	r.ok(err)
	req.Host = host
	req.Header.Set("Authorization", "Bearer "+r.i)
	res, err := http.DefaultClient.Do(req)
	r.ok(err)
	defer res.Body.Close()
	if res.StatusCode != 200 || !strings.HasPrefix(res.Header.Get("Content-Type"), "text/event-stream") {
		t.Fatalf("%d %v", res.StatusCode, res.Header)
	}
	lines := bufio.NewScanner(res.Body)
	lines.Buffer(nil, 1<<20)
	line := func() string {
		if !lines.Scan() {
			t.Fatal(lines.Err())
		}
		return lines.Text()
	}
	if got := line(); !strings.HasPrefix(got, ":") {
		t.Errorf("begins with %q", got)
	}
	post := r.begin(r.morag, r.closed, "Attendance codes", "Which do you use?")
	if got := line(); got != "event: update" {
		t.Errorf("event: %q", got)
	}
	if got := line(); !strings.HasPrefix(got, `data: {"id":"`+id(post.Post|1<<52)+`"`) {
		t.Errorf("data: %q", got)
	}
	if got := line(); got != "" {
		t.Errorf("ends with %q", got)
	}
}
