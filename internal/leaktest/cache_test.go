package leaktest

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

// TestSharedCache: the cache gives one asker's answer to another exactly where
// the answer lets it.
func TestSharedCache(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		control, vary, tag string
		status             int
		bearer, passes     bool
	}{
		{control: "private, no-store", status: 200},
		{control: "private", status: 200},
		{control: "no-store", status: 404},
		{control: "", status: 200, passes: true},
		{control: "", status: 404, passes: true},
		{control: "", status: 403},
		{control: "max-age=60", status: 403, passes: true},
		{control: "public, max-age=60", status: 200, passes: true},
		{control: "", vary: "Accept, Cookie", status: 200},
		{control: "", vary: "Accept", status: 200, passes: true},
		{control: "", vary: "*", status: 200},
		{control: "", status: 200, bearer: true},
		{control: "public", status: 200, bearer: true, passes: true},
		{control: "no-cache", status: 200},
		{control: "no-cache", tag: `"x"`, status: 200, passes: true},
		{control: "max-age=0", tag: `"x"`, status: 200, passes: true},
		{control: "private, no-cache", tag: `"x"`, status: 200},
	} {
		ask := func(r *http.Request) (Answer, error) {
			a := Answer{Status: tc.status, Header: http.Header{"Cache-Control": {tc.control}, "Vary": {tc.vary}}, Body: []byte("for " + r.Header.Get("Cookie"))}
			if tc.tag != "" {
				a.Header.Set("ETag", tc.tag)
				if r.Header.Get("If-None-Match") == tc.tag {
					return Answer{Status: http.StatusNotModified, Header: http.Header{}}, nil
				}
			}
			return a, nil
		}
		var c Cache
		got := ""
		for _, who := range []string{"one", "two"} {
			r := httptest.NewRequest(http.MethodGet, "/x", nil)
			r.Header.Set("Cookie", who)
			if tc.bearer {
				r.Header.Set("Authorization", "Bearer "+who)
			}
			a, err := c.Through(ask)(r)
			if err != nil {
				t.Fatal(err)
			}
			got = string(a.Body)
		}
		if passed := got == "for one"; passed != tc.passes || passed != (c.Hits() > 0) {
			t.Errorf("%+v: the second was given %q, %d hits", tc, got, c.Hits())
		}
	}
}
