package web

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"headroom/community"
	"headroom/internal/httpx"
	"headroom/templates"
)

// What holds for streams of events.
const (
	streamsPerAccount = 6
	checkEvery        = 5 * time.Second  // at most, whether anything happened or not
	heartbeatEvery    = 20 * time.Second // a comment, so that proxies keep the stream
	eventsAtOnce      = 100
	retryAfter        = 3 * time.Second // of the browser, when the stream ends
)

// streams are the open streams: each is woken after a commit.
type streams struct {
	mu        sync.Mutex
	open      map[chan struct{}]int64
	byAccount map[int64]int
}

func newStreams() *streams {
	return &streams{open: map[chan struct{}]int64{}, byAccount: map[int64]int{}}
}

// wake tells every stream that there may be something new; it does not block.
func (s *streams) wake() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for c := range s.open {
		select {
		case c <- struct{}{}:
		default:
		}
	}
}

// join opens a stream of an account; false when it has too many.
func (s *streams) join(account int64) (woken chan struct{}, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.byAccount[account] >= streamsPerAccount {
		return nil, false
	}
	woken = make(chan struct{}, 1)
	s.open[woken] = account
	s.byAccount[account]++
	return woken, true
}

func (s *streams) leave(woken chan struct{}) {
	s.mu.Lock()
	defer s.mu.Unlock()
	account := s.open[woken]
	delete(s.open, woken)
	if s.byAccount[account]--; s.byAccount[account] == 0 {
		delete(s.byAccount, account)
	}
}

// stream is one open stream.
type stream struct {
	*Site
	w      http.ResponseWriter
	r      *http.Request
	filter community.EventFilter
	last   int64 // number of the event that was looked at last
	news   int   // posts that were told of without being shown
	notice int64 // newest notice that was there when the stream began, or was told of
}

// events is GET /events?thread=ID, ?community=ID or ?home. The answer goes on
// until the browser leaves, or the session, membership or credential ends:
// that is asked after every commit, and at most five seconds later anyhow.
func (s *Site) events(w http.ResponseWriter, r *http.Request) error {
	v := visitOf(r)
	if !v.viewer.SignedIn() {
		return httpx.E(httpx.Unauthenticated, nil)
	}
	filter, err := eventFilter(r)
	if err != nil {
		return err
	}
	woken, ok := s.streams.join(v.viewer.Account)
	if !ok {
		return httpx.E(httpx.RateLimited, nil).After(time.Minute)
	}
	defer s.streams.leave(woken)
	st := &stream{Site: s, w: w, r: r, filter: filter}
	if err := st.begin(); err != nil {
		return err
	}
	return st.run(woken)
}

func eventFilter(r *http.Request) (f community.EventFilter, err error) {
	q := r.URL.Query()
	f.Thread, f.Community = formNumber(q, "thread"), formNumber(q, "community")
	if f.Thread == 0 && f.Community == 0 && (!q.Has("home") || q.Has("thread") || q.Has("community")) {
		return f, httpx.E(httpx.NotFound, nil)
	}
	return f, nil
}

// begin finds the place in the log and decides once before the answer starts,
// so that a refusal is an ordinary one.
func (st *stream) begin() error {
	ctx, v := st.r.Context(), visitOf(st.r).viewer
	last, err := st.Service.LastEvent(ctx)
	if err != nil {
		return err
	}
	st.last = last
	if seen, err := strconv.ParseInt(st.r.Header.Get("Last-Event-ID"), 10, 64); err == nil && seen >= 0 && seen <= last {
		st.last = seen
	}
	if _, _, err := st.Service.EventsSince(ctx, v, last, st.filter, 1); err != nil {
		return err
	}
	if _, st.notice, err = st.Service.UnreadNotices(ctx, v); err != nil {
		return err
	}
	control := http.NewResponseController(st.w)
	if err := control.SetWriteDeadline(time.Time{}); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return err
	}
	h := st.w.Header()
	h.Set("Content-Type", "text/event-stream; charset=utf-8")
	h.Set("X-Accel-Buffering", "no")
	st.w.WriteHeader(http.StatusOK)
	return st.send("retry: " + strconv.FormatInt(retryAfter.Milliseconds(), 10) + "\n\n")
}

