package clientapi_test

import (
	"bytes"
	"image"
	"image/png"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"headroom/community"
)

// says posts a status and gives the answer.
func (r rooms) says(token, words string, more url.Values) reply {
	form := url.Values{"status": {words}}
	for name, values := range more {
		form[name] = values
	}
	return r.ask("POST", "/api/v1/statuses", token, form)
}

func (r rooms) count(c community.Community) int {
	list, err := r.Service.Arrivals(r.t.Context(), r.morag.Viewer, community.ArrivalQuery{Community: c.ID}, community.Page{Limit: 80})
	r.ok(err)
	return len(list)
}

// TestPostsGoWhereTheySay: a post goes to the community that it names, and what
// the app asks for as visibility never widens that.
func TestPostsGoWhereTheySay(t *testing.T) {
	t.Parallel()
	r := newRooms(t)
	for _, asked := range []string{"public", "unlisted", "private", ""} {
		st := r.says(r.i, "@maths Attendance codes\n\nWhich do **you** use?", url.Values{"visibility": {asked}}).is(200)
		if st["visibility"] != "private" || st["content"] != "<p><strong>Attendance codes</strong></p><p>Which do <strong>you</strong> use?</p>" {
			t.Errorf("asked for %q: %v, %q", asked, st["visibility"], st["content"])
		}
		if st["account"].(map[string]any)["id"] != id(r.iain.Person) || st["reblog"] != nil {
			t.Errorf("whose: %v", st["account"])
		}
	}
	st := r.says(r.i, "Which rule do you have for phones? @phones@"+host, nil).is(200)
	if st["visibility"] != "public" || strings.Contains(st["content"].(string), "<strong>") || strings.Contains(st["content"].(string), "@phones") {
		t.Errorf("in the open one: %v", st)
	}
	if got := r.ask("GET", "/api/v1/statuses/"+st["id"].(string), "", nil).is(200); got["id"] != st["id"] {
		t.Errorf("read by anybody: %v", got)
	}
	if r.count(r.closed) != 4 || r.count(r.open) != 1 {
		t.Errorf("%d and %d posts", r.count(r.closed), r.count(r.open))
	}
}

// TestPostsThatAreRefused: each with a sentence, and nothing is posted.
func TestPostsThatAreRefused(t *testing.T) {
	t.Parallel()
	r := newRooms(t)
	post := r.begin(r.morag, r.closed, "Attendance codes", "Which do you use?")
	for name, c := range map[string]struct {
		token, words string
		more         url.Values
		status       int
		says         string
	}{
		"unaddressed":        {r.i, "Which do you use?", nil, 422, "@"},
		"a stranger's name":  {r.i, "@nobody Which do you use?", nil, 422, "@"},
		"several":            {r.i, "@maths @phones Which?", nil, 422, "one community"},
		"no member":          {r.o, "@maths Which?", url.Values{"visibility": {"public"}}, 422, "@maths"},
		"no member, open":    {r.o, "@phones Which?", nil, 422, "@phones"},
		"a private one":      {r.o, "@quiet Which?", nil, 422, "in no community"},
		"nothing":            {r.i, "@maths", nil, 422, "no text"},
		"direct, and a room": {r.i, "@maths Which?", url.Values{"visibility": {"direct"}}, 422, "people"},
		"direct, to nobody":  {r.i, "Which?", url.Values{"visibility": {"direct"}}, 422, "people"},
		"direct, below":      {r.i, "Which?", url.Values{"visibility": {"direct"}, "in_reply_to_id": {id(post.Post)}}, 422, "people"},
		"a poll, later":      {r.i, "@maths Which?", url.Values{"scheduled_at": {"2026-10-01T08:00:00Z"}, "poll[options][]": {"A", "B"}, "poll[expires_in]": {"86400"}}, 422, "later"},
		"direct, later":      {r.i, "Which?", url.Values{"scheduled_at": {"2026-10-01T08:00:00Z"}, "visibility": {"direct"}}, 422, "later"},
		"a quote":            {r.i, "@maths Which?", url.Values{"quoted_status_id": {id(post.Post)}}, 422, "quoted"},
		"five pictures":      {r.i, "@maths Which?", url.Values{"media_ids[]": {"1", "2", "3", "4", "5"}}, 422, "at most 4 pictures"},
		"a picture of none":  {r.i, "@maths Which?", url.Values{"media_ids[]": {"12345"}}, 422, ""},
		"below nothing":      {r.i, "Yes.", url.Values{"in_reply_to_id": {"987654321"}}, 404, "not found"},
		"below, no member":   {r.o, "Yes.", url.Values{"in_reply_to_id": {id(post.Post)}}, 404, "not found"},
		"a poll below":       {r.i, "Yes?", url.Values{"in_reply_to_id": {id(post.Post)}, "poll[options][]": {"a", "b"}}, 422, "begins"},
		"one option":         {r.i, "@maths Yes?", url.Values{"poll[options][]": {"a"}, "poll[expires_in]": {"3600"}}, 422, ""},
		"many options":       {r.i, "@maths Yes?", url.Values{"poll[options][]": strings.Split(strings.Repeat("a,", 1000), ",")}, 422, ""},
		"too long":           {r.i, "@maths " + strings.Repeat("x ", 20_001), nil, 422, ""},
	} {
		got := r.says(c.token, c.words, c.more)
		if got.Status != c.status || !strings.Contains(got.Body, c.says) || !strings.HasPrefix(got.Body, `{"error":"`) {
			t.Errorf("%s: %d %s", name, got.Status, got.Body)
		}
	}
	if n := r.count(r.closed) + r.count(r.open); n != 1 {
		t.Errorf("%d posts", n)
	}
}

