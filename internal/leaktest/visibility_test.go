package leaktest

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"headroom/community/policy"
)

// visibility asks as every asker of the visibility table that
// signs, or does not: the level of the group's document and the status of each
// surface are those of the table.
func (w *world) visibility(t *testing.T) {
	asked := 0
	for _, p := range w.remotes() {
		for _, row := range policy.Visibility {
			if row.Asker != p.askerIn(row.Column) {
				continue
			}
			asked++
			iri := strings.TrimPrefix(w.rooms[row.Column].IRI, w.host.Config.URL)
			a := w.get(w.host, p, activity, iri)
			if got := levelOf(t, a); got != row.Document && !(row.Column == openOne && got == policy.LevelShown && row.Document == policy.LevelFull) {
				t.Errorf("%s (%s), %s: document %v, want %v: %d %.200s", p.name, row.Asker, row.Column, got, row.Document, a.Status, a.Body)
			}
			for _, s := range row.Surfaces() {
				path, ok := w.surface(row.Column, s.Name)
				if !ok {
					continue
				}
				want := statusOf(s.Want)
				if s.Name == "keys" && !slices.Contains([]policy.Level{policy.LevelNotFound, policy.LevelUnauthenticated}, row.Document) {
					want = http.StatusOK
				}
				if p.askerIn(row.Column) == "a guest in scope" && s.Name == "copies" {
					want = http.StatusNotFound // a guest of a peer reads at home what the home was sent
				}
				if s.Name == "files" && want == http.StatusForbidden {
					want = http.StatusNotFound // a file is as unknown as the post that it hangs on
				}
				if got := w.get(w.host, p, activity, iri+path); got.Status != want {
					t.Errorf("%s (%s), %s, %s: %d, want %d", p.name, row.Asker, row.Column, s.Name, got.Status, want)
				}
			}
		}
	}
	if asked < 40 {
		t.Errorf("only %d rows asked", asked)
	}
}

var activity = Way{Method: http.MethodGet, Accept: "application/activity+json"}

// surface is the address of what hangs on a community; threads are pages.
func (w *world) surface(column, name string) (string, bool) {
	switch name {
	case "log", "stamps", "keys", "members", "queue":
		return "/" + name, true
	case "copies":
		sum := sha256.Sum256([]byte(w.posts[column][0].IRI))
		return "/copies/" + hex.EncodeToString(sum[:]), true
	case "files":
		return "/files/" + strings.TrimPrefix(w.files[column].Digest, "sha-256:"), true
	}
	return "", false
}

func statusOf(v policy.Verdict) int {
	return map[policy.Verdict]int{policy.Allow: 200, policy.Unauthenticated: 401, policy.Forbidden: 403, policy.NotFound: 404, policy.Unavailable: 503}[v]
}

// levelOf reads from a group's document how much of it was shown. What a member
// sees of an open community looks like what everybody sees.
func levelOf(t *testing.T, a Answer) policy.Level {
	t.Helper()
	switch a.Status {
	case http.StatusUnauthorized:
		return policy.LevelUnauthenticated
	case http.StatusNotFound:
		return policy.LevelNotFound
	case http.StatusOK:
	default:
		t.Errorf("status %d", a.Status)
		return policy.LevelNotFound
	}
	var doc map[string]any
	if err := json.Unmarshal(a.Body, &doc); err != nil {
		t.Fatal(err)
	}
	has := func(name string) bool { _, ok := doc[name]; return ok }
	switch {
	case has("members") && doc["hr:access"] == "open":
		return policy.LevelShown
	case has("members"):
		return policy.LevelFull
	case has("nameMap"):
		return policy.LevelListed
	case has("hr:log"):
		return policy.LevelServerView
	case has("hr:stamps"):
		return policy.LevelStamps
	}
	return policy.LevelStub
}
