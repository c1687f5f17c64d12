package web

import (
	"cmp"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/go-chi/chi/v5"

	"headroom/community"
	"headroom/internal/httpx"
	"headroom/templates"
)

// guestFormPages are the pages about guests that hold a form.
func (s *Site) guestFormPages(r chi.Router) {
	r.Get("/threads/{id}/guest", s.handle(s.guestsPage))
}

// guestForms are what members and moderators do about guests. They stand behind
// signedIn.
func (s *Site) guestForms(r chi.Router) {
	r.Post("/threads/{id}/guest", s.handle(s.guestForm))
	r.Post("/communities/{id}/guests/{guest}/decide", s.handle(s.guestDecideForm))
	r.Post("/communities/{id}/guests/{guest}/end", s.handle(s.guestEndForm))
	r.Post("/communities/{id}/guests/{guest}/extend", s.handle(s.guestExtendForm))
}

// guestDoors are the addresses that are there for a guest, whose conversation
// is decided by the use cases. Whatever is not named here is not there.
var guestDoors = map[string]bool{
	"GET /": true, "GET /about": true, "GET /about/admission": true, "POST /about/admission": true, "GET /servers": true, "GET /privacy": true, "GET /terms": true, "POST /terms/seen": true, "GET /accessibility": true, "GET /help": true, "GET /help/{topic}": true,
	"GET /help/glossary": true, "GET /offline": true, "GET /app.webmanifest": true, "GET /sw.js": true, "GET /icons/{name}": true,
	"GET /sign-in/link": true, "POST /sign-in/link": true, "GET /sign-in/link/{token}": true, "POST /sign-in/link/{token}": true,
	"GET /sign-in": true, "POST /sign-in": true, "POST /sign-out": true, "POST /appearance": true, "GET /reset": true, "POST /reset": true,
	"GET /set-password/{token}": true, "POST /set-password/{token}": true, "GET /events": true,
	"GET /threads/{id}": true, "GET /threads/{id}/branch/{branch}": true, "GET /threads/{id}/unread": true, "POST /threads/{id}/reply": true,
	"POST /threads/{id}/seen": true, "POST /threads/{id}/follow": true,
	"GET /posts/{id}": true, "GET /posts/{id}/edit": true, "POST /posts/{id}/edit": true, "GET /posts/{id}/delete": true,
	"POST /posts/{id}/delete": true, "GET /posts/{id}/history": true, "GET /posts/{id}/quote": true, "POST /posts/{id}/react": true,
	"GET /files/{id}": true, "POST /drafts": true,
	"GET /notifications": true, "GET /notifications/{id}": true, "POST /notifications/read": true,
	"GET /unsubscribe/{token}": true, "POST /unsubscribe/{token}": true,
}

// guestDoor answers a guest who asks for anything else as if it were not there.
func (s *Site) guestDoor(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v := visitOf(r).viewer
		if !v.Visiting {
			next.ServeHTTP(w, r)
			return
		}
		method := r.Method
		if method == http.MethodHead {
			method = http.MethodGet
		}
		pattern := ""
		if c := chi.RouteContext(r.Context()); c != nil {
			pattern = c.RoutePattern()
		}
		if !guestDoors[method+" "+pattern] && s.Service.MayRoam(v) != nil {
			s.errors.Write(w, r, httpx.E(httpx.NotFound, nil))
			return
		}
		next.ServeHTTP(w, r)
	})
}

// guestHome leads a guest to their conversation.
func (s *Site) guestHome(w http.ResponseWriter, r *http.Request) error {
	thread, err := s.Service.GuestDoor(r.Context(), visitOf(r).viewer)
	if err != nil {
		return err
	}
	return seeOther(w, r, "/threads/"+itoa(thread))
}

// guestTyped is what was typed about one guest, when it was refused.
type guestTyped struct {
	guest  int64
	act    string // "decide", "end", "extend"
	values url.Values
}

