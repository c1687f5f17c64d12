package web

import (
	"io"
	"net/http"

	"headroom/community"
)

// Health gives the handlers of /healthz, which answers while the process runs,
// and /readyz, which answers 200 while the store does and 503 otherwise.
func Health(store community.Store) (alive, ready http.Handler) {
	plain := func(w http.ResponseWriter, status int, text string) {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		w.Header().Set("Cache-Control", "no-store")
		w.WriteHeader(status)
		_, _ = io.WriteString(w, text+"\n")
	}
	alive = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { plain(w, http.StatusOK, "ok") })
	ready = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := store.View(r.Context(), func(community.Tx) error { return nil }); err != nil {
			plain(w, http.StatusServiceUnavailable, "not ready")
			return
		}
		plain(w, http.StatusOK, "ready")
	})
	return alive, ready
}
