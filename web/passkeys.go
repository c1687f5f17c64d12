package web

import (
	"cmp"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"net/http"
	"net/url"
	"time"

	"github.com/go-chi/chi/v5"

	"headroom/community"
	"headroom/internal/httpx"
	"headroom/templates"
)

const (
	passkeysPath = securityPath + "/passkeys"
	provePath    = securityPath + "/prove"
)

// passkeyForms are those about one's own passkeys.
func (s *Site) passkeyForms(r chi.Router) {
	r.Post("/security/passkeys", s.handle(s.passkeyForm))
	r.Post("/security/passkeys/{id}", s.handle(s.passkeyNameForm))
	r.Post("/security/passkeys/{id}/remove", s.handle(s.passkeyRemoveForm))
	r.Post("/security/prove", s.handle(s.proveForm))
}

// passkeyCookie names a browser that is asked for a passkey before anybody has
// signed in with it: what it answers is taken from it alone.
func (s *Site) passkeyCookie() string { return s.cookie("headroom-passkey") }

// browserOf is the secret of a browser, from its cookie; nil when it has none.
func (s *Site) browserOf(r *http.Request) []byte {
	c, err := r.Cookie(s.passkeyCookie())
	if err != nil || len(c.Value) < 20 || len(c.Value) > 100 {
		return nil
	}
	sum := sha256.Sum256([]byte("browser " + c.Value))
	return sum[:]
}

// sessionOf is the session of a request, as challenges are bound to it.
func (s *Site) sessionOf(r *http.Request) []byte {
	sum := sha256.Sum256([]byte("session " + s.sessions.Token(r.Context())))
	return sum[:]
}

// passkeyAsk is POST /sign-in/passkey/ask, which a script sends: the options for a
// sign-in.
func (s *Site) passkeyAsk(w http.ResponseWriter, r *http.Request) error {
	browser := s.browserOf(r)
	if browser == nil {
		c := &http.Cookie{Name: s.passkeyCookie(), Value: rand.Text(), Path: "/", Secure: s.https, HttpOnly: true, SameSite: http.SameSiteStrictMode}
		http.SetCookie(w, c)
		r.AddCookie(c)
		browser = s.browserOf(r)
	}
	options, err := s.Service.AskForPasskey(r.Context(), browser)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(options)
	return nil
}

// passkeySignInForm is POST /sign-in/passkey.
func (s *Site) passkeySignInForm(w http.ResponseWriter, r *http.Request) error {
	if _, err := s.readForm(w, r); err != nil {
		return err
	}
	next := r.PostFormValue("next")
	var account community.Account
	var err error
	if s.signIns.OnLimit(w, r, "passkey "+httpx.ByAddress(r)) {
		err = httpx.E(httpx.RateLimited, nil).After(time.Hour)
	} else {
		account, err = s.Service.SignInByPasskey(r.Context(), s.browserOf(r), []byte(r.PostFormValue("answer")))
	}
	if err == nil {
		err = s.beginBy(w, r, account, true)
	}
	if err != nil {
		self := "/sign-in"
		if to := localNext(next); to != "/" {
			self += "?next=" + url.QueryEscape(to)
		}
		return s.again(w, r, err, s.page(r, "", self), func(p templates.Page) (templates.View, error) {
			return templates.SignIn{Page: p, Next: next}, nil
		})
	}
	return s.goOn(w, r, next)
}

// passkeyPage is GET /security/passkeys: adding one. Who has not just shown that it
// is them does so first.
func (s *Site) passkeyPage(w http.ResponseWriter, r *http.Request) error {
	next := localNext(r.URL.Query().Get("next"))
	if next == "/" && !r.URL.Query().Has("next") {
		next = securityPath
	}
	name := ""
	if c := visitOf(r).carried; c != nil {
		next, name = cmp.Or(c.values.Get("next"), next), c.values.Get("name")
	}
	view, err := s.passkeyView(r, s.page(r, "security", passkeysPath), next, name)
	switch {
	case community.NeedsProof(err):
		return seeOther(w, r, provePath+"?next="+url.QueryEscape(r.URL.RequestURI()))
	case community.NeedsPasskey(err):
		return s.render(w, http.StatusOK, templates.SecurityByPasskey{Page: s.page(r, "security", passkeysPath), Next: r.URL.RequestURI()})
	case err != nil:
		return s.securityAgain(w, r, err, "code")
	}
	return s.render(w, http.StatusOK, view)
}

func (s *Site) passkeyView(r *http.Request, p templates.Page, next, name string) (templates.SecurityPasskey, error) {
	options, err := s.Service.BeginPasskey(r.Context(), visitOf(r).viewer, s.sessionOf(r))
	return templates.SecurityPasskey{Page: p, Options: string(options), Next: next, Name: name}, err
}

