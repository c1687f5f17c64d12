package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"headroom/community"
	"headroom/community/policy"
)

func TestOperatorsLinkInstances(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	b := h.signedIn("operator")
	act := func(name, host string, want int) string {
		t.Helper()
		w := b.post("/operator/peers/"+name, url.Values{"host": {host}})
		if w.Code != want {
			t.Errorf("%s %q: %d, want %d", name, host, w.Code, want)
		}
		return w.Body.String()
	}
	see(t, act("expect", "nowhere.localhost", 422), `value="nowhere.localhost"`, "Enter a domain name")
	act("expect", " Wales.localhost ", 303)
	here := "/operator/peers/wales.localhost"
	see(t, b.get("/operator/peers").Body.String(), "Sample Wales", "aa bb cc", "Expected", here)
	see(t, b.get(here).Body.String(), "Compare the fingerprints", "aa bb cc", "Server expected")
	see(t, act("offer", "wales.localhost", 409), "First compare the fingerprints", "Sample Wales")
	compare := func(shown string, want int) {
		t.Helper()
		if w := b.post("/operator/peers/compare", url.Values{"host": {"wales.localhost"}, "fingerprint": {shown}}); w.Code != want {
			t.Errorf("comparing %q: %d, want %d", shown, w.Code, want)
		}
	}
	compare("aa bb cd", 409)
	act("offer", "wales.localhost", 409)
	compare("aa bb cc", 303)
	see(t, b.get(here).Body.String(), "Fingerprints compared outside", "Offer a link", "whom they have verified as headteachers")
	act("offer", "wales.localhost", 303)
	see(t, b.get(here).Body.String(), "Your offer has been sent")
	act("offer", "wales.localhost", 409)
	act("accept", "wales.localhost", 409)
	act("end", "england.localhost", 404)
	act("nonsense", "wales.localhost", 404)
	h.ok(h.service.OfferAccepted(t.Context(), "http://wales.localhost/issuer", h.offered(), []byte("{}")))
	see(t, b.get(here).Body.String(), "Linked", "whom we have verified as headteachers", "Pause", "It has been sent nothing")
	see(t, b.get("/operator/peers/end?host=wales.localhost").Body.String(), "No community has people of both servers")
	see(t, h.browser().get("/").Body.String(), "Wales")
	see(t, h.browser().get("/about").Body.String(), "Sample Wales")
	act("end", "wales.localhost", 303)
	if strings.Contains(h.browser().get("/about").Body.String(), "Sample Wales") {
		t.Error("a severed instance is still named")
	}
	see(t, b.get(here).Body.String(), "Nothing is exchanged with this server any more", "Name it again")
	act("expect", "wales.localhost", 303)
	see(t, act("offer", "wales.localhost", 409), "First compare the fingerprints")
	if w := h.signedIn("head").get(here); w.Code != 404 && w.Code != 403 {
		t.Errorf("a head at the page of an agreement: %d", w.Code)
	}
	see(t, b.get("/operator/audit").Body.String(), "Link offered", "wales.localhost")
}

// offered is the id of the offer that was sent.
func (h *house) offered() (iri string) {
	h.ok(h.store.View(h.t.Context(), func(tx community.Tx) error {
		p, err := tx.Peer("wales.localhost")
		iri = p.OurOffer
		return err
	}))
	return iri
}

