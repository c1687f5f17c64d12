package web

import (
	"cmp"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"

	"headroom/community"
	"headroom/internal/httpx"
	"headroom/templates"
)

const (
	authorizePath = "/oauth/authorize"
	nativePath    = authorizePath + "/native"
)

// consentPolicy is the content security policy of the page on which a member answers
// an app. It says nothing of where forms go: browsers hold the redirect that follows to
// that, and the redirect goes to the app.
var consentPolicy = strings.Replace(httpx.ContentPolicy, " form-action 'self';", "", 1)

// proofFresh is how long ago somebody may have shown that it is them for an app that
// asks for a new sign-in.
const proofFresh = 5 * time.Minute

// appForms are those about apps of others.
func (s *Site) appForms(r chi.Router) {
	r.Post(authorizePath, s.handle(s.authorizeForm))
	r.Get(nativePath, s.handle(s.nativePage))
	r.Post(appRoomPath, s.handle(s.appRoomForm))
	r.Post("/security/apps/{id}/end", s.handle(s.appEndForm))
}

// consentOf is what an app asks for with these parameters.
func consentOf(v url.Values) community.Consent {
	return community.Consent{Client: v.Get("client_id"), Redirect: v.Get("redirect_uri"), Scopes: v.Get("scope"), Challenge: v.Get("code_challenge"),
		Method: v.Get("code_challenge_method"), Response: cmp.Or(v.Get("response_type"), "none")}
}

// authorizePage is GET /oauth/authorize. Nobody is redirected from here to an app but
// by their own answer: anybody can register one.
func (s *Site) authorizePage(w http.ResponseWriter, r *http.Request) error {
	values := r.URL.Query()
	if c := carriedTo(r, authorizePath); c != nil {
		values = c
	}
	in := consentOf(values)
	app, scopes, err := s.Service.CheckConsent(r.Context(), in)
	if err != nil {
		return err
	}
	viewer, here := visitOf(r).viewer, authorizePath+"?"+r.URL.RawQuery
	switch {
	case !viewer.SignedIn():
		return seeOther(w, r, "/sign-in?next="+url.QueryEscape(here))
	case asksAgain(values) && s.Clock().Sub(viewer.Session.Proved) > proofFresh:
		return seeOther(w, r, provePath+"?next="+url.QueryEscape(here))
	}
	w.Header().Set("Content-Security-Policy", consentPolicy)
	p := s.page(r, "", authorizePath)
	p.Query = values
	return s.render(w, http.StatusOK, templates.AppConsent{Page: p, Name: app.Name, Website: app.Website, Target: targetOf(in.Redirect),
		Rights: templates.AppRights{Scopes: scopes}, Client: in.Client, Redirect: in.Redirect, Scope: strings.Join(scopes, " "), State: values.Get("state"),
		Challenge: in.Challenge, Method: in.Method})
}

// asksAgain reports whether an app wants its user to sign in anew.
func asksAgain(v url.Values) bool {
	again := v.Get("force_login")
	return again == "true" || again == "1"
}

// targetOf names where a redirect leads: the host, or all of an address of an app's
// own scheme; "" for a code that is copied.
func targetOf(redirect string) string {
	u, err := url.Parse(redirect)
	switch {
	case redirect == community.OutOfBand:
		return ""
	case err == nil && (u.Scheme == "https" || u.Scheme == "http"):
		return u.Scheme + "://" + u.Host
	}
	return redirect
}

