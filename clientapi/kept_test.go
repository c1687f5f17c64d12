package clientapi_test

import (
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"headroom/community"
)

// TestWhatIsKeptIsNeverOld asks for the same again and again while everything happens
// that changes the answer, with the clock standing still.
func TestWhatIsKeptIsNeverOld(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	morag, iain := w.head("Morag Sample"), w.head("Iain Sample")
	c := w.found(morag, community.CommunityInput{Username: "quiet-room", Joining: "automatic"})
	w.ok(w.Service.Join(t.Context(), iain.Viewer, c.ID, "please", nil))
	writes, reads := w.token(morag), w.token(iain)
	home := func() string {
		t.Helper()
		got := w.ask("GET", "/api/v1/timelines/home", reads, nil)
		if again := w.ask("GET", "/api/v1/timelines/home", reads, nil); again.Body != got.Body || again.Header.Get("Link") != got.Header.Get("Link") {
			t.Errorf("the same question: %s and %s", got.Body, again.Body)
		}
		return got.Body
	}
	says := func(text string) string {
		t.Helper()
		return w.ask("POST", "/api/v1/statuses", writes, url.Values{"status": {"@quiet-room " + text}}).is(200)["id"].(string)
	}
	if got := home(); got != "[]" {
		t.Fatalf("at first: %s", got)
	}
	first := says("Which codes do you use?")
	if !strings.Contains(home(), "Which codes") {
		t.Error("what was posted is not there")
	}
	w.ask("PUT", "/api/v1/statuses/"+first, writes, url.Values{"status": {"Which colours do you use?"}}).is(200)
	if got := home(); strings.Contains(got, "Which codes") || !strings.Contains(got, "Which colours") {
		t.Error("what was edited is as before")
	}
	w.ask("POST", "/api/v1/statuses/"+first+"/bookmark", reads, nil).is(200)
	if !strings.Contains(home(), `"bookmarked":true`) {
		t.Error("a bookmark is not there")
	}
	w.ask("DELETE", "/api/v1/statuses/"+first, writes, nil).is(200)
	if got := home(); got != "[]" {
		t.Errorf("what was deleted is there: %s", got)
	}
	says("One more.")
	home()
	w.ok(w.Service.Leave(t.Context(), iain.Viewer, c.ID))
	if got := home(); got != "[]" {
		t.Errorf("whoever has left reads on: %s", got)
	}
	w.ok(w.Service.Join(t.Context(), iain.Viewer, c.ID, "again", nil))
	if !strings.Contains(home(), "One more.") {
		t.Error("whoever has come back reads nothing")
	}
	w.ok(w.Service.Revoke(t.Context(), community.CommandLine, iain.Person, "left"))
	if got := w.ask("GET", "/api/v1/timelines/home", reads, nil); strings.Contains(got.Body, "One more.") {
		t.Errorf("whoever is no head any more reads on: %s", got.Body)
	}
	if got := w.ask("GET", "/api/v1/timelines/home", writes, nil); !strings.Contains(got.Body, "One more.") {
		t.Errorf("their own: %s", got.Body)
	}
	_, err := w.Service.EndOtherSessions(t.Context(), morag.Viewer)
	w.ok(err)
	w.ask("GET", "/api/v1/timelines/home", writes, nil).is(401)
}

// TestWhatIsKeptEndsInTime lets a visit end by nothing but the clock.
func TestWhatIsKeptEndsInTime(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	morag, iain := w.head("Morag Sample"), w.head("Iain Sample")
	c := w.found(morag, community.CommunityInput{Username: "room", Joining: "automatic"})
	w.ok(w.Service.Join(t.Context(), iain.Viewer, c.ID, "please", nil))
	token := w.token(iain)
	w.ask("POST", "/api/v1/statuses", w.token(morag), url.Values{"status": {"@room Which codes do you use?"}}).is(200)
	id := w.ask("POST", "/api/v2/filters", token, url.Values{"title": {"codes"}, "context[]": {"home"}, "expires_in": {"60"}, "keywords_attributes[0][keyword]": {"codes"}, "filter_action": {"warn"}}).is(200)["id"]
	filtered := func() bool {
		return strings.Contains(w.ask("GET", "/api/v1/timelines/home", token, nil).Body, `"filter":{"id":"`+id.(string))
	}
	if !filtered() {
		t.Fatal("a filter filters nothing")
	}
	w.clock.pass(61 * time.Second)
	if filtered() {
		t.Error("a filter that has ended filters on")
	}
}

// TestLongAnswersArePacked for who takes them packed.
func TestLongAnswersArePacked(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	morag := w.head("Morag Sample")
	w.found(morag, community.CommunityInput{Username: "room", Joining: "automatic"})
	token := w.token(morag)
	w.ask("POST", "/api/v1/statuses", token, url.Values{"status": {"@room Which codes do you use?"}}).is(200)
	for _, tc := range []struct {
		takes, site string
		packed      bool
	}{{"gzip", "", true}, {"", "", false}, {"gzip", "cross-site", false}} {
		r := httptest.NewRequest("GET", "http://"+host+"/api/v1/timelines/home", nil)
		r.Header.Set("Authorization", "Bearer "+token)
		r.Header.Set("Accept-Encoding", tc.takes)
		r.Header.Set("Sec-Fetch-Site", tc.site)
		rec := httptest.NewRecorder()
		w.Handler.ServeHTTP(rec, r)
		if got := rec.Header().Get("Content-Encoding") == "gzip"; got != tc.packed || !strings.Contains(strings.Join(rec.Header().Values("Vary"), ","), "Accept-Encoding") {
			t.Errorf("%v: %v", tc, rec.Header())
		}
	}
}
