package web

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/go-chi/chi/v5"

	"headroom/community"
	"headroom/internal/httpx"
	"headroom/templates"
)

// A form that is sent after the session has ended is answered with the sign-in
// page, which holds what was typed: in the hidden field "next", as the form's
// address with its fields as query and carryMark among them. After the sign-in
// what is a post becomes a draft, and any other form is shown again as it was.
// It needs no script, and what was typed appears in no address.

const carryMark = "carried"

// carryMax is the greatest size of what is carried.
const carryMax = 2 * formBytes

// carried is a form on its way through a sign-in.
type carried struct {
	path   string
	values url.Values
}

// signedIn asks for a sign-in before forms are taken. Reading is decided by
// the use cases.
func (s *Site) signedIn(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodPost || visitOf(r).viewer.SignedIn() {
			if lang := s.switchTo(r); lang != "" {
				s.errors.Wrap(func(w http.ResponseWriter, r *http.Request) error { return s.goOnIn(w, r, lang) }).ServeHTTP(w, r)
				return
			}
			next.ServeHTTP(w, r)
			return
		}
		s.keepTyped(w, r, http.StatusUnauthorized, "error.session_ended")
	})
}

// switchTo is the language in which a form is to be shown again instead of being
// done; empty for none.
func (s *Site) switchTo(r *http.Request) string {
	lang := r.URL.Query().Get("switch")
	if r.Method != http.MethodPost || !slices.Contains(s.Renderer.Languages(), lang) {
		return ""
	}
	return lang
}

// speak goes on with a visit in another language.
func (s *Site) speak(w http.ResponseWriter, r *http.Request, lang string) *visit {
	v := visitOf(r)
	s.keepLanguage(w, r, v, lang, "")
	v.lang, v.account.Language = lang, lang
	return v
}

// goOnIn does not do what a form asks for, but shows it again in another
// language with what was typed. It is for browsers without scripts; where they
// run, the links of the language switch take along what was typed.
func (s *Site) goOnIn(w http.ResponseWriter, r *http.Request, lang string) error {
	form, err := s.readForm(w, r)
	if err != nil {
		return err
	}
	form.values.Del("idempotency_key")
	return s.arrive(w, r, s.speak(w, r, lang), &carried{path: r.URL.EscapedPath(), values: form.values})
}

// unsure answers a form while it cannot be known whose session it came with.
func (s *Site) unsure(w http.ResponseWriter, r *http.Request, err error) {
	s.Log.WarnContext(r.Context(), "session not read", "request", httpx.RequestID(r.Context()), "err", err)
	if strings.HasPrefix(r.URL.Path, "/set-password/") {
		s.errors.Write(w, r, err)
		return
	}
	if denied := s.origin.Check(r); denied != nil {
		s.crossOrigin(w, r)
		return
	}
	w.Header().Set("Retry-After", "60")
	if r.URL.Path == "/sign-in" {
		r.Body = http.MaxBytesReader(w, r.Body, 4*formBytes)
		err := s.again(w, r, err, s.page(r, "", "/sign-in"), func(p templates.Page) (templates.View, error) {
			return templates.SignIn{Page: p, Email: r.PostFormValue("email"), Next: r.PostFormValue("next")}, nil
		})
		if err != nil {
			s.errors.Write(w, r, err)
		}
		return
	}
	s.keepTyped(w, r, http.StatusServiceUnavailable, "error.unavailable")
}

// keepTyped shows the sign-in page with the form that was sent inside it.
func (s *Site) keepTyped(w http.ResponseWriter, r *http.Request, status int, key string) {
	form, err := s.readForm(w, r)
	if err != nil && form == nil {
		s.errors.Write(w, r, err)
		return
	}
	values := form.values
	values.Del("idempotency_key")
	values.Set(carryMark, "1")
	next := r.URL.EscapedPath() + "?" + values.Encode()
	if len(next) > carryMax {
		s.errors.Write(w, r, httpx.E(httpx.TooLarge, nil))
		return
	}
	p := s.page(r, "", "/sign-in?next="+url.QueryEscape(formPage(r.URL.EscapedPath())))
	p.Errors = []templates.FieldError{{Key: key}}
	if err := s.render(w, status, templates.SignIn{Page: p, Next: next}); err != nil {
		s.errors.Write(w, r, err)
	}
}

// readCarried takes a carried form out of what the sign-in page sent.
func readCarried(next string) *carried {
	u, err := url.Parse(next)
	if err != nil || !u.Query().Has(carryMark) {
		return nil
	}
	values := u.Query()
	values.Del(carryMark)
	return &carried{path: u.EscapedPath(), values: values}
}

