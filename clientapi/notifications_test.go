package clientapi_test

import (
	"encoding/json"
	"net/url"
	"strings"
	"testing"
)

func (r rooms) ids(path, token string) (ids []string) {
	r.t.Helper()
	for _, n := range r.ask("GET", path, token, nil).list(200) {
		ids = append(ids, n["id"].(string))
	}
	return ids
}

// TestNotifications: what the pages tell, in the words of apps, to who may know it.
func TestNotifications(t *testing.T) {
	t.Parallel()
	r := newRooms(t)
	post := r.begin(r.morag, r.closed, "Attendance codes", "Which do you use?")
	for range 3 {
		r.says(r.i, "These. @"+r.morag.Record.Username, url.Values{"in_reply_to_id": {id(post.Post)}}).is(200)
	}
	r.ok(r.Service.React(t.Context(), r.iain.Viewer, post.Post, "thanks", true))
	r.settle()
	all := r.ask("GET", "/api/v1/notifications", r.m, nil)
	list := all.list(200)
	if len(list) < 4 || list[0]["type"] != "favourite" || list[1]["type"] != "mention" || list[1]["account"].(map[string]any)["id"] != id(r.iain.Person) ||
		!strings.Contains(list[1]["status"].(map[string]any)["content"].(string), "These") {
		t.Fatalf("told: %s", all.Body)
	}
	ids := r.ids("/api/v1/notifications?types[]=mention", r.m)
	if len(ids) != 3 {
		t.Fatalf("mentions: %v", ids)
	}
	page := r.ask("GET", "/api/v1/notifications?types[]=mention&limit=2", r.m, nil)
	if got := page.list(200); len(got) != 2 || !strings.Contains(page.Header.Get("Link"), "max_id="+ids[1]) || !strings.Contains(page.Header.Get("Link"), "min_id="+ids[0]) {
		t.Errorf("a page: %s", page.Header.Get("Link"))
	}
	for query, want := range map[string]string{
		"types[]=mention&max_id=" + ids[1]:           ids[2],
		"types[]=mention&limit=1&min_id=" + ids[2]:   ids[1],
		"types[]=mention&limit=1&since_id=" + ids[2]: ids[0],
		"exclude_types[]=mention&limit=1":            list[0]["id"].(string),
	} {
		if got := r.ids("/api/v1/notifications?"+query, r.m); len(got) != 1 || got[0] != want {
			t.Errorf("%s: %v, want %s", query, got, want)
		}
	}
	if one := r.ask("GET", "/api/v1/notifications/"+ids[0], r.m, nil).is(200); one["id"] != ids[0] {
		t.Errorf("one: %v", one)
	}
	r.ask("GET", "/api/v1/notifications/"+ids[0], r.i, nil).is(404)
	r.ask("POST", "/api/v1/notifications/"+ids[0]+"/dismiss", r.i, nil).is(404)

	groups := r.ask("GET", "/api/v2/notifications?limit=1", r.m, nil).is(200)
	g := groups["notification_groups"].([]any)[0].(map[string]any)
	if _, number := g["most_recent_notification_id"].(float64); !number || g["type"] != "favourite" || g["notifications_count"] != 1.0 || g["status_id"] != id(post.Post) {
		t.Errorf("a group: %v", g)
	}
	key := g["group_key"].(string)
	if who := r.ask("GET", "/api/v2/notifications/"+key+"/accounts", r.m, nil).list(200); who[0]["id"] != id(r.iain.Person) {
		t.Errorf("who is in the group: %v", who)
	}
	r.ask("POST", "/api/v2/notifications/"+key+"/dismiss", r.m, nil).is(200)
	if got := r.ids("/api/v1/notifications?limit=1", r.m); got[0] != ids[0] {
		t.Errorf("after one is dismissed: %v", got)
	}

	marks := r.ask("POST", "/api/v1/markers", r.m, map[string]any{"notifications": map[string]any{"last_read_id": ids[0]}}).is(200)
	if marks["notifications"].(map[string]any)["last_read_id"] != ids[0] {
		t.Errorf("marked: %v", marks)
	}
	if got := r.ask("GET", "/api/v1/markers?timeline[]=notifications&timeline[]=home", r.m, nil).is(200); len(got) != 1 {
		t.Errorf("markers: %v", got)
	}
	if got := r.ask("GET", "/api/v1/notifications/unread_count", r.m, nil).is(200); got["count"] != 0.0 {
		t.Errorf("unread: %v", got)
	}
	r.ask("POST", "/api/v1/markers", r.m, url.Values{"home[last_read_id]": {"x"}}).is(422)

	// Who has left the room is told nothing of it any more.
	r.ok(r.Service.Leave(t.Context(), r.iain.Viewer, r.closed.ID))
	for _, n := range r.ask("GET", "/api/v1/notifications", r.i, nil).list(200) {
		if strings.Contains(toJSON(n), "Attendance") {
			t.Errorf("told after leaving: %v", n)
		}
	}
	r.ask("POST", "/api/v1/notifications/clear", r.m, nil).is(200)
	if got := r.ids("/api/v1/notifications", r.m); len(got) != 0 {
		t.Errorf("after clearing: %v", got)
	}
}

