package web

import (
	"net/http"

	"github.com/go-chi/chi/v5"

	"headroom/community"
	"headroom/templates"
)

// helpRoutes are the pages that explain. They are for everyone and hold
// nothing that people wrote.
func (s *Site) helpRoutes(r chi.Router) {
	r.Get("/help", s.handle(s.help))
	r.Get("/help/glossary", s.handle(s.glossary))
	r.Get("/help/{topic}", s.handle(s.helpTopic))
}

// help is GET /help.
func (s *Site) help(w http.ResponseWriter, r *http.Request) error {
	s.briefly(w, r)
	return s.render(w, http.StatusOK, templates.Help{Page: s.page(r, "", "")})
}

// glossary is GET /help/glossary.
func (s *Site) glossary(w http.ResponseWriter, r *http.Request) error {
	s.briefly(w, r)
	return s.render(w, http.StatusOK, templates.Glossary{Page: s.page(r, "", "")})
}

// helpTopic is GET /help/{topic}.
func (s *Site) helpTopic(w http.ResponseWriter, r *http.Request) error {
	page, ok := s.page(r, "", "").HelpTopic(chi.URLParam(r, "topic"))
	if !ok {
		return community.ErrNotFound
	}
	s.briefly(w, r)
	return s.render(w, http.StatusOK, page)
}
