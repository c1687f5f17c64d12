package clientapi_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"headroom/community"
)

// activity reads an answer of ActivityPub.
func (r rooms) activity(address, token string, status int) map[string]any {
	r.t.Helper()
	got := r.raw(http.MethodGet, strings.TrimPrefix(address, "http://"+host), token, "", "")
	var out map[string]any
	if err := json.Unmarshal(got.Body.Bytes(), &out); err != nil || got.Code != status {
		r.t.Fatalf("%s: %d %s (%v), want %d", address, got.Code, got.Body, err, status)
	}
	if kind := got.Header().Get("Content-Type"); status == 200 && !strings.HasPrefix(kind, "application/activity+json") {
		r.t.Errorf("%s: %s", address, kind)
	}
	return out
}

// box gives the objects of all pages of an inbox or outbox.
func (r rooms) box(address, token string) (notes []map[string]any) {
	r.t.Helper()
	whole := r.activity(address, token, 200)
	if whole["type"] != "OrderedCollection" || whole["id"] != address {
		r.t.Errorf("%v", whole)
	}
	next, _ := whole["first"].(string)
	for pages := 0; next != "" && pages < 10; pages++ {
		page := r.activity(next, token, 200)
		if page["type"] != "OrderedCollectionPage" || page["partOf"] != address || page["id"] != next {
			r.t.Errorf("%v", page)
		}
		for _, one := range page["orderedItems"].([]any) {
			create := one.(map[string]any)
			note := create["object"].(map[string]any)
			if create["type"] != "Create" || create["actor"] != note["attributedTo"] {
				r.t.Errorf("%v", create)
			}
			note["create"] = create["id"]
			notes = append(notes, note)
		}
		next, _ = page["next"].(string)
	}
	return notes
}

// TestAppsReadByActivityPub: a member's own inbox and outbox, and what they name, as
// far as the member may read it at that moment.
func TestAppsReadByActivityPub(t *testing.T) {
	t.Parallel()
	r := newRooms(t)
	me := r.ask("GET", "/oauth/userinfo", r.i, nil).is(200)["sub"].(string)
	actor := r.activity(me, r.i, 200)
	ends, _ := actor["endpoints"].(map[string]any)
	if actor["type"] != "Person" || actor["inbox"] != me+"/inbox" || actor["outbox"] != me+"/outbox" || ends["oauthTokenEndpoint"] != "http://"+host+"/oauth/token" {
		t.Errorf("%v", actor)
	}
	file := r.upload(r.m, "/api/v2/media", "A field").is(200)["id"].(string)
	r.says(r.m, "@maths A field of barley", url.Values{"media_ids[]": {file}}).is(200)
	r.begin(r.morag, r.private, "Between us", "A quiet word")
	r.begin(r.iain, r.closed, "Ferries", "Which do you take?")
	for n := range 22 {
		r.begin(r.morag, r.open, "Number "+strconv.Itoa(n), "One of many")
	}
	in, out := r.box(me+"/inbox", r.i), r.box(me+"/outbox", r.i)
	if len(in) != 23 || len(out) != 1 || !strings.Contains(out[0]["content"].(string), "Which do you take") || out[0]["source"] == nil {
		t.Fatalf("%d in the inbox, %d in the outbox: %v", len(in), len(out), out)
	}
	if got := r.raw(http.MethodPost, strings.TrimPrefix(me, "http://"+host)+"/outbox", r.i, "", ""); got.Code != http.StatusNotFound {
		t.Errorf("something may be written: %d", got.Code)
	}
	field := in[len(in)-1]
	if !strings.Contains(field["content"].(string), "barley") || field["source"] != nil || field["audience"] != r.closed.IRI {
		t.Errorf("%v", field)
	}
	picture := field["attachment"].([]any)[0].(map[string]any)["url"].(string)
	if got := r.raw("GET", strings.TrimPrefix(picture, "http://"+host), "", "", ""); got.Code != 200 || !strings.HasPrefix(got.Header().Get("Content-Type"), "image/") {
		t.Errorf("%s: %d", picture, got.Code)
	}
	named := []string{field["id"].(string), field["create"].(string)}
	for _, at := range named {
		if one := r.activity(at, r.i, 200); one["id"] != at || one["@context"] == nil {
			t.Errorf("%v", one)
		}
	}
	if group := r.activity(r.closed.IRI, r.i, 200); group["type"] != "Group" || group["preferredUsername"] != "maths" {
		t.Errorf("%v", group)
	}
	r.refusesReaders(me, named)

	r.ok(r.Service.SetStance(t.Context(), r.iain.Viewer, r.morag.Person, community.StanceInput{Muted: true}))
	if in := r.box(me+"/inbox", r.i); len(in) != 0 {
		t.Errorf("of who is muted: %v", in)
	}
	r.ok(r.Service.SetStance(t.Context(), r.iain.Viewer, r.morag.Person, community.StanceInput{}))
	r.ok(r.Service.Leave(t.Context(), r.iain.Viewer, r.closed.ID))
	if in, out := r.box(me+"/inbox", r.i), r.box(me+"/outbox", r.i); len(in) != 22 || len(out) != 0 {
		t.Errorf("after leaving: %d and %d", len(in), len(out))
	}
	for _, at := range named {
		r.activity(at, r.i, 404)
	}
}

// refusesReaders: who is not let in is answered as for what there is not.
func (r rooms) refusesReaders(me string, named []string) {
	r.t.Helper()
	narrow := r.token(r.iain, "profile")
	for _, at := range []string{me + "/inbox", me + "/outbox"} {
		for token, status := range map[string]int{"": 401, "made-up": 401, r.appToken(): 401, narrow: 403, r.m: 404, r.o: 404} {
			r.activity(at, token, status)
		}
		if got := r.raw(http.MethodOptions, strings.TrimPrefix(at, "http://"+host), "", "", ""); got.Code != 204 || got.Header().Get("Access-Control-Allow-Origin") != "*" {
			r.t.Errorf("%d %v", got.Code, got.Header())
		}
	}
	for _, at := range append(named, r.private.IRI) {
		path := strings.TrimPrefix(at, "http://"+host)
		unknown := path[:strings.LastIndex(path, "/")] + "/987654321"
		got, want := r.raw("GET", path, r.o, "", ""), r.raw("GET", unknown, r.o, "", "")
		if got.Code != 404 || got.Body.String() != want.Body.String() {
			r.t.Errorf("%s: %d %s, of nothing %d %s", path, got.Code, got.Body, want.Code, want.Body)
		}
		if anybody := r.raw("GET", path, "", "", ""); anybody.Code == 200 {
			r.t.Errorf("%s without a token: %s", path, anybody.Body)
		}
	}
	ask := httptest.NewRequest("GET", me+"/inbox", nil)
	ask.AddCookie(&http.Cookie{Name: "headroom", Value: r.i})
	rec := httptest.NewRecorder()
	if r.Handler.ServeHTTP(rec, ask); rec.Code != 401 {
		r.t.Errorf("with a cookie: %d", rec.Code)
	}
}
