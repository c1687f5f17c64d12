package web

import (
	"net/http"

	"headroom/templates"
)

// accountsPage is GET /profile/accounts.
func (s *Site) accountsPage(w http.ResponseWriter, r *http.Request) error {
	view, err := s.accounts(r, s.page(r, "profile", ""))
	if err != nil {
		return err
	}
	return s.render(w, http.StatusOK, view)
}

func (s *Site) accounts(r *http.Request, p templates.Page) (templates.Accounts, error) {
	have, err := s.Service.OutsideChoiceOf(r.Context(), visitOf(r).viewer)
	return templates.Accounts{Page: p, Offered: have.Offered, Since: have.Since}, err
}

// accountsForm is POST /profile/accounts.
func (s *Site) accountsForm(w http.ResponseWriter, r *http.Request) error {
	t, err := s.readForm(w, r)
	if err != nil {
		return err
	}
	return s.step(w, r, "/profile/accounts", "outside_saved", func() error {
		return s.Service.ChooseOutside(r.Context(), visitOf(r).viewer, t.get("outside") == "yes")
	})
}