// guestPath takes the address of an act about a guest apart; guest is 0 for any
// other.
func guestPath(path string) (room, guest int64, act string) {
	parts := strings.Split(path, "/")
	if len(parts) != 6 || parts[1] != "communities" || parts[3] != "guests" {
		return 0, 0, ""
	}
	return parseID(parts[2]), parseID(parts[4]), parts[5]
}

// guestCarried is what was typed about a guest before a sign-in.
func guestCarried(r *http.Request) guestTyped {
	c := visitOf(r).carried
	if c == nil {
		return guestTyped{}
	}
	_, guest, act := guestPath(c.path)
	return guestTyped{guest, act, c.values}
}

// guestsPage is GET /threads/{id}/guest.
func (s *Site) guestsPage(w http.ResponseWriter, r *http.Request) error {
	id, err := number(r, "id")
	if err != nil {
		return err
	}
	var form templates.GuestForm
	if values := carriedTo(r, r.URL.EscapedPath()); values != nil {
		form = guestFormOf(values)
	}
	view, err := s.guests(r, s.page(r, "communities", ""), id, form, guestCarried(r))
	if err != nil {
		return err
	}
	return s.render(w, http.StatusOK, view)
}

func guestFormOf(v url.Values) templates.GuestForm {
	return templates.GuestForm{Name: v.Get("name"), Email: v.Get("email"), Post: v.Get("post"), Biography: v.Get("biography"),
		Reason: v.Get("reason"), Days: v.Get("days")}
}

func (s *Site) guests(r *http.Request, p templates.Page, id int64, form templates.GuestForm, t guestTyped) (templates.ThreadGuests, error) {
	list, card, thread, err := s.Service.Guests(r.Context(), visitOf(r).viewer, id)
	if err != nil {
		return templates.ThreadGuests{}, err
	}
	view := templates.ThreadGuests{Page: p, ID: id, Title: thread.Title, Community: s.cardRow(card, visitOf(r).lang),
		CanAsk: thread.LockedAt.IsZero(), Form: form}
	for _, g := range list {
		view.Guests = append(view.Guests, guestRow(g, t))
	}
	return view, nil
}

// guestRow shows one guest. The address is for who decides.
func guestRow(g community.GuestView, t guestTyped) templates.GuestRow {
	row := templates.GuestRow{ID: g.ID, CommunityID: g.CommunityID, ThreadID: g.ThreadID, Thread: g.Thread.Title,
		Name: g.Name, Post: g.Post, Biography: g.Biography, Reason: g.Reason, Answer: g.Answer, Sponsor: g.Sponsor.Name, State: "over", Days: int(g.Days),
		At: g.AskedAt, Until: g.EndAt, CanDecide: g.CanDecide, CanEnd: g.CanEnd, CanExtend: g.CanExtend, Most: int(g.Most)}
	switch {
	case g.Current:
		row.State = "in"
	case g.State == community.GuestAsked:
		row.State = "asked"
	case g.Awaited:
		row.State = "invited"
	case g.State == community.GuestDeclined:
		row.State = "declined"
	}
	row.Host = g.Host
	if g.CanDecide {
		row.Email = cmp.Or(g.Email, g.Person)
	}
	if t.guest != g.ID {
		return row
	}
	switch t.act {
	case "decide":
		row.Decision = t.values.Get("reason")
	case "end":
		row.EndReason = cmp.Or(t.values.Get("reason"), " ")
	case "extend":
		row.MoreWhy, row.MoreDays = t.values.Get("reason"), t.values.Get("days")
	}
	return row
}

