package web

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/skip2/go-qrcode"

	"headroom/community"
	"headroom/community/policy"
	"headroom/internal/httpx"
	"headroom/templates"
)

const (
	securityPath = "/security"
	appPath      = securityPath + "/app"
)

// securityRoutes are how one signs in, for members and operators.
func (s *Site) securityRoutes(r chi.Router) {
	r.Group(func(r chi.Router) {
		// What was typed elsewhere may come along through the setting up of an app.
		r.Use(httpx.BodyLimit(s.errors, 4*formBytes), s.signedIn)
		s.securityPages(r)
		r.Post("/security/app", s.handle(s.appForm))
		r.Post("/security/app/remove", s.handle(s.appRemoveForm))
		r.Post("/security/codes", s.handle(s.codesForm))
		r.Post("/security/go-on", s.handle(s.goOnForm))
		s.sessionForms(r)
		s.passkeyForms(r)
		s.accountForms(r)
		s.appForms(r)
	})
}

// securityPages are those of them that hold a form.
func (s *Site) securityPages(r chi.Router) {
	r.Get("/security", s.handle(s.securityPage))
	r.Get("/security/app", s.handle(s.appPage))
	r.Get("/security/passkeys", s.handle(s.passkeyPage))
	r.Get("/security/prove", s.handle(s.provePage))
	r.Get("/security/account", s.handle(s.accountPage))
	r.Get(authorizePath, s.handle(s.authorizePage))
}

// codePath is the address of the second half of a sign-in.
func codePath(next string) string {
	if to := localNext(next); to != "/" {
		return "/sign-in/code?next=" + url.QueryEscape(to)
	}
	return "/sign-in/code"
}

// codePage is GET /sign-in/code.
func (s *Site) codePage(w http.ResponseWriter, r *http.Request) error {
	next := localNext(r.URL.Query().Get("next"))
	switch v := visitOf(r); {
	case v.viewer.SignedIn():
		return seeOther(w, r, next)
	case v.half == 0:
		return seeOther(w, r, "/sign-in?next="+url.QueryEscape(next))
	}
	p := templates.SignInCode{Page: s.page(r, "", "")}
	if next != "/" {
		p.Next = next
	}
	return s.render(w, http.StatusOK, p)
}

// signInCodeForm is POST /sign-in/code. The limits count by address and by account:
// who tries codes has the password already.
func (s *Site) signInCodeForm(w http.ResponseWriter, r *http.Request) error {
	if _, err := s.readForm(w, r); err != nil {
		return err
	}
	next, half := r.PostFormValue("next"), visitOf(r).half
	var account community.Account
	err := s.codeLimit(w, r, half)
	if err == nil {
		account, err = s.Service.ConfirmSignIn(r.Context(), half, s.sessions.GetInt64(r.Context(), keyEpoch), r.PostFormValue("code"))
	}
	if err == nil {
		err = s.begin(w, r, account)
	}
	if community.KindOf(err) == community.Unauthenticated { // the password is asked for again
		if readCarried(next) == nil {
			return seeOther(w, r, "/sign-in?next="+url.QueryEscape(localNext(next)))
		}
		p := s.page(r, "", "/sign-in")
		p.Errors = []templates.FieldError{{Key: "error.session_ended"}}
		return s.render(w, http.StatusUnauthorized, templates.SignIn{Page: p, Next: next})
	}
	if err != nil {
		return s.again(w, r, err, s.page(r, "", codePath(next)), func(p templates.Page) (templates.View, error) {
			return templates.SignInCode{Page: p, Next: next}, nil
		})
	}
	return s.goOn(w, r, next)
}

// codeLimit counts codes that are tried.
func (s *Site) codeLimit(w http.ResponseWriter, r *http.Request, account int64) error {
	byAddress := s.signIns.OnLimit(w, r, "code "+httpx.ByAddress(r))
	if s.signIns.OnLimit(w, r, "code of "+strconv.FormatInt(account, 10)) || byAddress {
		return httpx.E(httpx.RateLimited, nil).After(time.Hour)
	}
	return nil
}

