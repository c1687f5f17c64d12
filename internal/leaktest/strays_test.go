package leaktest

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/go-chi/chi/v5"

	"headroom/internal/clustertest"
)

// strays are the requests of one principal that no route takes: a suffix or a method
// that an address does not have. What answers them does not look at what they are
// about, so one in strayEvery is sent, to see that it is so, and the others are spared.
// They were a third of the crawl.
type strays struct {
	routes chi.Routes
	n      int
}

const strayEvery = 16

func straysOf(t testing.TB, n *clustertest.Node, p principal) *strays {
	t.Helper()
	routes, ok := n.Handler.(chi.Routes)
	if !ok {
		t.Fatal("the instance's handler shows no routes")
	}
	return &strays{routes: routes, n: len(p.name)} // other ones for each
}

// spare reports whether no route takes a request, and whether it is not sent.
func (s *strays) spare(way Way, path string) (stray, spared bool) {
	path, _, _ = strings.Cut(path, "?")
	if !strings.HasPrefix(way.Suffix, "?") {
		path += way.Suffix
	}
	method := way.Method
	if method == http.MethodHead {
		method = http.MethodGet
	}
	if s.routes.Match(chi.NewRouteContext(), method, path) {
		return false, false
	}
	s.n++
	return true, s.n%strayEvery != 0
}

// strayed are the statuses of what no route takes: nothing there, no such method, or
// who is not let so far.
var strayed = []int{http.StatusNotFound, http.StatusMethodNotAllowed}

// TestStrays: what a route takes is never spared, by whatever way.
func TestStrays(t *testing.T) {
	t.Parallel()
	c := clustertest.New(t, clustertest.Options{Names: []string{"scotland"}})
	s := straysOf(t, c.Nodes[0], principal{})
	get := func(suffix string) Way { return Way{Method: http.MethodGet, Suffix: suffix} }
	for _, taken := range []struct {
		way  Way
		path string
	}{{get(""), "/threads/1"}, {get(".json"), "/threads/1"}, {get("?page=1"), "/threads/1?x=1"}, {Way{Method: http.MethodHead}, "/threads/1"},
		{get("/anything"), "/api/v1/statuses/1"}, {Way{Method: http.MethodPost}, "/threads/1/reply"}} {
		for range strayEvery {
			if stray, spared := s.spare(taken.way, taken.path); stray || spared {
				t.Errorf("%s %s: a stray", taken.way, taken.path)
			}
		}
	}
	sent := 0
	for range 2 * strayEvery {
		stray, spared := s.spare(get("/embed"), "/threads/1")
		if !stray {
			t.Error("no stray")
		}
		if !spared {
			sent++
		}
	}
	if sent != 2 || !slices.Contains(strayed, http.StatusNotFound) {
		t.Errorf("%d of %d are sent", sent, 2*strayEvery)
	}
}
