package leaktest

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"headroom/community"
)

// byApp is how apps ask.
var byApp = Way{Method: http.MethodGet, Accept: "application/json"}

// appSecrets asks the client API as whoever is nobody to it: with an app's own token,
// with one of too small a scope, with one of nobody's, and with a cookie alone. They
// read what nobody may and write nothing. Then members' apps ask for what its people may
// not know of, and are answered as for what there is not.
func (w *world) appSecrets(t *testing.T) {
	nobody, members := w.appPrincipals(t)
	targets := w.appThings()
	for _, p := range nobody {
		told := map[string]bool{}
		for _, at := range targets {
			a := w.get(w.host, p, byApp, at.path)
			for _, name := range w.words.in(a.Head(), a.Body) {
				if once := name + " " + at.route; !w.may(p, name) && !told[once] {
					told[once] = true
					t.Errorf("%s is given %q by %s (%s): %d", p.name, name, at.path, at.route, a.Status)
				}
			}
		}
	}
	w.writesNothing(t, nobody)
	w.hiddenFromApps(t, members, targets)
}

// appPrincipals are those who are nobody to the client API, and those who have let an
// app in, from whom something is hidden.
func (w *world) appPrincipals(t *testing.T) (nobody, members []principal) {
	t.Helper()
	s := w.host.Service
	app, secret, err := s.RegisterApp(w.ctx(), community.AppInput{Name: "Sample App", Redirects: []string{community.OutOfBand}, Scopes: "read write push"})
	w.must(err)
	own, _, err := s.TokenForApp(w.ctx(), app.Client, secret, "read write")
	w.must(err)
	code, err := s.AgreeToApp(w.ctx(), w.people["mairi"].Viewer, community.Consent{Client: app.Client, Redirect: community.OutOfBand, Scopes: "push"})
	w.must(err)
	small, _, err := s.TokenForCode(w.ctx(), community.CodeInput{Client: app.Client, Secret: secret, Code: code, Redirect: community.OutOfBand})
	w.must(err)
	const asker = "nobody (unsigned GET)"
	nobody = []principal{{name: "anonymous", asker: asker}, {name: "token of nobody", asker: asker, bearer: "a-token-that-nobody-was-given"},
		{name: "an app itself", asker: asker, bearer: own}, {name: "too small a scope", asker: asker, bearer: small}}
	for _, p := range w.locals() {
		if p.name == "mairi" {
			nobody = append(nobody, principal{name: "a cookie alone", asker: asker, cookie: p.cookie})
		}
		if w.people[p.name] == nil || !slices.Contains(hiddenFrom, p.name) {
			continue
		}
		if p.bearer = w.appOf(p.name); p.bearer != "" {
			members = append(members, p)
		}
	}
	if len(members) < 4 || len(nobody) < 5 {
		t.Fatalf("%d people have an app: too few to prove anything", len(members))
	}
	return nobody, members
}

// appThings fills the rows of the API's table that read with everything that belongs
// to a community.
func (w *world) appThings() (list []target) {
	numbers := w.numbers()
	paths := []string{"/api/v1/accounts/relationships?id[]={id}", "/api/v1/accounts?id[]={id}", "/api/v1/statuses?id[]={id}"}
	for _, row := range w.host.API.Addresses() {
		if row.Method == http.MethodGet && !strings.Contains(row.Path, "streaming") {
			paths = append(paths, row.Path)
		}
	}
	for _, path := range paths {
		if !strings.Contains(path, "{id}") {
			list = append(list, target{route: path, path: parameter.ReplaceAllString(path, "sample")})
			continue
		}
		for _, v := range numbersFor(path, numbers) {
			at := strings.Replace(path, "{id}", v.id, 1)
			list = append(list, target{route: path, path: parameter.ReplaceAllString(at, "sample"), column: v.column, ids: []string{v.id}})
		}
	}
	return list
}

// writesNothing: who is nobody is refused by every row that asks for somebody.
func (w *world) writesNothing(t *testing.T, nobody []principal) {
	post, asked := number(w.posts[closedOne][0].ID), 0
	for _, row := range w.host.API.Addresses() {
		for _, p := range nobody {
			if row.Nobody || p.name == "an app itself" && row.App || p.name == "too small a scope" && (row.Scope == "" || row.Scope == "push") {
				continue
			}
			asked++
			a := w.get(w.host, p, Way{Method: row.Method, Accept: "application/json"}, parameter.ReplaceAllString(row.Path, post))
			refused := slices.Contains([]int{http.StatusUnauthorized, http.StatusForbidden, http.StatusUnprocessableEntity}, a.Status)
			if !refused || len(w.words.in(a.Head(), a.Body)) > 0 {
				t.Errorf("%s: %s %s: %d %s", p.name, row.Method, row.Path, a.Status, a.Body)
			}
		}
	}
	if asked < 100 {
		t.Errorf("only %d requests", asked)
	}
}

// hiddenFromApps: what may not be known is answered like what there is not.
func (w *world) hiddenFromApps(t *testing.T, members []principal, targets []target) {
	compared := 0
	for _, p := range members {
		differs, seen := map[string]bool{}, map[string]int{}
		for _, at := range targets {
			if at.column == "" || at.column == openOne || differs[at.route] || !hides(p, at.column) {
				continue
			}
			if seen[at.route+at.column]++; seen[at.route+at.column] > 6 && !thorough() {
				continue
			}
			compared++
			differs[at.route] = !w.compare(t, p, at, byApp)
		}
	}
	if compared < 100 {
		t.Errorf("only %d comparisons", compared)
	}
}
