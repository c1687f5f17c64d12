package clientapi_test

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"headroom/community"
)

// rooms is a world with an open, a closed and a private community of Morag's, of
// whom Iain is in the first two.
type rooms struct {
	*world
	morag, iain, outsider member
	m, i, o               string // tokens
	open, closed, private community.Community
}

func newRooms(t testing.TB) rooms {
	w := newWorld(t)
	r := rooms{world: w, morag: w.head("Morag Sample"), iain: w.head("Iain Sample"), outsider: w.head("Olwen Sample")}
	r.open = w.found(r.morag, community.CommunityInput{Username: "phones", Access: "open", Joining: "automatic"})
	r.closed = w.found(r.morag, community.CommunityInput{Username: "maths", Joining: "automatic"})
	r.private = w.found(r.morag, community.CommunityInput{Username: "quiet", Access: "private"})
	for _, c := range []community.Community{r.open, r.closed} {
		w.ok(w.Service.Join(t.Context(), r.iain.Viewer, c.ID, "please", nil))
	}
	r.morag.Session.Passkey = true // moderators come with more than a password
	r.m, r.i, r.o = w.token(r.morag), w.token(r.iain), w.token(r.outsider)
	return r
}

func id(n int64) string { return strconv.FormatInt(n, 10) }

// begin starts a conversation from the pages.
func (r rooms) begin(m member, c community.Community, title, body string) community.PostResult {
	r.t.Helper()
	out, err := r.Service.StartThread(r.t.Context(), m.Viewer, community.PostInput{Community: c.ID, Title: title, Body: body})
	r.ok(err)
	return out
}

func TestOwnAccount(t *testing.T) {
	t.Parallel()
	r := newRooms(t)
	me := r.ask("GET", "/api/v1/accounts/verify_credentials", r.i, nil).is(200)
	if me["acct"] != r.iain.Record.Username || me["display_name"] != "Iain Sample" || me["group"] != false || me["source"] == nil {
		t.Errorf("own account: %v", me)
	}
	for _, url := range []string{"avatar", "avatar_static", "header", "header_static"} {
		at, _ := me[url].(string)
		got := r.ask("GET", strings.TrimPrefix(at, "http://"+host), "", nil)
		if got.Status != 200 || got.Header.Get("Content-Type") != "image/png" {
			t.Errorf("%s at %s: %d %s", url, at, got.Status, got.Header.Get("Content-Type"))
		}
	}
}

func TestCommunityIsAnAccount(t *testing.T) {
	t.Parallel()
	r := newRooms(t)
	maths := r.ask("GET", "/api/v1/accounts/"+id(r.closed.ID), r.i, nil).is(200)
	if maths["group"] != true || maths["acct"] != "maths" || maths["locked"] != false || maths["followers_count"] != 2.0 {
		t.Errorf("a community: %v", maths)
	}
	found := r.ask("GET", "/api/v1/accounts/lookup?acct=maths", r.i, nil).is(200)
	if found["id"] != id(r.closed.ID) {
		t.Errorf("looked up: %v", found["id"])
	}
	offered := r.ask("GET", "/api/v1/accounts/search?q=@ma", r.i, nil).list(200)
	if len(offered) == 0 || offered[0]["acct"] != "maths" {
		t.Errorf("offered for @ma: %v", offered)
	}
	members := r.ask("GET", "/api/v1/accounts/"+id(r.closed.ID)+"/followers?limit=1", r.i, nil)
	if list := members.list(200); len(list) != 1 || !strings.Contains(members.Header.Get("Link"), `rel="next"`) {
		t.Errorf("members: %v, %s", list, members.Header.Get("Link"))
	}
	if list := r.ask("GET", "/api/v1/accounts/"+id(r.closed.ID)+"/followers", r.o, nil).list(200); len(list) != 0 {
		t.Errorf("who is in it is told to who is not: %v", list)
	}
	mine := r.ask("GET", "/api/v1/accounts/"+id(r.iain.Person)+"/following", r.i, nil).list(200)
	if len(mine) != 2 {
		t.Errorf("the communities of the member: %v", mine)
	}
}

// TestJoiningIsFollowing: what cannot be joined with one press says where to ask,
// and nothing happens.
func TestJoiningIsFollowing(t *testing.T) {
	t.Parallel()
	r := newRooms(t)
	asks := r.found(r.morag, community.CommunityInput{Username: "asks", Joining: "request"})
	state := func(c community.Community) map[string]any {
		return r.ask("GET", "/api/v1/accounts/relationships?id[]="+id(c.ID), r.o, nil).list(200)[0]
	}
	if now := r.ask("POST", "/api/v1/accounts/"+id(r.closed.ID)+"/follow", r.o, nil).is(200); now["following"] != true || now["requested"] != false {
		t.Errorf("joined: %v", now)
	}
	if now := r.ask("POST", "/api/v1/accounts/"+id(r.closed.ID)+"/follow", r.o, nil).is(200); now["following"] != true {
		t.Errorf("joined again: %v", now)
	}
	if refused := r.ask("POST", "/api/v1/accounts/"+id(asks.ID)+"/follow", r.o, nil).is(422); !strings.Contains(refused["error"].(string), "/communities/"+id(asks.ID)) {
		t.Errorf("refused: %v", refused)
	}
	r.ok(r.Service.Join(t.Context(), r.outsider.Viewer, asks.ID, "please", nil))
	if now := state(asks); now["requested"] != true || now["following"] != false {
		t.Errorf("asked: %v", now)
	}
	if now := r.ask("POST", "/api/v1/accounts/"+id(r.closed.ID)+"/unfollow", r.o, nil).is(200); now["following"] != false {
		t.Errorf("left: %v", now)
	}
	if list := r.ask("GET", "/api/v1/timelines/home", r.o, nil).list(200); len(list) != 0 {
		t.Errorf("home of who has left: %v", list)
	}
}

