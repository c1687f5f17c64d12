package web

import (
	"net/http"
	"net/url"
	"time"

	"github.com/go-chi/chi/v5"

	"headroom/internal/httpx"
	"headroom/templates"
)

const linkPath = "/sign-in/link"

// signInLinkRoutes are the ways in by a letter and by a passkey.
func (s *Site) signInLinkRoutes(r chi.Router) {
	r.Post("/sign-in/passkey", s.handle(s.passkeySignInForm))
	r.Post("/sign-in/passkey/ask", s.handle(s.passkeyAsk))
	r.Get("/sign-in/link", s.handle(s.signInLinkPage))
	r.Post("/sign-in/link", s.handle(s.signInLinkForm))
	r.Get("/sign-in/link/{token}", s.handle(s.byLinkPage))
	r.Post("/sign-in/link/{token}", s.handle(s.byLinkForm))
}

func (s *Site) signInLinkPage(w http.ResponseWriter, r *http.Request) error {
	return s.render(w, http.StatusOK, templates.SignInLink{Page: s.page(r, "", "")})
}

// signInLinkForm is POST /sign-in/link. The answer is the same whether or not the
// address has an account.
func (s *Site) signInLinkForm(w http.ResponseWriter, r *http.Request) error {
	if _, err := s.readForm(w, r); err != nil {
		return err
	}
	email := r.PostFormValue("email")
	var err error
	if s.signIns.OnLimit(w, r, "link "+httpx.ByAddress(r)) {
		err = httpx.E(httpx.RateLimited, nil).After(time.Hour)
	} else {
		err = s.Service.RequestSignIn(r.Context(), email, visitOf(r).lang)
	}
	p := s.page(r, "", linkPath)
	if err != nil {
		return s.again(w, r, err, p, func(p templates.Page) (templates.View, error) {
			return templates.SignInLink{Page: p, Email: email}, nil
		})
	}
	return s.render(w, http.StatusOK, templates.SignInLink{Page: p, Sent: true})
}

// byLinkPage is GET /sign-in/link/{token}. Looking does not use the link: programs
// that check letters look too.
func (s *Site) byLinkPage(w http.ResponseWriter, r *http.Request) error {
	token := chi.URLParam(r, "token")
	link, err := s.Service.CheckSignInLink(r.Context(), token)
	if err != nil {
		return err
	}
	return s.render(w, http.StatusOK, templates.SignInByLink{Page: s.page(r, "", ""), Token: token, Email: link.Email})
}

// byLinkForm is POST /sign-in/link/{token}.
func (s *Site) byLinkForm(w http.ResponseWriter, r *http.Request) error {
	if _, err := s.readForm(w, r); err != nil {
		return err
	}
	token := chi.URLParam(r, "token")
	if s.signIns.OnLimit(w, r, "by link "+httpx.ByAddress(r)) {
		return s.again(w, r, httpx.E(httpx.RateLimited, nil).After(time.Hour), s.page(r, "", linkPath+"/"+url.PathEscape(token)), func(p templates.Page) (templates.View, error) {
			return templates.SignInByLink{Page: p, Token: token}, nil
		})
	}
	account, err := s.Service.SignInByLink(r.Context(), token)
	if err != nil {
		return err
	}
	if !account.SecondAt.IsZero() {
		if err := s.beginHalf(w, r, account); err != nil {
			return err
		}
		return seeOther(w, r, "/sign-in/code")
	}
	if err := s.begin(w, r, account); err != nil {
		return err
	}
	return s.goOn(w, r, "/")
}

// sessionsEndForm is POST /security/sessions/end: this browser stays signed in, and
// no other one.
func (s *Site) sessionsEndForm(w http.ResponseWriter, r *http.Request) error {
	if _, err := s.readForm(w, r); err != nil {
		return err
	}
	if err := s.keepName(r); err != nil {
		return err
	}
	account, err := s.Service.EndOtherSessions(r.Context(), visitOf(r).viewer)
	if err != nil {
		return err
	}
	if err := s.renew(w, r, account); err != nil {
		return err
	}
	return done(w, r, securityPath, "sessions_ended")
}
