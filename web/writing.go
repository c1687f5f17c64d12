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
	r.Get("/share", s.handle(s.share))
}

// share is GET /share: what a phone or a button on another site wants to be written about.
// It leads on to where to write; nothing is said before its author has sent it.
func (s *Site) share(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	var text []string
	for _, part := range []string{q.Get("text"), q.Get("url")} {
		if part = strings.TrimSpace(part); part != "" && !strings.Contains(strings.Join(text, " "), part) {
			text = append(text, part)
		}
	}
	return seeOther(w, r, "/compose"+begun(strings.TrimSpace(q.Get("title")), strings.Join(text, "\n\n")))
}

// where is GET /compose: where to write. Who has one community only goes
// straight on to it.
func (s *Site) where(w http.ResponseWriter, r *http.Request) error {
	v := visitOf(r)
	rooms, err := s.Service.WritingRooms(r.Context(), v.viewer)
	if err != nil {
		return err
	}
	on := begun(r.URL.Query().Get("title"), r.URL.Query().Get("text"))
	if len(rooms) == 1 {
		return seeOther(w, r, "/communities/"+itoa(rooms[0].Card.ID)+"/new"+on)
	}
	view := templates.Where{Page: s.page(r, "write", ""), Begun: on}
	for _, room := range rooms {
		view.Rooms = append(view.Rooms, templates.WritingRoom{Community: s.cardRow(room.Card, v.lang), Audience: s.audience(room.Audience)})
	}
	slices.SortFunc(view.Rooms, func(a, b templates.WritingRoom) int { return byName(a.Community, b.Community) })
	return s.render(w, http.StatusOK, view)
}

// begun hands on to the form how a text begins: the query, or nothing where there is neither.
func begun(title, text string) string {
	q := url.Values{}
	for name, value := range map[string]string{"title": title, "text": text} {
		if value != "" {
			q.Set(name, value)
		}
	}
	if len(q) == 0 {
		return ""
	}
	return "?" + q.Encode()
}

// byName orders communities as a reader looks for them.
func byName(a, b templates.CommunityRow) int {
	return cmp.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name))
}
