package web

import (
	"net/http"

	"headroom/community"
	"headroom/templates"
)

// circlePage is GET /communities/circle.
func (s *Site) circlePage(w http.ResponseWriter, r *http.Request) error {
	if err := s.Service.MayStartCircle(r.Context(), visitOf(r).viewer); err != nil {
		return err
	}
	view := templates.Circle{Page: s.page(r, "communities", "")}
	view.Rules = view.T("circle.rules_text")
	if values := carriedTo(r, "/communities/circle"); values != nil {
		view.Name, view.People, view.Rules = values.Get("name"), values.Get("people"), values.Get("rules")
	}
	return s.render(w, http.StatusOK, view)
}

// circleForm is POST /communities/circle with the fields name, people and rules.
func (s *Site) circleForm(w http.ResponseWriter, r *http.Request) error {
	t, err := s.readForm(w, r)
	if err != nil {
		return err
	}
	v := visitOf(r)
	to, err := s.once(r, func() (string, error) {
		c, err := s.Service.StartCircle(r.Context(), v.viewer, community.CircleInput{Name: t.get("name"), People: addresseesOf(t.get("people")),
			Rules: t.get("rules"), Language: v.lang})
		return "/communities/" + itoa(c.ID), err
	})
	if err != nil {
		return s.again(w, r, err, s.page(r, "communities", "/communities/circle"), func(p templates.Page) (templates.View, error) {
			return templates.Circle{Page: p, Name: t.get("name"), People: t.get("people"), Rules: t.get("rules")}, nil
		})
	}
	return done(w, r, to, "circle_started")
}
