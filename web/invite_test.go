package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"headroom/community"
)

// lacks fails when the page has one of the texts.
func lacks(t *testing.T, body string, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if strings.Contains(body, text) {
			t.Errorf("the page has %q", text)
		}
	}
}

// status fails unless the answer has it.
func (b *browser) status(what string, want int, path string, form url.Values) string {
	b.h.t.Helper()
	w := b.post(path, form)
	if w.Code != want {
		b.h.t.Errorf("%s: %d, want %d", what, w.Code, want)
	}
	return w.Body.String()
}

func TestWhoInvites(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	invite := path("/communities/%d/invite", h.closed.ID)
	form := url.Values{"person": {"head"}, "reason": {"sample"}}
	for role, want := range map[string]int{"anonymous": 401, "applicant": 404, "operator": 403, "head": 403, "member": 403} {
		h.signedIn(role).status(role, want, invite, form)
	}
	see(t, h.signedIn("moderator").get(path("/communities/%d/people", h.closed.ID)).Body.String(), `action="`+invite+`"`, "/role\"")
	lacks(t, h.signedIn("member").get(path("/communities/%d/people", h.closed.ID)).Body.String(), invite, "/role\"")
	mod := h.signedIn("moderator")
	for _, tc := range []struct{ person, says string }{
		{"", "Say whom you are inviting"}, {"nobody", "Nobody of that name"}, {"head@wales.localhost", "Nobody of that name"},
		{"https://elsewhere.example/u/1", "Nobody of that name"},
	} {
		see(t, mod.status(tc.person, 422, invite, url.Values{"person": {tc.person}, "reason": {"kept words"}}), tc.says, "kept words")
	}
	see(t, mod.status("a member", 409, invite, url.Values{"person": {"member"}}), "This person is a member already")
	mod.status("by address", 303, invite, url.Values{"person": {"head@scotland.localhost"}})
	see(t, mod.status("twice", 409, invite, form), "has been invited already")
}

func TestInvitationsAreAnswered(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	room := path("/communities/%d", h.private.ID)
	head, other := h.signedIn("head"), h.signedIn("facilitator")
	lacks(t, head.get("/communities").Body.String(), "canary-private")
	mod := h.signedIn("moderator")
	mod.status("by full name", 303, room+"/invite", url.Values{"person": {"Sample head"}})
	mod.status("by short name", 303, room+"/invite", url.Values{"person": {"facilitator"}})
	for _, b := range []*browser{head, other} {
		see(t, b.get("/").Body.String(), "canary-private", "Accept", "Decline", `action="`+room+`/join"`, `action="`+room+`/leave"`)
		see(t, b.get("/communities").Body.String(), "canary-private")
		see(t, b.get(room).Body.String(), "You have been invited", "Accept", "Decline")
	}
	lacks(t, h.signedIn("member").get("/communities").Body.String(), "canary-private")
	if w := head.post(room+"/join", nil); w.Code != http.StatusSeeOther || !strings.Contains(w.Header().Get("Location"), "done=joined") {
		t.Errorf("accepted: %d %s", w.Code, w.Header().Get("Location"))
	}
	see(t, head.get(room).Body.String(), "canary-secret")
	if w := other.post(room+"/leave", nil); w.Header().Get("Location") != "/?done=declined" {
		t.Errorf("declined: %d %s", w.Code, w.Header().Get("Location"))
	}
	see(t, other.get("/?done=declined").Body.String(), "You have declined the invitation")
	lacks(t, other.get("/").Body.String(), "canary-private")
	if w := other.get(room); w.Code != 404 {
		t.Errorf("after declining: %d", w.Code)
	}
}

