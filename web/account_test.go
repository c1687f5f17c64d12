package web_test

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

// unpacked are the files of a zip by name.
func (h *house) unpacked(raw []byte) map[string]string {
	h.t.Helper()
	z, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		h.t.Fatal(err)
	}
	out := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		h.ok(err)
		text, err := io.ReadAll(r)
		h.ok(err)
		out[f.Name] = string(text)
	}
	return out
}

// TestAnExportIsOnesOwnWords: the zip holds what its owner wrote and the messages that
// they were sent, as JSON that parses, and no word of anybody else in a conversation;
// it is given after a fresh proof only, and told by letter.
func TestAnExportIsOnesOwnWords(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	own, other := h.reply("member"), h.openPost()
	h.confidedMessage()
	b := h.signedIn("member")
	if w := b.get("/security/account"); w.Code != http.StatusOK {
		t.Fatalf("page: %d", w.Code)
	}
	w := b.post("/security/account/export", nil)
	if w.Code != http.StatusOK || w.Header().Get("Content-Type") != "application/zip" || w.Header().Get("Cache-Control") != "no-store" {
		t.Fatalf("%d %v", w.Code, w.Header())
	}
	files := h.unpacked(w.Body.Bytes())
	whole := ""
	for name, text := range files {
		if strings.HasSuffix(name, ".json") && !json.Valid([]byte(text)) {
			t.Errorf("%s: %s", name, text)
		}
		whole += text
	}
	var posts []struct{ ID int64 }
	h.ok(json.Unmarshal([]byte(files["posts.json"]), &posts))
	at := func(id string) bool {
		for _, p := range posts {
			if path("%d", p.ID) == id {
				return true
			}
		}
		return false
	}
	if !at(own) || at(other) || !strings.Contains(files["messages.json"], "canary-confided") {
		t.Errorf("own %t, another's %t: %s", at(own), at(other), files["messages.json"])
	}
	for _, part := range []string{"account", "profile", "memberships", "credentials", "sessions"} {
		if len(files[part+".json"]) < 20 {
			t.Errorf("%s: %q", part, files[part+".json"])
		}
	}
	var account []struct{ Email string }
	h.ok(json.Unmarshal([]byte(files["account.json"]), &account))
	if len(account) != 1 || strings.Contains(whole, h.people["moderator"].Account.Email) || strings.Contains(whole, "argon2id") {
		t.Errorf("account: %s", files["account.json"])
	}
	// Who is no person exports no person's things: nobody's number is not theirs.
	if files := h.unpacked(h.signedIn("operator").post("/security/account/export", nil).Body.Bytes()); strings.Contains(files["applications.json"]+files["posts.json"]+files["reports.json"], "{") {
		t.Errorf("operator: %s", files["applications.json"])
	}
	h.clock.pass(10 * time.Minute)
	if w := b.post("/security/account/export", url.Values{}); w.Header().Get("Location") != "/security/prove?next=%2Fsecurity%2Faccount" {
		t.Errorf("without a proof: %d to %s", w.Code, w.Header().Get("Location"))
	}
	if w := h.browser().post("/security/account/export", nil); w.Header().Get("Content-Type") == "application/zip" {
		t.Error("given to nobody")
	}
}

// TestAnAccountIsClosed: nothing opens it afterwards, and its page, by the link of the
// letter alone, says what becomes of it.
func TestAnAccountIsClosed(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	b, other := h.signedIn("member"), h.signedIn("member")
	if w := b.post("/security/account/close", url.Values{"posts": {"stay"}}); w.Header().Get("Location") != "/sign-in?done=account_closed" {
		t.Fatalf("%d to %s", w.Code, w.Header().Get("Location"))
	}
	if other.get("/drafts").Code == http.StatusOK || b.get("/drafts").Code == http.StatusOK {
		t.Error("a session goes on")
	}
	w := h.browser().post("/sign-in", url.Values{"email": {h.people["member"].Account.Email}, "password": {password}})
	if w.Code == http.StatusSeeOther {
		t.Errorf("signed in: %d to %s", w.Code, w.Header().Get("Location"))
	}
	token, err := h.service.IssueClosureLink(t.Context(), h.people["member"].Account.ID)
	h.ok(err)
	if w := h.browser().get("/closed/" + token); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "Your posts stay under your name") {
		t.Errorf("its page: %d", w.Code)
	}
	if w := h.browser().get("/closed/" + token + "x"); w.Code != http.StatusGone {
		t.Errorf("another's: %d", w.Code)
	}
	if w := h.browser().post("/closed/"+token+"x", nil); w.Code != http.StatusGone {
		t.Errorf("opened by another's link: %d", w.Code)
	}
	h.clock.pass(104*24*time.Hour + time.Hour)
	h.ok(h.service.EraseClosed(t.Context()))
	if w := h.browser().get("/closed/" + token); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "It was erased on") {
		t.Errorf("erased: %d", w.Code)
	}
	if w := h.browser().post("/closed/"+token, nil); w.Code != http.StatusConflict || !strings.Contains(w.Body.String(), "cannot be opened again") {
		t.Errorf("opened after it was erased: %d", w.Code)
	}
	h.clock.pass(91 * 24 * time.Hour)
	if w := h.browser().get("/closed/" + token); w.Code != http.StatusGone {
		t.Errorf("long after: %d", w.Code)
	}
	if w := h.signedIn("operator").post("/security/account/close", url.Values{"posts": {"stay"}}); w.Code != http.StatusConflict {
		t.Errorf("an operator's: %d", w.Code)
	}
}

// closesAccount closes somebody's account as they do on its page.
func (h *house) closesAccount(role string) {
	h.t.Helper()
	if w := h.signedIn(role).post("/security/account/close", url.Values{"posts": {"stay"}}); w.Header().Get("Location") != "/sign-in?done=account_closed" {
		h.t.Fatalf("%d to %s", w.Code, w.Header().Get("Location"))
	}
}

// TestAClosedAccountIsOpenedAgain by the link of its letter, once: with a letter to the
// account's own address, without a sign-in, and without anything that was given up.
func TestAClosedAccountIsOpenedAgain(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.closesAccount("member")
	account := h.people["member"].Account
	token, err := h.service.IssueClosureLink(t.Context(), account.ID)
	h.ok(err)
	b := h.browser()
	if page := b.get("/closed/" + token).Body.String(); !strings.Contains(page, "Open my account again") {
		t.Fatal("the page does not offer it")
	}
	if w := b.post("/closed/"+token, nil); w.Header().Get("Location") != "/sign-in?done=account_reopened" {
		t.Fatalf("%d to %s", w.Code, w.Header().Get("Location"))
	}
	if b.get("/drafts").Code == http.StatusOK {
		t.Error("whoever has the link is signed in")
	}
	if w := b.post("/sign-in", url.Values{"email": {account.Email}, "password": {password}}); w.Code == http.StatusSeeOther {
		t.Error("the old password opens it")
	}
	for _, w := range []int{b.get("/closed/" + token).Code, b.post("/closed/"+token, nil).Code} {
		if w != http.StatusGone {
			t.Errorf("the second time: %d", w)
		}
	}
	if w := b.post("/set-password/"+h.link("member"), url.Values{"password": {"a-new-sample-password"}, "again": {"a-new-sample-password"}}); w.Code != http.StatusSeeOther {
		t.Errorf("a new password: %d", w.Code)
	}
}
