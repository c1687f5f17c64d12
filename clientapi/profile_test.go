package clientapi_test

import (
	"bytes"
	"image"
	"image/png"
	"net/url"
	"strings"
	"testing"

	"headroom/community"
)

// picture is one, as a file.
func picture(t *testing.T) []byte {
	var out bytes.Buffer
	if err := png.Encode(&out, image.NewGray(image.Rect(0, 0, 400, 300))); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// TestTheProfileIsChanged by its parts: what is not named stays, what is none of an
// app's business is passed over, and a picture is made anew.
func TestTheProfileIsChanged(t *testing.T) {
	t.Parallel()
	r := newRooms(t)
	const path = "/api/v1/accounts/update_credentials"
	before := r.ask("GET", "/api/v1/profile", r.i, nil).is(200)
	if before["avatar"] != nil || before["header"] != nil || before["display_name"] != "Iain Sample" || !strings.Contains(before["note"].(string), "invented school") {
		t.Errorf("%v", before)
	}
	got := r.ask("PATCH", path, r.i, url.Values{"display_name": {"Iain Other"}, "locked": {"true"}, "bot": {"1"}, "discoverable": {"true"},
		"source[privacy]": {"public"}, "source[language]": {"cy"}, "fields_attributes[0][name]": {"Pronouns"}, "fields_attributes[0][value]": {"any"}}).is(200)
	source := got["source"].(map[string]any)
	if got["display_name"] != "Iain Other" || got["locked"] != false || got["bot"] != false || source["privacy"] != "private" || source["language"] != "cy" ||
		source["note"] != before["note"] {
		t.Errorf("%v", got)
	}
	const words = "Head of an invented school by the sea, who likes to be asked about ferries and timetables."
	if now := r.ask("PATCH", "/api/v1/profile", r.i, map[string]any{"note": words}).is(200); now["note"] != words || now["display_name"] != "Iain Other" {
		t.Errorf("%v", now)
	}
	for _, bad := range []url.Values{{"display_name": {""}}, {"display_name": {strings.Repeat("x", 500)}}, {"source[language]": {"xx"}}, {"note": {strings.Repeat("x", 100_000)}},
		{"avatar_description": {"of nothing"}}} {
		r.ask("PATCH", path, r.i, bad).is(422)
	}
	if me := r.ask("GET", "/api/v1/accounts/verify_credentials", r.i, nil).is(200); me["display_name"] != "Iain Other" {
		t.Errorf("%v", me)
	}
	if me := r.sendPicture(path, r.i, "avatar", picture(t)).is(200); !strings.Contains(me["avatar"].(string), "/api/media/people/") || me["avatar_description"] != "A sample" {
		t.Errorf("%v", me)
	}
	r.sendPicture(path, r.i, "avatar", []byte("no picture")).is(422)
	if me := r.sendPicture(path, r.i, "header", picture(t)).is(200); !strings.HasSuffix(me["header"].(string), "/api/media/header.png") || me["display_name"] != "Iain Other" {
		t.Errorf("a header is passed over: %v", me)
	}
	if gone := r.ask("DELETE", "/api/v1/profile/avatar", r.i, nil).is(200); strings.Contains(gone["avatar"].(string), "/api/media/people/") {
		t.Errorf("%v", gone)
	}
	r.ask("DELETE", "/api/v1/profile/header", r.i, nil).is(200)
}

// sendPicture sends a file to be part of the profile.
func (r rooms) sendPicture(path, token, name string, data []byte) reply {
	r.t.Helper()
	return r.sendFile("PATCH", path, token, name, data, map[string]string{"avatar_description": "A sample"})
}

// TestRequestsAreDecided by who may, in an app too: one lets in there, and declines
// with words on the page.
func TestRequestsAreDecided(t *testing.T) {
	t.Parallel()
	r := newRooms(t)
	asks := r.found(r.morag, community.CommunityInput{Username: "asks", Joining: "request"})
	r.ok(r.Service.Join(t.Context(), r.outsider.Viewer, asks.ID, "please", nil))
	at := "/api/v1/follow_requests/" + id(r.outsider.Person)
	passkey := r.token(r.morag) // of who signed in with one
	if list := r.ask("GET", "/api/v1/follow_requests", passkey, nil).list(200); len(list) != 1 || list[0]["id"] != id(r.outsider.Person) {
		t.Fatalf("%v", list)
	}
	if me := r.ask("GET", "/api/v1/accounts/verify_credentials", passkey, nil).is(200); me["source"].(map[string]any)["follow_requests_count"] != 1.0 {
		t.Errorf("%v", me["source"])
	}
	for _, other := range []string{r.i, r.o} {
		if list := r.ask("GET", "/api/v1/follow_requests", other, nil).list(200); len(list) != 0 {
			t.Errorf("%v", list)
		}
		r.ask("POST", at+"/authorize", other, nil).is(404)
		r.ask("POST", at+"/reject", other, nil).is(404)
	}
	r.ask("POST", "/api/v1/follow_requests/"+id(r.iain.Person)+"/authorize", passkey, nil).is(404)
	if no := r.ask("POST", at+"/reject", passkey, nil).is(200); no["id"] != id(r.outsider.Person) {
		t.Errorf("%v", no)
	}
	if list := r.ask("GET", "/api/v1/follow_requests", passkey, nil).list(200); len(list) != 0 {
		t.Errorf("declined, and waits: %v", list)
	}
	if now := r.ask("GET", "/api/v1/accounts/relationships?id[]="+id(asks.ID), r.o, nil).list(200)[0]; now["requested"] != false || now["following"] != false {
		t.Errorf("%v", now)
	}
	r.ask("POST", at+"/reject", passkey, nil).is(404)
	r.ok(r.Service.Join(t.Context(), r.outsider.Viewer, asks.ID, "please, again", nil))
	if yes := r.ask("POST", at+"/authorize", passkey, nil).is(200); yes["id"] != id(r.outsider.Person) {
		t.Errorf("%v", yes)
	}
	if now := r.ask("GET", "/api/v1/accounts/relationships?id[]="+id(asks.ID), r.o, nil).list(200)[0]; now["following"] != true {
		t.Errorf("%v", now)
	}
	r.ask("POST", at+"/authorize", passkey, nil).is(404)
}

// TestPostsAreCounted as far as who asks may read them.
func TestPostsAreCounted(t *testing.T) {
	t.Parallel()
	r := newRooms(t)
	r.begin(r.iain, r.closed, "One", "a first post")
	r.begin(r.iain, r.open, "Two", "a second post")
	for token, want := range map[string]float64{r.i: 2, r.m: 2, r.o: 1} {
		who := r.ask("GET", "/api/v1/accounts/"+id(r.iain.Person), token, nil).is(200)
		if who["statuses_count"] != want || who["last_status_at"] != "2026-09-01" {
			t.Errorf("%v %v, want %v", who["statuses_count"], who["last_status_at"], want)
		}
	}
	if room := r.ask("GET", "/api/v1/accounts/"+id(r.closed.ID), r.i, nil).is(200); room["statuses_count"] != 1.0 || room["last_status_at"] != "2026-09-01" {
		t.Errorf("%v %v", room["statuses_count"], room["last_status_at"])
	}
	if room := r.ask("GET", "/api/v1/accounts/lookup?acct=maths", r.o, nil).is(200); room["statuses_count"] != 0.0 || room["last_status_at"] != nil {
		t.Errorf("%v %v", room["statuses_count"], room["last_status_at"])
	}
	if me := r.ask("GET", "/api/v1/accounts/verify_credentials", r.i, nil).is(200); me["statuses_count"] != 2.0 {
		t.Errorf("%v", me["statuses_count"])
	}
}

// TestWhatThereIsNot is said, or empty where apps ask at their start.
func TestWhatThereIsNot(t *testing.T) {
	t.Parallel()
	r := newRooms(t)
	for _, ask := range []struct {
		method, path string
		body         any
		status       int
	}{
		{"PATCH", "/api/v2/notifications/policy", url.Values{"for_new_accounts": {"accept"}}, 200},
		{"PATCH", "/api/v2/notifications/policy", map[string]any{"for_new_accounts": "drop"}, 422},
		{"GET", "/api/v1/search?q=@ma", nil, 200}, {"GET", "/api/v1/annual_reports", nil, 200},
		{"POST", "/api/v1/notifications/requests/accept", nil, 200}, {"POST", "/api/v1/notifications/requests/accept", url.Values{"id[]": {"1"}}, 404},
		{"POST", "/api/v1/domain_blocks", url.Values{"domain": {"w.example"}}, 422}, {"DELETE", "/api/v1/domain_blocks", nil, 200},
		{"POST", "/api/v1/featured_tags", url.Values{"name": {"x"}}, 422}, {"POST", "/api/v1/announcements/1/dismiss", nil, 404}, {"PUT", "/api/v1/announcements/1/reactions/x", nil, 404},
		{"POST", "/api/v1/accounts/" + id(r.iain.Person) + "/pin", nil, 422}, {"POST", "/api/v1/accounts/" + id(r.iain.Person) + "/unpin", nil, 200},
		{"POST", "/api/v1/accounts/" + id(r.private.ID) + "/pin", nil, 404},
	} {
		if got := r.ask(ask.method, ask.path, r.o, ask.body); got.Status != ask.status {
			t.Errorf("%s %s: %d %s, want %d", ask.method, ask.path, got.Status, got.Body, ask.status)
		}
	}
	if no := r.ask("POST", "/api/v1/accounts", r.appToken(), url.Values{"username": {"x"}}).is(403); !strings.Contains(no["error"].(string), "/apply") {
		t.Errorf("%v", no)
	}
	// A conversation that is not muted any more is not followed either.
	post := r.begin(r.morag, r.closed, "Three", "a third post")
	for _, do := range []string{"mute", "unmute"} {
		r.ask("POST", "/api/v1/statuses/"+id(post.Post)+"/"+do, r.i, nil).is(200)
	}
	if choice, err := r.Service.ThreadFollowed(t.Context(), r.iain.Viewer, post.Thread); err != nil || choice != "" {
		t.Errorf("%q %v", choice, err)
	}
}
