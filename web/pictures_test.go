package web_test

import (
	"maps"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"headroom/community"
	"headroom/templates"
)

var picturesShown = regexp.MustCompile(`(?s)hr-post__image.*?src="/files/(\d+)" alt="([^"]*)"`)

// TestSeveralPictures: they are added one by one without losing what is typed, put into
// another order, kept with the draft, and taken away by an edit.
func TestSeveralPictures(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	b := h.signedIn("member")
	place := path("/communities/%d/new", h.closed.ID)
	fields := map[string]string{"title": "Ferries", "body": "See them.", "lang": "en", "pictured": "yes"}
	kind, body := multi(t, withFields(fields, "alt", "The first", "act", "picture"), "picture, the first")
	w := b.send(place, kind, body)
	if w.Code != 200 {
		t.Fatalf("one more: %d", w.Code)
	}
	see(t, w.Body.String(), "See them.", `value="The first"`, "Add this picture, and choose another")
	one := first(t, pictureOf, w.Body.String())
	see(t, b.get(place).Body.String(), "See them.", `value="The first"`, `name="picture" value="`+one+`"`) // it waits with the draft
	form := url.Values{"picture": {one}, "alt-" + one: {"The first"}, "alt": {"The second"}}
	kind, body = multiOf(t, fields, form, "picture, the second one")
	w = b.send(place, kind, body)
	if w.Code != 303 {
		t.Fatalf("posted: %d %s", w.Code, w.Body)
	}
	to, _, _ := strings.Cut(w.Header().Get("Location"), "?")
	shown := picturesShown.FindAllStringSubmatch(b.get(to).Body.String(), -1)
	if len(shown) != 2 || shown[0][1] != one || shown[0][2] != "The first" || shown[1][2] != "The second" {
		t.Fatalf("shown: %v", shown)
	}
	two := shown[1][1]
	post := first(t, regexp.MustCompile(`href="/posts/(\d+)/edit"`), b.get(to).Body.String())
	see(t, b.get("/posts/"+post+"/edit").Body.String(), `name="place-`+one, `value="The second"`)
	form = url.Values{"picture": {one, two}, "alt-" + one: {"The first"}, "alt-" + two: {"The other"}, "place-" + two: {"1"}}
	kind, body = multiOf(t, fields, form, "")
	if w = b.send("/posts/"+post+"/edit", kind, body); w.Code != 303 {
		t.Fatalf("moved: %d %s", w.Code, w.Body)
	}
	shown = picturesShown.FindAllStringSubmatch(b.get(to).Body.String(), -1)
	if len(shown) != 2 || shown[0][2] != "The other" || shown[1][1] != one {
		t.Errorf("moved: %v", shown)
	}
	kind, body = multiOf(t, fields, url.Values{"picture": {two, one}, "picture_out-" + two: {"yes"}}, "")
	if w = b.send("/posts/"+post+"/edit", kind, body); w.Code != 303 {
		t.Fatalf("left out: %d %s", w.Code, w.Body)
	}
	if shown = picturesShown.FindAllStringSubmatch(b.get(to).Body.String(), -1); len(shown) != 1 || shown[0][1] != one {
		t.Errorf("left out: %v", shown)
	}
	if got := b.get("/files/" + two).Code; got != 404 {
		t.Errorf("what was left out: %d", got)
	}
	// A form without the part for pictures, as of before they could be changed, leaves them.
	b.post("/posts/"+post+"/edit", url.Values{"title": {"Ferries"}, "body": {"See it."}, "lang": {"en"}})
	if shown = picturesShown.FindAllStringSubmatch(b.get(to).Body.String(), -1); len(shown) != 1 {
		t.Errorf("an edit of the words alone: %v", shown)
	}
	five := url.Values{"picture": {"1", "2", "3", "4", "5"}}
	kind, body = multiOf(t, fields, five, "")
	if w = b.send(place, kind, body); w.Code != 422 {
		t.Errorf("made-up pictures: %d", w.Code)
	}
	see(t, w.Body.String(), "See them.")
}

func withFields(fields map[string]string, more ...string) map[string]string {
	out := maps.Clone(fields)
	for i := 0; i < len(more); i += 2 {
		out[more[i]] = more[i+1]
	}
	return out
}

// TestAFormHasRoom for as many pictures as a post may have, and for no more.
func TestAFormHasRoom(t *testing.T) {
	t.Parallel()
	for n := range community.PicturesMost + 1 {
		c := templates.Composer{Form: templates.ComposeForm{Pictures: make([]templates.PictureForm, n)}}
		if got, want := c.Room(), n < community.PicturesMost; got != want {
			t.Errorf("with %d pictures there is room for one more: %v", n, got)
		}
	}
}