func TestOperatorsVerifyAndRevoke(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	b, member := h.signedIn("operator"), h.signedIn("member")
	if w := member.get(path("/threads/%d", h.thread)); w.Code != 200 {
		t.Fatalf("before: %d", w.Code)
	}
	here := path("/operator/members/%d", h.people["member"].Person.ID)
	if w := b.post(here+"/revoke", url.Values{"reason": {"left the post"}}); w.Code != http.StatusSeeOther {
		t.Fatalf("revoking: %d %s", w.Code, w.Body)
	}
	see(t, b.get(here).Body.String(), "left the post", "Verification revoked")
	if w := member.get(path("/threads/%d", h.thread)); strings.Contains(w.Body.String(), "canary") {
		t.Errorf("after the revocation: %d %s", w.Code, w.Body)
	}
	w := b.post("/operator/members", url.Values{"name": {"Sample Newcomer"}, "email": {"new@scotland.localhost"}, "username": {"newcomer"},
		"school": {"Sample Primary"}, "authority": {"Sample Council"}, "idempotency_key": {"n1"}})
	if w.Code != 303 || !strings.HasPrefix(w.Header().Get("Location"), "/operator/members/") {
		t.Fatalf("adding: %d %s", w.Code, w.Body)
	}
	see(t, b.get("/operator/members?filter=unverified").Body.String(), "Sample Newcomer")
	for _, role := range []string{"head", "moderator", "applicant"} {
		if w := h.signedIn(role).post(here+"/verify", url.Values{"kind": {"head"}, "reason": {"myself"}}); w.Code != 403 && w.Code != 404 {
			t.Errorf("verifying as %s: %d", role, w.Code)
		}
	}
}

// TestSettingPasswords goes through a one-time link.
func TestSettingPasswords(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	old := h.signedIn("head")
	token, err := h.service.IssueLink(t.Context(), h.people["head"].Account.ID, community.LinkReset)
	h.ok(err)
	b := h.browser()
	see(t, b.get("/set-password/"+token).Body.String(), "head@scotland.localhost")
	if w := b.post("/set-password/"+token, url.Values{"password": {"short"}, "again": {"short"}}); w.Code != 422 {
		t.Errorf("a short password: %d", w.Code)
	}
	form := url.Values{"password": {"a much longer phrase"}, "again": {"a much longer phrase"}}
	if w := b.post("/set-password/"+token, form); w.Code != 303 {
		t.Fatalf("setting: %d %s", w.Code, w.Body)
	}
	if w := b.post("/set-password/"+token, form); w.Code != http.StatusGone {
		t.Errorf("the link again: %d", w.Code)
	}
	if w := old.get("/profile"); w.Code != 303 {
		t.Errorf("a session from before: %d", w.Code)
	}
	if w := b.post("/sign-in", url.Values{"email": {"head@scotland.localhost"}, "password": {"a much longer phrase"}}); w.Code != 303 {
		t.Errorf("the new password: %d", w.Code)
	}
	known := b.post("/reset", url.Values{"email": {"head@scotland.localhost"}}).Body.String()
	unknown := h.browser().post("/reset", url.Values{"email": {"nobody@scotland.localhost"}}).Body.String()
	if !strings.Contains(unknown, `role="status"`) || !strings.Contains(known, `role="status"`) {
		t.Error("a reset is not acknowledged")
	}
}

// TestOperatorsReadWhatSomebodyIs: a further role and an aspiring head are named
// as such, in the list and on the page, and are not among those who wait.
func TestOperatorsReadWhatSomebodyIs(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.further("owen", func(desk community.Viewer, id int64) error {
		_, err := h.service.Appoint(t.Context(), desk, community.AppointInput{Person: id, Role: "bursar", Months: 6, Reason: "Keeps the books"})
		return err
	})
	h.further("una", func(desk community.Viewer, id int64) error {
		_, err := h.service.Verify(t.Context(), desk, id, policy.Aspiring, "Is on the programme")
		return err
	})
	b := h.signedIn("operator")
	lacks(t, b.get("/operator/members?filter=unverified").Body.String(), "Sample owen", "Sample una")
	for name, want := range map[string][2]string{"owen": {"appointed", "Bursar"}, "una": {"aspiring", "Aspiring head"}} {
		tag := `<span class="govuk-tag hr-tag--quiet">` + want[1] + `</span>`
		see(t, b.get("/operator/members?filter="+want[0]).Body.String(), "Sample "+name, tag)
		page := b.get(path("/operator/members/%d", h.people[name].Person.ID)).Body.String()
		see(t, page, tag, "Valid until")
		lacks(t, page, `hr-tag--wait">Not verified`)
	}
	h.clock.pass(200 * 24 * time.Hour)
	b = h.signedIn("operator")
	see(t, b.get(path("/operator/members/%d", h.people["owen"].Person.ID)).Body.String(), `hr-tag--wait">Not verified`)
}
