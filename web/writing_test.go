package web_test

import (
	"strings"
	"testing"

	"headroom/community"
	"headroom/community/policy"
)

// TestWhereToWrite asks for the way to a text: with no community, one, two.
func TestWhereToWrite(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	if to := h.browser().get("/compose").Header().Get("Location"); !strings.HasPrefix(to, "/sign-in?") {
		t.Errorf("nobody is sent to %q", to)
	}
	see(t, h.signedIn("head").get("/compose").Body.String(), "no community yet in which you can write", `href="/communities"`)

	b := h.signedIn("member")
	w := b.get("/compose")
	if to := w.Header().Get("Location"); w.Code != 303 || to != path("/communities/%d/new", h.closed.ID) {
		t.Errorf("with one community: %d to %q", w.Code, to)
	}

	page := h.signedIn("moderator").get("/compose").Body.String()
	for _, c := range []community.Community{h.closed, h.private} {
		see(t, page, path(`href="/communities/%d/new"`, c.ID), c.Name["en"])
	}
	see(t, page, "2 heads, no facilitators, no guests")
}

// TestShared asks for the form with what a phone shares: nothing is lost on the way, through a
// sign-in or through the choice of a community, nor of a draft that is there.
func TestShared(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	const shared = "/share?title=Snow+%26+ice&text=Read+this&url=https%3A%2F%2Fa.example%2Fx%3Fy%3D1%262"
	const query = "?text=Read+this%0A%0Ahttps%3A%2F%2Fa.example%2Fx%3Fy%3D1%262&title=Snow+%26+ice"
	nobody := h.browser().get(shared)
	if to := nobody.Header().Get("Location"); to != "/compose"+query {
		t.Errorf("nobody is sent to %q", to)
	}
	if to := h.browser().get("/compose" + query).Header().Get("Location"); !strings.HasPrefix(to, "/sign-in?") || !strings.Contains(to, "Snow") {
		t.Errorf("and then to %q", to)
	}
	form := path("/communities/%d/new", h.closed.ID)
	member := h.signedIn("member")
	if to := member.get("/compose" + query).Header().Get("Location"); to != form+query {
		t.Errorf("with one community: %q", to)
	}
	page := member.get(form + query).Body.String()
	see(t, page, `value="Snow &amp; ice"`, "Read this\n\nhttps://a.example/x?y=1&amp;2</textarea>")
	see(t, h.signedIn("moderator").get("/compose"+query).Body.String(), `href="`+strings.NewReplacer("&", "&amp;", "+", "&#43;").Replace(form+query)+`"`)
	if to := member.get("/share?text=See+https%3A%2F%2Fa.example&url=https%3A%2F%2Fa.example").Header().Get("Location"); to != "/compose?text=See+https%3A%2F%2Fa.example" {
		t.Errorf("an address twice: %q", to)
	}
	if to := member.get("/share").Header().Get("Location"); to != "/compose" {
		t.Errorf("nothing: %q", to)
	}
	_, err := h.service.SaveDraft(t.Context(), h.as("member"), community.DraftInput{Place: path("community:%d", h.closed.ID), Title: "Mine", Body: "Half a thought"})
	h.ok(err)
	page = member.get(form + query).Body.String()
	see(t, page, `value="Mine"`, "Half a thought\n\nRead this\n\nhttps://a.example/x?y=1&amp;2</textarea>")
}

// TestWritingRoomsArePermitted holds the list to the policy: nobody is led to
// a place where they may not write, or told who reads there.
func TestWritingRoomsArePermitted(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	listed := 0
	for _, name := range []string{"head", "member", "moderator"} {
		rooms, err := h.service.WritingRooms(t.Context(), h.as(name))
		h.ok(err)
		for _, room := range rooms {
			listed++
			h.ok(h.store.View(t.Context(), func(tx community.Tx) error {
				return h.service.DecideOn(tx, h.as(name), room.Card.Community, policy.StartThread, func(f *policy.Facts) { f.Biography = true })
			}))
			want, err := h.service.AudienceOf(t.Context(), h.as(name), room.Card.ID)
			h.ok(err)
			if want.Heads != room.Audience.Heads || want.Guests != room.Audience.Guests || want.Partial != room.Audience.Partial {
				t.Errorf("%s in %d: %+v, the community says %+v", name, room.Card.ID, room.Audience, want)
			}
		}
	}
	if listed < 3 {
		t.Errorf("%d rooms were listed", listed)
	}
	if _, err := h.service.WritingRooms(t.Context(), h.as("operator")); err == nil {
		t.Error("an operator without a person has places to write")
	}
}