// goOn goes on after a sign-in: to a form that was carried, or to an address of
// this site. Who holds a role that needs a second factor sets one up first.
func (s *Site) goOn(w http.ResponseWriter, r *http.Request, next string) error {
	v := &visit{}
	if err := s.authenticate(r.Context(), v, ""); err != nil || !v.viewer.SignedIn() {
		return errors.Join(errors.New("web: a new session is not known"), err)
	}
	s.settle(w, r, v)
	c := readCarried(next)
	if v.viewer.Weak {
		if err := s.Service.MayUseRole(r.Context(), v.viewer); community.ReasonOf(err) == policy.ReasonSecondFactor {
			if c == nil {
				return seeOther(w, r, appPath+"?next="+url.QueryEscape(localNext(next)))
			}
			return s.setUp(w, r.WithContext(context.WithValue(r.Context(), visitKey{}, v)), next, http.StatusOK, nil)
		}
	}
	if c != nil && localNext(c.path) == c.path {
		return s.arrive(w, r, v, c)
	}
	return seeOther(w, r, localNext(next))
}

// leadToApp answers what a role may do with a second factor only: the page on
// which one is set up. A form comes along.
func (s *Site) leadToApp(w http.ResponseWriter, r *http.Request, refused error) error {
	if !visitOf(r).viewer.SignedIn() || strings.HasPrefix(r.URL.Path, "/events") {
		return refused
	}
	next := r.URL.RequestURI()
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		values := url.Values{}
		for name, list := range r.PostForm {
			values[name] = list
		}
		values.Del("idempotency_key")
		values.Set(carryMark, "1")
		next = r.URL.EscapedPath() + "?" + values.Encode()
		return s.setUp(w, r, next, http.StatusForbidden, refused)
	}
	return seeOther(w, r, appPath+"?next="+url.QueryEscape(next))
}

// appPage is GET /security/app.
func (s *Site) appPage(w http.ResponseWriter, r *http.Request) error {
	next := localNext(r.URL.Query().Get("next"))
	if next == "/" && !r.URL.Query().Has("next") {
		next = securityPath
	}
	return s.setUp(w, r, next, http.StatusOK, nil)
}

// setUp shows how an app is set up; a member who has one is sent on.
func (s *Site) setUp(w http.ResponseWriter, r *http.Request, next string, status int, fault error) error {
	view, err := s.appView(r, s.page(r, "security", appPath), next)
	if community.NeedsPasskey(err) {
		return s.render(w, status, templates.SecurityByPasskey{Page: s.page(r, "security", appPath), Next: next})
	}
	if community.KindOf(err) == community.Conflict {
		return seeOther(w, r, securityPath)
	}
	if err != nil {
		return err
	}
	if _, faults := s.faults(visitOf(r).lang, fault); fault != nil {
		view.Errors = faults
	}
	return s.render(w, status, view)
}

func (s *Site) appView(r *http.Request, p templates.Page, next string) (templates.SecurityApp, error) {
	v := visitOf(r).viewer
	setup, err := s.Service.SetUpApp(r.Context(), v)
	if err != nil {
		return templates.SecurityApp{}, err
	}
	picture, err := squares(setup.URI)
	if err != nil {
		return templates.SecurityApp{}, err
	}
	needed := v.Weak && community.ReasonOf(s.Service.MayUseRole(r.Context(), v)) == policy.ReasonSecondFactor
	return templates.SecurityApp{Page: p, Secret: grouped(setup.Key), QR: picture, Next: next, Required: needed}, nil
}

