package leaktest

import (
	"bytes"
	"net/http"
	"slices"
	"strings"
	"testing"
)

// guestRoutes are what is there for a guest. Whatever else there is, now or
// later, is not.
var guestRoutes = strings.Fields(`
GET/ GET/about GET/privacy GET/accessibility GET/help GET/help/{topic} GET/help/glossary GET/offline
GET/app.webmanifest GET/sw.js GET/icons/{name} GET/sign-in POST/sign-in GET/sign-in/link POST/sign-in/link GET/sign-in/link/{token} POST/sign-in/link/{token} POST/sign-out POST/appearance GET/reset POST/reset
GET/set-password/{token} POST/set-password/{token} GET/events
GET/threads/{id} GET/threads/{id}/branch/{branch} GET/threads/{id}/unread POST/threads/{id}/reply POST/threads/{id}/seen POST/threads/{id}/follow
GET/posts/{id} GET/posts/{id}/edit POST/posts/{id}/edit GET/posts/{id}/delete POST/posts/{id}/delete GET/posts/{id}/history
GET/posts/{id}/quote POST/posts/{id}/react GET/files/{id} POST/drafts
GET/servers GET/about/admission POST/about/admission GET/terms POST/terms/seen GET/notifications GET/notifications/{id} POST/notifications/read GET/unsubscribe/{token} POST/unsubscribe/{token}
`)

// guestSeesOneThread asks as somebody who is a guest of one conversation: every
// other address is answered to the byte like one that does not exist, or as it
// is for everybody without a session.
func (w *world) guestSeesOneThread(t *testing.T) {
	at := slices.IndexFunc(w.locals(), func(p principal) bool { return p.name == "visitor" })
	visitor := w.locals()[at]
	nobody := principal{name: "anonymous", asker: "nobody (unsigned GET)"}
	page := Way{Method: http.MethodGet, Accept: "text/html"}
	plain := func(a Answer, path string) string {
		text := string(formKey.ReplaceAll(slices.Concat(a.Head(), a.Body), nil))
		// What was asked for comes back where the page leads to itself.
		return strings.NewReplacer(`"`+path+`?`, `"/ADDRESS?`, `value="`+path+`"`, `value="/ADDRESS"`).Replace(text)
	}
	const absent = "/there-is-no-such-page"
	closed, alike := 0, 0
	for _, target := range w.targets(w.host) {
		way := page
		if strings.HasPrefix(target.route, http.MethodPost) {
			way.Method = http.MethodPost
		}
		if slices.Contains(guestRoutes, target.route) {
			continue
		}
		got := plain(w.get(w.host, visitor, way, target.path), target.path)
		if got == plain(w.get(w.host, visitor, way, absent), absent) {
			closed++
			continue
		}
		if got != plain(w.get(w.host, nobody, way, target.path), target.path) {
			t.Errorf("a guest can tell %s %s (%s) from nothing: %.300s", way.Method, target.path, target.route, got)
		}
		alike++
	}
	if closed < 100 || alike == 0 {
		t.Errorf("%d addresses are not there, %d are as they are for everybody", closed, alike)
	}
	for _, path := range []string{"", "/unread", "/branch/1"} {
		other := "/threads/" + number(w.beside) + path
		nothing := "/threads/" + AbsentLike(number(w.beside)) + path
		if plain(w.get(w.host, visitor, page, other), other) != plain(w.get(w.host, visitor, page, nothing), nothing) {
			t.Errorf("a guest can tell %s from nothing", other)
		}
	}
	own := w.get(w.host, visitor, page, "/")
	seen := w.get(w.host, visitor, page, own.Header.Get("Location"))
	if own.Status != http.StatusSeeOther || seen.Status != http.StatusOK || len(w.words.in(nil, seen.Body)) == 0 {
		t.Errorf("the guest's own conversation: %d to %q, %d", own.Status, own.Header.Get("Location"), seen.Status)
	}
	for _, hint := range []string{`href="/communities`, `href="/people`, `href="/search`, `href="/compose`, `href="/profile`} {
		if bytes.Contains(seen.Body, []byte(hint)) {
			t.Errorf("the guest's page leads to %s", hint)
		}
	}
}
