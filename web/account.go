package web

import (
	"errors"
	"net/http"
	"net/url"
	"time"

	"github.com/go-chi/chi/v5"

	"headroom/community"
	"headroom/internal/httpx"
	"headroom/templates"
)

const accountPath = securityPath + "/account"

// chunkTime is how long a browser may take for one piece of an export.
const chunkTime = time.Minute

// exportRoute is what takes as long as there is to send: it has no deadline.
func (s *Site) exportRoute(r chi.Router) {
	r.Group(func(r chi.Router) {
		r.Use(httpx.BodyLimit(s.errors, formBytes), s.signedIn)
		r.Post("/security/account/export", s.handle(s.exportForm))
	})
}

// accountForms are those about one's account as a whole.
func (s *Site) accountForms(r chi.Router) {
	r.Post("/security/account/close", s.handle(s.closeForm))
}

// accountPage is GET /security/account.
func (s *Site) accountPage(w http.ResponseWriter, r *http.Request) error {
	view, err := s.accountView(r, s.page(r, "security", ""), "")
	if err != nil {
		return err
	}
	return s.render(w, http.StatusOK, view)
}

func (s *Site) accountView(r *http.Request, p templates.Page, posts string) (templates.SecurityAccount, error) {
	member, err := s.Service.MayClose(r.Context(), visitOf(r).viewer)
	return templates.SecurityAccount{Page: p, Member: member, Posts: posts, Days: community.ClosingDays()}, err
}

// closeForm is POST /security/account/close.
func (s *Site) closeForm(w http.ResponseWriter, r *http.Request) error {
	if _, err := s.readForm(w, r); err != nil {
		return err
	}
	posts := r.PostFormValue("posts")
	err := s.Service.Close(r.Context(), visitOf(r).viewer, posts)
	if community.NeedsProof(err) {
		return proveFirst(w, r, accountPath+"#close")
	}
	if err != nil {
		return s.again(w, r, err, s.page(r, "security", accountPath), func(p templates.Page) (templates.View, error) {
			return s.accountView(r, p, posts)
		})
	}
	if err := s.end(w, r); err != nil {
		return err
	}
	return done(w, r, "/sign-in", "account_closed")
}

// closedPage is GET /closed/{token}: how far the end of an account has come.
func (s *Site) closedPage(w http.ResponseWriter, r *http.Request) error {
	token := chi.URLParam(r, "token")
	view, err := s.closedView(r, s.page(r, "", "/closed/"+token), token)
	if err != nil {
		return err
	}
	return s.render(w, http.StatusOK, view)
}

// reopenForm is POST /closed/{token}: whoever has the letter opens the account again,
// and is sent another with which they choose a password.
func (s *Site) reopenForm(w http.ResponseWriter, r *http.Request) error {
	if _, err := s.readForm(w, r); err != nil {
		return err
	}
	token := chi.URLParam(r, "token")
	if err := s.Service.ReopenByLink(r.Context(), token); err != nil {
		return s.again(w, r, err, s.page(r, "", "/closed/"+token), func(p templates.Page) (templates.View, error) {
			return s.closedView(r, p, token)
		})
	}
	return done(w, r, "/sign-in", "account_reopened")
}

func (s *Site) closedView(r *http.Request, p templates.Page, token string) (templates.AccountClosed, error) {
	c, err := s.Service.ClosureOf(r.Context(), token)
	if err != nil {
		return templates.AccountClosed{}, err
	}
	view := templates.AccountClosed{Page: p, Token: token, Closed: c.ClosedAt, Until: c.EraseAt, Erased: c.ErasedAt,
		Delete: c.Posts == community.PostsGo, Done: c.Done, Hosts: c.Hosts}
	for _, h := range c.Copies {
		view.Copies = append(view.Copies, templates.CopiesRow{Host: h.Host, Sent: h.Sent, Confirmed: h.Confirmed})
	}
	return view, nil
}

// proveFirst leads who has not just shown that it is them to where they do.
func proveFirst(w http.ResponseWriter, r *http.Request, next string) error {
	return seeOther(w, r, provePath+"?next="+url.QueryEscape(next))
}

// exportForm is POST /security/account/export: the zip itself. What goes wrong once
// it has begun ends the connection, so that half a zip is not taken for a whole one.
func (s *Site) exportForm(w http.ResponseWriter, r *http.Request) error {
	if _, err := s.readForm(w, r); err != nil {
		return err
	}
	v := visitOf(r).viewer
	if s.signIns.OnLimit(w, r, "export of "+itoa(v.Account)) {
		return httpx.E(httpx.RateLimited, nil).After(time.Hour)
	}
	err := s.Service.MayExport(r.Context(), v)
	if community.NeedsProof(err) {
		return proveFirst(w, r, accountPath)
	}
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "application/zip")
	h.Set("Content-Disposition", `attachment; filename="headroom-`+s.Clock().UTC().Format("2006-01-02")+`.zip"`)
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	if err := s.Service.Export(r.Context(), v, patient{w, http.NewResponseController(w), s.Clock}); err != nil {
		s.Log.WarnContext(r.Context(), "export not finished", "err", err)
		panic(http.ErrAbortHandler)
	}
	return nil
}

// patient writes to a browser for as long as it goes on taking.
type patient struct {
	http.ResponseWriter
	control *http.ResponseController
	clock   func() time.Time
}

// Write implements io.Writer.
func (p patient) Write(b []byte) (int, error) {
	if err := p.control.SetWriteDeadline(p.clock().Add(chunkTime)); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return 0, err
	}
	return p.ResponseWriter.Write(b)
}
