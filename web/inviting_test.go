package web_test

import (
	"context"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"headroom/community"
)

// invited is a member whose account nobody has opened yet.
func (h *house) invited() int64 {
	id := h.made("invited", func() string {
		p, err := h.service.AddMember(context.Background(), community.CommandLine, community.MemberInput{Name: "Ann Sample", Email: "ann@scotland.localhost",
			Username: "ann", Post: "Headteacher", School: "Sample School", Authority: "Sample Council", Nation: "SCT"})
		h.ok(err)
		return path("%d", p.Person.ID)
	})
	n, err := strconv.ParseInt(id, 10, 64)
	h.ok(err)
	return n
}

// firstLink is the token of their invitation.
func (h *house) firstLink() string {
	return h.made("first link", func() string {
		token, _, err := h.service.InviteByLink(context.Background(), community.CommandLine, h.invited())
		h.ok(err)
		return token
	})
}

// firstPasskey is the answer of a new device to the page of an invitation; "" where
// it does not ask.
func (b *browser) firstPasskey(at string) string {
	found := optionsIn.FindStringSubmatch(b.get(at).Body.String())
	if found == nil {
		return ""
	}
	return string(newDevice().Create([]byte(html.UnescapeString(found[1]))))
}

// TestAnInvitationByPicture follows a new head from the operator's screen to a passkey
// on their own telephone. Each link opens the account once, and none after that.
func TestAnInvitationByPicture(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	operator, member := h.signedIn("operator"), path("/operator/members/%d", h.invited())
	see(t, operator.get(member).Body.String(), member+"/invitation")
	link := regexp.MustCompile(`http://scotland\.localhost(/set-password/[\w-]+)`)
	invite := func() string {
		w := operator.post(member+"/invitation", nil)
		found := link.FindStringSubmatch(w.Body.String())
		if w.Code != http.StatusOK || found == nil || !strings.Contains(w.Body.String(), `class="hr-qr"`) {
			t.Fatalf("invitation: %d", w.Code)
		}
		return found[1]
	}
	lost := invite()
	at := invite()
	phone := h.browser()
	if w := phone.get(lost); w.Code != http.StatusGone {
		t.Errorf("the earlier link: %d", w.Code)
	}
	stolen := phone.firstPasskey(at)
	if w := h.browser().post(strings.Replace(at, at[14:18], "AAAA", 1)+"/passkey", url.Values{"name": {"Mine"}, "answer": {stolen}}); w.Code != http.StatusGone {
		t.Errorf("with a link that nobody was given: %d", w.Code)
	}
	if w := phone.post(at+"/passkey", url.Values{"name": {"Fy ffôn"}, "answer": {phone.firstPasskey(at)}}); w.Code != http.StatusSeeOther {
		t.Fatalf("opened: %d", w.Code)
	}
	see(t, phone.get("/security").Body.String(), "Fy ffôn")
	for what, w := range map[string]int{"the page again": phone.get(at).Code, "a second passkey": h.browser().post(at+"/passkey", url.Values{"name": {"Mine"}, "answer": {stolen}}).Code,
		"a password": h.browser().post(at, url.Values{"password": {"a long sample passphrase"}, "again": {"a long sample passphrase"}}).Code} {
		if w != http.StatusGone {
			t.Errorf("%s: %d", what, w)
		}
	}
	if w := operator.post(member+"/invitation", nil); w.Code != http.StatusConflict {
		t.Errorf("an account that is open is invited: %d", w.Code)
	}
	if strings.Contains(operator.get(member).Body.String(), "/invitation") {
		t.Error("an invitation is offered for an account that is open")
	}
	if w := h.signedIn("member").post(member+"/invitation", nil); w.Code != http.StatusNotFound && w.Code != http.StatusForbidden {
		t.Errorf("a member invites: %d", w.Code)
	}
	if page := h.browser().get("/set-password/" + h.link("member")).Body.String(); strings.Contains(page, "passkey-options") {
		t.Error("a link for a new password makes a passkey")
	}
}
