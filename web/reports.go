package web

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/go-chi/chi/v5"

	"headroom/community"
	"headroom/internal/httpx"
	"headroom/templates"
)

// postReportPages are the pages of reports of posts that hold a form, and
// postReportForms what is sent from there and from a moderator's queue.
func (s *Site) postReportPages(r chi.Router) {
	r.Get("/posts/{id}/report", s.handle(s.postReportPage))
}

// publicReportRoutes take a report of a public post from somebody without an
// account.
func (s *Site) publicReportRoutes(r chi.Router) {
	r.With(httpx.BodyLimit(s.errors, formBytes)).Post("/posts/{id}/report/public", s.handle(s.publicReportForm))
}

func (s *Site) postReportForms(r chi.Router) {
	r.Post("/posts/{id}/report", s.handle(s.postReportForm))
	r.Post("/communities/{id}/reports/{report}", s.handle(s.resolveForm))
}

// postReportPage is GET /posts/{id}/report.
func (s *Site) postReportPage(w http.ResponseWriter, r *http.Request) error {
	view, err := s.postReport(r, s.page(r, "communities", ""), carriedTo(r, r.URL.EscapedPath()))
	if err != nil {
		return err
	}
	return s.render(w, http.StatusOK, view)
}

// postReport makes the page with what was typed.
func (s *Site) postReport(r *http.Request, page templates.Page, typed url.Values) (templates.PostReport, error) {
	p, t, err := s.onePost(r)
	if err != nil {
		return templates.PostReport{}, err
	}
	var earlier []community.PostReport
	viewer := visitOf(r).viewer
	if viewer.Person != 0 {
		if earlier, err = s.Service.MyReports(r.Context(), viewer, p.Post.ID); err != nil {
			return templates.PostReport{}, err
		}
	}
	if !p.CanReport && len(earlier) == 0 {
		return templates.PostReport{}, &community.Error{Class: community.Forbidden, Key: "error.forbidden"}
	}
	view := templates.PostReport{Page: page, Post: s.postView(p, false, nil), ThreadID: t.ID, ThreadTitle: t.Title, ThreadLang: p.Language,
		Code: typed.Get("code"), Words: typed.Get("words"), Email: typed.Get("email"), Public: !viewer.SignedIn(), Number: formNumber(r.URL.Query(), "number")}
	for _, e := range earlier {
		view.Earlier = append(view.Earlier, templates.ReportedRow{Number: e.ID, Code: e.Code, Words: e.Words, Outcome: e.Outcome,
			Answer: e.Answer, At: e.CreatedAt})
	}
	return view, nil
}

// postReportForm is POST /posts/{id}/report.
func (s *Site) postReportForm(w http.ResponseWriter, r *http.Request) error {
	id, err := number(r, "id")
	if err != nil {
		return err
	}
	t, err := s.readForm(w, r)
	if err != nil {
		return err
	}
	at := "/posts/" + itoa(id) + "/report"
	to, err := s.once(r, func() (string, error) {
		_, err := s.Service.ReportPost(r.Context(), visitOf(r).viewer, community.PostReportInput{Post: id, Code: t.get("code"), Words: t.get("words")})
		return at, err
	})
	if err != nil {
		return s.again(w, r, err, s.page(r, "communities", at), func(p templates.Page) (templates.View, error) {
			return s.postReport(r, p, t.values)
		})
	}
	return done(w, r, to, "post_reported")
}

// publicReportForm is POST /posts/{id}/report/public.
func (s *Site) publicReportForm(w http.ResponseWriter, r *http.Request) error {
	id, err := number(r, "id")
	if err != nil {
		return err
	}
	t, err := s.readForm(w, r)
	if err != nil {
		return err
	}
	at := "/posts/" + itoa(id) + "/report"
	again := func(p templates.Page) (templates.View, error) { return s.postReport(r, p, t.values) }
	if lang := s.switchTo(r); lang != "" {
		s.speak(w, r, lang)
		view, err := again(s.page(r, "communities", at))
		if err != nil {
			return err
		}
		return s.render(w, http.StatusOK, view)
	}
	v := visitOf(r)
	var report community.PostReport
	if err = s.reportAllowed(w, r); err == nil {
		report, err = s.Service.ReportPost(r.Context(), v.viewer, community.PostReportInput{Post: id, Code: t.get("code"), Words: t.get("words"),
			Email: t.get("email"), Language: v.lang})
	}
	if err != nil {
		return s.again(w, r, err, s.page(r, "communities", at), again)
	}
	return done(w, r, at+"?number="+itoa(report.ID), "public_reported")
}

// resolveForm is POST /communities/{id}/reports/{report}.
func (s *Site) resolveForm(w http.ResponseWriter, r *http.Request) error {
	id, report, t, err := s.formWithin(w, r, "report")
	if err != nil {
		return err
	}
	to := "/communities/" + itoa(id) + "/queue"
	_, err = s.once(r, func() (string, error) {
		return to, s.Service.ResolveReport(r.Context(), visitOf(r).viewer, id, report, t.get("outcome"), t.get("answer"))
	})
	if err != nil {
		return s.again(w, r, err, s.page(r, "communities", to), func(p templates.Page) (templates.View, error) {
			at := "-" + itoa(report)
			view, err := s.queue(r, renamed(p, map[string]string{"outcome": "outcome" + at, "answer": "answer" + at}), id, 0, nil)
			return typedInto(view, report, t.values), err
		})
	}
	return done(w, r, to, s.orSent(r, id, "report_resolved"))
}

// typedInto puts what was typed about a report into the page.
func typedInto(view templates.Queue, report int64, typed url.Values) templates.Queue {
	for i := range view.Reports {
		if view.Reports[i].Number == report {
			view.Reports[i].Outcome, view.Reports[i].Answer = typed.Get("outcome"), typed.Get("answer")
		}
	}
	return view
}

// carriedReport puts into the page what was typed before a session ended.
func carriedReport(r *http.Request, view templates.Queue) templates.Queue {
	c := visitOf(r).carried
	if c == nil {
		return view
	}
	parts := strings.Split(c.path, "/")
	if len(parts) == 5 && parts[1] == "communities" && parts[3] == "held" {
		return typedIntoHeld(view, parseID(parts[4]), c.values)
	}
	if len(parts) != 5 || parts[1] != "communities" || parts[3] != "reports" {
		return view
	}
	return typedInto(view, parseID(parts[4]), c.values)
}

// queuedReport shows a report that waits.
func queuedReport(q community.QueuedReport) templates.QueuedReport {
	row := templates.QueuedReport{Number: q.Number, PostID: q.Post.ID, ThreadTitle: q.Thread.Title, Lang: q.Post.Language,
		Author: q.Author.Name, Code: q.Report.Code, Words: q.Report.Words, At: q.Report.CreatedAt,
		Gone: q.Post.State == community.PostDeleted}
	if !row.Gone {
		row.Excerpt = excerpt(community.PlainText(q.Post.HTML))
	}
	return row
}

// whyOf is what a moderator chose and wrote.
func whyOf(t *typed) community.Why {
	return community.Why{Code: t.get("code"), Words: t.get("reason")}
}