// grouped writes a key in groups of four, as people read it.
func grouped(key string) string {
	var b strings.Builder
	for i, r := range key {
		if i > 0 && i%4 == 0 {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// squares draws a text as a QR code, with the border that readers need.
func squares(text string) (templates.QRCode, error) {
	code, err := qrcode.New(text, qrcode.Medium)
	if err != nil {
		return templates.QRCode{}, err
	}
	rows := code.Bitmap()
	var path strings.Builder
	for y, row := range rows {
		for x := 0; x < len(row); x++ {
			if !row[x] {
				continue
			}
			from := x
			for x < len(row) && row[x] {
				x++
			}
			path.WriteString("M" + strconv.Itoa(from) + " " + strconv.Itoa(y) + "h" + strconv.Itoa(x-from) + "v1H" + strconv.Itoa(from) + "z")
		}
	}
	return templates.QRCode{Size: len(rows), Path: path.String()}, nil
}

// appForm is POST /security/app.
func (s *Site) appForm(w http.ResponseWriter, r *http.Request) error {
	if _, err := s.readForm(w, r); err != nil {
		return err
	}
	v, next := visitOf(r).viewer, r.PostFormValue("next")
	var codes []string
	err := s.codeLimit(w, r, v.Account)
	if err == nil {
		codes, err = s.Service.ConfirmApp(r.Context(), v, digits(r.PostFormValue("code")))
	}
	if err != nil {
		return s.again(w, r, err, s.page(r, "security", appPath), func(p templates.Page) (templates.View, error) {
			return s.appView(r, p, next)
		})
	}
	return s.render(w, http.StatusOK, templates.SecurityCodes{Page: s.page(r, "security", securityPath), Codes: codes, Next: next})
}

// digits drops the blanks that apps show between digits.
func digits(code string) string { return strings.ReplaceAll(strings.TrimSpace(code), " ", "") }

// goOnForm is POST /security/go-on: the way on from the recovery codes.
func (s *Site) goOnForm(w http.ResponseWriter, r *http.Request) error {
	if _, err := s.readForm(w, r); err != nil {
		return err
	}
	next := r.PostFormValue("next")
	if next == "" {
		next = securityPath
	}
	return s.goOn(w, r, next)
}

// securityPage is GET /security.
func (s *Site) securityPage(w http.ResponseWriter, r *http.Request) error {
	view, err := s.securityView(r, s.page(r, "security", ""))
	if err != nil {
		return err
	}
	return s.render(w, http.StatusOK, view)
}

func (s *Site) securityView(r *http.Request, p templates.Page) (templates.Security, error) {
	f, err := s.Service.SecondFactor(r.Context(), visitOf(r).viewer)
	if err != nil {
		return templates.Security{Page: p}, err
	}
	view := templates.Security{Page: p, App: f.App, Recovery: f.Recovery, Required: f.Required}
	c := visitOf(r).carried
	for _, k := range f.Passkeys {
		if c != nil && c.path == passkeysPath+"/"+itoa(k.ID) {
			k.Name = c.values.Get("name")
		}
		view.Passkeys = append(view.Passkeys, templates.PasskeyRow{ID: k.ID, Name: k.Name, Made: k.MadeAt, Used: k.UsedAt, Stopped: k.StoppedAt})
	}
	if view.Apps, err = s.appsShown(r); err != nil {
		return view, err
	}
	if view.Rooms, view.Room, err = s.appRooms(r); err != nil {
		return view, err
	}
	view.Sessions, err = s.sessionsShown(r)
	return view, err
}

// appRemoveForm is POST /security/app/remove.
func (s *Site) appRemoveForm(w http.ResponseWriter, r *http.Request) error {
	if _, err := s.readForm(w, r); err != nil {
		return err
	}
	v := visitOf(r).viewer
	to, err := s.once(r, func() (string, error) {
		if err := s.codeLimit(w, r, v.Account); err != nil {
			return "", err
		}
		return securityPath + "?done=app_removed", s.Service.RemoveApp(r.Context(), v, r.PostFormValue("code"))
	})
	if err != nil {
		return s.securityAgain(w, r, err, "code-remove")
	}
	return seeOther(w, r, to)
}

// codesForm is POST /security/codes.
func (s *Site) codesForm(w http.ResponseWriter, r *http.Request) error {
	if _, err := s.readForm(w, r); err != nil {
		return err
	}
	v := visitOf(r).viewer
	var codes []string
	err := s.codeLimit(w, r, v.Account)
	if err == nil {
		codes, err = s.Service.RenewRecoveryCodes(r.Context(), v, r.PostFormValue("code"))
	}
	if err != nil {
		return s.securityAgain(w, r, err, "code-codes")
	}
	return s.render(w, http.StatusOK, templates.SecurityCodes{Page: s.page(r, "security", securityPath), Codes: codes})
}

// securityAgain shows the page with what is wrong, at one of the forms for codes.
func (s *Site) securityAgain(w http.ResponseWriter, r *http.Request, err error, field string) error {
	return s.again(w, r, err, s.page(r, "security", securityPath), func(p templates.Page) (templates.View, error) {
		return s.securityView(r, renamed(p, map[string]string{"code": field}))
	})
}
