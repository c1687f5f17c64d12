package leaktest

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"headroom/community"
)

// appCalls asks every call of apps that reads, with the token of everybody of the
// host, with none, and with one that nobody was given: about every post (by both of
// its numbers), community, person and picture. They are given no more than on the
// pages.
func (w *world) appCalls(t *testing.T) {
	list := w.appTargets()
	askers := map[string]string{"anonymous": "", "token of nobody": "a-token-that-nobody-was-given"}
	known := map[string]principal{}
	for _, p := range append(w.remotes(), w.locals()...) {
		known[p.name] = p
		if p.cookie != "" && w.people[p.name] != nil {
			if token := w.appOf(p.name); token != "" {
				askers[p.name] = token
			}
		}
	}
	if len(askers) < 12 {
		t.Errorf("only %d askers", len(askers))
	}
	var group sync.WaitGroup
	var mu sync.Mutex
	given, asked := map[string]bool{}, 0
	for name, token := range askers {
		group.Go(func() {
			p, told := known[name], map[string]bool{}
			list, seen := slices.Clone(list), map[string]bool{}
			for i := 0; i < len(list); i++ { // pictures come to it
				at := list[i]
				a := w.asApp(at.path, token)
				if at.route == pictures {
					a = w.asApp(at.path, "") // the address alone opens it
				}
				for _, found := range pictureAddress.FindAllString(a.Body.String(), -1) {
					if path := strings.TrimPrefix(found, w.host.Config.URL); !seen[path] {
						seen[path] = true
						list = append(list, target{route: pictures, path: path})
					}
				}
				words := w.words.in([]byte(a.Header().Get("Link")), a.Body.Bytes())
				mu.Lock()
				asked++
				for _, word := range words {
					given[name+": "+word] = true
				}
				mu.Unlock()
				for _, word := range words {
					if once := word + " " + at.route; (!w.may(p, word) || strings.Contains(word, confided) && name != "mairi") && !told[once] {
						told[once] = true
						t.Errorf("the app of %s is given %q by %s (%s): %d", name, word, at.path, at.route, a.Code)
					}
				}
				if a.Code >= 500 {
					t.Errorf("the app of %s asks for %s: %d", name, at.path, a.Code)
				}
			}
		})
	}
	group.Wait()
	t.Logf("%d requests: %d askers, %d addresses", asked, len(askers), len(list))
	for _, word := range []string{closedOne + " listed: name", closedOne + " content: title", closedOne + " content: body", closedOne + " content: reply",
		closedOne + " content: before an edit", closedOne + " content: picture", closedOne + confided + "body"} {
		if !given["mairi: "+word] {
			t.Errorf("mairi's app is not given %q: this proves nothing", word)
		}
	}
}

// pictures stands for the addresses of pictures, which are in what apps are given.
const pictures = "a picture"

var pictureAddress = regexp.MustCompile(`http://[^"]*/api/media/[^"?]*`)

// asApp asks as an app does.
func (w *world) asApp(path, token string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodGet, w.host.Config.URL+path, nil)
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	rec := httptest.NewRecorder()
	w.host.Handler.ServeHTTP(rec, r)
	return rec
}

// appOf lets an app do everything for somebody at their home, and gives its token; "" where
// they may have none.
func (w *world) appOf(name string) string {
	w.t.Helper()
	const back, all = "https://app.example/back", "read write follow push profile"
	s := w.people[name].Node.Service
	a, secret, err := s.RegisterApp(w.ctx(), community.AppInput{Name: "Sample App", Redirects: []string{back}, Scopes: all})
	w.must(err)
	code, err := s.AgreeToApp(w.ctx(), w.people[name].Viewer, community.Consent{Client: a.Client, Redirect: back, Scopes: all})
	switch community.KindOf(err) {
	case community.Forbidden, community.NotFound, community.Unauthenticated:
		return ""
	}
	w.must(err)
	token, _, err := s.TokenForCode(w.ctx(), community.CodeInput{Client: a.Client, Secret: secret, Code: code, Redirect: back})
	w.must(err)
	return token
}

