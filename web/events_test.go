package web_test

import (
	"bufio"
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"headroom/community"
)

// listener reads one event stream.
type listener struct {
	t     *testing.T
	lines *bufio.Scanner
}

// listen opens a stream as one of the sample people.
func listen(t *testing.T, server *httptest.Server, b *browser, query, lastID string) (*listener, *http.Response) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	t.Cleanup(cancel)
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, server.URL+"/events?"+query, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Host = "scotland.localhost"
	for name, value := range b.cookies {
		r.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	if lastID != "" {
		r.Header.Set("Last-Event-ID", lastID)
	}
	answer, err := server.Client().Do(r)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = answer.Body.Close() })
	return &listener{t: t, lines: bufio.NewScanner(answer.Body)}, answer
}

// next reads one event: its lines up to the empty one; "" at the stream's end.
func (l *listener) next() string {
	var b strings.Builder
	for l.lines.Scan() {
		if l.lines.Text() == "" {
			if strings.HasPrefix(b.String(), "retry:") || strings.HasPrefix(b.String(), ":") {
				b.Reset()
				continue
			}
			return b.String()
		}
		b.WriteString(l.lines.Text() + "\n")
	}
	return ""
}

func serving(t *testing.T, h *house) *httptest.Server {
	t.Helper()
	server := httptest.NewServer(h.handler)
	t.Cleanup(func() { server.CloseClientConnections(); server.Close() })
	return server
}

func (h *house) say(text string) int64 {
	h.t.Helper()
	out, err := h.service.Reply(h.t.Context(), h.as("moderator"), community.PostInput{Thread: h.thread, Body: text, Language: "en"})
	h.ok(err)
	return out.Post
}

// beat makes open streams look again, if one has not ended by then.
func (h *house) beat() {
	go func() {
		select {
		case h.beats <- time.Time{}:
		case <-h.t.Context().Done():
		}
	}()
}

func TestNewPostsAppear(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	server := serving(t, h)
	member := h.signedIn("member")
	thread, answer := listen(t, server, member, path("thread=%d", h.thread), "")
	if got := answer.Header.Get("Content-Type"); answer.StatusCode != 200 || !strings.HasPrefix(got, "text/event-stream") {
		t.Fatalf("%d %s", answer.StatusCode, got)
	}
	if got := answer.Header.Get("Cache-Control"); got != "private, no-store" {
		t.Errorf("Cache-Control %q", got)
	}
	room, _ := listen(t, server, member, path("community=%d", h.closed.ID), "")
	home, _ := listen(t, server, member, "home", "")
	id := h.say("live **words**")
	first := thread.next()
	see(t, first, "event: post\n", path(`id="post-%d"`, id), "live <strong>words</strong>")
	for _, l := range []*listener{room, home} {
		notice := l.next()
		see(t, notice, "event: activity\n", "data: ")
		if strings.Contains(notice, "words") {
			t.Errorf("a notice holds the post: %s", notice)
		}
	}
	// A browser that comes back is told what it missed.
	number, _, _ := strings.Cut(strings.TrimPrefix(first, "id: "), "\n")
	h.say("missed words")
	again, _ := listen(t, server, member, path("thread=%d", h.thread), number)
	if missed := again.next(); !strings.Contains(missed, "missed words") || strings.Contains(missed, "live") {
		t.Errorf("after %s: %s", number, missed)
	}
}

func TestStreamsEnd(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(h *house, b *browser){
		"removal": func(h *house, _ *browser) {
			room, err := h.service.Room(h.t.Context(), h.as("moderator"), h.closed.ID)
			h.ok(err)
			h.ok(h.service.RemoveMember(h.t.Context(), h.as("moderator"), h.closed.ID, room.Members[0].Membership.ID, "sample reason"))
		},
		"revocation": func(h *house, _ *browser) {
			h.ok(h.service.Revoke(h.t.Context(), community.CommandLine, h.people["member"].Person.ID, "sample reason"))
		},
		"sign-out": func(h *house, b *browser) {
			h.ok(signOutElsewhere(h, b))
			h.beat()
		},
		"disabled account": func(h *house, _ *browser) {
			h.ok(h.store.Update(h.t.Context(), func(tx community.Tx) error {
				a, err := tx.Account(h.people["member"].Account.ID)
				if err != nil {
					return err
				}
				a.DisabledAt = h.clock.Now()
				return tx.UpdateAccount(a)
			}))
			h.beat()
		},
		"idle session": func(h *house, _ *browser) {
			h.clock.pass(15 * 24 * time.Hour)
			h.beat()
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHouse(t)
			b := h.signedIn("member")
			l, answer := listen(t, serving(t, h), b, path("thread=%d", h.thread), "")
			if answer.StatusCode != 200 {
				t.Fatalf("status %d", answer.StatusCode)
			}
			end(h, b)
			if got := l.next(); got != "" {
				t.Errorf("the stream goes on: %s", got)
			}
			if _, answer := listen(t, serving(t, h), b, path("thread=%d", h.thread), ""); answer.StatusCode == 200 {
				t.Error("the stream opens again")
			}
		})
	}
}

// TestTheStreamOfAnOperatorEnds: with the account, at the commit that ends it.
func TestTheStreamOfAnOperatorEnds(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	_, err := h.service.AddOperator(t.Context(), community.CommandLine,
		community.OperatorInput{Email: "second@scotland.localhost", Name: "Second Sample", Password: password})
	h.ok(err)
	b := h.signedIn("operator")
	l, answer := listen(t, serving(t, h), b, "home", "")
	if answer.StatusCode != 200 {
		t.Fatalf("status %d", answer.StatusCode)
	}
	_, err = h.service.EndOperator(t.Context(), community.CommandLine, "operator@scotland.localhost", "sample reason")
	h.ok(err)
	if got := l.next(); got != "" {
		t.Errorf("the stream goes on: %s", got)
	}
	if w := b.get("/operator"); w.Code != http.StatusSeeOther {
		t.Errorf("the session goes on: %d", w.Code)
	}
}

func TestWhoMayListen(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	server := serving(t, h)
	member := h.signedIn("member")
	for _, tc := range []struct {
		role, query string
		status      int
	}{
		{"anonymous", path("thread=%d", h.thread), 401},
		{"applicant", path("thread=%d", h.thread), 404},
		{"applicant", path("community=%d", h.closed.ID), 404},
		{"head", path("thread=%d", h.secret), 404},
		{"operator", path("thread=%d", h.secret), 404},
		{"member", "thread=9007199254740990", 404},
		{"member", "thread=x&home", 404},
		{"member", "", 404},
	} {
		if _, answer := listen(t, server, h.signedIn(tc.role), tc.query, ""); answer.StatusCode != tc.status {
			t.Errorf("%s as %s: %d, want %d", tc.query, tc.role, answer.StatusCode, tc.status)
		}
	}
	for range 6 {
		if _, answer := listen(t, server, member, "home", ""); answer.StatusCode != 200 {
			t.Fatalf("a stream: %d", answer.StatusCode)
		}
	}
	if _, answer := listen(t, server, member, "home", ""); answer.StatusCode != 429 {
		t.Errorf("the seventh stream: %d", answer.StatusCode)
	}
}
