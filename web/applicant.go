package web

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/go-chi/chi/v5"

	"headroom/community"
	"headroom/community/verification"
	"headroom/templates"
)

// applicationFormPages are the pages of applicants, and of colleagues whom they
// ask to vouch.
func (s *Site) applicationFormPages(r chi.Router) {
	r.Get("/application", s.handle(s.applicationPage))
	r.Get(againPath, s.handle(s.againPage))
	r.Get("/vouches", s.handle(s.vouchesPage))
}

// applicationRoutes are the forms on them. They stand behind signedIn.
func (s *Site) applicationRoutes(r chi.Router) {
	r.Post(againPath, s.handle(s.againForm))
	r.Post("/application/code", s.handle(s.codeForm))
	r.Post("/application/mailbox", s.handle(s.mailboxForm))
	r.Post("/application/vouch", s.handle(s.vouchAskForm))
	s.signOnRoutes(r)
	r.Post("/application/appeal", s.handle(s.appealForm))
	r.Post("/vouches/{id}", s.handle(s.vouchForm))
}

// applicationPage is GET /application.
func (s *Site) applicationPage(w http.ResponseWriter, r *http.Request) error {
	_, values := carriedUnder(r, "/application")
	view, err := s.application(r, s.page(r, "", ""), values)
	if err != nil {
		return err
	}
	return s.render(w, http.StatusOK, view)
}

// application makes the page with what was typed into one of its forms.
func (s *Site) application(r *http.Request, p templates.Page, typed url.Values) (templates.MyApplication, error) {
	a, err := s.Service.MyApplication(r.Context(), visitOf(r).viewer)
	if err != nil {
		return templates.MyApplication{}, err
	}
	view := templates.MyApplication{Page: p, State: a.State, Form: sentForm(a.Application), Points: a.Sum.Points, Most: verification.Threshold,
		Leads: a.Title == verification.Leads, Listed: a.Register != "", Mailbox: a.Mailbox, Website: a.Site,
		Code: typed.Get("code"), Local: typed.Get("mailbox"), Emails: typed.Get("colleagues"), Appeal: typed.Get("appeal"), Again: s.mayApply(r)}
	if a.State == community.ApplicationRefused || a.State == community.ApplicationClosed {
		view.Reason = a.Reason
	}
	for _, e := range a.Evidence {
		row := evidenceRow(e)
		if e.Kind == verification.SignOn {
			row.Service, row.Lang = s.serviceName(e.Ref, p.Lang())
		}
		view.Evidence = append(view.Evidence, row)
		view.CodeDone = view.CodeDone || e.Kind == verification.Mailbox
	}
	if len(a.Codes) > 0 && a.Codes[0].UsedAt.IsZero() && a.Codes[0].ExpiresAt.After(s.Clock()) {
		view.CodeTo = a.Codes[0].Mailbox
	}
	view.SignOns = s.signOnRows(a, p.Lang())
	for _, v := range a.Vouches { // whether they are known here, and what they said, is not told
		view.Asked = append(view.Asked, templates.VouchRow{Email: v.Email, At: v.AskedAt})
	}
	return view, nil
}

// codeForm is POST /application/code: the code that came back.
func (s *Site) codeForm(w http.ResponseWriter, r *http.Request) error {
	return s.applicantForm(w, r, "code_right", func(t *typed) error {
		return s.Service.EnterCode(r.Context(), visitOf(r).viewer, t.get("code"))
	})
}

// mailboxForm is POST /application/mailbox: a code is to be sent.
func (s *Site) mailboxForm(w http.ResponseWriter, r *http.Request) error {
	return s.applicantForm(w, r, "code_sent", func(t *typed) error {
		return s.Service.AskCode(r.Context(), visitOf(r).viewer, t.get("mailbox"))
	})
}

// vouchAskForm is POST /application/vouch.
func (s *Site) vouchAskForm(w http.ResponseWriter, r *http.Request) error {
	return s.applicantForm(w, r, "vouch_asked", func(t *typed) error {
		return s.Service.AskVouch(r.Context(), visitOf(r).viewer, strings.FieldsFunc(t.get("colleagues"), func(c rune) bool { return strings.ContainsRune(",; \n\t", c) }))
	})
}

// appealForm is POST /application/appeal.
func (s *Site) appealForm(w http.ResponseWriter, r *http.Request) error {
	return s.applicantForm(w, r, "appealed", func(t *typed) error {
		return s.Service.Appeal(r.Context(), visitOf(r).viewer, t.get("appeal"))
	})
}

// applicantForm is a form on the page of one's own application.
func (s *Site) applicantForm(w http.ResponseWriter, r *http.Request, what string, act func(*typed) error) error {
	t, err := s.readForm(w, r)
	if err != nil {
		return err
	}
	const self = "/application"
	_, err = s.once(r, func() (string, error) { return self, act(t) })
	if err != nil {
		return s.again(w, r, err, s.page(r, "", self), func(p templates.Page) (templates.View, error) {
			return s.application(r, p, t.values)
		})
	}
	return done(w, r, self, what)
}

// vouchesPage is GET /vouches.
func (s *Site) vouchesPage(w http.ResponseWriter, r *http.Request) error {
	act, values := carriedUnder(r, "/vouches")
	view, err := s.vouches(r, s.page(r, "", ""), parseID(act), values)
	if err != nil {
		return err
	}
	return s.render(w, http.StatusOK, view)
}

// vouches makes the page with what was ticked about the one who asks.
func (s *Site) vouches(r *http.Request, p templates.Page, about int64, typed url.Values) (templates.Vouches, error) {
	asked, left, err := s.Service.VouchesAsked(r.Context(), visitOf(r).viewer)
	view := templates.Vouches{Page: p, Left: int(left)}
	for _, a := range asked {
		view.Rows = append(view.Rows, templates.VouchAsked{ID: a.ID, Name: a.Applicant.Name, Post: a.Applicant.Post, School: a.Applicant.School,
			Authority: a.Applicant.Authority, At: a.AskedAt, Answers: a.ID == about && typed.Get("answers") == "yes"})
	}
	return view, err
}

// vouchForm is POST /vouches/{id}.
func (s *Site) vouchForm(w http.ResponseWriter, r *http.Request) error {
	id, err := number(r, "id")
	if err != nil {
		return err
	}
	t, err := s.readForm(w, r)
	if err != nil {
		return err
	}
	what := "not_vouched"
	if t.get("answer") == "yes" {
		what = "vouched"
	}
	to, err := s.once(r, func() (string, error) {
		return "/vouches", s.Service.AnswerVouch(r.Context(), visitOf(r).viewer, id, t.get("answer") == "yes", t.get("answers") == "yes")
	})
	if err != nil {
		return s.again(w, r, err, s.page(r, "", "/vouches"), func(p templates.Page) (templates.View, error) {
			return s.vouches(r, renamed(p, map[string]string{"answers": "answers-" + itoa(id)}), id, t.values)
		})
	}
	return done(w, r, to, what)
}
