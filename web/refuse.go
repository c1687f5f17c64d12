package web

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"headroom/community"
	"headroom/community/policy"
	"headroom/internal/httpx"
	"headroom/templates"
)

// handle makes a handler of the pages. Somebody who is not signed in and may
// not see an address is asked to sign in, whether or not anything is there.
func (s *Site) handle(h httpx.Handler) http.HandlerFunc {
	return s.errors.Wrap(func(w http.ResponseWriter, r *http.Request) error {
		err := h(w, r)
		if community.ReasonOf(err) == policy.ReasonSecondFactor {
			return s.leadToApp(w, r, err)
		}
		if err == nil || visitOf(r).viewer.SignedIn() || r.Method != http.MethodGet {
			return err
		}
		switch community.KindOf(err) {
		case community.NotFound, community.Unauthenticated:
			return s.askToSignIn(w, r)
		}
		return err
	})
}

func (s *Site) askToSignIn(w http.ResponseWriter, r *http.Request) error {
	return seeOther(w, r, "/sign-in?next="+url.QueryEscape(r.URL.RequestURI()))
}

// seeOther sends the browser on. Only addresses of this site come here.
func seeOther(w http.ResponseWriter, r *http.Request, to string) error {
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}

// done sends the browser on after a form, with the message of what was done.
func done(w http.ResponseWriter, r *http.Request, to, what string) error {
	path, fragment, _ := strings.Cut(to, "#")
	sign := "?"
	if strings.Contains(path, "?") {
		sign = "&"
	}
	if what != "" {
		path += sign + "done=" + what
	}
	if fragment != "" {
		path += "#" + fragment
	}
	return seeOther(w, r, path)
}

// doneKeys are the messages that an address may ask for.
var doneKeys = []string{
	"flash.app_ended", "flash.app_room", "flash.saved", "flash.photo_saved", "flash.photo_removed", "flash.signed_out", "flash.password_set", "flash.joined", "flash.join_asked", "flash.left",
	"flash.member_removed", "flash.accepted", "flash.rejected", "flash.posted", "flash.post_edited",
	"flash.post_deleted", "flash.kept_as_draft", "flash.draft_newer", "flash.locked", "flash.unlocked", "flash.pinned", "flash.warned", "flash.silenced", "flash.unsilenced", "flash.reviewed", "flash.unreviewed", "flash.held", "flash.post_released", "flash.post_withheld", "flash.unpinned", "flash.draft_deleted", "flash.draft_restored",
	"flash.community_created", "flash.member_added", "flash.verified", "flash.revoked", "flash.suspended", "flash.restored", "flash.peer_changed",
	"flash.peer_ended", "flash.peer_compared", "flash.key_confirmed", "flash.peer_offered", "flash.incident_published", "flash.safety_recorded", "flash.terms_set", "flash.device_added", "flash.device_ended", "flash.push_saved", "flash.terms_removed", "flash.reported", "flash.report_decided", "flash.post_reported", "flash.appeal_sent", "flash.appeal_decided", "flash.public_reported", "flash.report_resolved", "flash.poll_started", "flash.voted", "flash.retried", "flash.invited", "flash.declined", "flash.role_changed", "flash.all_read",
	"flash.steps_kept", "flash.greeted", "flash.guest_asked", "flash.desk_given", "flash.extended", "flash.desk_ended", "flash.role_given", "flash.role_ended", "flash.guest_ended", "flash.guest_extended", "flash.guest_accepted",
	"flash.application_admitted", "flash.application_refused", "flash.application_proposed", "flash.application_noted", "flash.application_cohort",
	"flash.appealed", "flash.code_sent", "flash.code_right", "flash.sign_on_fits", "flash.vouch_asked", "flash.vouched", "flash.not_vouched",
	"flash.act_sent", "flash.members_confirmed", "flash.parked", "flash.notices_read", "flash.notices_saved", "flash.thread_followed", "flash.thread_muted",
	"flash.link_offered", "flash.link_made", "flash.link_declined", "flash.link_ended", "flash.link_rule", "flash.shared",
	"flash.app_removed", "flash.sessions_ended", "flash.passkey_added", "flash.passkey_named", "flash.passkey_removed", "flash.session_named", "flash.session_ended",
	"flash.circle_started",
	"flash.bookmarked", "flash.unbookmarked", "flash.stance_saved",
	"flash.scheduled", "flash.unscheduled",
	"flash.filter_saved", "flash.filter_deleted", "flash.feed_ended",
	"flash.following", "flash.unfollowed", "flash.list_made", "flash.list_saved", "flash.list_deleted",
	"flash.message_sent", "flash.message_deleted", "flash.conversation_left",
}

