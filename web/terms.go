package web

import (
	"net/http"

	"github.com/go-chi/chi/v5"

	"headroom/community"
	"headroom/templates"
)

// termForms are the forms about school years.
func (s *Site) termForms(r chi.Router) {
	r.Post("/operator/terms", s.handle(s.termsForm))
	r.Post("/operator/terms/remove", s.handle(s.termsRemoveForm))
}

// termsPage is GET /operator/terms: what is known of school years.
func (s *Site) termsPage(w http.ResponseWriter, r *http.Request) error {
	form := templates.TermsForm{}
	if values := carriedTo(r, "/operator/terms"); values != nil {
		form = termsTyped(&typed{values: values})
	}
	view, err := s.terms(r, s.page(r, "operator", ""), form)
	if err != nil {
		return err
	}
	return s.render(w, http.StatusOK, view)
}

// termsTyped is what was sent: a file, or its text where one could not be taken.
func termsTyped(t *typed) templates.TermsForm {
	form := templates.TermsForm{Authority: t.get("authority"), Text: t.get("text")}
	if file := t.get("file"); file != "" {
		form.Text = file
	}
	return form
}

func (s *Site) terms(r *http.Request, p templates.Page, form templates.TermsForm) (templates.OperatorTerms, error) {
	years, err := s.Service.SchoolYears(r.Context(), visitOf(r).viewer)
	view := templates.OperatorTerms{Page: p, Form: form}
	for _, y := range years {
		row := templates.TermsRow{Authority: y.Authority, By: y.By, At: y.At}
		for _, d := range y.Days {
			row.Days = append(row.Days, templates.SchoolSpanRow{Name: d.Name, Open: d.Open, From: d.From, Until: d.Until})
		}
		view.Years = append(view.Years, row)
	}
	return view, err
}

// termsForm is POST /operator/terms.
func (s *Site) termsForm(w http.ResponseWriter, r *http.Request) error {
	t, err := s.readForm(w, r)
	if err != nil {
		return err
	}
	form := termsTyped(t)
	_, err = s.once(r, func() (string, error) {
		var days community.SchoolDays
		if form.Text != "" {
			if days, err = s.Terms([]byte(form.Text)); err != nil {
				return "", err
			}
		}
		return "/operator/terms", s.Service.SetSchoolDays(r.Context(), visitOf(r).viewer, form.Authority, days)
	})
	if err != nil {
		return s.again(w, r, err, s.page(r, "operator", "/operator/terms"), func(p templates.Page) (templates.View, error) {
			return s.terms(r, p, form)
		})
	}
	return done(w, r, "/operator/terms", "terms_set")
}

// termsRemoveForm is POST /operator/terms/remove.
func (s *Site) termsRemoveForm(w http.ResponseWriter, r *http.Request) error {
	t, err := s.readForm(w, r)
	if err != nil {
		return err
	}
	return s.step(w, r, "/operator/terms", "terms_removed", func() error {
		return s.Service.RemoveSchoolDays(r.Context(), visitOf(r).viewer, t.get("authority"))
	})
}
