package web

import (
	"net/http"
	"time"

	"github.com/go-chi/chi/v5"

	"headroom/community"
	"headroom/community/policy"
	"headroom/internal/httpx"
	"headroom/templates"
)

// statementRoutes are what the instance says of itself to everybody.
func (s *Site) statementRoutes(r chi.Router) {
	r.Get("/servers", s.handle(s.statement))
	r.Get("/terms", s.handle(s.termsOfUse))
	r.With(httpx.BodyLimit(s.errors, formBytes), s.signedIn).Post("/terms/seen", s.handle(s.termsSeen))
}

// statementFormPages are the operators' pages behind it.
func (s *Site) statementFormPages(r chi.Router) {
	r.Get("/operator/incidents", s.handle(s.incidentsPage))
	r.Get("/operator/safety", s.handle(s.safetyPage))
	r.Get("/operator/safety/register.csv", s.handle(s.safetyExport))
}

// statementForms are the forms on them.
func (s *Site) statementForms(r chi.Router) {
	r.Post("/operator/incidents", s.handle(s.incidentForm))
	r.Post("/operator/safety", s.handle(s.safetyForm))
}

// statement is GET /servers: who runs the instance, whom it is linked with, who
// can read what as policy decides it, and what went wrong.
func (s *Site) statement(w http.ResponseWriter, r *http.Request) error {
	log, err := s.Service.Incidents(r.Context())
	if err != nil {
		return err
	}
	p := s.page(r, "", "")
	view := templates.Servers{Page: p, Operators: s.Operators, Peers: s.linked(), Incidents: s.incidentRows(log, p.Lang())}
	for _, t := range policy.Things {
		view.Things = append(view.Things, templates.Readable{Code: t.Code, By: policy.Readers(t)})
	}
	s.briefly(w, r)
	return s.render(w, http.StatusOK, view)
}

func (s *Site) incidentRows(log []community.IncidentEntry, lang string) []templates.IncidentRow {
	row := func(i community.Incident) templates.IncidentRow {
		out := templates.IncidentRow{ID: i.ID, Happened: i.HappenedAt, Written: i.CreatedAt}
		out.Text, out.TextLang = s.in(i.Text, lang)
		return out
	}
	rows := make([]templates.IncidentRow, len(log))
	for n, e := range log {
		rows[n] = row(e.Incident)
		for _, c := range e.Corrections {
			rows[n].Corrections = append(rows[n].Corrections, row(c))
		}
	}
	return rows
}

// incidentsPage is GET /operator/incidents; ?corrects= names the entry that is
// to be corrected.
func (s *Site) incidentsPage(w http.ResponseWriter, r *http.Request) error {
	form := templates.IncidentForm{Corrects: formNumber(r.URL.Query(), "corrects"), Texts: map[string]string{}}
	if values := carriedTo(r, "/operator/incidents"); values != nil {
		form = s.incidentTyped(&typed{values: values})
	}
	view, err := s.incidents(r, s.page(r, "operator", ""), form)
	if err != nil {
		return err
	}
	return s.render(w, http.StatusOK, view)
}

func (s *Site) incidentTyped(t *typed) templates.IncidentForm {
	form := templates.IncidentForm{Happened: t.get("happened"), Corrects: t.number("corrects"), Texts: map[string]string{}}
	for _, lang := range s.Identity.Languages {
		form.Texts[lang] = t.get("text_" + lang)
	}
	return form
}

// incidents makes the operators' page. Only they see what is asked for.
func (s *Site) incidents(r *http.Request, p templates.Page, form templates.IncidentForm) (templates.OperatorIncidents, error) {
	if err := s.Service.MayPublish(r.Context(), visitOf(r).viewer); err != nil {
		return templates.OperatorIncidents{}, err
	}
	log, err := s.Service.Incidents(r.Context())
	return templates.OperatorIncidents{Page: p, Rows: s.incidentRows(log, p.Lang()), Form: form}, err
}

// incidentForm is POST /operator/incidents.
func (s *Site) incidentForm(w http.ResponseWriter, r *http.Request) error {
	t, err := s.readForm(w, r)
	if err != nil {
		return err
	}
	form := s.incidentTyped(t)
	in := community.IncidentInput{Text: form.Texts, Corrects: form.Corrects}
	if day, err := time.Parse(time.DateOnly, form.Happened); err == nil {
		in.Happened = day
	}
	_, err = s.once(r, func() (string, error) {
		_, err := s.Service.PublishIncident(r.Context(), visitOf(r).viewer, in)
		return "/operator/incidents", err
	})
	if err != nil {
		return s.again(w, r, err, s.page(r, "operator", "/operator/incidents"), func(p templates.Page) (templates.View, error) {
			return s.incidents(r, p, form)
		})
	}
	return done(w, r, "/operator/incidents", "incident_published")
}
