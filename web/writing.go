package web

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/go-chi/chi/v5"

	"headroom/templates"
)

// writingRoutes are the pages that come before a text.
func (s *Site) writingRoutes(r chi.Router) {
	r.Get("/compose", s.handle(s.where))
}

// where is GET /compose: where to write. Who has one community only goes
// straight on to it.
func (s *Site) where(w http.ResponseWriter, r *http.Request) error {
	v := visitOf(r)
	rooms, err := s.Service.WritingRooms(r.Context(), v.viewer)
	if err != nil {
		return err
	}
	if len(rooms) == 1 {
		return seeOther(w, r, "/communities/"+itoa(rooms[0].Card.ID)+"/new"+titled(r))
	}
	view := templates.Where{Page: s.page(r, "write", "")}
	for _, room := range rooms {
		view.Rooms = append(view.Rooms, templates.WritingRoom{Community: s.cardRow(room.Card, v.lang), Audience: s.audience(room.Audience)})
	}
	slices.SortFunc(view.Rooms, func(a, b templates.WritingRoom) int { return byName(a.Community, b.Community) })
	return s.render(w, http.StatusOK, view)
}

// titled hands a title on to the form.
func titled(r *http.Request) string {
	if title := r.URL.Query().Get("title"); title != "" {
		return "?" + url.Values{"title": {title}}.Encode()
	}
	return ""
}

// byName orders communities as a reader looks for them.
func byName(a, b templates.CommunityRow) int {
	return cmp.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name))
}
