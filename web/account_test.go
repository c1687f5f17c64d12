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