// run sends what is new until something ends the stream; that is no error.
func (st *stream) run(woken <-chan struct{}) error {
	check, stopCheck := st.Ticker(checkEvery)
	defer stopCheck()
	beat, stopBeat := st.Ticker(heartbeatEvery)
	defer stopBeat()
	for {
		if err := st.look(); err != nil {
			if community.KindOf(err) == "" && st.r.Context().Err() == nil {
				st.Log.InfoContext(st.r.Context(), "event stream ended", "err", err)
			}
			return nil
		}
		select {
		case <-st.r.Context().Done():
			return nil
		case <-woken:
		case <-check:
		case <-beat:
			if st.send(":\n\n") != nil {
				return nil
			}
		}
	}
}

// look authenticates anew and sends every event since the last.
func (st *stream) look() error {
	ctx := st.r.Context()
	viewer, err := st.current(ctx)
	if err != nil {
		return err
	}
	for {
		events, last, err := st.Service.EventsSince(ctx, viewer, st.last, st.filter, eventsAtOnce)
		if err != nil {
			return err
		}
		for _, e := range events {
			if err := st.tell(ctx, viewer, e); err != nil {
				return err
			}
		}
		if last == st.last {
			return nil
		}
		st.last = last
	}
}

// current is the viewer, if the session is still one.
func (st *stream) current(ctx context.Context) (community.Viewer, error) {
	if found, err := st.sessionLives(ctx); err != nil || !found {
		return community.Viewer{}, errors.Join(&community.Error{Class: community.Unauthenticated, Key: "error.session_ended"}, err)
	}
	v := visitOf(st.r)
	viewer, _, _, err := st.Service.Resume(ctx, v.viewer.Account, v.account.Epoch, v.viewer.Session)
	return viewer, err
}

// tell sends one event: a post as it now stands to who reads its thread, a
// notice to who reads elsewhere.
func (st *stream) tell(ctx context.Context, viewer community.Viewer, e community.Event) error {
	switch e.Kind {
	case community.EventNotified:
		return st.tellNotices(ctx, viewer, e)
	case community.EventMessage:
		return st.tellMessage(ctx, viewer, e)
	case community.EventPosted, community.EventEdited, community.EventDeleted, community.EventReacted, community.EventPostSent:
	default:
		return nil
	}
	p, err := st.Service.Post(ctx, viewer, e.ObjectID)
	switch community.KindOf(err) {
	case community.NotFound, community.Forbidden, community.Gone:
		return nil
	}
	if err != nil || p.Post.ID == 0 {
		return err
	}
	page := st.page(st.r, "", "")
	if st.filter.Thread != 0 {
		return st.tellPost(ctx, viewer, page, e, p)
	}
	if e.Kind != community.EventPosted || p.Mine {
		return nil
	}
	st.news++
	href := "/"
	if st.filter.Community != 0 {
		href = "/communities/" + itoa(st.filter.Community)
	}
	return st.fragment("activity", e.Seq, templates.ActivityNotice{Page: page, Count: st.news, Href: href})
}

// tellPost sends a post of the open thread.
func (st *stream) tellPost(ctx context.Context, viewer community.Viewer, page templates.Page, e community.Event, p community.PostView) error {
	names := map[int64]string{}
	if p.ParentID != 0 {
		if parent, err := st.Service.Post(ctx, viewer, p.ParentID); err == nil {
			names[p.ParentID] = st.written(parent.Post, parent.Author).Name
		}
	}
	post := st.postView(p, p.CanReact, names)
	post.Unread = e.Kind == community.EventPosted && !p.Mine
	post.Live = post.Unread
	return st.fragment("post", e.Seq, templates.PostFragment{Page: page, Post: post})
}

// fragment sends a piece of a page as one event.
func (st *stream) fragment(name string, seq int64, view templates.View) error {
	html, err := st.Renderer.HTML(view)
	if err != nil {
		return err
	}
	var b strings.Builder
	b.WriteString("id: " + strconv.FormatInt(seq, 10) + "\nevent: " + name + "\n")
	for line := range strings.Lines(html) {
		b.WriteString("data: " + strings.TrimRight(line, "\r\n") + "\n")
	}
	b.WriteString("\n")
	return st.send(b.String())
}

func (st *stream) send(text string) error {
	if _, err := io.WriteString(st.w, text); err != nil {
		return err
	}
	return http.NewResponseController(st.w).Flush()
}
