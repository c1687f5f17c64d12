package web

import (
	"cmp"
	"net/http"
	"net/url"
	"strconv"

	"github.com/go-chi/chi/v5"

	"headroom/community"
	"headroom/community/verification"
	"headroom/templates"
)

// caseFormPages are the pages of who verifies that hold a form.
func (s *Site) caseFormPages(r chi.Router) {
	r.Get("/operator/applications", s.handle(s.casesPage))
	r.Get("/operator/applications/{id}", s.handle(s.casePage))
}

// caseRoutes are what else there is for who verifies. They stand behind
// signedIn.
func (s *Site) caseRoutes(r chi.Router) {
	r.Post("/operator/applications/admit", s.handle(s.cohortForm))
	r.Get("/operator/registers", s.handle(s.registersPage))
	r.Post("/operator/applications/{id}/admit", s.handle(s.admitForm))
	r.Post("/operator/applications/{id}/refuse", s.handle(s.refuseForm))
	r.Post("/operator/applications/{id}/exception", s.handle(s.exceptionForm))
	r.Post("/operator/applications/{id}/invitation", s.handle(s.applicantInvitationForm))
	r.Post("/operator/applications/{id}/evidence", s.handle(s.findingForm))
}

const casesOnPage = 30

// caseStates are the filters of the queue.
var caseStates = map[string][]string{
	"admitted": {community.ApplicationAdmitted},
	"refused":  {community.ApplicationRefused, community.ApplicationClosed},
}

// casesPage is GET /operator/applications.
func (s *Site) casesPage(w http.ResponseWriter, r *http.Request) error {
	filter := r.URL.Query().Get("filter")
	if filter == unconfirmed {
		return s.unconfirmedPage(w, r)
	}
	if caseStates[filter] == nil {
		filter = ""
	}
	after := formNumber(r.URL.Query(), "after")
	all, err := s.Service.Applications(r.Context(), visitOf(r).viewer, caseStates[filter], community.Page{After: after, Limit: casesOnPage + 1})
	if err != nil {
		return err
	}
	view := templates.OperatorApplications{Page: s.page(r, "operator", ""), Filter: filter}
	if len(all) > casesOnPage {
		all = all[:casesOnPage]
		view.Pager.Next = withQuery(r, "after", itoa(all[casesOnPage-1].ID))
	}
	if after != 0 {
		view.Pager.Previous = withQuery(r, "", "")
	}
	for _, c := range all {
		row := caseRow(c)
		view.Rows = append(view.Rows, row)
		if row.Clean {
			view.Clean++
		}
	}
	return s.render(w, http.StatusOK, view)
}

func caseRow(c community.ApplicationCase) templates.ApplicationRow {
	row := templates.ApplicationRow{ID: c.ID, Name: c.Name, Post: c.Post, School: c.School, Authority: c.Authority, Nation: nation(c.Nation), State: c.State,
		At: c.ConfirmedAt, Points: c.Sum.Points, Most: verification.Threshold, Clean: c.Clean()}
	seen := map[string]bool{}
	for _, x := range c.Conflicts {
		if !seen[x.Kind] {
			seen[x.Kind] = true
			row.Looks = append(row.Looks, x.Kind)
		}
	}
	return row
}

// cohortForm is POST /operator/applications/admit: the clean ones that are
// ticked.
func (s *Site) cohortForm(w http.ResponseWriter, r *http.Request) error {
	t, err := s.readForm(w, r)
	if err != nil {
		return err
	}
	return s.step(w, r, "/operator/applications", "application_cohort", func() error {
		var ids []int64
		for _, text := range t.values["id"] {
			if id, err := strconv.ParseInt(text, 10, 64); err == nil && len(ids) < casesOnPage {
				ids = append(ids, id)
			}
		}
		_, _, err := s.Service.AdmitClean(r.Context(), visitOf(r).viewer, ids)
		return err
	})
}

// casePage is GET /operator/applications/{id}.
func (s *Site) casePage(w http.ResponseWriter, r *http.Request) error {
	id, err := number(r, "id")
	if err != nil {
		return err
	}
	_, values := carriedUnder(r, r.URL.EscapedPath())
	view, err := s.caseView(r, s.page(r, "operator", ""), id, decisionOf(values))
	if err != nil {
		return err
	}
	return s.render(w, http.StatusOK, view)
}

// says are the words for what a register says.
var says = map[string]string{community.SaysNothing: "none", community.SaysNamed: "named", community.SaysSchool: "school",
	community.SaysAnother: "another", community.SaysClosed: "closed"}

// decisionOf is what was typed into one of the forms about an application.
func decisionOf(v url.Values) templates.DecisionForm {
	form := templates.DecisionForm{Reason: v.Get("reason"), Refuse: v.Get("refuse_reason"), Exception: v.Get("exception_reason"),
		Kind: string(verification.Facilitator), Note: v.Get("note")}
	if v.Has("note") { // it is the form that has kinds
		form.Kind = v.Get("kind")
	}
	return form
}

