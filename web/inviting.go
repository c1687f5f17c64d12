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
	return s.showInvitation(w, r, templates.OperatorInvitation{Back: "/operator/members/" + itoa(id), Name: p.Name, Link: s.Identity.URL + "/set-password/" + token})
}

// showInvitation shows a link as text and as a picture, in this answer alone.
func (s *Site) showInvitation(w http.ResponseWriter, r *http.Request, view templates.OperatorInvitation) (err error) {
	if view.QR, err = squares(view.Link); err != nil {
		return err
	}
	view.Page = s.page(r, "operator", view.Back)
	return s.render(w, http.StatusOK, view)
}

// unconfirmed is the filter of the queue that shows whose letter has not been opened.
const unconfirmed = "unconfirmed"

// unconfirmedPage is GET /operator/applications?filter=unconfirmed.
func (s *Site) unconfirmedPage(w http.ResponseWriter, r *http.Request) error {
	after := formNumber(r.URL.Query(), "after")
	all, err := s.Service.Unconfirmed(r.Context(), visitOf(r).viewer, community.Page{After: after, Limit: casesOnPage + 1})
	if err != nil {
		return err
	}
	view := templates.OperatorApplications{Page: s.page(r, "operator", ""), Filter: unconfirmed}
	if len(all) > casesOnPage {
		all = all[:casesOnPage]
		view.Pager.Next = withQuery(r, "after", itoa(all[casesOnPage-1].ID))
	}
	for _, a := range all {
		view.Rows = append(view.Rows, templates.ApplicationRow{ID: a.ID, Name: a.Name, Post: a.Post, School: a.School, Authority: a.Authority,
			Nation: nation(a.Nation), State: a.State, At: a.CreatedAt})
	}
	return s.render(w, http.StatusOK, view)
}

// applicantInvitationForm is POST /operator/applications/{id}/invitation: a link for
// an applicant who is there and has had no letter.
func (s *Site) applicantInvitationForm(w http.ResponseWriter, r *http.Request) error {
	id, err := number(r, "id")
	if err != nil {
		return err
	}
	if _, err := s.readForm(w, r); err != nil {
		return err
	}
	token, a, err := s.Service.InviteApplicant(r.Context(), visitOf(r).viewer, id)
	if err != nil {
		return err
	}
	return s.showInvitation(w, r, templates.OperatorInvitation{Back: "/operator/applications?filter=" + unconfirmed, Applicant: true, Name: a.Name,
		Link: s.Identity.URL + "/apply/confirm/" + token})
}

// applicantPasskeyForm is POST /apply/confirm/{token}/passkey: an applicant confirms
// with a passkey of their own device.
func (s *Site) applicantPasskeyForm(w http.ResponseWriter, r *http.Request) error {
	t, err := s.readForm(w, r)
	if err != nil {
		return err
	}
	token := chi.URLParam(r, "token")
	var account community.Account
	if s.signIns.OnLimit(w, r, "confirm "+httpx.ByAddress(r)) {
		err = httpx.E(httpx.RateLimited, nil).After(time.Hour)
	} else {
		account, err = s.Service.ConfirmByPasskey(r.Context(), token, t.get("name"), []byte(t.get("answer")))
	}
	if err != nil {
		return s.again(w, r, err, s.page(r, "", "/apply/confirm/"+url.PathEscape(token)), func(p templates.Page) (templates.View, error) {
			view, err := s.applyConfirm(r, renamed(p, map[string]string{"passkey": "name"}), token)
			view.Name = t.get("name")
			return view, err
		})
	}
	if err := s.beginBy(w, r, account, true); err != nil {
		return err
	}
	return seeOther(w, r, "/application")
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
