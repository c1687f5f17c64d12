package clientapi_test

import (
	"net/url"
	"strings"
	"testing"

	"headroom/community"
	"headroom/community/policy"
)

// TestAppsKeepToLabels asks by every way on which an app gets posts for two conversations
// with a label: what is confidential is a sentence with a link, what is said under the
// Chatham House Rule is its community's, with nobody named. Who wrote a post has all of it.
func TestAppsKeepToLabels(t *testing.T) {
	t.Parallel()
	r := newRooms(t)
	mention := "@" + r.iain.Record.Username
	begun := map[policy.Label]community.PostResult{}
	for _, l := range policy.Labels {
		out, err := r.Service.StartThread(t.Context(), r.morag.Viewer, community.PostInput{Community: r.closed.ID, Title: "Heading of " + string(l),
			Body: "Words of " + string(l) + " for " + mention, Label: l})
		r.ok(err)
		begun[l] = out
		_, err = r.Service.Reply(t.Context(), r.iain.Viewer, community.PostInput{Thread: out.Thread, Body: "Iain’s own answer"})
		r.ok(err)
		_, err = r.Service.EditPost(t.Context(), r.morag.Viewer, community.PostInput{Post: out.Post, Title: "Heading of " + string(l), Body: "Words of " + string(l) + " again, for " + mention})
		r.ok(err)
	}
	r.Pump(t.Context())
	list := r.ask("POST", "/api/v1/lists", r.i, url.Values{"title": {"Morag"}}).is(200)
	r.ask("POST", "/api/v1/lists/"+list["id"].(string)+"/accounts", r.i, url.Values{"account_ids[]": {id(r.morag.Person)}}).is(200)
	hush, rule := id(begun[policy.Confidential].Post), id(begun[policy.ChathamHouse].Post)
	given := 0
	for _, path := range []string{"/api/v1/timelines/home", "/api/v1/timelines/list/" + id(r.closed.ID), "/api/v1/notifications", "/api/v2/notifications",
		"/api/v1/accounts/" + id(r.closed.ID) + "/statuses", "/api/v2/search?q=words", "/api/v1/statuses?id[]=" + hush + "&id[]=" + rule,
		"/api/v1/statuses/" + hush, "/api/v1/statuses/" + rule, "/api/v1/statuses/" + hush + "/context", "/api/v1/statuses/" + hush + "/history", "/api/v1/statuses/" + rule + "/history",
		"/api/v1/timelines/list/" + list["id"].(string), "/api/v1/accounts/" + id(r.morag.Person) + "/statuses", "/api/v2/search?q=words&account_id=" + id(r.morag.Person)} {
		body := r.ask("GET", path, r.i, nil).Body
		if strings.Contains(body, "Words of confidential") || strings.Contains(body, "Heading of confidential") {
			t.Errorf("%s gives what is confidential: %s", path, body)
		}
		for _, name := range []string{"Morag", `"id":"` + id(r.morag.Person) + `"`, `in_reply_to_account_id":"`} {
			if strings.Contains(body, name) {
				t.Errorf("%s says who: %s in %s", path, name, body)
			}
		}
		byPerson := strings.Contains(path, "account_id=") || strings.Contains(path, id(r.morag.Person)+"/statuses") || strings.HasSuffix(path, list["id"].(string))
		if byPerson && strings.Contains(body, "Words") {
			t.Errorf("%s: a list of what one person wrote has it: %s", path, body)
		}
		if strings.Contains(body, "Words of chatham-house") {
			given++
		}
	}
	if given < 6 {
		t.Errorf("what may be read is given %d times: this proves nothing", given)
	}
	r.countsNothing(begun)
	st := r.ask("GET", "/api/v1/statuses/"+hush, r.i, nil).is(200)
	if text := st["content"].(string); !strings.Contains(text, "confidential") || !strings.Contains(text, `/posts/`+hush) || st["account"].(map[string]any)["id"] != id(r.closed.ID) {
		t.Errorf("in its place: %v", st)
	}
	if own := r.ask("GET", "/api/v1/statuses/"+hush, r.m, nil).is(200); !strings.Contains(own["content"].(string), "Words of confidential") {
		t.Errorf("its author’s app: %v", own)
	}
}

// countsNothing: neither a count nor an address says who wrote what has a label, but to
// who wrote it.
func (r rooms) countsNothing(begun map[policy.Label]community.PostResult) {
	r.t.Helper()
	who := "/api/v1/accounts/" + id(r.morag.Person)
	for token, want := range map[string]float64{r.i: 0, r.m: float64(len(begun))} {
		got := r.ask("GET", who, token, nil).is(200)
		if got["statuses_count"] != want || (got["last_status_at"] == nil) != (want == 0) {
			r.t.Errorf("%v posts, the last at %v; want %v", got["statuses_count"], got["last_status_at"], want)
		}
	}
	me := r.ask("GET", "/oauth/userinfo", r.i, nil).is(200)["sub"].(string)
	if in := r.box(me+"/inbox", r.i); len(in) != 0 {
		r.t.Errorf("in an inbox of ActivityPub: %v", in)
	}
	for _, one := range begun {
		at := "http://" + host + "/o/" + id(one.Post)
		r.activity(at, r.i, 404)
		r.activity(at, r.m, 200)
	}
}