func toJSON(v any) string {
	text, _ := json.Marshal(v)
	return string(text)
}

// TestPrivateMessagesInApps: between the two whom they are for, and never in a room.
func TestPrivateMessagesInApps(t *testing.T) {
	t.Parallel()
	r := newRooms(t)
	r.settle()
	direct := url.Values{"visibility": {"direct"}}
	first := r.says(r.i, "@"+r.morag.Record.Username+" Have you a minute?", direct).is(200)
	if first["visibility"] != "direct" || !strings.Contains(first["content"].(string), "Have you a minute") || len(first["mentions"].([]any)) != 1 {
		t.Fatalf("sent: %v", first)
	}
	r.settle()
	at := first["id"].(string)
	for _, token := range []string{r.o, ""} {
		r.ask("GET", "/api/v1/statuses/"+at, token, nil).is(404)
		r.ask("GET", "/api/v1/statuses/"+at+"/context", token, nil).is(404)
	}
	talks := r.ask("GET", "/api/v1/conversations", r.m, nil).list(200)
	if len(talks) != 1 || talks[0]["unread"] != true || talks[0]["last_status"].(map[string]any)["id"] != at ||
		talks[0]["accounts"].([]any)[0].(map[string]any)["id"] != id(r.iain.Person) {
		t.Fatalf("conversations: %v", talks)
	}
	told := r.ask("GET", "/api/v1/notifications?types[]=mention", r.m, nil).list(200)
	if len(told) != 1 || told[0]["status"].(map[string]any)["id"] != at {
		t.Errorf("told: %v", told)
	}
	// A client that forgets that it is private widens nothing.
	answer := r.says(r.m, "@"+r.iain.Record.Username+" Of course.", url.Values{"in_reply_to_id": {at}, "visibility": {"public"}}).is(200)
	if answer["visibility"] != "direct" || answer["in_reply_to_id"] != at {
		t.Errorf("answered: %v", answer)
	}
	around := r.ask("GET", "/api/v1/statuses/"+at+"/context", r.i, nil).is(200)
	if below := around["descendants"].([]any); len(below) != 1 || below[0].(map[string]any)["id"] != answer["id"] {
		t.Errorf("around: %v", around)
	}
	read := r.ask("POST", "/api/v1/conversations/"+talks[0]["id"].(string)+"/read", r.m, nil).is(200)
	if read["unread"] != false {
		t.Errorf("read: %v", read)
	}
	r.ask("POST", "/api/v1/conversations/"+talks[0]["id"].(string)+"/read", r.o, nil).is(404)
	// Off the list until there is something new, for who has taken it off alone.
	tidied := "/api/v1/conversations/" + talks[0]["id"].(string)
	r.ask("DELETE", tidied, r.o, nil).is(404)
	r.ask("DELETE", tidied, r.m, nil).is(200)
	listed := func(token string) int { return len(r.ask("GET", "/api/v1/conversations", token, nil).list(200)) }
	if listed(r.m) != 0 || listed(r.i) != 1 {
		t.Errorf("tidied: %d and %d", listed(r.m), listed(r.i))
	}
	r.ask("GET", "/api/v1/statuses/"+at, r.m, nil).is(200)
	r.says(r.i, "@"+r.morag.Record.Username+" Then today.", url.Values{"in_reply_to_id": {answer["id"].(string)}}).is(200)
	if listed(r.m) != 1 {
		t.Errorf("with a new message: %d", listed(r.m))
	}
	for _, words := range []url.Values{
		{"status": {"@maths Secret"}, "visibility": {"direct"}},
		{"status": {"@maths Secret"}, "in_reply_to_id": {at}},
	} {
		r.ask("POST", "/api/v1/statuses", r.i, words).is(422)
	}
	r.ask("DELETE", "/api/v1/statuses/"+at, r.m, nil)
	if gone := r.ask("DELETE", "/api/v1/statuses/"+at, r.i, nil).is(200); !strings.Contains(gone["text"].(string), "Have you a minute") {
		t.Errorf("taken back: %v", gone)
	}
	if r.count(r.closed) != 0 || r.count(r.open) != 0 {
		t.Error("a private message stands in a room")
	}
}
