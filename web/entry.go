package web

import (
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/go-chi/chi/v5"

	"headroom/community"
	"headroom/internal/httpx"
	"headroom/templates"
)

// start is GET /: the landing page, a member's home or the operators' desk.
func (s *Site) start(w http.ResponseWriter, r *http.Request) error {
	v := visitOf(r)
	switch {
	case v.viewer.Visiting:
		return s.guestHome(w, r)
	case v.viewer.Person != 0:
		return s.home(w, r)
	case v.viewer.SignedIn():
		return seeOther(w, r, "/operator")
	}
	s.briefly(w, r)
	l := templates.Landing{Page: s.page(r, "", "")}
	if word := nation(s.Identity.Nation); word != "" {
		l.Nations = []string{word}
	}
	for _, other := range s.linked() {
		if other.Nation != "" && !slices.Contains(l.Nations, other.Nation) {
			l.Nations = append(l.Nations, other.Nation)
		}
	}
	return s.render(w, http.StatusOK, l)
}

// briefly lets caches keep a page for everyone: never where the browser sent
// a cookie or asked for something.
func (s *Site) briefly(w http.ResponseWriter, r *http.Request) {
	if r.Header.Get("Cookie") == "" && r.Header.Get("Authorization") == "" && r.URL.RawQuery == "" {
		w.Header().Set("Cache-Control", "public, max-age=60")
		w.Header().Set("Vary", "Accept-Language, Authorization, Cookie")
	}
}

func (s *Site) about(w http.ResponseWriter, r *http.Request) error {
	s.briefly(w, r)
	return s.render(w, http.StatusOK, templates.About{Page: s.page(r, "", ""), Operators: s.Operators, Peers: s.linked(), Version: s.Version})
}

func (s *Site) privacy(w http.ResponseWriter, r *http.Request) error {
	s.briefly(w, r)
	return s.render(w, http.StatusOK, templates.Privacy{Page: s.page(r, "", ""), Peers: s.linked()})
}

func (s *Site) accessibility(w http.ResponseWriter, r *http.Request) error {
	checks, err := templates.LastChecks()
	if err != nil {
		return err
	}
	s.briefly(w, r)
	return s.render(w, http.StatusOK, templates.Accessibility{Page: s.page(r, "", ""), Checks: checks})
}

// signInPage is GET /sign-in.
func (s *Site) signInPage(w http.ResponseWriter, r *http.Request) error {
	next := r.URL.Query().Get("next")
	if visitOf(r).viewer.SignedIn() {
		return seeOther(w, r, localNext(next))
	}
	p := templates.SignIn{Page: s.page(r, "", "")}
	if to := localNext(next); to != "/" {
		p.Next = to
	}
	return s.render(w, http.StatusOK, p)
}

// signInForm is POST /sign-in. The limit counts by address: an account cannot
// be locked by strangers.
func (s *Site) signInForm(w http.ResponseWriter, r *http.Request) error {
	if _, err := s.readForm(w, r); err != nil {
		return err
	}
	email, next := r.PostFormValue("email"), r.PostFormValue("next")
	account, err := s.signIn(w, r, email)
	if err == nil && !account.SecondAt.IsZero() {
		if err = s.beginHalf(w, r, account); err == nil {
			return s.render(w, http.StatusOK, templates.SignInCode{Page: s.page(r, "", codePath(next)), Next: next})
		}
	} else if err == nil {
		err = s.begin(w, r, account)
	}
	if err != nil {
		self := "/sign-in"
		if to := localNext(next); to != "/" {
			self += "?next=" + url.QueryEscape(to)
		}
		return s.again(w, r, err, s.page(r, "", self), func(p templates.Page) (templates.View, error) {
			return templates.SignIn{Page: p, Email: email, Next: next}, nil
		})
	}
	return s.goOn(w, r, next)
}

func (s *Site) signIn(w http.ResponseWriter, r *http.Request, email string) (community.Account, error) {
	if s.signIns.OnLimit(w, r, httpx.ByAddress(r)) {
		return community.Account{}, httpx.E(httpx.RateLimited, nil).After(time.Hour)
	}
	return s.Service.SignIn(r.Context(), email, r.PostFormValue("password"))
}

// signOut is POST /sign-out.
func (s *Site) signOut(w http.ResponseWriter, r *http.Request) error {
	if err := s.end(w, r); err != nil {
		return err
	}
	return done(w, r, "/sign-in", "signed_out")
}

func (s *Site) resetPage(w http.ResponseWriter, r *http.Request) error {
	return s.render(w, http.StatusOK, templates.Reset{Page: s.page(r, "", "")})
}

// resetForm is POST /reset. The answer is the same whether or not the address
// has an account.
func (s *Site) resetForm(w http.ResponseWriter, r *http.Request) error {
	if _, err := s.readForm(w, r); err != nil {
		return err
	}
	email := r.PostFormValue("email")
	var err error
	if s.signIns.OnLimit(w, r, "reset "+httpx.ByAddress(r)) {
		err = httpx.E(httpx.RateLimited, nil).After(time.Hour)
	} else {
		err = s.Service.RequestReset(r.Context(), email, visitOf(r).lang)
	}
	p := s.page(r, "", "/reset")
	if err != nil {
		return s.again(w, r, err, p, func(p templates.Page) (templates.View, error) {
			return templates.Reset{Page: p, Email: email}, nil
		})
	}
	return s.render(w, http.StatusOK, templates.Reset{Page: p, Sent: true})
}

// passwordPage is GET /set-password/{token}. Looking does not use the link.
func (s *Site) passwordPage(w http.ResponseWriter, r *http.Request) error {
	token := chi.URLParam(r, "token")
	view, err := s.setPassword(r, s.page(r, "", ""), token)
	if err != nil {
		return err
	}
	return s.render(w, http.StatusOK, view)
}

// setPassword is the page of a link: who opens an account for the first time may
// make a passkey instead.
func (s *Site) setPassword(r *http.Request, p templates.Page, token string) (templates.SetPassword, error) {
	link, err := s.Service.CheckLink(r.Context(), token)
	if err != nil {
		return templates.SetPassword{}, err
	}
	options, err := s.Service.BeginFirstPasskey(r.Context(), token)
	return templates.SetPassword{Page: p, Token: token, Email: link.Email, First: link.Purpose == community.LinkFirst, Options: string(options)}, err
}

func (s *Site) passwordForm(w http.ResponseWriter, r *http.Request) error {
	if _, err := s.readForm(w, r); err != nil {
		return err
	}
	token := chi.URLParam(r, "token")
	var err error
	if s.signIns.OnLimit(w, r, "password "+httpx.ByAddress(r)) {
		err = httpx.E(httpx.RateLimited, nil).After(time.Hour)
	} else {
		_, err = s.Service.SetPassword(r.Context(), token, r.PostFormValue("password"), r.PostFormValue("again"))
	}
	if err != nil {
		return s.again(w, r, err, s.page(r, "", "/set-password/"+url.PathEscape(token)), func(p templates.Page) (templates.View, error) {
			return s.setPassword(r, p, token)
		})
	}
	return done(w, r, "/sign-in", "password_set")
}
