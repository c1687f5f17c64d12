package web_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"headroom/community"
)

// applicant is the number of an application whose address is not confirmed.
func (h *house) applicant() (id int64) {
	h.applied()
	h.ok(h.store.View(h.t.Context(), func(tx community.Tx) error {
		all, err := tx.Applications([]string{community.ApplicationNew}, community.Page{})
		if err == nil && len(all) > 0 {
			id = all[0].ID
		}
		return err
	}))
	return id
}

// invites gives the address that an operator's screen shows for an applicant.
func (b *browser) invites(t *testing.T, id int64) string {
	t.Helper()
	w := b.post(path("/operator/applications/%d/invitation", id), nil)
	found := regexp.MustCompile(`http://scotland\.localhost(/apply/confirm/[\w-]+)`).FindStringSubmatch(w.Body.String())
	if w.Code != http.StatusOK || found == nil || !strings.Contains(w.Body.String(), `class="hr-qr"`) || !strings.Contains(w.Header().Get("Cache-Control"), "no-store") {
		t.Fatalf("invitation: %d %s", w.Code, w.Header())
	}
	return found[1]
}

// TestAnApplicantIsInvitedByPicture follows somebody whose letter has not come from the
// screen of who verifies to a passkey on their own telephone. Each link goes on with
// that application once, within a day, and with no other.
func TestAnApplicantIsInvitedByPicture(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	letter, id := h.applied(), h.applicant()
	operator := h.signedIn("operator")
	see(t, operator.get("/operator/applications?filter=unconfirmed").Body.String(), "New Comer", path("/operator/applications/%d/invitation", id))
	for who, b := range map[string]*browser{"a member": h.signedIn("member"), "nobody": h.browser()} {
		if w := b.post(path("/operator/applications/%d/invitation", id), nil); w.Code == http.StatusOK || strings.Contains(w.Body.String(), "/apply/confirm/") {
			t.Errorf("%s invites: %d", who, w.Code)
		}
		if w := b.get("/operator/applications?filter=unconfirmed"); strings.Contains(w.Body.String(), "New Comer") {
			t.Errorf("%s reads who has applied: %d", who, w.Code)
		}
	}
	lost := operator.invites(t, id)
	at := operator.invites(t, id)
	phone := h.browser()
	for what, gone := range map[string]string{"the letter's link": "/apply/confirm/" + letter, "the earlier link": lost} {
		if w := phone.get(gone); w.Code != http.StatusGone {
			t.Errorf("%s: %d", what, w.Code)
		}
	}
	h.clock.pass(25 * time.Hour)
	if w := phone.get(at); w.Code != http.StatusGone {
		t.Errorf("after a day: %d", w.Code)
	}
	at = h.signedIn("operator").invites(t, id)
	stolen := phone.firstPasskey(at) // asked for by another device, which is too late
	stale := h.browser().firstPasskey(at)
	h.clock.pass(6 * time.Minute)
	if w := h.browser().post(at+"/passkey", url.Values{"name": {"Mine"}, "answer": {stale}}); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("an answer to an old challenge: %d", w.Code)
	}
	answer := phone.firstPasskey(at)
	if w := phone.post(at+"/passkey", url.Values{"name": {""}, "answer": {answer}}); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("without a name: %d", w.Code)
	}
	if w := phone.post(at+"/passkey", url.Values{"name": {"Fy ffôn"}, "answer": {answer}}); w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/application" {
		t.Fatalf("opened: %d %s", w.Code, w.Header().Get("Location"))
	}
	see(t, phone.get("/security").Body.String(), "Fy ffôn")
	see(t, phone.get("/application").Body.String(), "Example High School")
	for what, w := range map[string]int{"the page again": phone.get(at).Code,
		"the passkey again": h.browser().post(at+"/passkey", url.Values{"name": {"Mine"}, "answer": {answer}}).Code,
		"another's passkey": h.browser().post(at+"/passkey", url.Values{"name": {"Mine"}, "answer": {stolen}}).Code,
		"a password":        h.browser().post(at, url.Values{"password": {"a long sample passphrase"}, "again": {"a long sample passphrase"}}).Code} {
		if w != http.StatusGone {
			t.Errorf("%s: %d", what, w)
		}
	}
	if w := h.signedIn("operator").post(path("/operator/applications/%d/invitation", id), nil); w.Code != http.StatusConflict {
		t.Errorf("an application that has been opened is invited: %d", w.Code)
	}
}

// TestALinkIsOfItsApplication: what a device answered to one link opens no other
// application, and without a script a password does.
func TestALinkIsOfItsApplication(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	first := h.applicant()
	h.ok(h.service.Apply(t.Context(), community.ApplicationInput{Name: "Other Comer", Email: "other@scotland.localhost", Post: "Headteacher",
		Nation: "SCT", School: "Another School", Choice: community.SchoolNotListed, Manner: "head", Language: "en",
		Biography: "Another sample head of a sample school, who writes in order to be read."}))
	all, err := h.service.Unconfirmed(t.Context(), community.CommandLine, community.Page{})
	if err != nil || len(all) != 2 || all[0].ID != first {
		t.Fatalf("%v %v", all, err)
	}
	operator := h.signedIn("operator")
	one, two := operator.invites(t, first), operator.invites(t, all[1].ID)
	answer := h.browser().firstPasskey(one)
	if w := h.browser().post(two+"/passkey", url.Values{"name": {"Mine"}, "answer": {answer}}); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("another application's link: %d", w.Code)
	}
	phone := h.browser()
	if w := phone.post(two, url.Values{"password": {"a long sample passphrase"}, "again": {"a long sample passphrase"}}); w.Code != http.StatusSeeOther {
		t.Errorf("by a password: %d", w.Code)
	}
	see(t, phone.get("/application").Body.String(), "Another School")
}
