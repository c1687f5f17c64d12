package web

import (
	"net/http"
	"net/url"
	"time"

	"github.com/go-chi/chi/v5"

	"headroom/community"
	"headroom/community/verification"
	"headroom/internal/httpx"
	"headroom/templates"
)

// reportShare is what part of the sign-ins that one address has in an hour it
// has of reports.
const reportShare = 3

// admissionRoutes say who is admitted and take reports from anybody.
func (s *Site) admissionRoutes(r chi.Router) {
	r.Get("/about/admission", s.handle(s.admission))
	r.With(httpx.BodyLimit(s.errors, formBytes)).Post("/about/admission", s.handle(s.admissionForm))
}

// reportFormPages and reportCasePages are the pages of reports that hold a
// form: for people who are signed in, and for operators.
func (s *Site) reportFormPages(r chi.Router) {
	r.Get("/people/{id}/report", s.handle(s.reportPage))
}

func (s *Site) reportCasePages(r chi.Router) {
	r.Get("/operator/reports/{id}", s.handle(s.report))
}

// reportRoutes are what else there is for them.
func (s *Site) reportRoutes(r chi.Router) {
	r.Post("/people/{id}/report", s.handle(s.reportForm))
	r.Get("/operator/reports", s.handle(s.reports))
	r.Post("/operator/reports/{id}", s.handle(s.decideReport))
}

// admission is GET /about/admission. It holds a form: no cache keeps it, or two
// people would send the same key, and the second report would count as a
// repetition of the first.
func (s *Site) admission(w http.ResponseWriter, r *http.Request) error {
	view := s.admissionView(s.page(r, "", ""), templates.ReportForm{})
	view.Number = formNumber(r.URL.Query(), "number")
	return s.render(w, http.StatusOK, view)
}

func (s *Site) admissionView(p templates.Page, form templates.ReportForm) templates.Admission {
	view := templates.Admission{Page: p, Form: form, Further: s.furtherRoles()}
	for _, group := range verification.Examples {
		g := templates.TitleGroup{Standing: string(group.Standing)}
		for _, e := range group.Titles {
			g.Titles = append(g.Titles, templates.TitleExample{Lang: e.Lang, Title: e.Title})
		}
		view.Groups = append(view.Groups, g)
	}
	return view
}

func reportOf(v url.Values) templates.ReportForm {
	return templates.ReportForm{About: v.Get("about"), Place: v.Get("place"), Text: v.Get("text"), Email: v.Get("email"), Code: v.Get("code")}
}

// admissionForm is POST /about/admission: a report from anybody.
func (s *Site) admissionForm(w http.ResponseWriter, r *http.Request) error {
	t, err := s.readForm(w, r)
	if err != nil {
		return err
	}
	v, form := visitOf(r), reportOf(t.values)
	if lang := s.switchTo(r); lang != "" {
		s.speak(w, r, lang)
		return s.render(w, http.StatusOK, s.admissionView(s.page(r, "", "/about/admission"), form))
	}
	var report int64
	if err = s.reportAllowed(w, r); err == nil {
		report, err = s.Service.ReportImpostor(r.Context(), v.viewer, community.ReportInput{About: form.About, Place: form.Place, Text: form.Text,
			Email: form.Email, Language: v.lang, Code: form.Code})
	}
	if err != nil {
		return s.again(w, r, err, s.page(r, "", "/about/admission"), func(p templates.Page) (templates.View, error) {
			return s.admissionView(p, form), nil
		})
	}
	return done(w, r, "/about/admission?number="+itoa(report)+"#report", "reported")
}

// reportAllowed counts reports by address.
func (s *Site) reportAllowed(w http.ResponseWriter, r *http.Request) error {
	if s.impostors.OnLimit(w, r, httpx.ByAddress(r)) {
		return httpx.E(httpx.RateLimited, nil).After(time.Hour)
	}
	return nil
}

// reportPage is GET /people/{id}/report.
func (s *Site) reportPage(w http.ResponseWriter, r *http.Request) error {
	id, err := number(r, "id")
	if err != nil {
		return err
	}
	view, err := s.reporting(r, s.page(r, "people", ""), id, reportOf(carriedTo(r, r.URL.EscapedPath())))
	if err != nil {
		return err
	}
	return s.render(w, http.StatusOK, view)
}

