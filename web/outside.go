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
	v := visitOf(r)
	view := templates.Accounts{Page: p}
	if values := carriedTo(r, "/profile/accounts/link"); values != nil {
		view.Account = values.Get("account")
	}
	have, err := s.Service.OutsideChoiceOf(r.Context(), v.viewer)
	if err != nil {
		return view, err
	}
	view.Offered, view.Since, view.Head = have.Offered, have.Since, have.Head
	all, err := s.Service.MyAccounts(r.Context(), v.viewer)
	for _, a := range all {
		row := templates.AccountLink{ID: a.ID, Handle: a.Handle, Proved: a.ProvedAt}
		if a.ProvedAt.IsZero() {
			row.Code = a.Code
		}
		view.Rows = append(view.Rows, row)
	}
	return view, err
}

// accountsForm is POST /profile/accounts.
func (s *Site) accountsForm(w http.ResponseWriter, r *http.Request) error {
	t, err := s.readForm(w, r)
	if err != nil {
		return err
	}
	return s.step(w, r, accountsPath, "outside_saved", func() error {
		return s.Service.ChooseOutside(r.Context(), visitOf(r).viewer, t.get("outside") == "yes")
	})
}

const accountsPath = "/profile/accounts"

// accountLinkForm is POST /profile/accounts/link.
func (s *Site) accountLinkForm(w http.ResponseWriter, r *http.Request) error {
	t, err := s.readForm(w, r)
	if err != nil {
		return err
	}
	_, err = s.once(r, func() (string, error) {
		return accountsPath, s.Service.LinkAccount(r.Context(), visitOf(r).viewer, t.get("account"))
	})
	if err != nil {
		return s.accountsAgain(w, r, err, t.get("account"))
	}
	return done(w, r, accountsPath, "account_named")
}

// accountCheckForm is POST /profile/accounts/{id}/check.
func (s *Site) accountCheckForm(w http.ResponseWriter, r *http.Request) error {
	if _, err := s.readForm(w, r); err != nil {
		return err
	}
	id, err := number(r, "id")
	if err != nil {
		return err
	}
	if err := s.Service.ProveAccount(r.Context(), visitOf(r).viewer, id); err != nil {
		return s.accountsAgain(w, r, err, "")
	}
	return done(w, r, accountsPath, "account_proved")
}

// accountRemoveForm is POST /profile/accounts/{id}/remove.
func (s *Site) accountRemoveForm(w http.ResponseWriter, r *http.Request) error {
	if _, err := s.readForm(w, r); err != nil {
		return err
	}
	id, err := number(r, "id")
	if err != nil {
		return err
	}
	return s.step(w, r, accountsPath, "account_removed", func() error { return s.Service.RemoveAccount(r.Context(), visitOf(r).viewer, id) })
}

// accountsAgain shows the page with what is wrong and what was typed.
func (s *Site) accountsAgain(w http.ResponseWriter, r *http.Request, err error, typed string) error {
	return s.again(w, r, err, s.page(r, "profile", "/profile/accounts/link"), func(p templates.Page) (templates.View, error) {
		view, failed := s.accounts(r, p)
		view.Account = typed
		return view, failed
	})
}
