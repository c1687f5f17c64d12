package web

import (
	"net/http"
	"net/url"
	"time"

	"github.com/go-chi/chi/v5"

	"headroom/community"
	"headroom/internal/httpx"
	"headroom/templates"
)

// invitationForm is POST /operator/members/{id}/invitation. The link is shown in the
// answer and nowhere else.
func (s *Site) invitationForm(w http.ResponseWriter, r *http.Request) error {
	id, err := number(r, "id")
	if err != nil {
		return err
	}
	if _, err := s.readForm(w, r); err != nil {
		return err
	}
	token, p, err := s.Service.InviteByLink(r.Context(), visitOf(r).viewer, id)
	if err != nil {
		return err
	}
	link := s.Identity.URL + "/set-password/" + token
	picture, err := squares(link)
	if err != nil {
		return err
	}
	return s.render(w, http.StatusOK, templates.OperatorInvitation{Page: s.page(r, "operator", "/operator/members/"+itoa(id)), ID: id, Name: p.Name, Link: link, QR: picture})
}

// firstPasskeyForm is POST /set-password/{token}/passkey: who was invited opens their
// account with a passkey of their own device.
func (s *Site) firstPasskeyForm(w http.ResponseWriter, r *http.Request) error {
	t, err := s.readForm(w, r)
	if err != nil {
		return err
	}
	token := chi.URLParam(r, "token")
	var account community.Account
	if s.signIns.OnLimit(w, r, "password "+httpx.ByAddress(r)) {
		err = httpx.E(httpx.RateLimited, nil).After(time.Hour)
	} else {
		account, err = s.Service.OpenByPasskey(r.Context(), token, t.get("name"), []byte(t.get("answer")))
	}
	if err != nil {
		return s.again(w, r, err, s.page(r, "", "/set-password/"+url.PathEscape(token)), func(p templates.Page) (templates.View, error) {
			view, err := s.setPassword(r, renamed(p, map[string]string{"passkey": "name"}), token)
			view.Name = t.get("name")
			return view, err
		})
	}
	if err := s.beginBy(w, r, account, true); err != nil {
		return err
	}
	return s.goOn(w, r, "/")
}
