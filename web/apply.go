package web

import (
	"cmp"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"

	"headroom/community"
	"headroom/internal/httpx"
	"headroom/templates"
)

// applyRoutes are the pages of who asks to be admitted and has no account yet.
func (s *Site) applyRoutes(r chi.Router) {
	r.Get("/apply", s.handle(s.applyPage))
	r.Post("/apply", s.handle(s.applyForm))
	r.Get("/apply/sent", s.handle(s.applySent))
	r.Get("/apply/confirm/{token}", s.handle(s.applyConfirmPage))
	r.Post("/apply/confirm/{token}", s.handle(s.applyConfirmForm))
	r.Post("/apply/confirm/{token}/passkey", s.handle(s.applicantPasskeyForm))
}

// applyPage is GET /apply.
func (s *Site) applyPage(w http.ResponseWriter, r *http.Request) error {
	if visitOf(r).viewer.SignedIn() {
		if s.mayApply(r) {
			return seeOther(w, r, againPath)
		}
		return seeOther(w, r, "/")
	}
	return s.render(w, http.StatusOK, templates.Apply{Page: s.page(r, "", ""), Form: templates.ApplyForm{Nation: nation(s.Identity.Nation)}})
}

func applicationOf(f url.Values) templates.ApplyForm {
	form := templates.ApplyForm{Name: f.Get("name"), Email: f.Get("email"), Post: f.Get("post"), Nation: f.Get("nation"), School: f.Get("school"),
		Choice: f.Get("school_choice"), Authority: f.Get("authority"), OtherSchools: f.Get("other_schools"), Manner: f.Get("manner"),
		From: f.Get("from"), Until: f.Get("until"), Biography: f.Get("biography")}
	if f.Has("school_for") && strings.TrimSpace(f.Get("school_for")) != strings.TrimSpace(form.School) {
		form.Choice = "" // a school that was chosen for another name is not chosen
	}
	return form
}

// applyForm is POST /apply. The answer is the same whether or not the address
// has an account. A school that was chosen for another name is not chosen.
func (s *Site) applyForm(w http.ResponseWriter, r *http.Request) error {
	t, err := s.readForm(w, r)
	if err != nil {
		return err
	}
	if visitOf(r).viewer.SignedIn() {
		return seeOther(w, r, "/")
	}
	form := applicationOf(t.values)
	if lang := s.switchTo(r); lang != "" {
		s.speak(w, r, lang)
		view, err := s.applying(r, s.page(r, "", "/apply"), form)
		if err != nil {
			return err
		}
		return s.render(w, http.StatusOK, view)
	}
	if s.signIns.OnLimit(w, r, "apply "+httpx.ByAddress(r)) {
		err = httpx.E(httpx.RateLimited, nil).After(time.Hour)
	} else {
		err = s.Service.Apply(r.Context(), asked(form, visitOf(r).lang))
	}
	if err != nil {
		return s.again(w, r, err, s.page(r, "", "/apply"), func(p templates.Page) (templates.View, error) { return s.applying(r, p, form) })
	}
	return seeOther(w, r, "/apply/sent")
}

// asked is what a form asks for.
func asked(form templates.ApplyForm, lang string) community.ApplicationInput {
	return community.ApplicationInput{Name: form.Name, Email: form.Email, Post: form.Post, Nation: nationCode(form.Nation),
		School: form.School, Choice: form.Choice, Authority: form.Authority, OtherSchools: strings.Split(form.OtherSchools, ","), Manner: form.Manner,
		From: form.From, Until: form.Until, Biography: form.Biography, Language: lang}
}

// applying makes the page again, with the schools that may be meant.
func (s *Site) applying(r *http.Request, p templates.Page, form templates.ApplyForm) (templates.Apply, error) {
	view := templates.Apply{Page: p, Form: form}
	found, more, err := s.Service.FindSchools(r.Context(), nationCode(form.Nation), form.School)
	view.More = more
	for _, e := range found {
		name, lang := s.in(e.Name, visitOf(r).lang)
		view.Choices = append(view.Choices, templates.SchoolChoice{ID: e.Register, Name: name, Lang: lang, Place: e.Place, Authority: e.Authority,
			Chosen: e.Register == form.Choice})
	}
	return view, err
}

// applySent is GET /apply/sent.
func (s *Site) applySent(w http.ResponseWriter, r *http.Request) error {
	return s.render(w, http.StatusOK, templates.ApplySent{Page: s.page(r, "", "")})
}

// applyConfirmPage is GET /apply/confirm/{token}. Looking does not use the link.
func (s *Site) applyConfirmPage(w http.ResponseWriter, r *http.Request) error {
	view, err := s.applyConfirm(r, s.page(r, "", ""), chi.URLParam(r, "token"))
	if err != nil {
		return err
	}
	return s.render(w, http.StatusOK, view)
}

// applyConfirm makes the page of a link: with a passkey of the device, or a password.
func (s *Site) applyConfirm(r *http.Request, p templates.Page, token string) (templates.ApplyConfirm, error) {
	a, err := s.Service.CheckApplication(r.Context(), token)
	if err != nil {
		return templates.ApplyConfirm{}, err
	}
	options, err := s.Service.BeginApplicantPasskey(r.Context(), token)
	return templates.ApplyConfirm{Page: p, Token: token, Email: a.Email, Options: string(options)}, err
}

// applyConfirmForm is POST /apply/confirm/{token}.
func (s *Site) applyConfirmForm(w http.ResponseWriter, r *http.Request) error {
	if _, err := s.readForm(w, r); err != nil {
		return err
	}
	token := chi.URLParam(r, "token")
	var account community.Account
	var err error
	if s.signIns.OnLimit(w, r, "confirm "+httpx.ByAddress(r)) {
		err = httpx.E(httpx.RateLimited, nil).After(time.Hour)
	} else {
		account, err = s.Service.ConfirmApplication(r.Context(), token, r.PostFormValue("password"), r.PostFormValue("again"))
	}
	if err == nil {
		err = s.begin(w, r, account)
	}
	if err != nil {
		return s.again(w, r, err, s.page(r, "", "/apply/confirm/"+url.PathEscape(token)), func(p templates.Page) (templates.View, error) {
			return s.applyConfirm(r, p, token)
		})
	}
	return seeOther(w, r, "/application")
}

// sentForm is an application as its page shows it.
func sentForm(a community.Application) templates.ApplyForm {
	day := func(t time.Time) string {
		if t.IsZero() {
			return ""
		}
		return t.Format(time.DateOnly)
	}
	return templates.ApplyForm{Name: a.Name, Email: a.Email, Post: a.Post, Nation: nation(a.Nation), School: a.School, Authority: a.Authority,
		OtherSchools: strings.Join(a.OtherSchools, ", "), Manner: cmp.Or(a.Manner, "head"), From: day(a.From), Until: day(a.Until), Biography: a.Biography}
}
