package web

import (
	"cmp"
	"net/http"
	"net/url"

	"github.com/go-chi/chi/v5"

	"headroom/community"
	"headroom/community/verification"
	"headroom/templates"
)

// signOnRoutes are the way to a sign-on service and back. They stand behind
// signedIn.
func (s *Site) signOnRoutes(r chi.Router) {
	r.Post("/application/sign-on/{id}", s.handle(s.signOnForm))
	r.Get("/application/sign-on/{id}/callback", s.handle(s.signOnBack))
}

// signOnForm is POST /application/sign-on/{id}. Browsers do not let a form lead
// to another site, so the answer is a page that goes on by itself.
func (s *Site) signOnForm(w http.ResponseWriter, r *http.Request) error {
	if _, err := s.readForm(w, r); err != nil {
		return err
	}
	id := chi.URLParam(r, "id")
	to, err := s.Service.StartSignOn(r.Context(), visitOf(r).viewer, id, s.sessions.Token(r.Context()))
	if err != nil {
		return s.signOnAgain(w, r, id, err)
	}
	view := templates.SignOnGo{Page: s.page(r, "", "/application"), To: to}
	for _, one := range s.Service.SignOns.Services() {
		if one.ID == id {
			view.Name, view.Lang = s.in(one.Name, view.Page.Lang())
		}
	}
	w.Header().Set("Refresh", "0;url="+to)
	return s.render(w, http.StatusOK, view)
}

// signOnBack is GET /application/sign-on/{id}/callback: the browser comes back
// from the service. What became of the visit stands on the applicant's page.
func (s *Site) signOnBack(w http.ResponseWriter, r *http.Request) error {
	if !visitOf(r).viewer.SignedIn() {
		return seeOther(w, r, "/sign-in?next="+url.QueryEscape("/application"))
	}
	id, q := chi.URLParam(r, "id"), r.URL.Query()
	result, err := s.Service.FinishSignOn(r.Context(), visitOf(r).viewer, id, s.sessions.Token(r.Context()),
		community.SignOnReturn{State: q.Get("state"), Code: q.Get("code"), Error: q.Get("error"), Issuer: q.Get("iss")})
	if err != nil {
		return s.signOnAgain(w, r, id, err)
	}
	what := ""
	if result == community.SignOnFits {
		what = "sign_on_fits"
	}
	return done(w, r, "/application#sign-on-"+id, what)
}

// signOnAgain shows the applicant's page with what is to be done.
func (s *Site) signOnAgain(w http.ResponseWriter, r *http.Request, id string, err error) error {
	p := s.page(r, "", "/application")
	p.Self, p.Query = "/application", nil // what came back stands in no link
	return s.again(w, r, err, p, func(p templates.Page) (templates.View, error) {
		return s.application(r, renamed(p, map[string]string{"sign_on": "sign-on-" + id}), nil)
	})
}

// signOnRows are the services that can speak for an applicant, each with the
// newest that became of a visit there.
func (s *Site) signOnRows(a community.ApplicationView, lang string) (rows []templates.SignOnRow) {
	for _, one := range a.Services {
		row := templates.SignOnRow{ID: one.ID}
		row.Name, row.Lang = s.in(one.Name, lang)
		for _, r := range a.SignOns {
			if r.Service == one.ID {
				row.Result, row.At = r.Result, r.At
				row.Done = r.Result == community.SignOnFits && s.Clock().Before(r.At.Add(verification.SignOn.Good()))
				break
			}
		}
		rows = append(rows, row)
	}
	return rows
}

// signOnSaid is what became of the visits, for who verifies.
func (s *Site) signOnSaid(a community.ApplicationView, lang string) (rows []templates.SignOnRow) {
	for _, r := range a.SignOns[:min(len(a.SignOns), signOnsShown)] {
		row := templates.SignOnRow{ID: r.Service, Result: r.Result, At: r.At, Role: r.Role, Email: r.Email}
		row.Name, row.Lang = s.serviceName(r.Service, lang)
		rows = append(rows, row)
	}
	return rows
}

// signOnsShown bounds the visits beside an application.
const signOnsShown = 10

// serviceName is a service's name, or its id where it is configured no more.
func (s *Site) serviceName(id, lang string) (name, is string) {
	if s.Service.SignOns != nil {
		for _, one := range s.Service.SignOns.Services() {
			if one.ID == id {
				name, is = s.in(one.Name, lang)
			}
		}
	}
	return cmp.Or(name, id), is
}