// authorizeForm is POST /oauth/authorize: the answer.
func (s *Site) authorizeForm(w http.ResponseWriter, r *http.Request) error {
	t, err := s.readForm(w, r)
	if err != nil {
		return err
	}
	in := consentOf(t.values)
	answer := url.Values{}
	if t.get("answer") == "no" {
		if _, _, err := s.Service.CheckConsent(r.Context(), in); err != nil {
			return err
		}
		answer.Set("error", "access_denied")
		answer.Set("error_description", "The resource owner or authorization server denied the request.")
	} else {
		code, err := s.Service.AgreeToApp(r.Context(), visitOf(r).viewer, in)
		if err != nil {
			return err
		}
		answer.Set("code", code)
	}
	switch {
	case in.Redirect != community.OutOfBand:
	case answer.Has("code"):
		return seeOther(w, r, nativePath+"?"+answer.Encode())
	default:
		return seeOther(w, r, "/")
	}
	if state := t.values.Get("state"); state != "" {
		answer.Set("state", state)
	}
	sign := "?"
	if strings.Contains(in.Redirect, "?") {
		sign = "&"
	}
	w.Header().Set("Content-Security-Policy", consentPolicy)
	w.Header().Set("Location", in.Redirect+sign+answer.Encode()) // as it was registered, to the byte
	w.WriteHeader(http.StatusSeeOther)
	return nil
}

// codeForm is what our codes look like: the page shows nothing else that an address says.
var codeForm = regexp.MustCompile(`^[A-Za-z0-9_-]{43}$`)

// nativePage is GET /oauth/authorize/native: the code, to be copied.
func (s *Site) nativePage(w http.ResponseWriter, r *http.Request) error {
	code := r.URL.Query().Get("code")
	if !visitOf(r).viewer.SignedIn() || !codeForm.MatchString(code) {
		return httpx.E(httpx.NotFound, nil)
	}
	return s.render(w, http.StatusOK, templates.AppCode{Page: s.page(r, "", nativePath), Code: code})
}

// appsShown are the apps that may speak for the viewer.
func (s *Site) appsShown(r *http.Request) (rows []templates.AppRow, err error) {
	all, err := s.Service.MyApps(r.Context(), visitOf(r).viewer)
	for _, one := range all {
		rows = append(rows, templates.AppRow{ID: one.ID, Name: one.Name, Website: one.Website, Rights: templates.AppRights{Scopes: one.Scopes},
			Began: one.BeganAt, Used: one.UsedAt})
	}
	return rows, err
}

// appRooms are the communities that a text from an app may go to which names none,
// and the one that is chosen, or was when the form was carried through a sign-in.
func (s *Site) appRooms(r *http.Request) (rooms []templates.LinkEnd, chosen string, err error) {
	v := visitOf(r)
	wanted := itoa(v.account.AppRoom)
	if c := v.carried; c != nil && c.path == appRoomPath {
		wanted = c.values.Get("room")
	}
	all, err := s.Service.Directory(r.Context(), v.viewer)
	for _, c := range all {
		if c.State != "active" || !c.CanPost {
			continue
		}
		end := templates.LinkEnd{ID: c.Community.ID, Host: s.host(c.Host)}
		end.Name, end.Lang = s.in(c.Name, v.lang)
		rooms = append(rooms, end)
		if number := itoa(c.Community.ID); number == wanted {
			chosen = number
		}
	}
	return rooms, chosen, err
}

// appRoomPath is where that is chosen.
const appRoomPath = "/security/apps/room"

// appRoomForm is POST /security/apps/room.
func (s *Site) appRoomForm(w http.ResponseWriter, r *http.Request) error {
	t, err := s.readForm(w, r)
	if err != nil {
		return err
	}
	_, err = s.once(r, func() (string, error) {
		if t.get("room") != "" && t.number("room") == 0 {
			return "", community.FieldError("room", "error.choice", nil)
		}
		return securityPath, s.Service.SetAppRoom(r.Context(), visitOf(r).viewer, t.number("room"))
	})
	if err != nil {
		return s.again(w, r, err, s.page(r, "security", securityPath), func(p templates.Page) (templates.View, error) {
			return s.securityView(r, p)
		})
	}
	return done(w, r, securityPath+"#apps", "app_room")
}

// appEndForm is POST /security/apps/{id}/end.
func (s *Site) appEndForm(w http.ResponseWriter, r *http.Request) error {
	id, err := number(r, "id")
	if err != nil {
		return err
	}
	if _, err := s.readForm(w, r); err != nil {
		return err
	}
	return s.step(w, r, securityPath+"#apps", "app_ended", func() error {
		return s.Service.EndApp(r.Context(), visitOf(r).viewer, id)
	})
}