// meant are the things that the number in a call may be of, by how its address begins.
// All of them are asked for, and two of each other kind: a number is of one thing only.
// Of a call that is not here everything is.
var meant = map[string][]string{
	"/api/v1/accounts/": {"communities.id", "people.id"}, "/api/v1/statuses/": {"posts.id", "posts.wrapped", "messages.id", "o.id"},
	"/api/v1/polls/": {"posts.id", "posts.wrapped"}, "/api/v1/lists/": {"communities.id", "people.id"}, "/api/v1/timelines/list/": {"communities.id", "people.id"},
	"/api/v1/media/": {"files.id"}, "/api/v1/notifications/": {"notifications.id"}, "/api/v2/notifications/": {"notifications.id"},
}

// numbers are everything that has a number on the host, by kind.
func (w *world) numbers() map[string][]value {
	values := w.valuesOn(w.host)
	out := map[string][]value{}
	for _, key := range []string{"communities.id", "people.id", "files.id", "messages.id", "notifications.id", "threads.id", "posts.id", "o.id"} {
		for _, v := range values[key] {
			if key == "o.id" && v.column != "" {
				continue // a peer's number of a post may be that of something else here
			}
			if !slices.Contains(out[key], v) && strings.Trim(v.id, "0123456789") == "" {
				out[key] = append(out[key], v)
			}
		}
	}
	for _, v := range out["posts.id"] {
		out["posts.wrapped"] = append(out["posts.wrapped"], value{wrapped(v.id), v.column})
	}
	return out
}

// numbersFor are those that a call is asked with.
func numbersFor(path string, numbers map[string][]value) (list []value) {
	var whole []string
	for prefix, kinds := range meant {
		if strings.HasPrefix(path, prefix) {
			whole = kinds
		}
	}
	for kind, all := range numbers {
		if whole != nil && !slices.Contains(whole, kind) {
			all = all[:min(2, len(all))]
		}
		list = append(list, all...)
	}
	return list
}

// appTargets are the addresses of the calls that read, with every number in them.
func (w *world) appTargets() (list []target) {
	numbers := w.numbers()
	for _, a := range w.host.API.Addresses() {
		switch {
		case a.Method != http.MethodGet, strings.Contains(a.Path, "streaming"):
		case strings.Contains(a.Path, "{id}"):
			for _, v := range numbersFor(a.Path, numbers) {
				list = append(list, target{route: a.Path, path: parameter.ReplaceAllString(strings.Replace(a.Path, "{id}", v.id, 1), "x")})
			}
		default:
			list = append(list, target{route: a.Path, path: parameter.ReplaceAllString(a.Path, "maths")})
		}
	}
	for _, q := range []string{"content", "sample", "a", "@", "e"} {
		for _, path := range []string{"/api/v2/search?q=", "/api/v1/accounts/search?q=", "/api/v1/accounts/lookup?acct="} {
			list = append(list, target{route: path, path: path + q})
		}
	}
	for path, kinds := range map[string][]string{"/api/v1/statuses": {"posts.id", "posts.wrapped"}, "/api/v1/accounts": {"communities.id", "people.id"},
		"/api/v1/accounts/relationships": {"communities.id", "people.id"}} {
		for _, kind := range kinds {
			query := "?"
			for _, v := range numbers[kind] {
				query += "id[]=" + v.id + "&"
			}
			list = append(list, target{route: path, path: path + query})
		}
	}
	return append(list, w.boxTargets()...)
}

// boxTargets are what apps read that speak ActivityPub.
func (w *world) boxTargets() (list []target) {
	values := w.valuesOn(w.host)
	for _, at := range []struct{ of, path string }{{"u.id", "/u/%"}, {"u.id", "/u/%/inbox?page=true"}, {"u.id", "/u/%/outbox?page=true"},
		{"g.id", "/g/%"}, {"o.id", "/o/%"}, {"a.id", "/a/%"}} {
		for _, v := range values[at.of] {
			list = append(list, target{route: at.path, path: strings.Replace(at.path, "%", v.id, 1)})
		}
	}
	return list
}

// wrapped is the number of the boost by a post's community.
func wrapped(post string) string {
	n := int64(0)
	for _, d := range post {
		n = n*10 + int64(d-'0')
	}
	return number(n | 1<<52)
}
