package web

import (
	"net/http"

	"headroom/community"
	"headroom/templates"
)

// sharePage is GET /threads/{id}/share.
func (s *Site) sharePage(w http.ResponseWriter, r *http.Request) error {
	id, err := number(r, "id")
	if err != nil {
		return err
	}
	to := ""
	if values := carriedTo(r, r.URL.EscapedPath()); values != nil {
		to = values.Get("to")
	}
	view, err := s.sharing(r, s.page(r, "communities", ""), id, to)
	if err != nil {
		return err
	}
	return s.render(w, http.StatusOK, view)
}

func (s *Site) sharing(r *http.Request, p templates.Page, id int64, to string) (templates.ThreadShare, error) {
	v := visitOf(r)
	got, err := s.Service.ShareChoices(r.Context(), v.viewer, id)
	if err != nil {
		return templates.ThreadShare{}, err
	}
	view := templates.ThreadShare{Page: p, ID: id, Title: got.Thread.Title, Community: s.communityRow(got.Source, v.lang), To: to}
	for _, c := range got.To {
		a, err := s.Service.AudienceOfNew(r.Context(), v.viewer, c.ID)
		if known(err) != nil {
			return view, err
		}
		view.Into = append(view.Into, templates.ShareRow{LinkEnd: s.linkEnd(c, v.lang), Audience: s.audience(a)})
	}
	return view, nil
}

// shareForm is POST /threads/{id}/share.
func (s *Site) shareForm(w http.ResponseWriter, r *http.Request) error {
	id, err := number(r, "id")
	if err != nil {
		return err
	}
	t, err := s.readForm(w, r)
	if err != nil {
		return err
	}
	to, err := s.once(r, func() (string, error) {
		out, err := s.Service.ShareThread(r.Context(), visitOf(r).viewer, id, t.number("to"), "")
		return "/threads/" + itoa(out.Thread), err
	})
	if community.KindOf(err) == community.Forbidden || community.KindOf(err) == community.NotFound {
		return err
	}
	if err != nil {
		return s.again(w, r, err, s.page(r, "communities", "/threads/"+itoa(id)+"/share"), func(p templates.Page) (templates.View, error) {
			return s.sharing(r, p, id, t.get("to"))
		})
	}
	return done(w, r, to, "shared")
}
