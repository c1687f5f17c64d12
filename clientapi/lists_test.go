package clientapi_test

import (
	"net/url"
	"testing"
	"time"
)

// TestLists: lists of people are made, filled and read; that of a community is kept by
// the server and refuses every change.
func TestLists(t *testing.T) {
	t.Parallel()
	r := newRooms(t)
	post := id(r.begin(r.morag, r.closed, "Attendance codes", "Which do you use?").Post)
	r.begin(r.morag, r.private, "Of our own", "Quietly.")
	made := r.ask("POST", "/api/v1/lists", r.i, url.Values{"title": {"Island heads"}}).is(200)
	at := "/api/v1/lists/" + made["id"].(string)
	people := url.Values{"account_ids[]": {id(r.morag.Person)}}
	r.ask("POST", at+"/accounts", r.i, people).is(200)
	if got := r.ask("GET", at+"/accounts", r.i, nil).list(200); len(got) != 1 || got[0]["id"] != id(r.morag.Person) {
		t.Errorf("in the list: %v", got)
	}
	if got := r.ask("GET", "/api/v1/timelines/list/"+made["id"].(string), r.i, nil).list(200); len(got) != 1 || got[0]["id"] != post || got[0]["reblog"] != nil {
		t.Errorf("the list's posts: %v", got)
	}
	if got := r.ask("GET", "/api/v1/accounts/"+id(r.morag.Person)+"/lists", r.i, nil).list(200); len(got) != 1 || got[0]["title"] != "Island heads" {
		t.Errorf("lists with somebody: %v", got)
	}
	if got := r.ask("PUT", at, r.i, url.Values{"title": {"Heads"}}).is(200); got["title"] != "Heads" {
		t.Errorf("renamed: %v", got)
	}
	room := "/api/v1/lists/" + id(r.closed.ID)
	if all := r.ask("GET", "/api/v1/lists", r.i, nil).list(200); len(all) != 3 {
		t.Errorf("all lists: %v", all)
	}
	if got := r.ask("GET", "/api/v1/timelines/list/"+id(r.closed.ID), r.i, nil).list(200); len(got) != 1 || got[0]["id"] != post {
		t.Errorf("the community's posts: %v", got)
	}
	if got := r.ask("GET", room+"/accounts", r.i, nil).list(200); len(got) != 2 {
		t.Errorf("in the community: %v", got)
	}
	r.ask("GET", room, r.i, nil).is(200)
	r.ask("PUT", room, r.i, url.Values{"title": {"Mine"}}).is(403)
	r.ask("DELETE", room, r.i, nil).is(403)
	r.ask("POST", room+"/accounts", r.i, people).is(403)
	r.ask("DELETE", room+"/accounts", r.i, people).is(403)
	for _, path := range []string{at, "/api/v1/timelines/list/" + made["id"].(string), "/api/v1/lists/" + id(r.private.ID), room, room + "/accounts"} {
		r.ask("GET", path, r.o, nil).is(404)
	}
	r.ask("DELETE", at+"/accounts", r.i, people).is(200)
	r.ask("DELETE", at, r.i, nil).is(200)
	r.ask("GET", at, r.i, nil).is(404)
	r.ask("POST", "/api/v1/lists", r.i, url.Values{"title": {" "}}).is(422)
}

