package leaktest

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/coder/websocket"

	"headroom/community"
	"headroom/internal/clustertest"
)

// streamPatience is how long a stream may take to tell what it must; what it must not
// tell would stand before that.
const streamPatience = 30 * time.Second

// stream is one that is open for somebody's app.
type stream struct {
	p    principal
	at   *clustertest.Node
	what string
	next func() ([]byte, error) // the next of what is told
}

// heard is what all streams together have told so far, and whom.
type heard struct {
	mu    sync.Mutex
	more  *sync.Cond
	given map[string]bool
	late  bool
}

func newHeard() *heard {
	h := &heard{given: map[string]bool{}}
	h.more = sync.NewCond(&h.mu)
	return h
}

// add notes what somebody was told, and reports whether it is new.
func (h *heard) add(name string) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	had := h.given[name]
	h.given[name] = true
	h.more.Broadcast()
	return !had
}

// wait returns when somebody has been told something, or it is too late for that.
func (h *heard) wait(name string) {
	timer := time.AfterFunc(streamPatience, func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		h.late = true
		h.more.Broadcast()
	})
	defer timer.Stop()
	h.mu.Lock()
	defer h.mu.Unlock()
	for !h.given[name] && !h.late {
		h.more.Wait()
	}
}

// streams opens every stream of apps as everybody who may have an app, here and at the
// members' home, and then lets everything happen that is told: posts, answers, edits,
// what is deleted, private messages. Each is given what the table gives and no more.
// What is said last, in the open, is told to all of them: until then nothing else was.
func (w *world) streams(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 8*streamPatience)
	defer cancel()
	w.Settle()
	open := w.listens(ctx, t)
	end := "zz" + w.words.word(openOne+" content: end of the streams")
	var group sync.WaitGroup
	told := newHeard()
	for _, s := range open {
		group.Go(func() {
			for {
				text, err := s.next()
				if err != nil {
					t.Errorf("%s of %s at %s ends before its end: %v", s.what, s.p.name, s.at.Name, err)
					return
				}
				for _, name := range w.words.in(text) {
					if told.add(s.p.name+": "+name) && !w.may(s.p, name) {
						t.Errorf("%s of %s at %s tells %q: %.300s", s.what, s.p.name, s.at.Name, name, text)
					}
					told.add(s.p.name + " by " + s.what + ": " + name)
				}
				if s.at != w.host && bytes.Contains(text, []byte(`"hashtag:local"`)) {
					t.Errorf("%s of %s at %s tells what is not from there: %.300s", s.what, s.p.name, s.at.Name, text)
				}
				if strings.Contains(string(text), end) {
					return
				}
			}
		})
	}
	w.happens(t, told)
	_, err := w.host.Service.StartThread(w.ctx(), w.people["morag"].Viewer, community.PostInput{Community: w.rooms[openOne].ID, Title: "Sample " + end, Body: "Sample #" + streamedTag, Language: "en"})
	w.must(err)
	w.Settle()
	late := time.AfterFunc(streamPatience, cancel)
	defer late.Stop()
	group.Wait()
	given := told.given
	for _, column := range []string{openOne, closedOne, farOne, secretOne} {
		for _, field := range []string{"title", "body", "reply", "edit"} {
			for _, who := range []string{"mairi", "bob"} {
				if who == "bob" && column != closedOne {
					continue
				}
				for _, by := range []string{"", " by " + taggedStream} {
					if name := who + by + ": " + column + " content: streamed " + field; !given[name] {
						t.Errorf("not told %q: this proves nothing", name)
					}
				}
			}
		}
	}
	if !given["mairi: mairi: streamed letter"] || !given["morag: "+closedOne+" content: streamed from a peer"] {
		t.Error("not told of a message, or of what a peer wrote: this proves nothing")
	}
	if name := "mairi by " + taggedStream + ":local: " + closedOne + " content: streamed body"; !given[name] {
		t.Errorf("not told %q: this proves nothing", name)
	}
	if len(open) < 40 {
		t.Errorf("%d streams: too few to prove anything", len(open))
	}
	t.Logf("%d streams, %d words given", len(open), len(given))
}

// What is streamed has a tag, which has streams of its own.
const (
	streamedTag  = "Streamed"
	taggedStream = "hashtag"
)

// listens opens the streams: for everybody a WebSocket with every channel that they
// are let follow and two of server-sent events, for members more.
func (w *world) listens(ctx context.Context, t *testing.T) (open []stream) {
	t.Helper()
	bases := map[*clustertest.Node]string{}
	for _, n := range []*clustertest.Node{w.host, w.wales} {
		server := httptest.NewServer(n.Handler)
		t.Cleanup(server.Close)
		bases[n] = server.URL
	}
	known := map[string]principal{}
	for _, p := range append(w.remotes(), w.locals()...) {
		known[p.name] = p
	}
	for name, m := range w.people {
		p, is := known[name]
		if base := bases[m.Node]; is && base != "" {
			token := w.appOf(name)
			if token == "" {
				continue
			}
			open = append(open, stream{p, m.Node, "the WebSocket", w.follows(ctx, t, m.Node, base, token)},
				stream{p, m.Node, "public", w.reads(ctx, t, m.Node, base+"/api/v1/streaming/public", token)},
				stream{p, m.Node, taggedStream, w.reads(ctx, t, m.Node, base+"/api/v1/streaming/hashtag?tag="+streamedTag, token)})
			if name == "mairi" { // at home elsewhere, nobody is told by it that this is over
				open = append(open, stream{p, m.Node, taggedStream + ":local", w.reads(ctx, t, m.Node, base+"/api/v1/streaming/hashtag/local?tag="+streamedTag, token)})
			}
			if name == "mairi" || name == "bob" {
				open = append(open, stream{p, m.Node, "user", w.reads(ctx, t, m.Node, base+"/api/v1/streaming/user", token)})
			}
		}
	}
	return open
}