// guestForm is POST /threads/{id}/guest.
func (s *Site) guestForm(w http.ResponseWriter, r *http.Request) error {
	id, err := number(r, "id")
	if err != nil {
		return err
	}
	t, err := s.readForm(w, r)
	if err != nil {
		return err
	}
	form := guestFormOf(t.values)
	days, _ := strconv.ParseInt(form.Days, 10, 64) // what is no number is no number of days
	to := "/threads/" + itoa(id) + "/guest"
	_, err = s.once(r, func() (string, error) {
		_, err := s.Service.AskGuest(r.Context(), visitOf(r).viewer, community.GuestInput{Thread: id, Email: form.Email, Name: form.Name,
			Post: form.Post, Biography: form.Biography, Reason: form.Reason, Days: days})
		return to, err
	})
	if err != nil {
		return s.again(w, r, err, s.page(r, "communities", to), func(p templates.Page) (templates.View, error) {
			return s.guests(r, p, id, form, guestTyped{})
		})
	}
	return done(w, r, to, "guest_asked")
}

// guestAct reads the form of an act about one guest, and finds the page that
// holds it.
func (s *Site) guestAct(w http.ResponseWriter, r *http.Request) (id, guest int64, t *typed, err error) {
	if id, err = number(r, "id"); err != nil {
		return
	}
	if guest, err = number(r, "guest"); err != nil {
		return
	}
	t, err = s.readForm(w, r)
	return
}

// guestDecideForm is POST /communities/{id}/guests/{guest}/decide.
func (s *Site) guestDecideForm(w http.ResponseWriter, r *http.Request) error {
	id, guest, t, err := s.guestAct(w, r)
	if err != nil {
		return err
	}
	to := "/communities/" + itoa(id) + "/queue"
	decision := t.get("decision")
	_, err = s.once(r, func() (string, error) {
		if decision != "accept" && decision != "reject" {
			return "", community.FieldError("reason", "error.choice", nil)
		}
		return to, s.Service.DecideGuest(r.Context(), visitOf(r).viewer, id, guest, decision == "accept", t.get("reason"))
	})
	if err != nil {
		return s.again(w, r, err, s.page(r, "communities", to), func(p templates.Page) (templates.View, error) {
			p = renamed(p, map[string]string{"reason": "guest_reason-" + itoa(guest)})
			return s.queueWith(r, p, id, 0, nil, guestTyped{guest, "decide", t.values})
		})
	}
	return done(w, r, to, decision+"ed")
}

// guestEndForm is POST /communities/{id}/guests/{guest}/end.
func (s *Site) guestEndForm(w http.ResponseWriter, r *http.Request) error {
	return s.guestChange(w, r, "end", "guest_ended", func(id, guest int64, t *typed) error {
		return s.Service.EndGuest(r.Context(), visitOf(r).viewer, id, guest, t.get("reason"))
	})
}

// guestExtendForm is POST /communities/{id}/guests/{guest}/extend.
func (s *Site) guestExtendForm(w http.ResponseWriter, r *http.Request) error {
	return s.guestChange(w, r, "extend", "guest_extended", func(id, guest int64, t *typed) error {
		days, _ := strconv.ParseInt(t.get("days"), 10, 64)
		return s.Service.ExtendGuest(r.Context(), visitOf(r).viewer, id, guest, days, t.get("reason"))
	})
}

// guestChange does something about a guest on the page of their conversation.
func (s *Site) guestChange(w http.ResponseWriter, r *http.Request, act, what string, do func(id, guest int64, t *typed) error) error {
	id, guest, t, err := s.guestAct(w, r)
	if err != nil {
		return err
	}
	thread, err := s.Service.ThreadOfGuest(r.Context(), visitOf(r).viewer, id, guest)
	if err != nil {
		return err
	}
	to := "/threads/" + itoa(thread) + "/guest"
	_, err = s.once(r, func() (string, error) { return to, do(id, guest, t) })
	if err != nil {
		return s.again(w, r, err, s.page(r, "communities", to), func(p templates.Page) (templates.View, error) {
			at := "-" + itoa(guest)
			names := map[string]string{"reason": "end_reason" + at}
			if act == "extend" {
				names = map[string]string{"reason": "more_reason" + at, "days": "more_days" + at}
			}
			return s.guests(r, renamed(p, names), thread, templates.GuestForm{}, guestTyped{guest, act, t.values})
		})
	}
	return done(w, r, to, what)
}
