package web

import (
	"net/http"

	"github.com/go-chi/chi/v5"

	"headroom/community"
	"headroom/internal/httpx"
	"headroom/templates"
)

// unsubscribeRoutes stand in letters. The program of a reader's mail sends the
// POST by itself (RFC 8058): without a cookie, and with a body of its own.
func (s *Site) unsubscribeRoutes(r chi.Router) {
	r.Group(func(r chi.Router) {
		r.Use(httpx.BodyLimit(s.errors, formBytes))
		r.Get("/unsubscribe/{token}", s.handle(s.unsubscribe))
		r.Post("/unsubscribe/{token}", s.handle(s.unsubscribe))
	})
}

// unsubscribe is GET|POST /unsubscribe/{token}. The page only asks; sending it
// turns the e-mails about one topic off, again and again to the same effect.
func (s *Site) unsubscribe(w http.ResponseWriter, r *http.Request) error {
	token := chi.URLParam(r, "token")
	gone := &community.Error{Class: community.Gone, Key: "error.link"}
	if s.Unsubscriber == nil {
		return gone
	}
	person, topic, ok := s.Unsubscriber(token)
	if !ok {
		return gone
	}
	view := templates.Unsubscribe{Page: s.page(r, "", "/unsubscribe/"+token), Token: token, Topic: string(topic)}
	if r.Method == http.MethodPost {
		err := s.Service.NoMoreMail(r.Context(), person, topic)
		if community.IsNotFound(err) {
			return gone
		}
		if err != nil {
			return err
		}
		view.Done = true
	}
	return s.render(w, http.StatusOK, view)
}