// formPage is the page that holds the form which is sent to path.
func formPage(path string) string {
	parts := strings.Split(strings.TrimPrefix(path, "/"), "/")
	at := func(i int, name string) bool { return len(parts) > i && parts[i] == name }
	switch {
	case at(0, "threads") && (at(2, "guest") || at(2, "share")):
		return path
	case at(0, "communities") && at(2, "guests") && at(4, "decide"):
		return "/communities/" + parts[1] + "/queue"
	case at(0, "communities") && at(2, "guests"): // see pageOf
		return "/communities/" + parts[1]
	case at(0, "threads"), at(0, "posts") && (at(2, "react") || at(2, "bookmark")):
		if len(parts) > 1 && at(0, "threads") {
			return "/threads/" + parts[1]
		}
		return "/"
	case at(0, "communities") && (at(2, "queue") || at(2, "reports") || at(2, "held")):
		return "/communities/" + parts[1] + "/queue"
	case at(0, "communities") && at(2, "appeals"):
		return "/communities/" + parts[1] + "/appeals"
	case at(0, "communities") && (at(2, "members") || at(2, "invite")):
		return "/communities/" + parts[1] + "/people"
	case at(0, "communities") && at(2, "similar"): // which a script asks for while a title is typed
		return "/communities/" + parts[1] + "/new"
	case at(0, "communities") && (at(2, "leave") || at(2, "links")):
		return "/communities/" + parts[1]
	case at(0, "terms"):
		return "/terms"
	case at(0, "operator") && at(1, "terms"):
		return "/operator/terms"
	case at(0, "profile") && at(1, "accounts"):
		return accountsPath
	case at(0, "profile"):
		return "/profile"
	case at(0, "people") && at(2, "follow"):
		return "/people/" + parts[1]
	case at(0, "lists") && (at(2, "remove") || at(2, "delete")):
		return "/lists/" + parts[1] + "/edit"
	case at(0, "scheduled") && at(2, "cancel"):
		return "/scheduled/" + parts[1]
	case at(0, "filters") && at(2, "delete"):
		return "/filters/" + parts[1]
	case at(0, "feeds"):
		return "/feeds"
	case path == passkeysPath, path == authorizePath:
		return path
	case at(0, "security"):
		return securityPath
	case at(0, "drafts"):
		return "/drafts"
	case at(0, "messages") && len(parts) > 2:
		return "/messages/" + parts[1]
	case at(0, "notifications") && (at(1, "devices") || at(1, "push")):
		return "/notifications/settings"
	case at(0, "notifications") && at(1, "read"):
		return "/notifications"
	case path == againPath:
		return path
	case at(0, "application"), at(0, "vouches"):
		return "/" + parts[0]
	case at(0, "welcome") && at(1, "greeted"):
		return "/"
	case at(0, "welcome"):
		return "/welcome"
	case at(0, "operator") && at(1, "applications") && len(parts) > 3 && !at(3, "invitation"): // which has no page of its own
		return "/operator/applications/" + parts[2]
	case at(0, "operator") && at(1, "applications"):
		return "/operator/applications"
	case at(0, "operator") && at(1, "members") && len(parts) > 2:
		return "/operator/members/" + parts[2]
	case at(0, "operator") && at(1, "links") && len(parts) > 2:
		return "/operator/links/" + parts[2]
	case at(0, "operator") && at(1, "peers"):
		return "/operator/peers"
	case at(0, "sign-out"), at(0, "sign-in"):
		return "/"
	}
	return path
}

// pageOf is the page that holds a carried form, where the address that it was
// sent to does not say it by itself: a guest is changed on the page of their
// conversation, an agreement on its own.
func (s *Site) pageOf(ctx context.Context, v community.Viewer, c *carried) string {
	if room, guest, act := guestPath(c.path); guest != 0 && act != "decide" {
		if thread, err := s.Service.ThreadOfGuest(ctx, v, room, guest); err == nil {
			return "/threads/" + itoa(thread) + "/guest"
		}
	}
	act, ok := strings.CutPrefix(c.path, "/operator/peers/")
	if host := peerHost(c.values); ok && act != "expect" && host != "" {
		return "/operator/peers/" + url.PathEscape(host)
	}
	return formPage(c.path)
}

