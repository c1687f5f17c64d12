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

// scheduledRoutes are what somebody has written to be posted later.
func (s *Site) scheduledRoutes(r chi.Router) {
	r.Group(func(r chi.Router) {
		r.Use(httpx.BodyLimit(s.errors, formBytes), s.signedIn)
		s.scheduledFormPages(r)
		r.Get("/scheduled", s.handle(s.scheduled))
		r.Post("/scheduled/{id}", s.handle(s.scheduledForm))
		r.Post("/scheduled/{id}/cancel", s.handle(s.removes("/drafts", "unscheduled", s.Service.CancelScheduled)))
	})
}

// scheduledFormPages are the pages among them that hold a form.
func (s *Site) scheduledFormPages(r chi.Router) {
	r.Get("/scheduled/{id}", s.handle(s.scheduledPage))
}

// schedule keeps a post for later. A time that is none is one that has passed.
func (s *Site) schedule(r *http.Request, in community.PostInput, form templates.ComposeForm) error {
	v := visitOf(r)
	if v.viewer.Visiting {
		return community.ErrNotFound
	}
	at, _ := time.ParseInLocation(closesForm, form.SendAt, v.zone)
	_, err := s.Service.Schedule(r.Context(), v.viewer, in, at)
	return err
}

// scheduled is GET /scheduled.
func (s *Site) scheduled(w http.ResponseWriter, r *http.Request) error {
	v := visitOf(r)
	list, err := s.Service.Scheduled(r.Context(), v.viewer)
	if err != nil {
		return err
	}
	view := templates.Scheduled{Page: s.page(r, "drafts", "")}
	for _, p := range list {
		view.Rows = append(view.Rows, s.scheduledRow(p, v.lang))
	}
	return s.render(w, http.StatusOK, view)
}

func (s *Site) scheduledRow(p community.ScheduledView, lang string) templates.ScheduledRow {
	row := templates.ScheduledRow{ID: p.ID, Title: p.Title, Reply: p.ThreadID != 0, Lang: p.Language, Excerpt: excerpt(p.Body), Label: string(p.Label), At: p.SendAt}
	for _, a := range p.Pictures {
		row.Pictures = append(row.Pictures, templates.Image{URL: "/files/" + itoa(a.ID), Alt: a.Alt})
	}
	if row.Reply {
		row.Title = p.Thread.Title
	}
	if p.Community.ID != 0 {
		row.Community, row.CommunityLang = s.in(p.Community.Name, lang)
	}
	return row
}

// scheduledPage is GET /scheduled/{id}.
func (s *Site) scheduledPage(w http.ResponseWriter, r *http.Request) error {
	id, err := number(r, "id")
	if err != nil {
		return err
	}
	view, err := s.scheduledEdit(r, s.page(r, "drafts", ""), id, carriedTo(r, r.URL.EscapedPath()))
	if err != nil {
		return err
	}
	return s.render(w, http.StatusOK, view)
}

// scheduledEdit makes the page, with what was typed.
func (s *Site) scheduledEdit(r *http.Request, page templates.Page, id int64, typed url.Values) (templates.ScheduledEdit, error) {
	v := visitOf(r)
	p, err := s.Service.ScheduledPost(r.Context(), v.viewer, id)
	if err != nil {
		return templates.ScheduledEdit{}, err
	}
	view := templates.ScheduledEdit{Page: page, Post: id, Reply: p.ThreadID != 0, Row: s.scheduledRow(p, v.lang),
		Form: templates.ComposeForm{Title: p.Title, Body: p.Body, Lang: p.Language, SendAt: p.SendAt.In(v.zone).Format(closesForm)}}
	if typed != nil {
		view.Form = composeOf(typed)
	}
	return view, nil
}

// scheduledForm is POST /scheduled/{id} with the fields title, body, lang and send_at.
func (s *Site) scheduledForm(w http.ResponseWriter, r *http.Request) error {
	id, err := number(r, "id")
	if err != nil {
		return err
	}
	t, err := s.readForm(w, r)
	if err != nil {
		return err
	}
	form := composeOf(t.values)
	to, err := s.once(r, func() (string, error) {
		at, _ := time.ParseInLocation(closesForm, form.SendAt, visitOf(r).zone)
		_, err := s.Service.Reschedule(r.Context(), visitOf(r).viewer, id, inputOf(form), at)
		return "/scheduled", err
	})
	if err != nil {
		return s.again(w, r, err, s.page(r, "drafts", r.URL.EscapedPath()), func(p templates.Page) (templates.View, error) {
			return s.scheduledEdit(r, renamed(p, postFields), id, t.values)
		})
	}
	return done(w, r, to, "scheduled")
}
