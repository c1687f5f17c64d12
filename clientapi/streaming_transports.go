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

	"headroom/community"
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
		defer a.hub.leave(listening)
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
		n.ended(r.Context(), n.run(r.Context(), listening.woken))
		return nil
	}
}

// ended notes why a stream ended, where it was our fault.
func (n *connection) ended(ctx context.Context, err error) {
	if err != nil && community.KindOf(err) == "" && ctx.Err() == nil {
		n.Log.InfoContext(ctx, "client stream ended", "err", err)
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
	ctx, stop := context.WithCancel(n.until())
	defer n.hub.leave(listening)
	defer conn.CloseNow()
	defer stop()
	write := func(v any) error {
		body, err := json.Marshal(v)
		if err != nil {
			return err
		}
		within, cancel := context.WithTimeout(ctx, socketWrite)
		defer cancel()
		return conn.Write(within, websocket.MessageText, body)
	}
	n.send = func(ch channel, event, payload string) error {
		return write(map[string]any{"stream": ch.names(), "event": event, "payload": payload})
	}
	n.beat = func() error {
		within, cancel := context.WithTimeout(ctx, socketWrite)
		defer cancel()
		return conn.Ping(within)
	}
	go func() {
		defer stop()
		n.hears(ctx, conn, write)
	}()
	err := n.run(ctx, listening.woken)
	n.ended(ctx, err)
	if err != nil {
		_ = conn.Close(websocket.StatusPolicyViolation, "the token is not good any more")
	}
}

// until is what ends the streams: the program, when it stops.
func (n *connection) until() context.Context {
	if n.Streams != nil {
		return n.Streams
	}
	return context.Background()
}

// hears takes what a client says until it says no more.
func (n *connection) hears(ctx context.Context, conn *websocket.Conn, write func(any) error) {
	for {
		_, body, err := conn.Read(ctx)
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
