package clustertest

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"headroom/community"
	"headroom/community/policy"
	"headroom/community/tally"
)

var feedAddress = regexp.MustCompile(`http://[^<\s]+(/feed/[A-Za-z0-9_-]{20,})`)

// feeds makes a feed through the page and gives where it is.
func (s *story) feeds(m *Member, name, kind, room, content string) string {
	s.T.Helper()
	page := m.Get("/feeds").OK().Submit("/feeds", map[string]string{"name": name, "kind": kind, "community": room, "content": content}).OK()
	at := feedAddress.FindStringSubmatch(page.Body)
	if at == nil {
		s.T.Fatalf("no address is told:\n%s", page.Text())
	}
	if again := m.Get("/feeds").OK(); strings.Contains(again.Body, at[1]) || !again.Contains(name) {
		s.T.Errorf("the address is told again, or %s does not stand there", name)
	}
	return at[1]
}

// TestFeeds: a Welsh member's programs read what she may read, without a cookie and
// without titles unless she asked; each address ends with its reason to be, and then is as if it
// had never been.
func TestFeeds(t *testing.T) {
	t.Parallel()
	s := joined(t)
	s.say(s.moderator, "", "Who lights candles?") // called "A sample title"
	s.asks(s.moderator, "Which day is best?", community.PollInput{Kind: tally.Single, Options: []string{"Monday", "Friday"}, ClosesAt: s.Clock.Now().Add(72 * time.Hour)})
	for label, title := range map[policy.Label]string{policy.Confidential: "Quite confidential", policy.ChathamHouse: "Under the rule"} {
		in := community.PostInput{Community: s.local(s.moderator).ID, Title: title, Body: "Not to be told.", Language: "en", Label: label}
		if _, err := s.moderator.Node.Service.StartThread(t.Context(), s.moderator.Viewer, in); err != nil {
			t.Fatal(err)
		}
	}
	s.Settle()
	room := strings.TrimPrefix(s.path(s.welsh), "/communities/")
	bare := s.feeds(s.welsh, "Reader", "news", room, "")
	told := s.feeds(s.welsh, "Reader with titles", "news", "0", "yes")
	dates := s.feeds(s.welsh, "Calendar", "calendar", "0", "")
	titled := s.feeds(s.welsh, "Calendar with titles", "calendar", room, "yes")
	stranger := s.welsh.Node.Browser()
	for path, want := range map[string]struct{ has, not []string }{
		bare:   {[]string{"<feed xmlns=\"http://www.w3.org/2005/Atom\">", "Something new: Highlands and Islands"}, []string{"sample title", "Which day", "Morag", "candles"}},
		told:   {[]string{"<title>A sample title</title>", "<title>Which day is best?</title>", "Morag Sample", "<title>Under the rule</title>", "<title>Something new: Highlands and Islands</title>"}, []string{"candles", "confidential"}},
		dates:  {[]string{"BEGIN:VCALENDAR", "SUMMARY:Poll ends\r\n", "Highlands and Islands", "SUMMARY:Your verification ends"}, []string{"Which day"}},
		titled: {[]string{"SUMMARY:Poll ends: Which day is best?"}, []string{"verification"}},
	} {
		got := stranger.Get(path)
		if got.Status != 200 || got.Header.Get("Cache-Control") != "private, no-cache" || got.Header.Get("ETag") == "" || len(got.Header.Values("Set-Cookie")) != 0 {
			t.Errorf("%s: %d, %v", path, got.Status, got.Header)
		}
		for _, words := range want.has {
			if !strings.Contains(got.Body, words) {
				t.Errorf("%q is not in\n%s", words, got.Body)
			}
		}
		for _, words := range want.not {
			if strings.Contains(got.Body, words) {
				t.Errorf("%q is in\n%s", words, got.Body)
			}
		}
		if again := stranger.unless(path, got.Header.Get("ETag")); again != http.StatusNotModified {
			t.Errorf("once more: %d", again)
		}
	}

	none := stranger.Get("/feed/" + strings.Repeat("x", 43))
	gone := func(when string, paths ...string) {
		t.Helper()
		for _, path := range paths {
			if got := stranger.Get(path); got.Status != 404 || strings.ReplaceAll(got.Body, path, "") != strings.ReplaceAll(none.Body, none.Path, "") {
				t.Errorf("%s %s is %d:\n%s", when, path, got.Status, got.Body)
			}
		}
	}
	list, err := s.welsh.Node.Service.Feeds(t.Context(), s.welsh.Viewer)
	if err != nil || len(list.Feeds) != 4 {
		t.Fatalf("%d feeds, %v", len(list.Feeds), err)
	}
	other := s.Node("wales").Head("Arall Enghraifft")
	if err := s.welsh.Node.Service.EndFeed(t.Context(), other.Viewer, list.Feeds[3].ID); err != nil {
		t.Error(err)
	}
	if got := stranger.Get(titled); got.Status != 200 {
		t.Error("somebody else has ended it")
	}
	s.welsh.Get("/feeds").OK().Submit("/feeds/"+itoa(list.Feeds[3].ID)+"/end", nil).OK()
	gone("ended:", titled)

	if err := s.moderator.Node.Service.RemoveMember(t.Context(), s.moderator.Viewer, s.room.ID, s.atHost(s.welsh).ID, "Enough."); err != nil {
		t.Fatal(err)
	}
	s.Settle()
	gone("without the membership:", bare)
	for _, path := range []string{told, dates} {
		if got := stranger.Get(path); got.Status != 200 || strings.Contains(got.Body, "sample title") || strings.Contains(got.Body, "Highlands") {
			t.Errorf("after she was removed: %d\n%s", got.Status, got.Body)
		}
	}
	s.later(time.Minute)
	s.letIn(s.welsh)
	s.Settle()
	gone("after she was let in again:", bare)
	s.welsh.Get("/security").OK().Submit("/security/sessions/end", nil).OK()
	gone("after all her sessions were ended:", told, dates)
}

// unless asks for something that has another tag by now.
func (b *Browser) unless(path, tag string) int {
	b.t.Helper()
	r, err := http.NewRequestWithContext(b.t.Context(), http.MethodGet, b.base+path, nil)
	if err != nil {
		b.t.Fatal(err)
	}
	r.Header.Set("If-None-Match", tag)
	got, err := b.http.Do(r)
	if err != nil {
		b.t.Fatal(err)
	}
	_ = got.Body.Close()
	return got.StatusCode
}