func (s *Site) reporting(r *http.Request, p templates.Page, id int64, form templates.ReportForm) (templates.Report, error) {
	who, err := s.Service.Profile(r.Context(), visitOf(r).viewer, id)
	return templates.Report{Page: p, PersonID: id, Name: who.Name, Form: form, Number: formNumber(r.URL.Query(), "number")}, err
}

// reportForm is POST /people/{id}/report.
func (s *Site) reportForm(w http.ResponseWriter, r *http.Request) error {
	id, err := number(r, "id")
	if err != nil {
		return err
	}
	t, err := s.readForm(w, r)
	if err != nil {
		return err
	}
	v, to := visitOf(r), "/people/"+itoa(id)
	if err = s.reportAllowed(w, r); err == nil {
		to, err = s.once(r, func() (string, error) {
			report, err := s.Service.ReportImpostor(r.Context(), v.viewer, community.ReportInput{Person: id, Text: t.get("text"), Code: t.get("code"), Language: v.lang})
			return "/people/" + itoa(id) + "/report?number=" + itoa(report), err
		})
	}
	if err != nil {
		return s.again(w, r, err, s.page(r, "people", "/people/"+itoa(id)+"/report"), func(p templates.Page) (templates.View, error) {
			return s.reporting(r, p, id, reportOf(t.values))
		})
	}
	return done(w, r, to, "reported")
}

// reports is GET /operator/reports.
func (s *Site) reports(w http.ResponseWriter, r *http.Request) error {
	open, decided, err := s.Service.Reports(r.Context(), visitOf(r).viewer)
	if err != nil {
		return err
	}
	view := templates.OperatorReports{Page: s.page(r, "operator", "")}
	for _, row := range open {
		view.Waiting = append(view.Waiting, reportRow(row))
	}
	for _, row := range decided {
		view.Decided = append(view.Decided, reportRow(row))
	}
	return s.render(w, http.StatusOK, view)
}

func reportRow(r community.ImpostorReport) templates.ReportRow {
	return templates.ReportRow{ID: r.ID, PersonID: r.PersonID, About: r.About, Place: r.Place, Text: r.Text, Lang: r.Language, Member: r.ReporterID != 0,
		Email: r.Email, At: r.CreatedAt, Decided: r.DecidedAt, By: r.DecidedBy, Outcome: r.Outcome, Reason: r.Reason, Code: r.Code}
}

// report is GET /operator/reports/{id}.
func (s *Site) report(w http.ResponseWriter, r *http.Request) error {
	id, err := number(r, "id")
	if err != nil {
		return err
	}
	view, err := s.reportView(r, s.page(r, "operator", ""), id, carriedTo(r, r.URL.EscapedPath()))
	if err != nil {
		return err
	}
	return s.render(w, http.StatusOK, view)
}

// reportView makes the page with what was typed.
func (s *Site) reportView(r *http.Request, p templates.Page, id int64, typed url.Values) (templates.OperatorReport, error) {
	row, ours, err := s.Service.Report(r.Context(), visitOf(r).viewer, id)
	return templates.OperatorReport{Page: p, Row: reportRow(row), Ours: ours, Outcome: typed.Get("outcome"), Reason: typed.Get("reason")}, err
}

// decideReport is POST /operator/reports/{id}.
func (s *Site) decideReport(w http.ResponseWriter, r *http.Request) error {
	id, err := number(r, "id")
	if err != nil {
		return err
	}
	t, err := s.readForm(w, r)
	if err != nil {
		return err
	}
	_, err = s.once(r, func() (string, error) {
		return "/operator/reports", s.Service.DecideReport(r.Context(), visitOf(r).viewer, id, t.get("outcome"), t.get("reason"))
	})
	if err != nil {
		return s.again(w, r, err, s.page(r, "operator", "/operator/reports/"+itoa(id)), func(p templates.Page) (templates.View, error) {
			return s.reportView(r, p, id, t.values)
		})
	}
	return done(w, r, "/operator/reports", "report_decided")
}
