package web_test

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"testing"

	"headroom/community"
	"headroom/community/policy"
)

// menu finds the main menu of a page, and door an address in it.
var (
	menu = regexp.MustCompile(`(?s)<nav class="hr-nav".*?</nav>`)
	door = regexp.MustCompile(`href="([^"]*)"`)
)

// further adds a person who is here as something else than a head.
func (h *house) further(name string, be func(desk community.Viewer, person int64) error) {
	h.t.Helper()
	p, err := h.service.AddMember(h.t.Context(), community.CommandLine, community.MemberInput{Email: name + "@scotland.localhost", Username: name,
		Name: "Sample " + name, Post: "Bursar", School: "Sample School", Authority: "Sample Council", Nation: "SCT", Language: "en", Password: password,
		Biography: "Somebody of a sample school who is not its head, for the sake of tests."})
	h.ok(err)
	h.people[name] = p
	h.ok(be(community.CommandLine, p.Person.ID))
}

// TestTheMenuLeadsNowhereThatRefuses opens every entry of the main menu as
// everybody who has one.
func TestTheMenuLeadsNowhereThatRefuses(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.further("bursar", func(desk community.Viewer, id int64) error {
		_, err := h.service.Appoint(t.Context(), desk, community.AppointInput{Person: id, Role: "bursar", Months: 6, Reason: "Keeps the books"})
		return err
	})
	h.further("aspiring", func(desk community.Viewer, id int64) error {
		_, err := h.service.Verify(t.Context(), desk, id, policy.Aspiring, "Is on the programme")
		return err
	})
	h.further("ended", func(desk community.Viewer, id int64) error {
		if _, err := h.service.Verify(t.Context(), desk, id, policy.Head, "Leads a school"); err != nil {
			return err
		}
		return h.service.Revoke(t.Context(), desk, id, "Has left the school")
	})
	for role, people := range map[string]bool{"head": true, "facilitator": true, "applicant": false, "bursar": false, "aspiring": false,
		"ended": false, "operator": false} {
		b := h.signedIn(role)
		from := map[bool]string{true: "/operator", false: "/notifications"}[role == "operator"]
		var leads []string
		for _, found := range door.FindAllStringSubmatch(menu.FindString(b.get(from).Body.String()), -1) {
			leads = append(leads, found[1])
			if w := b.get(found[1]); w.Code != http.StatusOK && w.Code != http.StatusSeeOther {
				t.Errorf("%s is led to %s: %d", role, found[1], w.Code)
			}
		}
		if len(leads) < 4 || slices.Contains(leads, "/people") != people {
			t.Errorf("the menu of %s: %v", role, leads)
		}
	}
	for role, say := range map[string]string{"bursar": "you are here in another role", "aspiring": "you are here in another role",
		"applicant": "when you have been verified"} {
		b := h.signedIn(role)
		w := b.get("/people")
		if see(t, w.Body.String(), "the list of all people", say); w.Code != http.StatusForbidden {
			t.Errorf("the list of people as %s: %d", role, w.Code)
		}
		lacks(t, w.Body.String(), `href="/people"`)
		lacks(t, b.get("/search").Body.String(), `value="people"`)
		if w := b.get("/people/" + path("%d", h.people[role].Person.ID)); w.Code == http.StatusOK {
			lacks(t, w.Body.String(), `href="/people"`)
		}
	}
	b := h.signedIn("head")
	see(t, b.get("/search").Body.String(), `value="people"`)
	h.ok(h.service.Revoke(t.Context(), community.CommandLine, h.people["head"].Person.ID, "Has left the school"))
	b = h.browser()
	b.post("/sign-in", url.Values{"email": {"head@scotland.localhost"}, "password": {password}})
	lacks(t, b.get("/notifications").Body.String(), `href="/people"`)
}