// TestFilters: a filter is made with words, changed word by word, and told of with the
// statuses that fall under it; version 1 sees the words.
func TestFilters(t *testing.T) {
	t.Parallel()
	r := newRooms(t)
	post := id(r.begin(r.morag, r.closed, "Brochures", "The glossy brochure has come.").Post)
	made := r.ask("POST", "/api/v2/filters", r.i, url.Values{"title": {"No brochures"}, "context[]": {"home", "thread"}, "filter_action": {"warn"}, "expires_in": {"3600"},
		"keywords_attributes[][keyword]": {"brochure"}, "keywords_attributes[][whole_word]": {"true"}}).is(200)
	at := "/api/v2/filters/" + made["id"].(string)
	filtered := func(token string) int {
		t.Helper()
		return len(r.ask("GET", "/api/v1/statuses/"+post, token, nil).is(200)["filtered"].([]any))
	}
	if filtered(r.i) != 1 || filtered(r.m) != 0 {
		t.Errorf("filtered: %d for its reader, %d for another", filtered(r.i), filtered(r.m))
	}
	words := r.ask("GET", at+"/keywords", r.i, nil).list(200)
	word := "/api/v2/filters/keywords/" + words[0]["id"].(string)
	if got := r.ask("PUT", word, r.i, url.Values{"keyword": {"nothing"}}).is(200); got["keyword"] != "nothing" || got["whole_word"] != true || filtered(r.i) != 0 {
		t.Errorf("another word: %v", got)
	}
	r.ask("GET", word, r.i, nil).is(200)
	r.ask("GET", word, r.o, nil).is(404)
	r.ask("POST", at+"/keywords", r.i, url.Values{"keyword": {"glossy"}}).is(200)
	if filtered(r.i) != 1 {
		t.Error("a word that was added does nothing")
	}
	if old := r.ask("GET", "/api/v1/filters", r.i, nil).list(200); len(old) != 2 || old[1]["phrase"] != "glossy" {
		t.Errorf("version 1: %v", old)
	}
	v1 := "/api/v1/filters/" + words[0]["id"].(string)
	if got := r.ask("PUT", v1, r.i, url.Values{"phrase": {"brochure"}, "context[]": {"home"}, "irreversible": {"true"}}).is(200); got["phrase"] != "brochure" || got["irreversible"] != true {
		t.Errorf("version 1, changed: %v", got)
	}
	r.ask("DELETE", word, r.i, nil).is(200)
	place := r.ask("POST", at+"/statuses", r.i, url.Values{"status_id": {post}}).is(200)
	if got := r.ask("GET", at+"/statuses", r.i, nil).list(200); len(got) != 1 || got[0]["status_id"] != post {
		t.Errorf("statuses: %v", got)
	}
	r.ask("GET", "/api/v2/filters/statuses/"+place["id"].(string), r.i, nil).is(200)
	r.ask("DELETE", "/api/v2/filters/statuses/"+place["id"].(string), r.i, nil).is(200)
	if got := r.ask("PUT", at, r.i, url.Values{"title": {"Others"}, "filter_action": {"hide"}, "expires_in": {""}}).is(200); got["title"] != "Others" || got["filter_action"] != "hide" || got["expires_at"] != nil {
		t.Errorf("changed: %v", got)
	}
	if all := r.ask("GET", "/api/v2/filters", r.i, nil).list(200); len(all) != 1 {
		t.Errorf("all: %v", all)
	}
	r.ask("DELETE", at, r.o, nil).is(404)
	r.ask("DELETE", at, r.i, nil).is(200)
	r.ask("GET", at, r.i, nil).is(404)
	r.ask("POST", "/api/v2/filters", r.i, url.Values{"title": {"X"}}).is(422)
	r.ask("POST", "/api/v1/filters", r.i, url.Values{"phrase": {"x"}, "context[]": {"home"}}).is(200)
}

// TestScheduledStatuses: what is to be posted later is listed, put off and cancelled,
// and posted when it is due.
func TestScheduledStatuses(t *testing.T) {
	t.Parallel()
	r := newRooms(t)
	in := func(d time.Duration) string { return r.clock.Now().Add(d).UTC().Format(time.RFC3339) }
	text := url.Values{"status": {"@maths Attendance codes\n\nWhich do you use?"}, "scheduled_at": {in(time.Hour)}}
	made := r.ask("POST", "/api/v1/statuses", r.i, text).is(200)
	at := "/api/v1/scheduled_statuses/" + made["id"].(string)
	if all := r.ask("GET", "/api/v1/scheduled_statuses", r.i, nil).list(200); len(all) != 1 || all[0]["id"] != made["id"] {
		t.Errorf("listed: %v", all)
	}
	r.ask("GET", at, r.o, nil).is(404)
	r.ask("PUT", at, r.o, url.Values{"scheduled_at": {in(2 * time.Hour)}}).is(404)
	r.ask("PUT", at, r.i, url.Values{"scheduled_at": {"soon"}}).is(422)
	r.ask("PUT", at, r.i, url.Values{"scheduled_at": {in(2 * time.Hour)}}).is(200)
	second := r.ask("POST", "/api/v1/statuses", r.i, text).is(200)
	r.ask("DELETE", "/api/v1/scheduled_statuses/"+second["id"].(string), r.i, nil).is(200)
	posted := func() int { return len(r.ask("GET", "/api/v1/timelines/home", r.i, nil).list(200)) }
	r.clock.pass(time.Hour)
	r.ok(r.Service.SendScheduled(t.Context()))
	if posted() != 0 {
		t.Error("posted too early")
	}
	r.clock.pass(time.Hour)
	r.ok(r.Service.SendScheduled(t.Context()))
	if posted() != 1 {
		t.Error("not posted")
	}
	r.ask("GET", at, r.i, nil).is(404)
	r.ask("POST", "/api/v1/statuses", r.i, url.Values{"status": {"@maths x"}, "scheduled_at": {in(-time.Hour)}}).is(422)
}