// TestUnaddressed: a text that names no community goes where the member has said, as
// long as they may write there.
func TestUnaddressed(t *testing.T) {
	t.Parallel()
	r := newRooms(t)
	err := r.Service.SetAppRoom(t.Context(), r.outsider.Viewer, r.closed.ID)
	if community.KindOf(err) != community.Invalid {
		t.Errorf("set by no member: %v", err)
	}
	r.ok(r.Service.SetAppRoom(t.Context(), r.iain.Viewer, r.closed.ID))
	if st := r.says(r.i, "Which do you use?", url.Values{"visibility": {"public"}}).is(200); st["visibility"] != "private" || r.count(r.closed) != 1 {
		t.Errorf("unaddressed: %v", st)
	}
	r.says(r.i, "Which rule? @phones", nil).is(200)
	if r.count(r.open) != 1 || r.count(r.closed) != 1 {
		t.Error("what names another goes to the one that was chosen")
	}
	r.ok(r.Service.Leave(t.Context(), r.iain.Viewer, r.closed.ID))
	r.says(r.i, "Which do you use?", nil).is(422)
	r.ok(r.Service.SetAppRoom(t.Context(), r.iain.Viewer, 0))
}

func TestReplies(t *testing.T) {
	t.Parallel()
	r := newRooms(t)
	root := r.begin(r.morag, r.closed, "Attendance codes", "Which do you use?")
	for _, below := range []int64{root.Post, root.Post | 1<<52} {
		st := r.says(r.i, "@"+r.morag.Record.Username+" the old ones, and not in @phones", url.Values{"in_reply_to_id": {id(below)}, "visibility": {"public"}}).is(200)
		if st["visibility"] != "private" || st["in_reply_to_id"] != id(root.Post) || st["in_reply_to_account_id"] != id(r.morag.Person) {
			t.Errorf("reply: %v", st)
		}
		if named := st["mentions"].([]any); len(named) != 1 || named[0].(map[string]any)["id"] != id(r.morag.Person) ||
			!strings.Contains(st["content"].(string), named[0].(map[string]any)["url"].(string)) {
			t.Errorf("mentions: %v in %s", named, st["content"])
		}
	}
	if r.count(r.closed) != 3 || r.count(r.open) != 0 {
		t.Error("a reply went elsewhere")
	}
}

// TestIdempotency: the same key posts once; with something else it is refused.
func TestIdempotency(t *testing.T) {
	t.Parallel()
	r := newRooms(t)
	send := func(words string) reply {
		q := httptest.NewRequest("POST", "http://"+host+"/api/v1/statuses", strings.NewReader(url.Values{"status": {words}}.Encode()))
		q.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		q.Header.Set("Authorization", "Bearer "+r.i)
		q.Header.Set("Idempotency-Key", "key-1")
		return r.send(q)
	}
	first, again := send("@maths Which do you use?").is(200), send("@maths Which do you use?").is(200)
	if first["id"] != again["id"] || r.count(r.closed) != 1 {
		t.Errorf("%v and %v, %d posts", first["id"], again["id"], r.count(r.closed))
	}
	if other := send("@maths Which do you not use?"); other.Status != 422 || r.count(r.closed) != 1 {
		t.Errorf("with another text: %d %s", other.Status, other.Body)
	}
}

