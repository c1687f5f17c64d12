package web

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/go-chi/chi/v5"

	"headroom/community"
	"headroom/internal/httpx"
	"headroom/templates"
)

// visit is who asks, and how answers are to look: found once for a request.
type visit struct {
	viewer           community.Viewer
	account          community.Account
	person           community.Person
	lang             string
	zone             *time.Location
	ended            bool  // there was a session, which is over
	half             int64 // the account whose password was right, where more is asked for
	carried          *carried
	doors, directory bool // directory has been asked; may the list of people be opened
}

type visitKey struct{}

// visitOf is the visit of a request; nobody's, where no middleware found one.
func visitOf(r *http.Request) *visit {
	if v, ok := r.Context().Value(visitKey{}).(*visit); ok {
		return v
	}
	return &visit{}
}

// withVisit loads the session, authenticates its account and settles the
// language. A session that is good no longer is destroyed.
func (s *Site) withVisit(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.refresh(r.Context())
		v := &visit{}
		token := ""
		if c, err := r.Cookie(s.sessions.Cookie.Name); err == nil {
			token = c.Value
		}
		ctx, err := s.sessions.Load(r.Context(), token)
		if err == nil {
			err = s.authenticate(ctx, v, token)
		}
		if ctx == nil {
			ctx = r.Context()
		}
		r = r.WithContext(context.WithValue(ctx, visitKey{}, v))
		s.settle(w, r, v)
		switch {
		case err != nil && r.Method == http.MethodPost && community.KindOf(err) == community.Unavailable:
			s.unsure(w, r, err)
			return
		case err != nil:
			s.errors.Write(w, r, err)
			return
		case v.ended:
			if err := s.end(w, r); err != nil {
				s.Log.WarnContext(r.Context(), "session not destroyed", "err", err)
			}
		}
		next.ServeHTTP(w, r)
	})
}

// authenticate asks whose session it is now. Nobody's is no error.
func (s *Site) authenticate(ctx context.Context, v *visit, token string) error {
	id := s.sessions.GetInt64(ctx, keyAccount)
	if id == 0 {
		v.half = s.sessions.GetInt64(ctx, keyHalf)
		v.ended = token != "" && v.half == 0
		return nil
	}
	began := time.UnixMilli(s.sessions.GetInt64(ctx, keyBegan))
	if !s.Clock().Before(began.Add(s.SessionLifetime)) {
		v.ended = true
		return nil
	}
	viewer, account, person, err := s.Service.Resume(ctx, id, s.sessions.GetInt64(ctx, keyEpoch), s.signedInBy(ctx))
	switch community.KindOf(err) {
	case community.Unauthenticated, community.NotFound, community.Forbidden:
		v.ended = true
		return nil
	}
	if err != nil {
		return err
	}
	v.viewer, v.account, v.person = viewer, account, person
	s.touch(ctx)
	return nil
}

// settle picks language and zone: what the address asks for, then the
// account's or the browser's earlier choice, then what the browser prefers. A
// choice made by address is kept, but where apps lead members for their consent:
// that one is the app's.
func (s *Site) settle(w http.ResponseWriter, r *http.Request, v *visit) {
	asked := ""
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		asked = r.URL.Query().Get("lang")
		if !slices.Contains(s.Renderer.Languages(), asked) {
			asked = ""
		}
	}
	kept := ""
	if c, err := r.Cookie(s.cookie("headroom-lang")); err == nil {
		kept = c.Value
	}
	v.lang = s.Renderer.Catalogue().Match(asked, v.account.Language, kept, r.Header.Get("Accept-Language"))
	v.zone = location(v.account.Zone, s.Identity.Zone)
	if asked != "" && r.URL.Path != authorizePath {
		s.keepLanguage(w, r, v, asked, kept)
	}
}

// keepLanguage keeps a language that was asked for: in the browser, and for
// the account. kept is what the browser has.
func (s *Site) keepLanguage(w http.ResponseWriter, r *http.Request, v *visit, asked, kept string) {
	if asked != kept {
		http.SetCookie(w, &http.Cookie{Name: s.cookie("headroom-lang"), Value: asked, Path: "/", MaxAge: 365 * 24 * 3600,
			Secure: s.https, HttpOnly: true, SameSite: http.SameSiteLaxMode})
	}
	if v.viewer.SignedIn() && v.account.Language != asked {
		if err := s.Service.SetLanguage(r.Context(), v.viewer, asked); err != nil {
			s.Log.WarnContext(r.Context(), "language not kept", "err", err)
		}
	}
}

// location is the first zone that exists; UTC when none does.
func location(names ...string) *time.Location {
	for _, name := range names {
		if name == "" || name == "Local" {
			continue
		}
		if l, err := time.LoadLocation(name); err == nil {
			return l
		}
	}
	return time.UTC
}

// page starts a page of the visit. Only addresses that a GET shows again may
// be named by the language switch; self is one for answers to a POST.
func (s *Site) page(r *http.Request, nav, self string) templates.Page {
	v := visitOf(r)
	p := s.Renderer.Page(v.lang, v.zone, s.viewer(r, v))
	p.Nav, p.Self, p.Appearance = nav, self, s.appearanceOf(r)
	if nav != "" {
		p.Viewer.Unread, p.Viewer.Messages = s.unread(r), s.unreadMessages(r)
	}
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		p.Self = r.URL.EscapedPath()
		p.Query = r.URL.Query()
		if key := "flash." + p.Query.Get("done"); p.Query.Has("done") && slices.Contains(doneKeys, key) {
			p.Flash = []templates.Flash{{Kind: "success", Key: key, Undo: s.undoOf(r, p.Query.Get("done"))}}
		}
		p.Query.Del("done")
	} else if u, err := url.Parse(self); err == nil {
		p.Self, p.Query = u.EscapedPath(), u.Query()
	}
	return p
}

func (s *Site) viewer(r *http.Request, v *visit) templates.Viewer {
	name := v.person.Name
	if name == "" {
		name = v.account.Name
	}
	return templates.Viewer{SignedIn: v.viewer.SignedIn(), PersonID: v.viewer.Person, Name: name, Operator: v.viewer.Operator,
		Guest: v.viewer.Visiting, Directory: s.offersDirectory(r, v), Terms: s.newTerms(v)}
}

// offersDirectory tells whether the menu leads to the list of people: unless
// the viewer is refused there. It is asked once for a request, and a page does
// not fail for want of it.
func (s *Site) offersDirectory(r *http.Request, v *visit) bool {
	if v.viewer.Person == 0 || v.viewer.Visiting {
		return false
	}
	if !v.doors {
		may, err := s.Service.MayViewDirectory(r.Context(), v.viewer)
		if err != nil {
			s.Log.InfoContext(r.Context(), "menu not asked for", "request", httpx.RequestID(r.Context()), "err", err)
		}
		v.doors, v.directory = true, may || err != nil
	}
	return v.directory
}

// limitKey counts requests by account, and by address of who has none.
func (s *Site) limitKey(r *http.Request) string {
	return httpx.ByAccount(func(ctx context.Context) string {
		if id := visitOf(r).viewer.Account; id != 0 {
			return strconv.FormatInt(id, 10)
		}
		return ""
	})(r)
}

// number reads an id from the address. What is no id is not there.
func number(r *http.Request, name string) (int64, error) {
	text := chi.URLParam(r, name)
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n <= 0 || n >= 1<<53 || strconv.FormatInt(n, 10) != text {
		return 0, community.ErrNotFound
	}
	return n, nil
}
