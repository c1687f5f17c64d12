package leaktest

import (
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"headroom/community/policy"
)

// hides tells whether the table hides what a target is about from a principal
// altogether: the community and all that hangs on it.
func hides(p principal, column string) bool {
	cell, ok := p.cell(column)
	return ok && (cell.Document == policy.LevelNotFound && cell.Thread == policy.NotFound || cell.Document == policy.LevelUnauthenticated)
}

// hiddenFrom are the principals who may not know of the private community, or
// not of the closed one.
var hiddenFrom = []string{"anonymous", "stranger", "issuer", "nora", "niall", "ann", "unverified", "revoked", "guest", "visitor", "aspiring", "desk", "operator", "void"}

// hiddenIsLikeNothing asks for what is hidden and for what does not exist:
// the answers are the same to the byte, but for the id that was asked for.
func (w *world) hiddenIsLikeNothing(t *testing.T) {
	targets := slices.DeleteFunc(w.targets(w.host), func(at target) bool { return at.column == "" || len(at.ids) == 0 })
	var group sync.WaitGroup
	for _, p := range append(w.remotes(), w.locals()...) {
		if slices.Contains(hiddenFrom, p.name) {
			group.Go(func() {
				if compared := w.hidesAll(t, p, targets); compared < 20 {
					t.Errorf("%s: only %d comparisons", p.name, compared)
				}
			})
		}
	}
	group.Wait()
}

// hidesAll compares as one principal, and counts.
func (w *world) hidesAll(t *testing.T, p principal, targets []target) (compared int) {
	seen, differs, lost := map[string]int{}, map[string]bool{}, straysOf(t, w.host, p)
	for _, at := range targets {
		if differs[at.route] || at.column == openOne || !hides(p, at.column) {
			continue
		}
		for _, way := range waysFor(p, at, seen) {
			if !askable(p, at, way) {
				continue
			}
			if _, spared := lost.spare(way, at.path); spared {
				continue
			}
			compared++
			if !differs[at.route] && !w.compare(t, p, at, way) {
				differs[at.route] = true // once is enough
			}
		}
	}
	return compared
}

// compare asks for a target and for its twin that does not exist.
func (w *world) compare(t *testing.T, p principal, at target, way Way) (same bool) {
	t.Helper()
	other := at.path
	absent := make([]string, len(at.ids))
	for i, id := range at.ids {
		absent[i] = AbsentLike(id)
		other = strings.Replace(other, id, absent[i], 1)
	}
	a, b := w.get(w.host, p, way, at.path), w.get(w.host, p, way, other)
	told := func(x Answer, ids []string) []string { return strings.Split(string(Seen(x, ids...)), "\n") }
	diff := cmp.Diff(told(b, absent), told(a, at.ids))
	if diff != "" {
		t.Errorf("%s can tell %s %s (%s, %s) from %s (-nothing +hidden):\n%s", p.name, way, at.path, at.route, at.column, other, diff)
	}
	return diff == ""
}