// carriedRoutes are the pages that a carried form comes back to: every page
// with a form that is taken behind signedIn.
func (s *Site) carriedRoutes(r chi.Router) {
	s.formPages(r)
	s.noticeFormPages(r)
	s.messageFormPages(r)
	s.stanceFormPages(r)
	s.followingFormPages(r)
	s.filterFormPages(r)
	s.scheduledFormPages(r)
	s.feedFormPages(r)
	s.operatorFormPages(r)
	s.securityPages(r)
	r.NotFound(s.handle(func(w http.ResponseWriter, r *http.Request) error {
		return seeOther(w, r, r.URL.EscapedPath())
	}))
}

// arrive goes on with a carried form after the sign-in.
func (s *Site) arrive(w http.ResponseWriter, r *http.Request, v *visit, c *carried) error {
	page := s.pageOf(r.Context(), v.viewer, c)
	if place, back := draftPlace(c.path, c.values); place != "" {
		d, err := s.Service.SaveDraft(r.Context(), v.viewer, community.DraftInput{
			Place: place, Parent: formNumber(c.values, "parent"), Title: c.values.Get("title"),
			Body: c.values.Get("body"), Language: c.values.Get("lang"), Label: labelOf(c.values.Get("label"))})
		if err == nil && !v.viewer.Visiting && s.closed(r.Context(), v.viewer, place) {
			return seeOther(w, r, "/drafts") // there it is; the room is not there for them any more
		}
		if err == nil && (!pictured(c.values) || v.viewer.Visiting) {
			return seeOther(w, r, back)
		}
		if err != nil {
			s.Log.InfoContext(r.Context(), "carried text not kept as a draft", "err", err)
		} else {
			c.values.Set("seen", itoa(milliseconds(d.UpdatedAt)))
		}
	}
	if v.viewer.Visiting {
		return seeOther(w, r, "/")
	}
	v.carried = c
	ctx := context.WithValue(r.Context(), visitKey{}, v)
	ctx = context.WithValue(ctx, chi.RouteCtxKey, nil)
	again := r.Clone(ctx)
	again.Method, again.Body, again.ContentLength = http.MethodGet, http.NoBody, 0
	again.Form, again.PostForm, again.MultipartForm = nil, nil, nil
	again.URL = &url.URL{Path: page}
	s.carried.ServeHTTP(w, again)
	return nil
}

// closed reports whether the place of a draft is not there for somebody: the
// session may have ended because their membership has.
func (s *Site) closed(ctx context.Context, v community.Viewer, place string) bool {
	kind, id, _ := strings.Cut(place, ":")
	var err error
	switch n := parseID(id); kind {
	case "community":
		_, err = s.Service.Community(ctx, v, n)
	case "thread":
		_, err = s.Service.Thread(ctx, v, n, community.Page{Limit: 1})
	case "post":
		_, err = s.Service.Post(ctx, v, n)
	}
	return community.KindOf(err) == community.NotFound
}

// pictured reports whether a form has what a draft does not keep: a picture that
// was sent before, or words for one.
func pictured(values url.Values) bool {
	return values.Get("alt") != "" || len(values["picture"]) > 0
}

// carriedTo gives the carried fields when the form was sent to path, else nil.
func carriedTo(r *http.Request, path string) url.Values {
	if c := visitOf(r).carried; c != nil && c.path == path {
		return c.values
	}
	return nil
}

// carriedUnder gives the carried fields when the form was sent to an address
// below path, and what of the address is below it.
func carriedUnder(r *http.Request, path string) (act string, values url.Values) {
	c := visitOf(r).carried
	if c == nil {
		return "", nil
	}
	act, ok := strings.CutPrefix(c.path, path+"/")
	if !ok {
		return "", nil
	}
	return act, c.values
}

// localNext is where to go after a sign-in: an address of this site, or home.
// A browser reads "//host" and "/\host" as another site.
func localNext(next string) string {
	u, err := url.Parse(next)
	if err != nil || u.Scheme != "" || u.Host != "" || u.User != nil || u.Opaque != "" {
		return "/"
	}
	if !strings.HasPrefix(next, "/") || strings.HasPrefix(next, "//") || strings.ContainsAny(next, "\\\t\r\n") ||
		strings.HasPrefix(u.Path, "//") || strings.Contains(u.Path, "\\") {
		return "/"
	}
	if strings.HasPrefix(u.Path, "/sign-in") || strings.HasPrefix(u.Path, "/sign-out") {
		return "/"
	}
	if u.Query().Has(carryMark) { // never from an address: only our own page carries
		return u.EscapedPath()
	}
	return next
}