func TestStances(t *testing.T) {
	t.Parallel()
	r := newRooms(t)
	at := "/api/v1/accounts/" + id(r.morag.Person)
	for _, c := range []struct{ do, field string }{{"block", "blocking"}, {"mute", "muting"}} {
		if now := r.ask("POST", at+"/"+c.do, r.i, nil).is(200); now[c.field] != true {
			t.Errorf("%s: %v", c.do, now)
		}
	}
	now := r.ask("POST", at+"/note", r.i, url.Values{"comment": {"Be brief"}}).is(200)
	if now["note"] != "Be brief" || now["blocking"] != true || now["muting"] != true {
		t.Errorf("note: %v", now)
	}
	r.ask("POST", at+"/unblock", r.i, nil).is(200)
	if now := r.ask("POST", at+"/unmute", r.i, nil).is(200); now["blocking"] != false || now["muting"] != false || now["note"] != "Be brief" {
		t.Errorf("taken back: %v", now)
	}
	r.ask("POST", "/api/v1/accounts/"+id(r.closed.ID)+"/block", r.i, nil).is(422)
	r.begin(r.morag, r.closed, "Attendance codes", "Which do you use?")
	if list := r.ask("GET", "/api/v1/timelines/home", r.i, nil).list(200); len(list) != 1 {
		t.Errorf("home: %v", list)
	}
	r.ask("POST", at+"/mute", r.i, nil).is(200)
	if list := r.ask("GET", "/api/v1/timelines/home", r.i, nil).list(200); len(list) != 0 {
		t.Errorf("home without who is muted: %v", list)
	}
}

// TestHome: home has each post once, as the boost of its community, whose own
// number does not count as a boost.
func TestHome(t *testing.T) {
	t.Parallel()
	r := newRooms(t)
	first := r.begin(r.morag, r.closed, "Attendance codes", "Which do you use?")
	second := r.begin(r.morag, r.open, "Phones", "Which rule do you have?")
	r.begin(r.morag, r.private, "Between us", "A quiet word.")
	got := r.ask("GET", "/api/v1/timelines/home", r.i, nil)
	list := got.list(200)
	if len(list) != 2 {
		t.Fatalf("home: %v", list)
	}
	newest, inner := list[0], list[0]["reblog"].(map[string]any)
	if newest["id"] != id(second.Post|1<<52) || inner["id"] != id(second.Post) || newest["account"].(map[string]any)["acct"] != "phones" ||
		inner["account"].(map[string]any)["id"] != id(r.morag.Person) || inner["reblogs_count"] != 0.0 {
		t.Errorf("newest: %v", newest)
	}
	if inner["visibility"] != "public" || list[1]["reblog"].(map[string]any)["visibility"] != "private" {
		t.Errorf("visibility: %v, %v", inner["visibility"], list[1]["visibility"])
	}
	if text := list[1]["content"].(string); !strings.HasPrefix(text, "<p><strong>Attendance codes</strong></p><p>Which") {
		t.Errorf("content: %s", text)
	}
	if link := got.Header.Get("Link"); !strings.Contains(link, "max_id=") || !strings.Contains(link, "min_id=") {
		t.Errorf("link: %s", link)
	}
	older := r.ask("GET", "/api/v1/timelines/home?max_id="+id(second.Post|1<<52), r.i, nil).list(200)
	if len(older) != 1 || older[0]["id"] != id(first.Post|1<<52) {
		t.Errorf("older: %v", older)
	}
	if newer := r.ask("GET", "/api/v1/timelines/home?since_id="+id(first.Post), r.i, nil).list(200); len(newer) != 1 {
		t.Errorf("newer: %v", newer)
	}
	open := r.ask("GET", "/api/v1/timelines/public", "", nil).list(200)
	if len(open) != 1 || open[0]["id"] != id(second.Post|1<<52) {
		t.Errorf("public: %v", open)
	}
	ofMaths := r.ask("GET", "/api/v1/accounts/"+id(r.closed.ID)+"/statuses?exclude_reblogs=true", r.i, nil).list(200)
	if len(ofMaths) != 1 || ofMaths[0]["reblog"] == nil {
		t.Errorf("of the community: %v", ofMaths)
	}
	ofMorag := r.ask("GET", "/api/v1/accounts/"+id(r.morag.Person)+"/statuses", r.i, nil).list(200)
	if len(ofMorag) != 2 || ofMorag[0]["reblog"] != nil {
		t.Errorf("of a person: %v", ofMorag)
	}
	r.ok(r.Service.PinThread(t.Context(), r.morag.Viewer, first.Thread, true))
	pinned := r.ask("GET", "/api/v1/accounts/"+id(r.closed.ID)+"/statuses?pinned=true", r.i, nil).list(200)
	if len(pinned) != 1 || pinned[0]["id"] != id(first.Post) || pinned[0]["pinned"] != true {
		t.Errorf("pinned: %v", pinned)
	}
}

