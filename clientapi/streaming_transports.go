package clientapi

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/coder/websocket"
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

// What holds for WebSockets.
const (
	socketRead  = 8 << 10 // of one message of a client
	socketWrite = 20 * time.Second
)

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
	token, subprotocol := tokenOf(r)
	options := &websocket.AcceptOptions{InsecureSkipVerify: true} // any page may ask: no cookie counts
	if subprotocol {
		options.Subprotocols = []string{token}
	}
	conn, err := websocket.Accept(lean{w}, r, options)
	if err != nil {
		a.hub.leave(listening)
		return nil // it has been answered
	}
	conn.SetReadLimit(socketRead)
	// The connection is ours now: what stands around the handler has done its part.
	go n.overSocket(conn, listening)
	return nil
}

// overSocket serves a WebSocket until either side ends it.
func (n *connection) overSocket(conn *websocket.Conn, listening *listener) {
	n.ctx = n.until()
	defer n.hub.leave(listening)
	defer conn.CloseNow()
	defer n.finish()
	write := func(v any) error {
		body, err := json.Marshal(v)
		if err != nil {
			return err
		}
		within, cancel := context.WithTimeout(n.ctx, socketWrite)
		defer cancel()
		if err = conn.Write(within, websocket.MessageText, body); err != nil && n.finished() {
			return errGone
		}
		return err
	}
	n.send = func(ch channel, event, payload string) error {
		return write(map[string]any{"stream": ch.names(), "event": event, "payload": payload})
	}
	n.beat = func() error {
		within, cancel := context.WithTimeout(n.ctx, socketWrite)
		defer cancel()
		return conn.Ping(within)
	}
	n.close = func(err error) {
		if errors.Is(err, errGone) {
			_ = conn.CloseNow()
			return
		}
		_ = conn.Close(websocket.StatusPolicyViolation, "the token is not good any more")
	}
	n.ready()
	if n.ctx.Err() == nil { // else nobody may be there any more who ends it
		n.hears(conn, write)
	}
}

// until is what ends the streams: the program, when it stops.
func (n *connection) until() context.Context {
	if n.Streams != nil {
		return n.Streams
	}
	return context.Background()
}

// hears takes what a client says until it says no more. Reading has no context, which
// would watch over each of thousands that stand idle: the end of the connection ends it.
func (n *connection) hears(conn *websocket.Conn, write func(any) error) {
	ctx := n.ctx
	for {
		_, body, err := conn.Read(context.Background())
		if err != nil {
			return
		}
		if err := n.aside(func() error { return n.asked(ctx, body) }); err != nil {
			_ = n.aside(func() error {
				r := n.request(ctx, caller{})
				return write(map[string]any{"error": n.message(r, err), "status": n.errors.Status(err)})
			})
		}
	}
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
