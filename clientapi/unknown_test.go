package clientapi

import "testing"

// TestCallsAreNamedWithoutWhatTheyAreAbout: nothing that an app puts in an address
// gets into a log.
func TestCallsAreNamedWithoutWhatTheyAreAbout(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]string{
		"/api/v1/accounts/123/remove_from_followers": "/api/v1/accounts/:id/remove_from_followers",
		"/api/v1/tags/Öffnung/":                      "/api/v1/tags/:id",
		"/api/v2/x-1/morag@scot.example":             "/api/v2/:id/:id",
		"/api/a/b/cc/dd/ee/ff/gg/hh/ii":              "/api/:id/:id/cc/dd/ee/ff/gg",
	} {
		if got := callIn(path); got != want {
			t.Errorf("%s: %s, want %s", path, got, want)
		}
	}
}
