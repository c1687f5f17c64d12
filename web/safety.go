package web

import (
	"bytes"
	"net/http"
	"time"

	"headroom/community"
	"headroom/templates"
)

// safetyPage is GET /operator/safety.
func (s *Site) safetyPage(w http.ResponseWriter, r *http.Request) error {
	form := templates.SafetyForm{Happened: s.Clock().Format(time.DateOnly), Texts: map[string]string{}}
	if values := carriedTo(r, "/operator/safety"); values != nil {
		form = s.safetyTyped(&typed{values: values})
	}
	view, err := s.safety(r, s.page(r, "operator", ""), form)
	if err != nil {
		return err
	}
	return s.render(w, http.StatusOK, view)
}

func (s *Site) safetyTyped(t *typed) templates.SafetyForm {
	form := templates.SafetyForm{Kind: t.get("kind"), Happened: t.get("happened"), Texts: map[string]string{}}
	for _, lang := range s.Identity.Languages {
		form.Texts[lang] = t.get("text_" + lang)
	}
	return form
}

func (s *Site) safety(r *http.Request, p templates.Page, form templates.SafetyForm) (templates.OperatorSafety, error) {
	got, err := s.Service.SafetyRegister(r.Context(), visitOf(r).viewer)
	view := templates.OperatorSafety{Page: p, Form: form, Due: got.Assessed.DueAt, Overdue: got.Overdue}
	for _, rec := range got.Records {
		row := s.safetyRow(rec, p.Lang())
		if rec.ID == got.Terms.ID {
			row.Told, row.Seen = int(got.TermsTold), int(got.TermsSeen)
		}
		view.Records = append(view.Records, row)
	}
	for _, c := range got.Cases {
		view.Cases = append(view.Cases, templates.SafetyCase{Kind: c.Kind, Number: c.Number, Code: c.Code, Host: c.Host, At: c.CreatedAt, Decided: c.DecidedAt, Outcome: c.Outcome})
	}
	return view, err
}

func (s *Site) safetyRow(rec community.SafetyRecord, lang string) templates.SafetyRow {
	row := templates.SafetyRow{ID: rec.ID, Kind: rec.Kind, At: rec.HappenedAt, Due: rec.DueAt}
	row.Text, row.Lang = s.in(rec.Text, lang)
	return row
}

// safetyForm is POST /operator/safety.
func (s *Site) safetyForm(w http.ResponseWriter, r *http.Request) error {
	t, err := s.readForm(w, r)
	if err != nil {
		return err
	}
	form := s.safetyTyped(t)
	in := community.SafetyInput{Kind: form.Kind, Text: form.Texts}
	if day, err := time.Parse(time.DateOnly, form.Happened); err == nil {
		in.Happened = day
	}
	_, err = s.once(r, func() (string, error) {
		_, err := s.Service.RecordSafety(r.Context(), visitOf(r).viewer, in)
		return "/operator/safety", err
	})
	if err != nil {
		return s.again(w, r, err, s.page(r, "operator", "/operator/safety"), func(p templates.Page) (templates.View, error) {
			return s.safety(r, p, form)
		})
	}
	return done(w, r, "/operator/safety", "safety_recorded")
}

// safetyExport is GET /operator/safety/register.csv.
func (s *Site) safetyExport(w http.ResponseWriter, r *http.Request) error {
	var sheet bytes.Buffer
	if err := s.Service.ExportSafety(r.Context(), visitOf(r).viewer, &sheet); err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "text/csv; charset=utf-8")
	h.Set("Content-Disposition", `attachment; filename="safety-`+s.Clock().UTC().Format(time.DateOnly)+`.csv"`)
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	_, _ = w.Write(sheet.Bytes())
	return nil
}

// termsOfUse is GET /terms; ?version= names one that held before.
func (s *Site) termsOfUse(w http.ResponseWriter, r *http.Request) error {
	now, before, err := s.Service.TermsOfUse(r.Context())
	if err != nil {
		return err
	}
	p := s.page(r, "", "")
	view := templates.TermsOfUse{Page: p, Now: s.safetyRow(now, p.Lang())}
	asked := formNumber(r.URL.Query(), "version")
	for _, old := range before {
		row := s.safetyRow(old, p.Lang())
		if old.ID == asked {
			view.Old = &row
		}
		view.Before = append(view.Before, row)
	}
	if asked != 0 && asked != now.ID && view.Old == nil {
		return community.ErrNotFound
	}
	s.briefly(w, r)
	return s.render(w, http.StatusOK, view)
}

// termsSeen is POST /terms/seen: the field version names what was seen, next the page to go
// back to.
func (s *Site) termsSeen(w http.ResponseWriter, r *http.Request) error {
	t, err := s.readForm(w, r)
	if err != nil {
		return err
	}
	if err := s.Service.SeeTerms(r.Context(), visitOf(r).viewer, formNumber(t.values, "version")); err != nil && !community.IsNotFound(err) {
		return err
	}
	return seeOther(w, r, localNext(t.get("next")))
}
