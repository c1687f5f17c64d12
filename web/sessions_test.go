package web_test

import (
	"context"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"headroom/community"
)

// session is the number of another session of the member.
func (h *house) session() string {
	return h.made("session", func() string {
		last := h.last
		defer func() { h.last = last }()
		h.signedIn("member")
		all, err := h.service.MySessions(context.Background(), h.as("member"))
		h.ok(err)
		return path("%d", all[0].ID)
	})
}

const (
	aTelephone = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Mobile/15E148 Safari/604.1"
	anOffice   = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0"
)

// from signs the member in with a browser that says what it is.
func (h *house) from(agent string) *browser {
	b := h.browser()
	b.header = http.Header{"User-Agent": {agent}}
	if w := b.signIn("member", ""); w.Code != http.StatusSeeOther {
		h.t.Fatalf("sign-in: %d", w.Code)
	}
	return b
}

var endOf = regexp.MustCompile(`action="/security/sessions/(\d+)/end"`)

// TestWhereIAmSignedIn lists sessions in plain words, names one and ends one, which is
// over at once and stays over.
func TestWhereIAmSignedIn(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	office, phone := h.from(anOffice), h.from(aTelephone)
	page := office.get("/security").Body.String()
	see(t, page, "Edge on Windows", "Safari on iPhone", "this device")
	found := endOf.FindAllStringSubmatch(page, -1)
	if len(found) != 1 {
		t.Fatalf("%d others", len(found))
	}
	id := found[0][1]
	if w := office.post("/security/sessions/"+id, url.Values{"name": {"Fy ffôn"}}); w.Code != http.StatusSeeOther {
		t.Fatalf("named: %d", w.Code)
	}
	see(t, office.get("/security").Body.String(), "Fy ffôn", "Safari on iPhone")
	h.clock.pass(2 * time.Hour)
	phone.get("/drafts")
	see(t, office.get("/security").Body.String(), "Fy ffôn")
	if w := h.signedIn("head").post("/security/sessions/"+id+"/end", nil); w.Code != http.StatusNotFound {
		t.Errorf("another ends it: %d", w.Code)
	}
	if w := phone.get("/drafts"); w.Code != http.StatusOK {
		t.Errorf("before: %d", w.Code)
	}
	if w := office.post("/security/sessions/"+id+"/end", nil); w.Code != http.StatusSeeOther {
		t.Errorf("ended: %d", w.Code)
	}
	h.clock.pass(2 * time.Hour)
	for range 2 {
		if w := phone.get("/drafts"); w.Code != http.StatusSeeOther {
			t.Errorf("after: %d", w.Code)
		}
	}
	if w := office.get("/drafts"); w.Code != http.StatusOK {
		t.Errorf("the other: %d", w.Code)
	}
	page = h.from("curl/8").get("/security?lang=cy").Body.String()
	see(t, html.UnescapeString(page), "Porwr nad yw’n dweud beth ydyw")
	if w := phone.post("/security/sessions/end", nil); w.Code == http.StatusOK {
		t.Error("an ended session ends others")
	}
}

// TestANameGoesAlong: the name of a session outlives a change of its token.
func TestANameGoesAlong(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	b := h.from(anOffice)
	all, err := h.service.MySessions(t.Context(), h.as("member"))
	h.ok(err)
	b.post(path("/security/sessions/%d", all[0].ID), url.Values{"name": {"Office"}})
	token := b.cookies["headroom"]
	b.post("/security/sessions/end", nil)
	if b.cookies["headroom"] == token {
		t.Error("the token stays")
	}
	if all, err = h.service.MySessions(t.Context(), h.as("member")); err != nil || len(all) != 1 || all[0].Name != "Office" || all[0].Device != "Edge|Windows" {
		t.Errorf("%+v, %v", all, err)
	}
}

// TestSessionsEndByThemselves: after the idle time, after the longest time whoever
// uses them, and with the headship.
func TestSessionsEndByThemselves(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	idle, busy := h.from(anOffice), h.from(aTelephone)
	for day := 1; day < 90; day++ {
		h.clock.pass(24 * time.Hour)
		if w := busy.get("/drafts"); w.Code != http.StatusOK {
			t.Fatalf("in use, day %d: %d", day, w.Code)
		}
		if day == 14 {
			if w := idle.get("/drafts"); w.Code != http.StatusSeeOther {
				t.Errorf("idle for fourteen days: %d", w.Code)
			}
		}
	}
	h.clock.pass(24 * time.Hour)
	if w := busy.get("/drafts"); w.Code != http.StatusSeeOther {
		t.Errorf("after ninety days: %d", w.Code)
	}
	left := []*browser{h.from(anOffice), h.from(aTelephone)}
	h.ok(h.service.Revoke(t.Context(), community.CommandLine, h.people["member"].Person.ID, "Left the school"))
	for n, b := range left {
		if w := b.get("/drafts"); w.Code != http.StatusSeeOther {
			t.Errorf("session %d after the headship: %d", n, w.Code)
		}
	}
	if strings.Contains(left[0].get("/security").Body.String(), "iPhone") {
		t.Error("the list is still shown")
	}
}

// TestANewDeviceIsToldOf: the first browser of an account is not, the next one is,
// once.
func TestANewDeviceIsToldOf(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	before := h.letters()
	first := h.from(anOffice)
	if n := h.letters() - before; n != 0 {
		t.Errorf("%d letters about the first browser", n)
	}
	first.post("/sign-out", nil)
	first.signIn("member", "")
	if n := h.letters() - before; n != 0 {
		t.Errorf("%d letters about the same browser", n)
	}
	second := h.from(aTelephone)
	if n := h.letters() - before; n != 1 {
		t.Errorf("%d letters about a new one", n)
	}
	second.post("/sign-out", nil)
	second.signIn("member", "")
	if n := h.letters() - before; n != 1 {
		t.Errorf("%d letters after a second sign-in there", n)
	}
}

// letters counts those that wait to be sent.
func (h *house) letters() (n int64) {
	h.ok(h.store.View(context.Background(), func(tx community.Tx) error {
		lanes, err := tx.Lanes(h.clock.Now())
		for _, l := range lanes {
			if l.Name == community.JobMail {
				n = l.Waiting
			}
		}
		return err
	}))
	return n
}