func TestEditAndDelete(t *testing.T) {
	t.Parallel()
	r := newRooms(t)
	at := "/api/v1/statuses/" + r.says(r.i, "@maths Attendance codes\n\nWhich do you use?", nil).is(200)["id"].(string)
	source := r.ask("GET", at+"/source", r.i, nil).is(200)
	if source["text"] != "Attendance codes\n\nWhich do you use?" {
		t.Errorf("source: %v", source)
	}
	if got := r.ask("GET", at+"/source", r.m, nil); got.Status != 404 {
		t.Errorf("another's source: %d", got.Status)
	}
	r.clock.pass(1e9)
	st := r.ask("PUT", at, r.i, url.Values{"status": {"Codes\n\nWhich do *you* use? @phones"}}).is(200)
	if st["edited_at"] == nil || !strings.HasPrefix(st["content"].(string), "<p><strong>Codes</strong></p>") || st["visibility"] != "private" {
		t.Errorf("edited: %v", st)
	}
	if r.count(r.open) != 0 {
		t.Error("an edit carried it into another community")
	}
	if list := r.ask("GET", at+"/history", r.m, nil).list(200); len(list) != 2 || !strings.Contains(list[0]["content"].(string), "Attendance") {
		t.Errorf("history: %v", list)
	}
	if got := r.ask("PUT", at, r.m, url.Values{"status": {"Mine now"}}); got.Status != 403 {
		t.Errorf("another's: %d %s", got.Status, got.Body)
	}
	if got := r.ask("DELETE", at, r.m, nil); got.Status != 403 {
		t.Errorf("another's deleted: %d", got.Status)
	}
	gone := r.ask("DELETE", at, r.i, nil).is(200)
	if !strings.HasPrefix(gone["text"].(string), "Codes\n\nWhich do *you*") {
		t.Errorf("deleted: %v", gone["text"])
	}
	r.ask("GET", at, r.i, nil).is(404)
}

func TestActs(t *testing.T) {
	t.Parallel()
	r := newRooms(t)
	post := r.begin(r.morag, r.closed, "Attendance codes", "Which do you use?")
	at := "/api/v1/statuses/" + id(post.Post)
	for _, c := range []struct {
		do, field string
		want      bool
	}{{"favourite", "favourited", true}, {"favourite", "favourited", true}, {"unfavourite", "favourited", false}, {"bookmark", "bookmarked", true},
		{"unbookmark", "bookmarked", false}, {"mute", "muted", true}, {"unmute", "muted", false}} {
		if st := r.ask("POST", at+"/"+c.do, r.i, nil).is(200); st[c.field] != c.want {
			t.Errorf("%s: %v", c.do, st[c.field])
		}
	}
	st := r.ask("POST", "/api/v1/statuses/"+id(post.Post|1<<52)+"/favourite", r.i, nil).is(200)
	if st["favourites_count"] != 1.0 || st["id"] != id(post.Post) {
		t.Errorf("by the boost: %v", st)
	}
	if who := r.ask("GET", at+"/favourited_by", r.m, nil).list(200); len(who) != 0 {
		t.Errorf("who: %v", who)
	}
	if who := r.ask("GET", at+"/favourited_by", r.i, nil).list(200); len(who) != 1 {
		t.Errorf("oneself: %v", who)
	}
	r.ask("POST", at+"/pin", r.i, nil).is(403)
	if st := r.ask("POST", at+"/pin", r.m, nil).is(200); st["pinned"] != true {
		t.Errorf("pinned: %v", st["pinned"])
	}
	if got := r.ask("POST", at+"/reblog", r.i, nil); got.Status != 403 || !strings.Contains(got.Body, "stays there") {
		t.Errorf("boosted: %d %s", got.Status, got.Body)
	}
	r.ask("POST", at+"/unreblog", r.i, nil).is(200)
}

