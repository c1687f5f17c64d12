package clientapi

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"sync"
	"time"

	"headroom/community"
	"headroom/internal/httpx"
)

// connection is one open stream, over whichever transport.
type connection struct {
	*API
	r      *http.Request
	c      caller
	token  string
	last   int64 // the event that was looked at last
	notice int64 // the newest notice that was there when it began, or was told of
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
	n := &connection{API: a, r: r, c: c, token: token}
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
	check, stopCheck := n.Ticker(checkEvery)
	defer stopCheck()
	beat, stopBeat := n.Ticker(heartbeatEvery)
	defer stopBeat()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-woken:
			if err := n.look(ctx); err != nil {
				return err
			}
		case <-check:
			if err := n.resume(ctx); err != nil {
				return err
			}
		case <-beat:
			if err := n.beat(); err != nil {
				return nil
			}
		}
	}
}

// resume finds out anew who the token speaks for, and ends with it.
func (n *connection) resume(ctx context.Context) error {
	c, err := n.callerBy(ctx, n.token)
	if err == nil && !c.viewer.SignedIn() {
		err = &community.Error{Class: community.Unauthenticated, Key: "error.session_ended"}
	}
	n.c = c
	return err
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
