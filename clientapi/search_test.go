package clientapi_test

import (
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// TestHashtags: a word with # is a tag in what apps are shown, and its timeline has the
// posts that the member may read, and no others.
func TestHashtags(t *testing.T) {
	t.Parallel()
	r := newRooms(t)
	r.begin(r.morag, r.closed, "Codes", "Which do you use for #Attendance, or #attendance_2? See `#code`, [#link](https://a.example/#attendance) and item #1.")
	r.begin(r.morag, r.closed, "Without", "attendance, and no sign")
	r.begin(r.morag, r.private, "Quiet", "Our own #attendance.")
	list := func(token, name string) []map[string]any {
		return r.ask("GET", "/api/v1/timelines/tag/"+name, token, nil).list(200)
	}
	mine := list(r.i, "ATTENDANCE")
	if len(mine) != 1 {
		t.Fatalf("of a member: %v", mine)
	}
	var names []string
	for _, one := range mine[0]["tags"].([]any) {
		names = append(names, one.(map[string]any)["name"].(string))
	}
	if strings.Join(names, " ") != "attendance attendance_2" {
		t.Errorf("tags: %v", names)
	}
	if text := mine[0]["content"].(string); strings.Count(text, "mention hashtag") != 2 || !strings.Contains(text, "#<span>Attendance</span></a>") {
		t.Errorf("content: %s", text)
	}
	if got := list(r.m, "attendance"); len(got) != 2 {
		t.Errorf("of a member of both: %d", len(got))
	}
	for _, none := range [][]map[string]any{list(r.o, "attendance"), list("", "attendance"), list(r.i, "code"), list(r.i, "link"), list(r.i, "1"), list(r.i, "%22x"), list(r.i, strings.Repeat("x", 500))} {
		if len(none) != 0 {
			t.Errorf("found: %v", none)
		}
	}
	if found := r.ask("GET", "/api/v2/search?q=%23Attendance", r.i, nil).is(200); found["hashtags"].([]any)[0].(map[string]any)["name"] != "attendance" {
		t.Errorf("searched: %v", found)
	}
	for n := range 3 {
		r.begin(r.iain, r.closed, "More "+strconv.Itoa(n), "On #paging again")
	}
	first := r.ask("GET", "/api/v1/timelines/tag/paging?limit=2", r.i, nil)
	seen := first.list(200)
	rest := list(r.i, "paging?limit=2&max_id="+seen[1]["id"].(string))
	if len(seen) != 2 || len(rest) != 1 || !strings.Contains(first.Header.Get("Link"), "max_id="+seen[1]["id"].(string)) {
		t.Errorf("pages: %d and %d, %s", len(seen), len(rest), first.Header.Get("Link"))
	}
}

// TestSearchFindsWhatMayBeRead: people, communities and posts, by words, by name
// and by address; of what the member may not know, nothing.
func TestSearchFindsWhatMayBeRead(t *testing.T) {
	t.Parallel()
	r := newRooms(t)
	post := r.begin(r.morag, r.closed, "Attendance codes", "Which do you use?")
	r.begin(r.morag, r.private, "Attendance of our own", "Quietly.")
	find := func(token, q string) map[string]any {
		return r.ask("GET", "/api/v2/search?resolve=true&q="+url.QueryEscape(q), token, nil).is(200)
	}
	count := func(found map[string]any, what string) int { return len(found[what].([]any)) }
	if found := find(r.i, "attendance"); count(found, "statuses") != 1 || count(found, "hashtags") != 0 {
		t.Errorf("by words: %v", found)
	}
	if found := find(r.o, "attendance"); count(found, "statuses") != 0 {
		t.Errorf("by words, in none: %v", found)
	}
	for _, q := range []string{"@maths", "@maths@" + host, "http://" + host + "/communities/" + id(r.closed.ID), r.closed.IRI} {
		found := find(r.i, q)
		if count(found, "accounts") == 0 || found["accounts"].([]any)[0].(map[string]any)["acct"] != "maths" {
			t.Errorf("%s: %v", q, found)
		}
	}
	at := "http://" + host + "/posts/" + id(post.Post)
	if found := find(r.i, at); count(found, "statuses") != 1 {
		t.Errorf("by address: %v", found)
	}
	for _, q := range []string{at, r.private.IRI, "@quiet", "http://" + host + "/communities/" + id(r.private.ID), "https://elsewhere.example/@nobody/1", ""} {
		if found := find(r.o, q); count(found, "statuses")+count(found, "accounts") != 0 {
			t.Errorf("%q of who may not know it: %v", q, found)
		}
	}
	if list := r.ask("GET", "/api/v1/directory", r.o, nil).list(200); len(list) != 2 {
		t.Errorf("directory: %v", list)
	}
	r.ask("GET", "/api/v2/suggestions", r.o, nil).list(200)
	if tag := r.ask("GET", "/api/v1/tags/Maths", "", nil).is(200); tag["name"] != "maths" {
		t.Errorf("tag: %v", tag)
	}
}

// TestTagsAreFollowed by who says so, each name once, and are theirs alone.
func TestTagsAreFollowed(t *testing.T) {
	t.Parallel()
	r := newRooms(t)
	names := func(token, query string) (list []string) {
		for _, tag := range r.ask("GET", "/api/v1/followed_tags"+query, token, nil).list(200) {
			if tag["following"] != true {
				t.Errorf("%v", tag)
			}
			list = append(list, tag["name"].(string))
		}
		return list
	}
	for _, name := range []string{"Maths", "maths", "L%C3%A0n", "snow"} {
		if tag := r.ask("POST", "/api/v1/tags/"+name+"/follow", r.o, nil).is(200); tag["following"] != true {
			t.Errorf("%v", tag)
		}
	}
	if got := names(r.o, ""); !slices.Equal(got, []string{"snow", "làn", "maths"}) || names(r.i, "") != nil {
		t.Errorf("followed: %q, by another %q", got, names(r.i, ""))
	}
	first := r.ask("GET", "/api/v1/followed_tags?limit=2", r.o, nil)
	if next := regexp.MustCompile(`max_id=\d+`).FindString(first.Header.Get("Link")); next == "" || !slices.Equal(names(r.o, "?limit=2&"+next), []string{"maths"}) {
		t.Errorf("a page: %s", first.Header.Get("Link"))
	}
	for _, who := range []struct {
		token string
		want  bool
	}{{r.o, true}, {r.i, false}, {"", false}} {
		if tag := r.ask("GET", "/api/v1/tags/MATHS", who.token, nil).is(200); tag["following"] != who.want {
			t.Errorf("%v", tag)
		}
	}
	if found := r.ask("GET", "/api/v2/search?q=%23maths", r.o, nil).is(200)["hashtags"].([]any); len(found) != 1 || found[0].(map[string]any)["following"] != true {
		t.Errorf("%v", found)
	}
	for _, bad := range []string{"12", "a-b", "%20", strings.Repeat("x", 101)} {
		r.ask("POST", "/api/v1/tags/"+bad+"/follow", r.o, nil).is(404)
	}
	for range 2 {
		if tag := r.ask("POST", "/api/v1/tags/maths/unfollow", r.o, nil).is(200); tag["following"] != false {
			t.Errorf("%v", tag)
		}
	}
	for i := range 98 {
		r.ask("POST", "/api/v1/tags/word"+strconv.Itoa(i)+"/follow", r.o, nil).is(200)
	}
	r.ask("POST", "/api/v1/tags/maths/follow", r.o, nil).is(422)
	r.ask("POST", "/api/v1/tags/snow/follow", r.o, nil).is(200) // which is there already
	if got := names(r.o, "?limit=200"); len(got) != 100 {
		t.Errorf("%d are followed", len(got))
	}
}

func TestOwnLists(t *testing.T) {
	t.Parallel()
	r := newRooms(t)
	var posts []string
	for range 3 {
		posts = append(posts, id(r.begin(r.morag, r.closed, "Attendance codes", "Which do you use?").Post))
	}
	for _, do := range []string{"favourite", "bookmark"} {
		for _, post := range posts {
			r.ask("POST", "/api/v1/statuses/"+post+"/"+do, r.i, nil).is(200)
		}
		first := r.ask("GET", "/api/v1/"+do+"s?limit=2", r.i, nil)
		if list := first.list(200); len(list) != 2 || list[0]["id"] != posts[2] {
			t.Errorf("%ss: %v", do, list)
		}
		link := first.Header.Get("Link")
		from, to := len("<http://"+host), len(link)-len(`>; rel="next"`)
		if to < from {
			t.Fatalf("link: %q", link)
		}
		if list := r.ask("GET", link[from:to], r.i, nil).list(200); len(list) != 1 || list[0]["id"] != posts[0] {
			t.Errorf("%ss, next page: %v", do, list)
		}
		if list := r.ask("GET", "/api/v1/"+do+"s", r.m, nil).list(200); len(list) != 0 {
			t.Errorf("%ss of another: %v", do, list)
		}
	}
	r.ok(r.Service.Leave(t.Context(), r.iain.Viewer, r.closed.ID))
	for _, list := range []string{"favourites", "bookmarks"} {
		if got := r.ask("GET", "/api/v1/"+list, r.i, nil).list(200); len(got) != 0 {
			t.Errorf("%s after leaving: %v", list, got)
		}
	}
	r.ask("POST", "/api/v1/accounts/"+id(r.morag.Person)+"/block", r.i, nil).is(200)
	if got := r.ask("GET", "/api/v1/blocks", r.i, nil).list(200); len(got) != 1 || got[0]["id"] != id(r.morag.Person) {
		t.Errorf("blocked: %v", got)
	}
	if got := r.ask("GET", "/api/v1/mutes", r.i, nil).list(200); len(got) != 0 {
		t.Errorf("muted: %v", got)
	}
}

// TestFollowingAPerson keeps them in a list, and opens nothing.
func TestFollowingAPerson(t *testing.T) {
	t.Parallel()
	r := newRooms(t)
	r.begin(r.morag, r.private, "Between us", "A quiet word.")
	at := "/api/v1/accounts/" + id(r.morag.Person)
	if now := r.ask("POST", at+"/follow", r.o, nil).is(200); now["following"] != true || now["requested"] != false {
		t.Errorf("following: %v", now)
	}
	if list := r.ask("GET", "/api/v1/accounts/"+id(r.outsider.Person)+"/following", r.o, nil).list(200); len(list) != 1 {
		t.Errorf("whom: %v", list)
	}
	if list := r.ask("GET", at+"/statuses", r.o, nil).list(200); len(list) != 0 {
		t.Errorf("it opens: %v", list)
	}
	if now := r.ask("POST", at+"/unfollow", r.o, nil).is(200); now["following"] != false {
		t.Errorf("no longer: %v", now)
	}
	r.ask("POST", "/api/v1/accounts/"+id(r.outsider.Person)+"/follow", r.o, nil).is(422)
}
