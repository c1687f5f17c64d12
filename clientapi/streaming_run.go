package clientapi

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"time"

	"headroom/community"
	"headroom/internal/httpx"
)

// connection is one open stream, over whichever transport. Thousands of them stand
// idle: what it keeps of its request is no more than this.
type connection struct {
	*API
	c      caller
	found  moment // in which c was found out
	token  string
	tongue string // the member's language, or what the client said of its languages
	last   int64  // the event that was looked at last
	notice int64  // the newest notice that was there when it began, or was told of
	send   func(ch channel, event, payload string) error
	beat   func() error

	mu       sync.Mutex
	channels []channel
}

// open begins a connection: from now on, nothing of before.
func (a *API) open(r *http.Request, c caller) (*connection, *listener, error) {
	listening, err := a.hub.join(r.Context(), c.viewer.Account, c.viewer.Person)
	if err != nil {
		return nil, nil, err
	}
	if listening == nil {
		return nil, nil, httpx.E(httpx.RateLimited, nil).After(time.Minute)
	}
	token, _ := tokenOf(r)
	n := &connection{API: a, c: c, token: strings.Clone(token), tongue: strings.Clone(cmp.Or(c.account.Language, r.Header.Get("Accept-Language")))}
	if n.last, err = a.Service.LastEvent(r.Context()); err == nil {
		var now community.StirPoint
		now, err = a.Service.StirredNow(r.Context())
		n.notice = now.Notice
	}
	if err != nil {
		a.hub.leave(listening)
		return nil, nil, err
	}
	return n, listening, nil
}

// run tells what is new until the client leaves, or who it speaks for may not be told
// any more: that is asked after what concerns them, and at most five seconds later.
func (n *connection) run(ctx context.Context, woken <-chan struct{}) error {
	check, stop := n.Ticker(checkEvery)
	defer stop()
	for ticks := 1; ; {
		select {
		case <-ctx.Done():
			return nil
		case <-woken:
			if err := n.aside(func() error { return n.look(ctx) }); err != nil {
				return err
			}
		case <-check:
			if !n.unchanged() {
				if err := n.aside(func() error { return n.resume(ctx) }); err != nil {
					return err
				}
			}
			if ticks++; ticks%beatEvery == 0 && n.beat() != nil {
				return nil
			}
		}
	}
}

// aside does something on a stack of its own: asking a database makes one deep, and
// the one that waits would keep it that deep as long as the stream is open.
func (n *connection) aside(do func() error) error {
	done := make(chan error, 1)
	go func() { done <- n.safely(do) }()
	return <-done
}

// safely does something outside of a request, whose handler would take a panic. It
// must not end the program.
func (n *connection) safely(do func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			n.Log.Error("client stream panicked", "panic", p, "stack", string(debug.Stack()))
			err = errPanicked
		}
	}()
	return do()
}

var errPanicked = errors.New("clientapi: a stream panicked")

// request is what the connection's client asks, for what takes a request: in its
// languages, as who it speaks for.
func (n *connection) request(ctx context.Context, c caller) *http.Request {
	r := &http.Request{Method: http.MethodGet, URL: &url.URL{Path: streamPath}, Header: http.Header{"Accept-Language": {n.tongue}}}
	return r.WithContext(context.WithValue(ctx, callerKey{}, c))
}

// resume finds out anew who the token speaks for, and ends with it.
func (n *connection) resume(ctx context.Context) error {
	at := n.moment()
	c, err := n.callerBy(ctx, n.token)
	if err == nil && !c.viewer.SignedIn() {
		err = &community.Error{Class: community.Unauthenticated, Key: "error.session_ended"}
	}
	n.c, n.found = c, at
	return err
}

// unchanged reports whether nobody has written anything since it was found out who
// the token speaks for, and they may still: then it speaks for them.
func (n *connection) unchanged() bool {
	at := n.moment()
	return at.ok && n.found.ok && at.mark == n.found.mark && n.c.account.Good(n.Clock())
}

// look tells every event since the last.
func (n *connection) look(ctx context.Context) error {
	if err := n.resume(ctx); err != nil {
		return err
	}
	for {
		events, last, err := n.Service.EventsSince(ctx, n.c.viewer, n.last, community.EventFilter{}, eventsAtOnce)
		if err != nil {
			return err
		}
		for _, e := range events {
			if err := n.tell(ctx, e); err != nil {
				return err
			}
		}
		if last == n.last {
			return nil
		}
		n.last = last
	}
}

// following are the channels of the connection now.
func (n *connection) following() []channel {
	n.mu.Lock()
	defer n.mu.Unlock()
	return slices.Clone(n.channels)
}

// follow adds a channel; false when there are too many.
func (n *connection) follow(ch channel) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	if slices.Contains(n.channels, ch) {
		return true
	}
	if len(n.channels) >= channelsMost {
		return false
	}
	n.channels = append(n.channels, ch)
	return true
}

func (n *connection) unfollow(ch channel) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.channels = slices.DeleteFunc(n.channels, func(have channel) bool { return have == ch })
}

// say sends an entity on a channel.
func (n *connection) say(ch channel, event string, v any) error {
	payload, err := json.Marshal(v)
	if err != nil {
		return err
	}
	return n.send(ch, event, string(payload))
}
