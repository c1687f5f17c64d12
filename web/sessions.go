package web

import (
	"crypto/rand"
	"crypto/sha256"
	"net/http"
	"slices"
	"strings"

	"github.com/go-chi/chi/v5"

	"headroom/community"
	"headroom/templates"
)

// sessionForms are those about where one is signed in.
func (s *Site) sessionForms(r chi.Router) {
	r.Post("/security/sessions/end", s.handle(s.sessionsEndForm))
	r.Post("/security/sessions/{id}", s.handle(s.sessionNameForm))
	r.Post("/security/sessions/{id}/end", s.handle(s.sessionEndForm))
}

// browsers and systems are looked for in this order: many say that they are several.
var (
	browsers = []struct{ mark, name string }{
		{"Edg", "Edge"}, {"OPR/", "Opera"}, {"SamsungBrowser/", "Samsung Internet"}, {"Firefox/", "Firefox"}, {"FxiOS/", "Firefox"},
		{"Chrome/", "Chrome"}, {"CriOS/", "Chrome"}, {"Safari/", "Safari"},
	}
	systems = []struct{ mark, name string }{
		{"iPhone", "iPhone"}, {"iPad", "iPad"}, {"Android", "Android"}, {"CrOS", "ChromeOS"}, {"Windows", "Windows"}, {"Mac OS X", "macOS"}, {"Linux", "Linux"},
	}
)

// deviceOf says in plain words what a browser says of itself, as
// [community.Session] keeps it.
func deviceOf(agent string) string {
	name := func(list []struct{ mark, name string }) string {
		if at := slices.IndexFunc(list, func(one struct{ mark, name string }) bool { return strings.Contains(agent, one.mark) }); at >= 0 {
			return list[at].name
		}
		return ""
	}
	return name(browsers) + "|" + name(systems)
}

// deviceCookieDays is how long a browser is known after a sign-in.
const deviceCookieDays = 400

// arrived remembers the browser that has signed in, of which a letter tells when it
// is a new one. A sign-in does not fail for want of that.
func (s *Site) arrived(w http.ResponseWriter, r *http.Request, a community.Account, device string) {
	name, secret := s.cookie("headroom-device"), ""
	if c, err := r.Cookie(name); err == nil && len(c.Value) >= 20 && len(c.Value) <= 100 {
		secret = c.Value
	} else {
		secret = rand.Text()
	}
	http.SetCookie(w, &http.Cookie{Name: name, Value: secret, Path: "/", MaxAge: deviceCookieDays * 24 * 3600, Secure: s.https, HttpOnly: true, SameSite: http.SameSiteLaxMode})
	sum := sha256.Sum256([]byte("device " + secret))
	if err := s.Service.SignedInFrom(r.Context(), a.ID, sum[:], device); err != nil {
		s.Log.WarnContext(r.Context(), "device not remembered", "err", err)
	}
}

// sessionsShown are the places where the viewer is signed in.
func (s *Site) sessionsShown(r *http.Request) (rows []templates.SessionRow, err error) {
	all, err := s.Service.MySessions(r.Context(), visitOf(r).viewer)
	if err != nil {
		return nil, err
	}
	own, c := s.sessions.GetInt64(r.Context(), keyID), visitOf(r).carried
	for _, one := range all {
		browser, system, _ := strings.Cut(one.Device, "|")
		row := templates.SessionRow{ID: one.ID, Name: one.Name, Browser: browser, System: system, Began: one.BeganAt, Seen: one.SeenAt, Own: one.ID == own}
		if c != nil && c.path == securityPath+"/sessions/"+itoa(one.ID) {
			row.Name = c.values.Get("name")
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// keepName takes the name of the session along to the token that follows. It is asked
// for before the session is ended.
func (s *Site) keepName(r *http.Request) error {
	all, err := s.Service.MySessions(r.Context(), visitOf(r).viewer)
	for _, one := range all {
		if one.ID == s.sessions.GetInt64(r.Context(), keyID) {
			s.sessions.Put(r.Context(), keyName, one.Name)
		}
	}
	return err
}

// sessionNameForm is POST /security/sessions/{id}.
func (s *Site) sessionNameForm(w http.ResponseWriter, r *http.Request) error {
	id, err := number(r, "id")
	if err != nil {
		return err
	}
	t, err := s.readForm(w, r)
	if err != nil {
		return err
	}
	_, err = s.once(r, func() (string, error) {
		return securityPath, s.Service.NameSession(r.Context(), visitOf(r).viewer, id, t.get("name"))
	})
	if err != nil {
		return s.again(w, r, err, s.page(r, "security", securityPath), func(p templates.Page) (templates.View, error) {
			view, err := s.securityView(r, renamed(p, map[string]string{"name": "name-" + itoa(id)}))
			for i := range view.Sessions {
				if view.Sessions[i].ID == id {
					view.Sessions[i].Name = t.get("name")
				}
			}
			return view, err
		})
	}
	return done(w, r, securityPath+"#sessions", "session_named")
}

// sessionEndForm is POST /security/sessions/{id}/end. Who ends the one they are in
// is signed out.
func (s *Site) sessionEndForm(w http.ResponseWriter, r *http.Request) error {
	id, err := number(r, "id")
	if err != nil {
		return err
	}
	if _, err := s.readForm(w, r); err != nil {
		return err
	}
	if id == s.sessions.GetInt64(r.Context(), keyID) {
		return s.signOut(w, r)
	}
	return s.step(w, r, securityPath+"#sessions", "session_ended", func() error {
		return s.Service.EndSession(r.Context(), visitOf(r).viewer, id)
	})
}
