package leaktest

import (
	"slices"
	"strings"
	"testing"
)

// openRoutes are those that there are beside the others where an instance is open
// to the world.
var openRoutes = strings.Fields(`GET/g/{id}/followers GET/g/{id}/outbox GET/g/{id}/moderators GET/g/{id}/following`)

// TestOpenToTheWorld asks for everything of an instance that is open to other
// software as those who have proved nothing. They are given what anybody is given
// of open communities on the pages, and of nobody who has not agreed more.
func TestOpenToTheWorld(t *testing.T) {
	t.Parallel()
	w := newWorldOf(t, true)
	for _, route := range routesOf(t, w.host) {
		if !slices.Contains(listed, route) && !slices.Contains(openRoutes, route) {
			t.Errorf("%s: say in openRoutes that it is there", route)
		}
	}
	targets := w.targets(w.host)
	for _, p := range w.remotes()[:4] {
		if p.name == "stranger" {
			p.asker = "nobody (unsigned GET)" // whose signature is not looked at
		}
		shown, told := map[string]bool{}, map[string]bool{}
		w.crawl(w.host, p, targets, func(at target, way Way, names []string, a Answer) {
			for _, name := range names {
				shown[name] = true
				if once := name + " " + at.route; !w.may(p, name) && !told[once] {
					told[once] = true
					t.Errorf("%s is given %q by %s %s (%s): %d", p.name, name, way, at.path, at.route, a.Status)
				}
			}
		})
		if p.name == "stranger" && len(shown) == 0 {
			t.Error("a stranger was given nothing: the crawl proves nothing")
		}
	}
	w.closedIsLikeNothing(t)
}

// closedIsLikeNothing compares the answers of what must not be known with that of
// what is not there, to the byte.
func (w *world) closedIsLikeNothing(t *testing.T) {
	t.Helper()
	for _, p := range w.remotes()[:4] {
		if p.bearer != "" {
			continue
		}
		nothing := w.get(w.host, p, Ways[1], "/g/244175471214591")
		for column, room := range w.rooms {
			if column == openOne {
				continue
			}
			for _, tail := range []string{"", "/followers", "/outbox", "/featured", "/moderators", "/following", "/members"} {
				path := strings.TrimPrefix(room.IRI, w.host.Config.URL) + tail
				if a := w.get(w.host, p, Ways[1], path); a.Status != nothing.Status || string(a.Body) != string(nothing.Body) {
					t.Errorf("%s asks for %s (%s): %d %s", p.name, path, column, a.Status, a.Body)
				}
			}
		}
		for name, m := range w.people {
			path, here := strings.CutPrefix(m.Person.IRI, w.host.Config.URL)
			if !here {
				continue
			}
			for _, tail := range []string{"", "/outbox", "/keys", "/credential"} {
				if a := w.get(w.host, p, Ways[1], path+tail); a.Status != nothing.Status || string(a.Body) != string(nothing.Body) {
					t.Errorf("%s asks for %s's %s: %d %s", p.name, name, path+tail, a.Status, a.Body)
				}
			}
		}
	}
}