// render writes a page.
func (s *Site) render(w http.ResponseWriter, status int, view templates.View) error {
	return s.Renderer.Render(w, status, view)
}

// fault renders the page of an error. It depends on status, viewer and
// language alone, save for a sentence that the error may show.
func (s *Site) fault(w http.ResponseWriter, r *http.Request, a httpx.Answer) {
	v := visitOf(r)
	if v.lang == "" {
		v = &visit{lang: s.Renderer.Catalogue().Match(r.Header.Get("Accept-Language"))}
	}
	f := templates.Fault{Page: s.Renderer.Page(v.lang, v.zone, s.viewer(r, v)), Status: a.Status}
	f.Page.Appearance = s.appearanceOf(r)
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		f.Page.Self = formPage(r.URL.EscapedPath())
	}
	var e *community.Error
	if a.Err != nil && errors.As(a.Err, &e) {
		if key := s.sentence(v.lang, e, ""); key != "" {
			f.Key, f.Args = key, pairs(e.Args)
		}
	}
	if err := s.render(w, a.Status, f); err != nil && !errors.Is(err, templates.ErrWritten) {
		s.Log.ErrorContext(r.Context(), "error page not rendered", "request", httpx.RequestID(r.Context()), "err", err)
		http.Error(w, http.StatusText(a.Status), a.Status)
	}
}

// again answers a form that was refused: show makes the same page anew, with
// what was typed, for a page that carries the faults. Errors that no form can
// mend are given back.
func (s *Site) again(w http.ResponseWriter, r *http.Request, err error, p templates.Page, show func(templates.Page) (templates.View, error)) error {
	status, faults := s.faults(visitOf(r).lang, err)
	if status == 0 || community.ReasonOf(err) == policy.ReasonSecondFactor { // see handle
		return err
	}
	if status >= 500 {
		s.Log.WarnContext(r.Context(), "form not taken", "request", httpx.RequestID(r.Context()), "err", err)
	}
	p.Errors = faults
	view, failed := show(p)
	if failed != nil {
		return failed
	}
	if status == http.StatusTooManyRequests || status == http.StatusServiceUnavailable {
		w.Header().Set("Retry-After", later(err))
	}
	return s.render(w, status, view)
}

// later is the value of Retry-After: what the error says, or a minute.
func later(err error) string {
	var door *httpx.Error
	if errors.As(err, &door) && door.RetryAfter() > 0 {
		return strconv.Itoa(int(door.RetryAfter().Seconds()))
	}
	return "60"
}

// faults says what is wrong with a form, and with which status; 0 when it is
// not the form.
func (s *Site) faults(lang string, err error) (status int, faults []templates.FieldError) {
	var several community.Problems
	if errors.As(err, &several) {
		for _, e := range several {
			faults = append(faults, s.fieldError(lang, e))
		}
		return http.StatusUnprocessableEntity, faults
	}
	var e *community.Error
	var door *httpx.Error
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return http.StatusRequestEntityTooLarge, []templates.FieldError{{Key: "error.too_large"}}
	case errors.As(err, &door) && door.Kind() == httpx.RateLimited:
		return http.StatusTooManyRequests, []templates.FieldError{{Key: "error.rate_limited"}}
	case errors.As(err, &door) && door.Kind() == httpx.TooLarge:
		return http.StatusRequestEntityTooLarge, []templates.FieldError{{Key: "error.too_large"}}
	case errors.Is(err, context.DeadlineExceeded):
		return http.StatusServiceUnavailable, []templates.FieldError{{Key: "error.unavailable"}}
	case !errors.As(err, &e):
		return 0, nil
	}
	switch e.Class {
	case community.Invalid:
		status = http.StatusUnprocessableEntity
	case community.Forbidden:
		status = http.StatusForbidden
	case community.Conflict:
		status = http.StatusConflict
	case community.Unavailable:
		status = http.StatusServiceUnavailable
	default:
		return 0, nil
	}
	return status, []templates.FieldError{s.fieldError(lang, e)}
}