func TestPolls(t *testing.T) {
	t.Parallel()
	r := newRooms(t)
	st := r.ask("POST", "/api/v1/statuses", r.m, map[string]any{"status": "@maths Which day?", "poll": map[string]any{"options": []string{"Monday", "Friday"},
		"expires_in": 86400, "multiple": false}}).is(200)
	poll := st["poll"].(map[string]any)
	if poll["id"] != st["id"] || poll["multiple"] != false || poll["voted"] != false || poll["votes_count"] != 0.0 {
		t.Errorf("poll: %v", poll)
	}
	at := "/api/v1/polls/" + poll["id"].(string)
	r.ask("POST", at+"/votes", r.i, url.Values{"choices[]": {"0", "1"}}).is(422)
	r.ask("POST", at+"/votes", r.i, url.Values{"choices[]": {"x"}}).is(422)
	r.ask("POST", at+"/votes", r.o, url.Values{"choices[]": {"1"}}).is(404)
	voted := r.ask("POST", at+"/votes", r.i, url.Values{"choices[]": {"1"}}).is(200)
	if voted["voted"] != true || voted["own_votes"].([]any)[0] != 1.0 || voted["options"].([]any)[1].(map[string]any)["votes_count"] != 1.0 {
		t.Errorf("voted: %v", voted)
	}
	if seen := r.ask("GET", at, r.m, nil).is(200); seen["voted"] != false || seen["voters_count"] != 1.0 {
		t.Errorf("seen by another: %v", seen)
	}
}

// upload sends a picture.
func (r rooms) upload(token, path, description string) reply {
	r.t.Helper()
	var picture bytes.Buffer
	r.ok(png.Encode(&picture, image.NewGray(image.Rect(0, 0, 40, 20))))
	return r.sendFile("POST", path, token, "file", picture.Bytes(), map[string]string{"description": description, "focus": "0.5,-0.5"})
}

// TestPictures: an app loads a picture by its address alone, as long as the member
// may read the post and the app's token is good; to nobody else the address opens
// anything.
func TestPictures(t *testing.T) {
	t.Parallel()
	r := newRooms(t)
	file := r.upload(r.i, "/api/v2/media", "").is(200)
	if file["type"] != "image" || file["meta"].(map[string]any)["focus"].(map[string]any)["x"] != 0.5 {
		t.Errorf("uploaded: %v", file)
	}
	if hash, _ := file["blurhash"].(string); len(hash) != 6 {
		t.Errorf("some clients take no picture without a BlurHash: %v", file["blurhash"])
	}
	media := "/api/v1/media/" + file["id"].(string)
	r.ask("GET", media, r.m, nil).is(404)
	if got := r.ask("PUT", media, r.i, url.Values{"description": {"A grey field"}}).is(200); got["description"] != "A grey field" {
		t.Errorf("described: %v", got)
	}
	r.ask("PUT", media, r.m, url.Values{"description": {"Not mine"}}).is(404)
	st := r.says(r.i, "@maths A field", url.Values{"media_ids[]": {file["id"].(string)}}).is(200)
	seen := r.ask("GET", "/api/v1/statuses/"+st["id"].(string), r.m, nil).is(200)
	address := func(st map[string]any) string {
		return strings.TrimPrefix(st["media_attachments"].([]any)[0].(map[string]any)["url"].(string), "http://"+host)
	}
	theirs, mine := address(seen), address(st)
	if theirs == mine {
		t.Error("two tokens have one address")
	}
	loads := func(path string) int { return r.ask("GET", path, "", nil).Status }
	if loads(theirs) != 200 || loads(mine) != 200 {
		t.Fatalf("loaded: %d and %d", loads(theirs), loads(mine))
	}
	if got := r.ask("GET", mine, "", nil); !strings.HasPrefix(got.Header.Get("Content-Type"), "image/") || !strings.HasPrefix(got.Header.Get("Cache-Control"), "private") {
		t.Errorf("headers: %v", got.Header)
	}
	for name, path := range map[string]string{"without a ticket": "/files/" + file["id"].(string), "a made-up one": mine[:strings.LastIndex(mine, "/")] + "/1.zzzzzzz.AAAA",
		"one that was changed": mine[:len(mine)-2] + "AA", "of another file": strings.Replace(mine, file["id"].(string), "12345", 1)} {
		if got := loads(path); got != 404 && got != 303 { // 303: to the sign-in, whatever there is
			t.Errorf("%s: %d", name, got)
		}
	}
	r.ok(r.Service.Leave(t.Context(), r.iain.Viewer, r.closed.ID))
	if got := loads(mine); got != 404 {
		t.Errorf("after leaving: %d", got)
	}
	if loads(theirs) != 200 {
		t.Error("another's address went with it")
	}
	_, err := r.Service.EndOtherSessions(t.Context(), r.morag.Viewer)
	r.ok(err)
	if got := loads(theirs); got != 404 {
		t.Errorf("after every session was ended: %d", got)
	}
}