// TestUnknownAndForbiddenAreAlike: what may not be known is answered with the same
// bytes as what there is not, by everybody who may not know it.
func TestUnknownAndForbiddenAreAlike(t *testing.T) {
	t.Parallel()
	r := newRooms(t)
	post := r.begin(r.morag, r.private, "Between us", "A quiet word.")
	unverified := r.token(r.person("Una Sample"))
	for name, token := range map[string]string{"nobody": "", "no member": r.o, "member of others": r.i, "unverified": unverified, "an app": r.appToken()} {
		for _, path := range []string{"/api/v1/statuses/%", "/api/v1/statuses/%/context", "/api/v1/statuses/%/history", "/api/v1/polls/%",
			"/api/v1/accounts/%", "/api/v1/accounts/%/statuses", "/api/v1/accounts/%/followers", "/api/v1/accounts/%/featured_tags"} {
			hidden := post.Post
			if strings.Contains(path, "accounts") {
				hidden = r.private.ID
			}
			got := r.ask(http.MethodGet, strings.Replace(path, "%", id(hidden), 1), token, nil)
			want := r.ask(http.MethodGet, strings.Replace(path, "%", "987654321", 1), token, nil)
			if got.Status != want.Status || got.Body != want.Body || got.Status != 404 {
				t.Errorf("%s, %s: %d %s, of what there is not %d %s", name, path, got.Status, got.Body, want.Status, want.Body)
			}
		}
		if token == "" || name == "an app" {
			continue
		}
		for _, path := range []string{"favourite", "unfavourite", "bookmark", "pin", "mute", "reblog"} {
			got := r.ask(http.MethodPost, "/api/v1/statuses/"+id(post.Post)+"/"+path, token, nil)
			want := r.ask(http.MethodPost, "/api/v1/statuses/987654321/"+path, token, nil)
			if got.Body != want.Body || got.Status != want.Status {
				t.Errorf("%s, %s: %d %s", name, path, got.Status, got.Body)
			}
		}
	}
}

// TestRevokedReadNothing: what a head could read is closed with the credential, to
// their apps as to them.
func TestRevokedReadNothing(t *testing.T) {
	t.Parallel()
	r := newRooms(t)
	post := r.begin(r.morag, r.closed, "Attendance codes", "Which do you use?")
	r.ask("GET", "/api/v1/statuses/"+id(post.Post), r.i, nil).is(200)
	r.ok(r.Service.Revoke(t.Context(), community.CommandLine, r.iain.Person, "a test"))
	r.Pump(t.Context())
	for _, path := range []string{"/api/v1/statuses/" + id(post.Post), "/api/v1/timelines/home", "/api/v1/accounts/" + id(r.closed.ID) + "/statuses"} {
		if got := r.ask("GET", path, r.i, nil); strings.Contains(got.Body, "Attendance") || strings.Contains(got.Body, "Which do you") {
			t.Errorf("%s: %d %s", path, got.Status, got.Body)
		}
	}
}

func TestContext(t *testing.T) {
	t.Parallel()
	r := newRooms(t)
	root := r.begin(r.morag, r.closed, "Attendance codes", "Which do you use?")
	answer, err := r.Service.Reply(t.Context(), r.iain.Viewer, community.PostInput{Thread: root.Thread, Body: "The old ones."})
	r.ok(err)
	var around map[string][]map[string]any
	r.ask("GET", "/api/v1/statuses/"+id(answer.Post)+"/context", r.i, nil).into(200, &around)
	if len(around["ancestors"]) != 1 || around["ancestors"][0]["id"] != id(root.Post) || around["descendants"] == nil || len(around["descendants"]) != 0 {
		t.Errorf("around the answer: %v", around)
	}
	r.ask("GET", "/api/v1/statuses/"+id(root.Post|1<<52)+"/context", r.i, nil).into(200, &around)
	if len(around["descendants"]) != 1 || around["descendants"][0]["in_reply_to_id"] != id(root.Post) {
		t.Errorf("around the first: %v", around)
	}
	some := r.ask("GET", "/api/v1/statuses?id[]="+id(root.Post)+"&id[]=987654321&id[]="+id(answer.Post|1<<52), r.i, nil).list(200)
	if ids := []any{some[0]["id"], some[1]["id"]}; len(some) != 2 || !slices.Equal(ids, []any{id(root.Post), id(answer.Post | 1<<52)}) {
		t.Errorf("some: %v", ids)
	}
}