// follows opens a WebSocket and follows all that there is: also the lists of others.
func (w *world) follows(ctx context.Context, t *testing.T, n *clustertest.Node, base, token string) func() ([]byte, error) {
	t.Helper()
	conn, _, err := websocket.Dial(ctx, "ws"+strings.TrimPrefix(base, "http")+"/api/v1/streaming", &websocket.DialOptions{
		Host: strings.TrimPrefix(n.Config.URL, "http://"), HTTPHeader: http.Header{"Authorization": {"Bearer " + token}}})
	w.must(err)
	conn.SetReadLimit(1 << 20)
	t.Cleanup(func() { _ = conn.CloseNow() })
	ask := func(fields map[string]string) {
		body, err := json.Marshal(fields)
		w.must(err)
		w.must(conn.Write(ctx, websocket.MessageText, body))
	}
	for _, name := range []string{"user", "user:notification", "public", "public:local", "public:remote", "direct"} {
		ask(map[string]string{"type": "subscribe", "stream": name})
	}
	for _, name := range []string{"hashtag", "hashtag:local"} {
		ask(map[string]string{"type": "subscribe", "stream": name, "tag": streamedTag})
	}
	for _, room := range w.rooms {
		if here, ok := n.Here(room.IRI); ok {
			ask(map[string]string{"type": "subscribe", "stream": "list", "list": number(here.ID)})
		}
	}
	ask(map[string]string{"type": "nothing", "stream": "user"}) // is refused, after all of these
	for heard := false; !heard; {
		_, body, err := conn.Read(ctx)
		w.must(err)
		var refused struct{ Status int }
		w.must(json.Unmarshal(body, &refused))
		heard = refused.Status != http.StatusNotFound
	}
	return func() ([]byte, error) {
		_, body, err := conn.Read(ctx)
		return body, err
	}
}

// reads opens a stream of server-sent events.
func (w *world) reads(ctx context.Context, t *testing.T, n *clustertest.Node, address, token string) func() ([]byte, error) {
	t.Helper()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	w.must(err)
	r.Host = strings.TrimPrefix(n.Config.URL, "http://")
	r.Header.Set("Authorization", "Bearer "+token)
	res, err := http.DefaultClient.Do(r)
	w.must(err)
	t.Cleanup(func() { _ = res.Body.Close() })
	if res.StatusCode != http.StatusOK {
		t.Fatalf("%s: %d", address, res.StatusCode)
	}
	lines := bufio.NewReader(res.Body)
	return func() ([]byte, error) { return lines.ReadBytes('\n') }
}

// happens does, in every community, all that streams tell. What is to be told before it
// is changed is waited for: who is told later is told what it says then.
func (w *world) happens(t *testing.T, told *heard) {
	t.Helper()
	mairi, morag := w.people["mairi"], w.people["morag"]
	for column, room := range w.rooms {
		if column == "elsewhere" {
			continue
		}
		author := mairi
		if column == openOne {
			author = morag
		}
		kept := func(name string) string {
			return "Sample #" + streamedTag + " " + w.words.word(column+" content: streamed "+name)
		}
		first, err := w.host.Service.StartThread(w.ctx(), author.Viewer, community.PostInput{Community: room.ID, Title: kept("title"),
			Body: kept("body"), Language: "en"})
		w.must(err)
		w.Settle()
		reply := func(text string) int64 {
			res, err := w.host.Service.Reply(w.ctx(), author.Viewer, community.PostInput{Thread: first.Thread, Parent: first.Post, Body: text + " @" + morag.Person.Username, Language: "en"})
			w.must(err)
			return res.Post
		}
		edited := reply(kept("reply"))
		w.Settle()
		for _, by := range []string{"", " by " + taggedStream} {
			told.wait("mairi" + by + ": " + column + " content: streamed reply")
			if column == closedOne {
				told.wait("bob" + by + ": " + column + " content: streamed reply")
			}
		}
		_, err = w.host.Service.EditPost(w.ctx(), author.Viewer, community.PostInput{Post: edited, Body: kept("edit"), Language: "en"})
		w.must(err)
		w.Settle()
		w.must(w.host.Service.DeletePost(w.ctx(), author.Viewer, reply(kept("and then deleted"))))
		w.Settle()
	}
	in := community.MessageInput{To: []string{"@" + mairi.Person.Username + "@" + w.host.Identity.Host}, Language: "en", Place: "messages:" + number(morag.Person.ID),
		Body: "Only you " + w.words.word("mairi: streamed letter")}
	_, err := w.host.Service.SendMessage(w.ctx(), morag.Viewer, in)
	w.must(err)
	w.Settle()
	w.wroteAfar()
}

// wroteAfar lets the member at the peer answer in the closed community, to whom it is
// said to.
func (w *world) wroteAfar() {
	w.t.Helper()
	bob := w.people["bob"]
	here, _ := bob.Node.Here(w.rooms[closedOne].IRI)
	lines, _, err := w.wales.Service.Threads(w.ctx(), bob.Viewer, here.ID, community.Page{})
	w.must(err)
	_, err = w.wales.Service.Reply(w.ctx(), bob.Viewer, community.PostInput{Thread: lines[0].Thread.ID, Parent: lines[0].Thread.RootID, Language: "en",
		Body: "Sample " + w.words.word(closedOne+" content: streamed from a peer")})
	w.must(err)
	w.Settle()
}