// passkeyForm is POST /security/passkeys. Who has shown a passkey has shown both
// factors: the session counts as opened with it.
func (s *Site) passkeyForm(w http.ResponseWriter, r *http.Request) error {
	t, err := s.readForm(w, r)
	if err != nil {
		return err
	}
	next := t.get("next")
	_, err = s.once(r, func() (string, error) {
		return securityPath, s.Service.AddPasskey(r.Context(), visitOf(r).viewer, s.sessionOf(r), t.get("name"), []byte(t.get("answer")))
	})
	if err != nil {
		return s.again(w, r, err, s.page(r, "security", passkeysPath), func(p templates.Page) (templates.View, error) {
			view, err := s.passkeyView(r, renamed(p, map[string]string{"passkey": "name"}), next, t.get("name"))
			if err != nil {
				return s.securityView(r, p) // nothing can be added now: the page says what was wrong
			}
			return view, nil
		})
	}
	if err = s.keepName(r); err == nil {
		err = s.strengthen(w, r)
	}
	if err != nil {
		return err
	}
	if to := localNext(next); to != "/" && to != securityPath || readCarried(next) != nil {
		return s.goOn(w, r, next)
	}
	return done(w, r, securityPath, "passkey_added")
}

// passkeyNameForm is POST /security/passkeys/{id}.
func (s *Site) passkeyNameForm(w http.ResponseWriter, r *http.Request) error {
	id, err := number(r, "id")
	if err != nil {
		return err
	}
	t, err := s.readForm(w, r)
	if err != nil {
		return err
	}
	_, err = s.once(r, func() (string, error) {
		return securityPath, s.Service.NamePasskey(r.Context(), visitOf(r).viewer, id, t.get("name"))
	})
	if err != nil {
		return s.again(w, r, err, s.page(r, "security", securityPath), func(p templates.Page) (templates.View, error) {
			view, err := s.securityView(r, renamed(p, map[string]string{"name": "name-" + itoa(id)}))
			for i := range view.Passkeys {
				if view.Passkeys[i].ID == id {
					view.Passkeys[i].Name = t.get("name")
				}
			}
			return view, err
		})
	}
	return done(w, r, securityPath, "passkey_named")
}

// passkeyRemoveForm is POST /security/passkeys/{id}/remove. This session goes on;
// no other does.
func (s *Site) passkeyRemoveForm(w http.ResponseWriter, r *http.Request) error {
	id, err := number(r, "id")
	if err != nil {
		return err
	}
	if _, err := s.readForm(w, r); err != nil {
		return err
	}
	if err := s.keepName(r); err != nil {
		return err
	}
	var account community.Account
	_, err = s.once(r, func() (string, error) {
		var err error
		account, err = s.Service.RemovePasskey(r.Context(), visitOf(r).viewer, id)
		return securityPath, err
	})
	switch {
	case community.NeedsProof(err):
		return seeOther(w, r, provePath+"?next="+url.QueryEscape(securityPath+"#passkeys"))
	case err != nil:
		return s.securityAgain(w, r, err, "code")
	}
	if account.ID != 0 {
		if err := s.renew(w, r, account); err != nil {
			return err
		}
	}
	return done(w, r, securityPath, "passkey_removed")
}

// provePage is GET /security/prove.
func (s *Site) provePage(w http.ResponseWriter, r *http.Request) error {
	view, err := s.proveView(r, s.page(r, "security", provePath), localNext(r.URL.Query().Get("next")))
	if err != nil {
		return err
	}
	return s.render(w, http.StatusOK, view)
}

func (s *Site) proveView(r *http.Request, p templates.Page, next string) (templates.SecurityProve, error) {
	asked, err := s.Service.AskedToProve(r.Context(), visitOf(r).viewer)
	return templates.SecurityProve{Page: p, Next: next, Code: asked.Code, Password: asked.Password, Passkeys: asked.Passkeys > 0}, err
}

// proveForm is POST /security/prove.
func (s *Site) proveForm(w http.ResponseWriter, r *http.Request) error {
	if _, err := s.readForm(w, r); err != nil {
		return err
	}
	v, next := visitOf(r).viewer, r.PostFormValue("next")
	err := s.codeLimit(w, r, v.Account)
	if err == nil {
		err = s.Service.Prove(r.Context(), v, r.PostFormValue("proof"))
	}
	if err != nil {
		return s.again(w, r, err, s.page(r, "security", provePath), func(p templates.Page) (templates.View, error) {
			return s.proveView(r, renamed(p, map[string]string{"code": "proof"}), next)
		})
	}
	s.sessions.Put(r.Context(), keyProved, s.Clock().UnixMilli())
	if err := s.keep(w, context.WithValue(r.Context(), goingOn{}, true)); err != nil {
		return err
	}
	return seeOther(w, r, localNext(next))
}

// signedInBy is how the session of a request came about.
func (s *Site) signedInBy(ctx context.Context) community.SignedIn {
	how := community.SignedIn{Passkey: s.sessions.GetInt64(ctx, keyPasskey) == 1}
	if at := s.sessions.GetInt64(ctx, keyProved); at != 0 {
		how.Proved = time.UnixMilli(at)
	}
	return how
}
