package clustertest

import (
	"strings"
	"testing"
	"time"
)

// TestAPostIsSentLater schedules a conversation in a community of a peer through the
// pages: it stands there when its time has come, once. Of one that is due after its
// writer has been removed nothing arrives, and the writer has a draft.
func TestAPostIsSentLater(t *testing.T) {
	t.Parallel()
	s := tellStory(t)
	s.in(s.welsh)
	form := s.path(s.welsh) + "/new"
	later := func(title string, d time.Duration) {
		t.Helper()
		at := s.Clock.Now().In(s.zone()).Add(d).Format("2006-01-02T15:04")
		page := s.welsh.Get(form).OK().Submit(form, map[string]string{"title": title, "body": "My own words.", "lang": "en", "send_at": at, "act": "later"}).OK()
		if !strings.HasPrefix(page.Path, "/scheduled") || !page.Contains(title) {
			t.Fatalf("after scheduling: %s\n%s", page.Path, page.Text())
		}
	}
	seen := func(title string) bool {
		t.Helper()
		return s.moderator.Get(s.path(s.moderator)).OK().Contains(title)
	}
	later("Candles", time.Hour)
	later("Ferries", 3*time.Hour)
	s.Tick("scheduled")
	if seen("Candles") {
		t.Error("it is sent before its time")
	}
	s.later(time.Hour + time.Minute)
	s.Tick("scheduled")
	s.Tick("scheduled")
	if !seen("Candles") || seen("Ferries") {
		t.Errorf("after an hour:\n%s", s.moderator.Get(s.path(s.moderator)).OK().Text())
	}
	if err := s.welsh.Node.Service.Leave(t.Context(), s.welsh.Viewer, s.local(s.welsh).ID); err != nil {
		t.Fatal(err)
	}
	s.Settle()
	s.later(2 * time.Hour)
	s.Tick("scheduled")
	if seen("Ferries") {
		t.Error("who has left has posted")
	}
	if page := s.welsh.Get("/drafts").OK(); !page.Contains("Ferries") && !page.Contains("My own words.") {
		t.Errorf("the drafts:\n%s", page.Text())
	}
	if page := s.welsh.Get("/notifications").OK(); !page.Contains("What you had scheduled could not be posted") {
		t.Errorf("the notices:\n%s", page.Text())
	}
}

// zone is where the people of the story live.
func (s *story) zone() *time.Location {
	s.T.Helper()
	zone, err := time.LoadLocation("Europe/London")
	if err != nil {
		s.T.Fatal(err)
	}
	return zone
}
