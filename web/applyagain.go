package web

import (
	"net/http"

	"headroom/community"
	"headroom/templates"
)

// againPath is where somebody with an account applies for a new post.
const againPath = "/application/new"

// againPage is GET /application/new.
func (s *Site) againPage(w http.ResponseWriter, r *http.Request) error {
	known, err := s.Service.ApplyingAgain(r.Context(), visitOf(r).viewer)
	if err != nil {
		return err
	}
	if values := carriedTo(r, againPath); values != nil {
		view, err := s.applyingAgain(r, s.page(r, "", ""), known, applicationOf(values))
		if err != nil {
			return err
		}
		return s.render(w, http.StatusOK, view)
	}
	return s.render(w, http.StatusOK, templates.Apply{Page: s.page(r, "", ""), Again: true,
		Form: templates.ApplyForm{Name: known.Name, Email: known.Email, Nation: nation(known.Nation), Biography: known.Biography}})
}

// applyingAgain makes the page with what was typed. The address is the account's.
func (s *Site) applyingAgain(r *http.Request, p templates.Page, known community.ApplicationInput, form templates.ApplyForm) (templates.Apply, error) {
	form.Email = known.Email
	view, err := s.applying(r, p, form)
	view.Again = true
	return view, err
}

// againForm is POST /application/new.
func (s *Site) againForm(w http.ResponseWriter, r *http.Request) error {
	t, err := s.readForm(w, r)
	if err != nil {
		return err
	}
	v, form := visitOf(r), applicationOf(t.values)
	to, err := s.once(r, func() (string, error) {
		return "/application", s.Service.ApplyAgain(r.Context(), v.viewer, asked(form, v.lang))
	})
	if err == nil {
		return seeOther(w, r, to)
	}
	known, refused := s.Service.ApplyingAgain(r.Context(), v.viewer)
	if refused != nil {
		return err
	}
	return s.again(w, r, err, s.page(r, "", againPath), func(p templates.Page) (templates.View, error) {
		return s.applyingAgain(r, p, known, form)
	})
}

// mayApply tells whether the viewer is led to a new application.
func (s *Site) mayApply(r *http.Request) bool {
	_, err := s.Service.ApplyingAgain(r.Context(), visitOf(r).viewer)
	return err == nil
}
