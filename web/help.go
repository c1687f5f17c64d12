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
	r.Get("/welcome.zip", s.handle(s.Renderer.ServePack))
	r.Get("/offline", s.handle(s.offline))
	r.Get("/app.webmanifest", s.handle(s.manifest))
	r.Get("/sw.js", s.handle(s.worker))
	r.Get("/icons/{name}", s.handle(s.icon))
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

// offline is GET /offline, which browsers keep for when they cannot reach us.
func (s *Site) offline(w http.ResponseWriter, r *http.Request) error {
	s.briefly(w, r)
	return s.render(w, http.StatusOK, templates.Offline{Page: s.page(r, "", "")})
}

// manifest is GET /app.webmanifest.
func (s *Site) manifest(w http.ResponseWriter, r *http.Request) error {
	s.Renderer.Manifest(w, visitOf(r).lang)
	return nil
}

// worker is GET /sw.js, with the language of the pages that it keeps; that it
// is asked for, which browsers do by themselves, is no choice of a language.
func (s *Site) worker(w http.ResponseWriter, r *http.Request) error {
	s.Renderer.Worker(w, r.URL.Query().Get("for"))
	return nil
}

// icon is GET /icons/{name}.
func (s *Site) icon(w http.ResponseWriter, r *http.Request) error {
	if !s.Renderer.Icon(w, r, chi.URLParam(r, "name")) {
		return community.ErrNotFound
	}
	return nil
}
