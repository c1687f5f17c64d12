package web

import (
	"net/http"

	"headroom/templates"
)

// copiesPage is GET /communities/{id}/copies: which servers hold copies of what is
// written there, and what nobody can promise.
func (s *Site) copiesPage(w http.ResponseWriter, r *http.Request) error {
	id, err := number(r, "id")
	if err != nil {
		return err
	}
	v := visitOf(r)
	all, err := s.Service.Whereabouts(r.Context(), v.viewer, id)
	if err != nil {
		return err
	}
	view := templates.CopiesPage{Page: s.page(r, "communities", ""), Community: s.cardRow(all.Card, v.lang), Audience: s.audience(all.Audience),
		Servers: s.servers(all.Audience.Servers, all.Card.Host), Known: all.Known}
	for _, f := range all.Former {
		view.Former = append(view.Former, templates.FormerServer{Name: f.Name, Host: f.Host, Nation: nation(f.Nation), Since: f.Since,
			Objects: int(f.Objects), Ended: f.Ended, Late: f.Late})
	}
	return s.render(w, http.StatusOK, view)
}
