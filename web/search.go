package web

import (
	"net/http"
	"time"

	"github.com/go-chi/chi/v5"

	"headroom/internal/httpx"
	"headroom/templates"
)

// searchRoutes are the pages that look for words. Nothing that is typed there
// is logged or kept.
func (s *Site) searchRoutes(r chi.Router) {
	r.Get("/communities/{id}/similar", s.handle(s.similar))
}

// similarShown is how many similar threads are shown at most.
const similarShown = 5

// similar is GET /communities/{id}/similar?title=, the fragment that the script
// of the composer shows while a title is typed; 204 when there is none.
func (s *Site) similar(w http.ResponseWriter, r *http.Request) error {
	id, err := number(r, "id")
	if err != nil {
		return err
	}
	if s.searches.OnLimit(w, r, s.limitKey(r)) {
		return httpx.E(httpx.RateLimited, nil).After(time.Minute)
	}
	v := visitOf(r)
	lines, err := s.Service.SimilarThreads(r.Context(), v.viewer, id, r.URL.Query().Get("title"), similarShown)
	if err != nil {
		return err
	}
	if len(lines) == 0 {
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
	view := templates.Similar{Page: s.page(r, "communities", "")}
	for _, l := range lines {
		row := s.threadRow(l, v.lang)
		if l.CommunityID == id {
			row.Community = ""
		}
		view.Threads = append(view.Threads, row)
	}
	return s.render(w, http.StatusOK, view)
}
