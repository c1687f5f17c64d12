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
// idle, without anybody who waits for them: what one keeps is no more than this.
type connection struct {
	*API
	c      *caller // while it works
	found  moment  // in which c was found out
	ends   time.Time
	token  string
	tongue string          // the member's language, or what the client said of its languages
	last   int64           // the event that was looked at last
	notice int64           // the newest notice that was there when it began, or was told of
	ctx    context.Context // ends with the client or the program
	send   func(ch channel, event, payload string) error
	beat   func() error
	close  func(error) // ends the transport: nil, or why it must end

	mu       sync.Mutex
	channels []channel
	due      due // what is to be done
	busy     bool
	over     bool
	working  sync.WaitGroup
}

// open begins a connection: from now on, nothing of before. It does nothing before
// [connection.ready].
func (a *API) open(r *http.Request, c caller) (*connection, *listener, error) {
	token, _ := tokenOf(r)
	n := &connection{API: a, busy: true, token: strings.Clone(token), tongue: strings.Clone(cmp.Or(c.account.Language, r.Header.Get("Accept-Language")))}
	listening, err := a.hub.join(r.Context(), c.viewer.Account, c.viewer.Person, n.call)
	if err != nil {
		return nil, nil, err
	}
	if listening == nil {
		return nil, nil, httpx.E(httpx.RateLimited, nil).After(time.Minute)
	}
	if n.last, err = a.Service.LastEvent(r.Context()); err == nil {
		var now community.StirPoint
		now, err = a.Service.StirredNow(r.Context())
		n.notice = now.Notice
	}
	if err == nil { // as a moment ago, but from here on it is known which moment
		err = n.resume(r.Context())
		n.c = nil
	}
	if err != nil {
		a.hub.leave(listening)
		return nil, nil, err
	}
	return n, listening, nil
}

// ready lets it work.
func (n *connection) ready() {
	n.mu.Lock()
	n.busy = false
	n.mu.Unlock()
	n.call(0)
}

// call has something done, after what is being done. It does not block. Nobody begins
// to work for a check that has nothing to find: that is nearly all of them.
func (n *connection) call(what due) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if what == dueCheck && !n.busy && n.unchanged() {
		return
	}
	n.due |= what
	if n.busy || n.over || n.due == 0 {
		return
	}
	n.busy = true
	n.working.Go(n.work)
}

// work does what is due, until nothing is. Where who it speaks for may not be told any
// more, it is over: that is asked before anything is told, and at most five seconds
// after it came about.
func (n *connection) work() {
	for {
		n.mu.Lock()
		what := n.due
		n.due = 0
		if n.busy = what != 0 && !n.over; !n.busy {
			n.c = nil
			n.mu.Unlock()
			return
		}
		n.mu.Unlock()
		if err := n.safely(func() error { return n.do(what) }); err != nil {
			n.finish()
			n.ended(err)
			n.close(err)
		}
	}
}

// do does what is due.
func (n *connection) do(what due) error {
	switch {
	case what&dueEnd != 0:
		return errGone
	case what&dueLook != 0:
		if err := n.look(n.ctx); err != nil {
			return err
		}
	case what&dueCheck != 0 && !n.unchanged():
		if err := n.resume(n.ctx); err != nil {
			return err
		}
	}
	if what&dueBeat != 0 && n.beat() != nil {
		return errGone
	}
	return nil
}

// finish lets nothing more begin.
func (n *connection) finish() {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.over = true
}

// finished reports whether nothing more begins.
func (n *connection) finished() bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.over
}

// ended notes why a stream ended, where it was our fault.
func (n *connection) ended(err error) {
	if !errors.Is(err, errGone) && community.KindOf(err) == "" && n.ctx.Err() == nil {
		n.Log.InfoContext(n.ctx, "client stream ended", "err", err)
	}
}

// errGone is the end of a stream whose client, or the program, is not there any more.
var errGone = errors.New("clientapi: one end of a stream has gone")

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
	n.c, n.found, n.ends = &c, at, c.account.EndAt
	return err
}

// unchanged reports whether nobody has written anything since it was found out who
// the token speaks for, and they may still: then it speaks for them.
func (n *connection) unchanged() bool {
	at := n.moment()
	return at.ok && n.found.ok && at.mark == n.found.mark && community.Account{EndAt: n.ends}.Good(n.Clock())
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