// general is the sentence of a class whose error has none in the catalogue.
var general = map[community.Kind]string{
	community.Invalid: "error.invalid", community.Forbidden: "error.forbidden",
	community.Conflict: "error.conflict", community.Unavailable: "error.unavailable",
}

func (s *Site) fieldError(lang string, e *community.Error) templates.FieldError {
	return templates.FieldError{Field: e.Field, Key: s.sentence(lang, e, general[e.Class]), Args: pairs(e.Args)}
}

// sentence is the key of what to say about an error: of the field's own
// sentence where the catalogue has one, as "error.required.title" for
// "error.required" of "title"; other where it has nothing.
func (s *Site) sentence(lang string, e *community.Error, other string) string {
	return s.known(lang, e.Key+"."+e.Field, s.known(lang, e.Key, other))
}

// known is the key, or other where the catalogue has no such sentence.
func (s *Site) known(lang, key, other string) string {
	if key == "" || s.Renderer.Catalogue().Translate(lang, key, "Count", 1) == key {
		return other
	}
	return key
}

// pairs writes the arguments of a message as printers take them.
func pairs(args map[string]any) []any {
	names := make([]string, 0, len(args))
	for name := range args {
		names = append(names, name)
	}
	slices.Sort(names)
	list := make([]any, 0, 2*len(names))
	for _, name := range names {
		value := args[name]
		if n, ok := value.(int64); ok {
			value = int(n)
		}
		list = append(list, name, value)
	}
	return list
}

// renamed gives faults of a use case's fields the names of the form's.
func renamed(p templates.Page, names map[string]string) templates.Page {
	p.Errors = slices.Clone(p.Errors)
	for i, e := range p.Errors {
		if name, ok := names[e.Field]; ok {
			p.Errors[i].Field = name
		}
	}
	return p
}

// once does what a form asks for, unless the same form has done it already:
// then the browser is only sent where it was sent the first time. do gives
// that place.
func (s *Site) once(r *http.Request, do func() (to string, err error)) (string, error) {
	v := visitOf(r).viewer
	key := r.PostFormValue("idempotency_key")
	if key == "" || len(key) > 200 || v.Account == 0 {
		return do()
	}
	key = "form:" + key
	defer s.forms.lock(strconv.FormatInt(v.Account, 10) + " " + key)()
	var to string
	err := s.Service.Store.View(r.Context(), func(tx community.Tx) (err error) {
		to, err = tx.Answer(v.Account, key)
		return err
	})
	if err == nil {
		return to, nil
	}
	if !community.IsNotFound(err) {
		return "", err
	}
	if to, err = do(); err != nil {
		return "", err
	}
	err = s.Service.Store.Update(r.Context(), func(tx community.Tx) error {
		return tx.InsertAnswer(v.Account, key, to, s.Clock())
	})
	if err != nil {
		// What was asked for has been done; only a second press of the button
		// would not be known.
		s.Log.WarnContext(r.Context(), "form's key not kept", "err", err)
	}
	return to, nil
}

// step is a form without a page of its own: one use case, then on.
func (s *Site) step(w http.ResponseWriter, r *http.Request, to, what string, do func() error) error {
	to, err := s.once(r, func() (string, error) { return to, do() })
	if err != nil {
		return err
	}
	return done(w, r, to, what)
}