// TestFourPictures: they stay in the order that the app names, also when it moves, takes
// away and describes some in an edit, and when they are posted later.
func TestFourPictures(t *testing.T) {
	t.Parallel()
	r := newRooms(t)
	var ids []string
	for _, what := range []string{"One", "Two", "Three", "Four"} {
		ids = append(ids, r.upload(r.i, "/api/v2/media", what).is(200)["id"].(string))
	}
	said := func(media any) (out string) {
		for _, m := range media.([]any) {
			out += m.(map[string]any)["description"].(string) + " "
		}
		return out
	}
	st := r.says(r.i, "@maths A field", url.Values{"media_ids[]": {ids[3], ids[0], ids[1]}}).is(200)
	at := "/api/v1/statuses/" + st["id"].(string)
	if got := said(r.ask("GET", at, r.m, nil).is(200)["media_attachments"]); got != "Four One Two " {
		t.Errorf("posted: %s", got)
	}
	r.ask("PUT", at, r.i, url.Values{"status": {"A field"}, "media_ids[]": {ids[1], ids[2], ids[3]},
		"media_attributes[][id]": {ids[3]}, "media_attributes[][description]": {"Forty"}, "media_attributes[][focus]": {"-1,0.25"}}).is(200)
	media := r.ask("GET", at, r.m, nil).is(200)["media_attachments"]
	if got := said(media); got != "Two Three Forty " {
		t.Errorf("edited: %s", got)
	}
	if at := media.([]any)[2].(map[string]any)["meta"].(map[string]any)["focus"].(map[string]any); at["x"] != -1.0 || at["y"] != 0.25 {
		t.Errorf("focus: %v", at)
	}
	r.ask("PUT", at, r.i, url.Values{"media_attributes[0][id]": {ids[1]}, "media_attributes[0][description]": {"2"}}).is(200)
	r.ask("PUT", at, r.i, map[string]any{"media_attributes": []any{map[string]any{"id": ids[1], "description": "Two"}}}).is(200)
	r.ask("PUT", at, r.i, url.Values{"status": {"A field, again"}}).is(200)
	r.ask("PUT", at, r.m, url.Values{"status": {"Mine"}, "media_ids[]": {ids[1]}}).is(403)
	r.ask("PUT", at, r.i, url.Values{"status": {"A field"}, "media_ids[]": {ids[0]}}).is(422)
	if got := said(r.ask("GET", at, r.m, nil).is(200)["media_attachments"]); got != "Two Three Forty " {
		t.Errorf("after edits of words alone, and refused ones: %s", got)
	}
	more := r.upload(r.i, "/api/v2/media", "Later").is(200)["id"].(string)
	later := r.says(r.i, "@maths Later", url.Values{"media_ids[]": {more}, "scheduled_at": {r.clock.Now().Add(time.Hour).Format(time.RFC3339)}}).is(200)
	if got := said(later["media_attachments"]); got != "Later " {
		t.Errorf("scheduled: %s", got)
	}
	r.clock.pass(time.Hour)
	r.ok(r.Service.SendScheduled(t.Context()))
	if got := r.ask("GET", "/api/v1/timelines/home?limit=1", r.m, nil).list(200); said(got[0]["reblog"].(map[string]any)["media_attachments"]) != "Later " {
		t.Errorf("sent later: %v", got)
	}
}

func TestPicturesGrowOld(t *testing.T) {
	t.Parallel()
	r := newRooms(t)
	file := r.upload(r.i, "/api/v1/media", "A grey field").is(200)
	path := strings.TrimPrefix(file["url"].(string), "http://"+host)
	if got := r.ask("GET", path, "", nil).Status; got != 200 {
		t.Fatalf("loaded: %d", got)
	}
	r.clock.pass(15 * 24 * 3600 * 1e9)
	if got := r.ask("GET", path, "", nil).Status; got != 404 {
		t.Errorf("after a fortnight: %d", got)
	}
}
