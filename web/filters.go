package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"

	"headroom/community"
	"headroom/internal/httpx"
	"headroom/templates"
)

// filterRoutes are what a reader would rather not read.
func (s *Site) filterRoutes(r chi.Router) {
	r.Group(func(r chi.Router) {
		r.Use(httpx.BodyLimit(s.errors, formBytes), s.signedIn)
		s.filterFormPages(r)
		r.Post("/filters", s.handle(s.filterForm))
		r.Post("/filters/{id}", s.handle(s.filterForm))
		r.Post("/filters/{id}/delete", s.handle(s.removes("/filters", "filter_deleted", s.Service.DeleteFilter)))
	})
}

// filterFormPages are the pages among them that hold a form.
func (s *Site) filterFormPages(r chi.Router) {
	r.Get("/filters", s.handle(s.filterPage))
	r.Get("/filters/{id}", s.handle(s.filterPage))
}

// filterLasts are for how long a filter works, by code.
var filterLasts = map[string]time.Duration{"never": 0, "day": 24 * time.Hour, "week": 7 * 24 * time.Hour, "month": 30 * 24 * time.Hour}

// filterPage is GET /filters and GET /filters/{id}.
func (s *Site) filterPage(w http.ResponseWriter, r *http.Request) error {
	view, err := s.filters(r, s.page(r, "notifications", ""), carriedTo(r, r.URL.EscapedPath()))
	if err != nil {
		return err
	}
	return s.render(w, http.StatusOK, view)
}

// filterID is the filter that an address names; 0 for a new one.
func filterID(r *http.Request) (int64, error) {
	if chi.URLParam(r, "id") == "" {
		return 0, nil
	}
	return number(r, "id")
}

// filters makes the page, with what was typed.
func (s *Site) filters(r *http.Request, p templates.Page, typed url.Values) (templates.Filters, error) {
	id, err := filterID(r)
	if err != nil {
		return templates.Filters{}, err
	}
	all, err := s.Service.Filters(r.Context(), visitOf(r).viewer)
	if err != nil {
		return templates.Filters{}, err
	}
	view := templates.Filters{Page: p, ID: id, Form: templates.FilterForm{Act: "warn", Lasts: "never",
		Contexts: []string{community.FilterHome, community.FilterNotices, community.FilterThread}, Whole: true}}
	found := id == 0
	for _, f := range all {
		if f.ID == id {
			found, view.Form = true, filterFormOf(f)
			view.Until, view.Over = f.ExpiresAt, !f.ExpiresAt.IsZero() && !f.ExpiresAt.After(s.Clock())
		}
		view.Rows = append(view.Rows, templates.FilterRow{ID: f.ID, Title: f.Title, Hide: f.Hide, Words: phrases(f), Until: f.ExpiresAt,
			Over: !f.ExpiresAt.IsZero() && !f.ExpiresAt.After(s.Clock())})
	}
	if !found {
		return view, community.ErrNotFound
	}
	if typed != nil {
		view.Form = templates.FilterForm{Title: typed.Get("title"), Words: typed.Get("words"), Whole: typed.Get("whole") == "yes",
			Contexts: typed["contexts"], Act: typed.Get("filter_act"), Lasts: typed.Get("after")}
	}
	return view, nil
}

// filterFormOf fills the form from a filter.
func filterFormOf(f community.Filter) templates.FilterForm {
	form := templates.FilterForm{Title: f.Title, Contexts: f.Contexts, Act: "warn", Lasts: "keep", Words: strings.Join(phrases(f), "\n")}
	if f.Hide {
		form.Act = "hide"
	}
	form.Whole = !slices.ContainsFunc(f.Words, func(w community.FilterWord) bool { return !w.Whole })
	if f.ExpiresAt.IsZero() {
		form.Lasts = "never"
	}
	return form
}

func phrases(f community.Filter) []string {
	list := make([]string, len(f.Words))
	for i, w := range f.Words {
		list[i] = w.Text
	}
	return list
}

// filterInput is what the use cases take of the form.
func filterInput(f url.Values) (in community.FilterInput) {
	in = community.FilterInput{Title: f.Get("title"), Contexts: f["contexts"], Hide: f.Get("filter_act") == "hide", Expires: f.Get("after") != "keep"}
	if in.Expires {
		var ok bool
		if in.After, ok = filterLasts[f.Get("after")]; !ok {
			in.After = -1 // refused at its field
		}
	}
	for _, line := range strings.Split(f.Get("words"), "\n") {
		in.Words = append(in.Words, community.FilterWord{Text: line, Whole: f.Get("whole") == "yes"})
	}
	return in
}

// filterForm is POST /filters and POST /filters/{id} with the fields title, words,
// whole, contexts (several), filter_act and after.
func (s *Site) filterForm(w http.ResponseWriter, r *http.Request) error {
	id, err := filterID(r)
	if err != nil {
		return err
	}
	t, err := s.readForm(w, r)
	if err != nil {
		return err
	}
	to, err := s.once(r, func() (string, error) {
		v, in := visitOf(r).viewer, filterInput(t.values)
		if id == 0 {
			_, err := s.Service.CreateFilter(r.Context(), v, in)
			return "/filters", err
		}
		_, err := s.Service.EditFilter(r.Context(), v, id, in)
		return "/filters", err
	})
	if err != nil {
		return s.again(w, r, err, s.page(r, "notifications", r.URL.EscapedPath()), func(p templates.Page) (templates.View, error) {
			return s.filters(r, p, t.values)
		})
	}
	return done(w, r, to, "filter_saved")
}
