package clientapi

import (
	"net/http"
	"regexp"
	"strings"

	"headroom/community"
)

// unknown answers what is asked below /api/ and is no row of the table, and notes it:
// so whoever runs an instance learns what apps call that it does not serve.
func (a *API) unknown(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodOptions {
		preflight(w, r)
		return
	}
	a.Log.InfoContext(r.Context(), "no such call", "request_method", r.Method, "call", callIn(r.URL.Path))
	a.errors.Write(w, r, community.ErrNotFound)
}

// wordOfCall is what the names of calls are made of. Whatever else stands in an
// address may be a name, an id or a token, and is nothing for a log.
var wordOfCall = regexp.MustCompile(`^(v[0-9]|[a-z_]{2,40})$`)

// callIn is the call that an address names, without what it is about.
func callIn(path string) string {
	parts := strings.Split(strings.Trim(path, "/"), "/")
	for i, part := range parts {
		if !wordOfCall.MatchString(part) {
			parts[i] = ":id"
		}
	}
	return "/" + strings.Join(parts[:min(len(parts), 8)], "/")
}