func TestRolesChange(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	room, err := h.service.Room(t.Context(), h.as("moderator"), h.closed.ID)
	h.ok(err)
	member, moderator := room.Members[0].Membership.ID, room.Moderators[0].Membership.ID
	role := func(id int64) string { return path("/communities/%d/members/%d/role", h.closed.ID, id) }
	form := url.Values{"role": {"facilitator"}, "reason": {"sample"}}
	for who, want := range map[string]int{"anonymous": 401, "applicant": 404, "head": 403, "member": 403} {
		h.signedIn(who).status(who, want, role(member), form)
	}
	mod := h.signedIn("moderator")
	see(t, mod.status("no reason", 422, role(member), url.Values{"role": {"facilitator"}}), "Give a reason", path(`href="#role_reason-%d"`, member))
	see(t, mod.status("no role", 422, role(member), url.Values{"role": {"queen"}, "reason": {"x"}}), path(`href="#role-%d"`, member))
	see(t, mod.status("the last moderator", 409, role(moderator), form), "at least one moderator")
	mod.status("a facilitator", 303, role(member), form)
	people := path("/communities/%d/people", h.closed.ID)
	h.withApp("member") // the role came after the sign-in
	page := h.signedIn("member").get(people).Body.String()
	see(t, page, path("/communities/%d/invite", h.closed.ID))
	lacks(t, page, "/role\"")
}

func TestWhatAnEndTakesAway(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	op := h.signedIn("operator")
	op.status("expected", 303, "/operator/peers/expect", url.Values{"host": {"wales.localhost"}})
	see(t, op.get("/operator/peers/wales.localhost").Body.String(), `action="/operator/peers/end"`)
	end := "/operator/peers/end?host=wales.localhost"
	see(t, op.get(end).Body.String(), "End the link with Sample Wales", "No community has people of both servers")
	if w := op.get("/operator/peers/end?host=nowhere.localhost"); w.Code != 404 {
		t.Errorf("an unknown host: %d", w.Code)
	}
	for who, want := range map[string]int{"anonymous": 303, "moderator": 403} {
		if w := h.signedIn(who).get(end); w.Code != want {
			t.Errorf("%s: %d, want %d", who, w.Code, want)
		}
	}
}

func TestSmallThingsOnForms(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	applicant := h.signedIn("applicant").get("/")
	if applicant.Code != 200 {
		t.Errorf("home of an applicant: %d", applicant.Code)
	}
	see(t, applicant.Body.String(), "What happens next")
	lacks(t, applicant.Body.String(), "data-events", "govuk-error-summary")
	b := h.signedIn("moderator")
	see(t, b.get("/").Body.String(), `data-events="/events?home"`)
	see(t, b.get(path("/communities/%d", h.closed.ID)).Body.String(), path(`data-events="/events?community=%d"`, h.closed.ID))
	edit := path("/posts/%d/edit", h.post)
	see(t, b.get(edit).Body.String(), `name="title"`, "canary-title")
	b.status("a new title", 303, edit, url.Values{"title": {"A better title"}, "body": {"canary-body"}, "lang": {"en"}})
	see(t, b.get(path("/threads/%d", h.thread)).Body.String(), "A better title")
	see(t, b.status("a long title", 422, edit, url.Values{"title": {strings.Repeat("x", 162)}, "body": {"b"}, "lang": {"en"}}), "take out 12 characters", "at most 150")
	see(t, b.get("/profile").Body.String(), `name="share_school"`)
	p := h.people["moderator"].Person
	form := url.Values{"name": {p.Name}, "post": {p.Post}, "nation": {"scotland"}, "biography": {p.Biography}, "language": {"en"}, "zone": {"Europe/London"}, "phase": {"middle"}, "share_school": {"yes"}}
	b.status("the profile", 303, "/profile", form)
	see(t, b.get("/profile").Body.String(), `value="yes" checked`, `value="middle" checked`)
	form.Del("share_school")
	b.status("the profile", 303, "/profile", form)
	lacks(t, b.get("/profile").Body.String(), `value="yes" checked`)
	op := h.signedIn("operator")
	see(t, op.get("/operator/members").Body.String(), `name="post"`)
	op.status("a facilitator", 303, "/operator/members", url.Values{"name": {"Sample New"}, "email": {"new@scotland.localhost"}, "username": {"new"}, "post": {"Seconded head"}, "school": {"S"}, "authority": {"A"}})
	list, err := h.service.LocalMembers(t.Context(), community.CommandLine)
	h.ok(err)
	if list[0].Post != "Seconded head" {
		t.Errorf("added as %q", list[0].Post)
	}
}