// caseView makes the page with what was typed.
func (s *Site) caseView(r *http.Request, p templates.Page, id int64, typed templates.DecisionForm) (templates.OperatorApplication, error) {
	c, err := s.Service.ApplicationOf(r.Context(), visitOf(r).viewer, id)
	if err != nil {
		return templates.OperatorApplication{}, err
	}
	view := templates.OperatorApplication{Page: p, Row: caseRow(c), Form: sentForm(c.Application), Title: string(c.Title), Says: says[c.Says],
		Appeal: c.Appeal, Reason: c.Reason, DecidedBy: c.DecidedBy, ProposedBy: c.ProposedBy, ProposedReason: c.ProposedReason,
		MayAdmit: c.MayAdmit, MayExcept: c.MayExcept, MayRefuse: c.MayRefuse, MayFind: c.MayFind, Another: c.Another, Own: c.Own, Next: c.Next, Previous: c.Previous, Typed: typed}
	if c.Entry.Register != "" {
		name, lang := s.in(c.Entry.Name, p.Lang())
		view.Entry = &templates.SchoolChoice{ID: c.Entry.Register, Name: name, Lang: lang, Place: c.Entry.Place, Authority: c.Entry.Authority}
		view.Status, view.ImportedAt = c.Entry.Status, c.Entry.ImportedAt
	}
	for _, e := range c.Evidence {
		row := evidenceRow(e)
		row.Note, row.By = e.Note, cmp.Or(c.Names[e.By], e.By)
		if e.Kind == verification.Mailbox {
			row.Mailbox = e.Ref
		}
		if e.Kind == verification.SignOn {
			row.Service, row.Lang = s.serviceName(e.Ref, p.Lang())
		}
		view.Evidence = append(view.Evidence, row)
	}
	view.SignOns = s.signOnSaid(c.ApplicationView, p.Lang())
	for _, v := range c.Vouches {
		view.Vouches = append(view.Vouches, templates.VouchRow{Email: v.Email, At: v.AskedAt, Answer: v.Answer, Known: v.PersonID != 0})
	}
	for _, x := range c.Conflicts {
		row := templates.ConflictRow{Kind: x.Kind, Name: x.Name}
		switch {
		case x.PersonID != 0:
			row.Href = "/operator/members/" + itoa(x.PersonID)
		case x.Application != 0:
			row.Href = "/operator/applications/" + itoa(x.Application)
		}
		view.Conflicts = append(view.Conflicts, row)
	}
	for _, h := range c.History {
		shown := named(s.auditRow(h, p.Lang()), h, c.Names)
		shown.Subject = ""
		view.History = append(view.History, shown)
	}
	return view, nil
}

func evidenceRow(e community.Evidence) templates.EvidenceRow {
	return templates.EvidenceRow{Kind: string(e.Kind), At: e.At, Until: e.At.Add(e.Kind.Good())}
}

// admitForm is POST …/admit. It leads to the next that waits.
func (s *Site) admitForm(w http.ResponseWriter, r *http.Request) error {
	return s.caseForm(w, r, "application_admitted", true, func(id int64, t *typed) error {
		return s.Service.Admit(r.Context(), visitOf(r).viewer, id, t.get("reason"))
	})
}

// refuseForm is POST …/refuse.
func (s *Site) refuseForm(w http.ResponseWriter, r *http.Request) error {
	return s.caseForm(w, r, "application_refused", true, func(id int64, t *typed) error {
		return s.Service.Refuse(r.Context(), visitOf(r).viewer, id, t.get("refuse_reason"))
	})
}

// exceptionForm is POST …/exception.
func (s *Site) exceptionForm(w http.ResponseWriter, r *http.Request) error {
	return s.caseForm(w, r, "application_proposed", false, func(id int64, t *typed) error {
		return s.Service.ProposeException(r.Context(), visitOf(r).viewer, id, t.get("exception_reason"))
	})
}

// findingForm is POST …/evidence.
func (s *Site) findingForm(w http.ResponseWriter, r *http.Request) error {
	return s.caseForm(w, r, "application_noted", false, func(id int64, t *typed) error {
		return s.Service.AddFinding(r.Context(), visitOf(r).viewer, id, verification.Kind(t.get("kind")), t.get("note"))
	})
}

// caseForm is a form on the page of an application. on leads to the next one
// that waits, so that a queue is worked through without going back.
func (s *Site) caseForm(w http.ResponseWriter, r *http.Request, what string, on bool, act func(int64, *typed) error) error {
	id, err := number(r, "id")
	if err != nil {
		return err
	}
	t, err := s.readForm(w, r)
	if err != nil {
		return err
	}
	self := "/operator/applications/" + itoa(id)
	to, err := s.once(r, func() (string, error) {
		if !on {
			return self, act(id, t)
		}
		c, err := s.Service.ApplicationOf(r.Context(), visitOf(r).viewer, id)
		if err != nil {
			return "", err
		}
		next := "/operator/applications"
		if c.Next != 0 {
			next += "/" + itoa(c.Next)
		}
		return next, act(id, t)
	})
	if err != nil {
		return s.again(w, r, err, s.page(r, "operator", self), func(p templates.Page) (templates.View, error) {
			return s.caseView(r, p, id, decisionOf(t.values))
		})
	}
	return done(w, r, to, what)
}
