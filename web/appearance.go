package web

import (
	"net/http"
	"slices"

	"headroom/templates"
)

// appearanceCookie keeps how the pages look to this browser; it says nothing
// else, and is there only for who has chosen.
const appearanceCookie = "headroom-appearance"

// appearanceOf is what the browser has chosen; "" follows the device.
func (s *Site) appearanceOf(r *http.Request) string {
	c, err := r.Cookie(s.cookie(appearanceCookie))
	if err != nil || !slices.Contains(templates.Appearances, c.Value) {
		return ""
	}
	return c.Value
}

// appearanceForm is POST /appearance, for everybody: it keeps the choice for a
// year and goes back to the page. "As on your device" takes the cookie away.
func (s *Site) appearanceForm(w http.ResponseWriter, r *http.Request) error {
	if _, err := s.readForm(w, r); err != nil {
		return err
	}
	chosen := r.PostFormValue("appearance")
	c := &http.Cookie{Name: s.cookie(appearanceCookie), Value: chosen, Path: "/", MaxAge: 365 * 24 * 3600,
		Secure: s.https, HttpOnly: true, SameSite: http.SameSiteLaxMode}
	if chosen == "" || !slices.Contains(templates.Appearances, chosen) {
		c.Value, c.MaxAge = "", -1
	}
	http.SetCookie(w, c)
	return seeOther(w, r, localNext(r.PostFormValue("next")))
}
