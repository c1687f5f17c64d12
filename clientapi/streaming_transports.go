package clientapi

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/gobwas/ws"
)

// sse is GET streaming/{channel}: server-sent events.
func (a *API) sse(name string) handler {
	return func(w http.ResponseWriter, r *http.Request, c caller) error {
		q := r.URL.Query()
		ch, err := a.channelOf(r, c, name, q.Get("list"), q.Get("tag"))
		if err != nil {
			return err
		}
		n, listening, err := a.open(r, c)
		if err != nil {
			return err
		}
		// Nothing writes after the handler: what works is waited for.
		defer func() {
			a.hub.leave(listening)
			n.finish()
			n.working.Wait()
		}()
		n.follow(ch)
		control := http.NewResponseController(w)
		if err := control.SetWriteDeadline(time.Time{}); err != nil && !errors.Is(err, http.ErrNotSupported) {
			return err
		}
		write := func(text string) error {
			if _, err := io.WriteString(w, text); err != nil {
				return err
			}
			return control.Flush()
		}
		n.send = func(_ channel, event, payload string) error {
			return write("event: " + event + "\ndata: " + payload + "\n\n")
		}
		// One newline: with two, Mastodon.py takes it for an event that is malformed.
		n.beat = func() error { return write(":thump\n") }
		w.Header().Set("Content-Type", "text/event-stream; charset=utf-8")
		w.Header().Set("X-Accel-Buffering", "no")
		w.WriteHeader(http.StatusOK)
		if err := write(":)\n"); err != nil {
			return nil
		}
		over := make(chan struct{})
		n.ctx, n.close = r.Context(), func(error) { close(over) }
		n.ready()
		select {
		case <-r.Context().Done():
		case <-over:
		}
		return nil
	}
}

// socketMessage is what goes over a WebSocket: to us to follow a channel, from us an
// event.
type socketMessage struct {
	Type   string `json:"type"`
	Stream string `json:"stream"`
	List   text   `json:"list"`
	Tag    string `json:"tag"`
}

// text is a JSON string or number.
type text string

func (t *text) UnmarshalJSON(data []byte) error {
	*t = text(strings.Trim(string(data), `"`))
	return nil
}

// socket is GET streaming as a WebSocket, with any number of channels.
func (a *API) socket(w http.ResponseWriter, r *http.Request, c caller) error {
	var first channel
	var err error
	q := r.URL.Query()
	if name := q.Get("stream"); name != "" {
		if first, err = a.channelOf(r, c, name, q.Get("list"), q.Get("tag")); err != nil {
			return err
		}
	}
	n, listening, err := a.open(r, c)
	if err != nil {
		return err
	}
	if first.name != "" {
		n.follow(first)
	}
	protocol, told := tokenOf(r)
	if !told {
		protocol = ""
	}
	s, err := openSocket(w, r, protocol)
	if s == nil {
		a.hub.leave(listening)
		return err
	}
	// The connection is ours now: what stands around the handler has done its part.
	n.overSocket(s, listening)
	return nil
}

// overSocket serves a WebSocket until either side ends it.
func (n *connection) overSocket(s *webSocket, listening *listener) {
	n.ctx = n.until()
	n.send = func(ch channel, event, payload string) error {
		return n.writes(s, map[string]any{"stream": ch.names(), "event": event, "payload": payload})
	}
	n.beat = s.ping
	n.close = func(err error) {
		if errors.Is(err, errGone) {
			_ = s.conn.Close()
			return
		}
		s.end(ws.StatusPolicyViolation, "the token is not good any more")
	}
	over := func() {
		n.finish()
		_ = s.conn.Close()
		n.hub.leave(listening)
	}
	n.ready()
	if n.ctx.Err() != nil { // nobody may be there any more who ends it
		over()
		return
	}
	go n.hears(s, over)
}

// writes sends something to who listens.
func (n *connection) writes(s *webSocket, v any) error {
	body, err := json.Marshal(v)
	if err != nil {
		return err
	}
	if err = s.write(ws.OpText, body); err != nil && n.finished() {
		return errGone
	}
	return err
}

// until is what ends the streams: the program, when it stops.
func (n *connection) until() context.Context {
	if n.Streams != nil {
		return n.Streams
	}
	return context.Background()
}

// hears takes what a client says until it says no more. It waits itself, and has the
// rest done elsewhere: thousands stand idle, and their stacks are most of what they hold.
func (n *connection) hears(s *webSocket, over func()) {
	defer over()
	for s.wait() == nil && n.aside(func() error { return n.heard(s) }) == nil {
	}
}

// heard takes one frame of a client's.
func (n *connection) heard(s *webSocket) error {
	body, err := s.next()
	if err != nil || body == nil {
		return err
	}
	if err := n.safely(func() error { return n.asked(n.ctx, body) }); err != nil {
		r := n.request(n.ctx, caller{})
		return n.writes(s, map[string]any{"error": n.message(r, err), "status": n.errors.Status(err)})
	}
	return nil
}

// asked does what a client asks for over a WebSocket.
func (n *connection) asked(ctx context.Context, body []byte) error {
	var m socketMessage
	if err := json.Unmarshal(body, &m); err != nil {
		return errParams
	}
	c, err := n.callerBy(ctx, n.token)
	if err != nil {
		return err
	}
	ch, err := n.channelOf(n.request(ctx, c), c, m.Stream, string(m.List), m.Tag)
	switch {
	case m.Type == "unsubscribe":
		n.unfollow(ch)
		return nil
	case m.Type != "subscribe":
		return errParams
	case err != nil:
		return err
	case !n.follow(ch):
		return errParams
	}
	return nil
}
