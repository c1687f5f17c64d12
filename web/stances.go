package web

import (
	"net/http"
	"net/url"

	"github.com/go-chi/chi/v5"

	"headroom/community"
	"headroom/internal/httpx"
	"headroom/templates"
)

// bookmarksOnPage is how many bookmarks a page lists.
const bookmarksOnPage = 40

// stanceRoutes are what somebody keeps of others and of posts, for themselves.
func (s *Site) stanceRoutes(r chi.Router) {
	r.Group(func(r chi.Router) {
		r.Use(httpx.BodyLimit(s.errors, formBytes), s.signedIn)
		r.Get("/bookmarks", s.handle(s.bookmarks))
		r.Get("/profile/people", s.handle(s.stances))
		s.stanceFormPages(r)
		r.Post("/people/{id}/mine", s.handle(s.stanceForm))
		r.Post("/posts/{id}/bookmark", s.handle(s.bookmarkForm))
	})
}

// stanceFormPages are the pages among them that hold a form.
func (s *Site) stanceFormPages(r chi.Router) {
	r.Get("/people/{id}/mine", s.handle(s.stancePage))
}

// bookmarks is GET /bookmarks.
func (s *Site) bookmarks(w http.ResponseWriter, r *http.Request) error {
	v, page := visitOf(r), paged(r, bookmarksOnPage)
	list, next, err := s.Service.Bookmarks(r.Context(), v.viewer, page)
	if err != nil {
		return err
	}
	view := templates.Bookmarks{Page: s.page(r, "bookmarks", "")}
	for _, l := range list {
		row := templates.BookmarkRow{ID: l.Post.ID, Href: postAt(l.Thread.ID, l.Post.ID), Thread: l.Thread.Title, Lang: l.Post.Language,
			Author: l.Author.Name, Excerpt: excerpt(community.PlainText(l.Post.HTML)), At: l.Post.PublishedAt}
		row.Community, row.CommunityLang = s.in(l.Community.Name, v.lang)
		view.Rows = append(view.Rows, row)
	}
	if next != 0 && len(list) == bookmarksOnPage {
		view.Pager.Next = withQuery(r, "before", itoa(next))
	}
	if page.Before != 0 {
		view.Pager.Previous = "/bookmarks"
	}
	return s.render(w, http.StatusOK, view)
}

// bookmarkForm is POST /posts/{id}/bookmark with the field on, "yes" or "no".
func (s *Site) bookmarkForm(w http.ResponseWriter, r *http.Request) error {
	id, err := number(r, "id")
	if err != nil {
		return err
	}
	t, err := s.readForm(w, r)
	if err != nil {
		return err
	}
	on, what := t.get("on") != "no", "bookmarked"
	if !on {
		what = "unbookmarked"
	}
	to, err := s.once(r, func() (string, error) {
		thread, err := s.Service.MarkPost(r.Context(), visitOf(r).viewer, id, on)
		return postAt(thread, id), err
	})
	if err != nil {
		return err
	}
	if t.get("back") == "list" {
		to = "/bookmarks"
	}
	return done(w, r, to, what)
}

// stances is GET /profile/people.
func (s *Site) stances(w http.ResponseWriter, r *http.Request) error {
	list, err := s.Service.Stances(r.Context(), visitOf(r).viewer)
	if err != nil {
		return err
	}
	view := templates.Stances{Page: s.page(r, "profile", "")}
	for _, at := range list {
		view.Rows = append(view.Rows, templates.StanceRow{PersonID: at.OtherID, Name: nameOf(at.Person), Blocked: at.Blocked, Muted: at.Muted,
			Note: excerpt(at.Note)})
	}
	return s.render(w, http.StatusOK, view)
}

// stancePage is GET /people/{id}/mine.
func (s *Site) stancePage(w http.ResponseWriter, r *http.Request) error {
	id, err := number(r, "id")
	if err != nil {
		return err
	}
	view, err := s.stance(r, s.page(r, "people", ""), id, carriedTo(r, r.URL.EscapedPath()))
	if err != nil {
		return err
	}
	return s.render(w, http.StatusOK, view)
}

// stance makes the page, with what was typed.
func (s *Site) stance(r *http.Request, p templates.Page, id int64, typed url.Values) (templates.Stance, error) {
	v := visitOf(r)
	at, err := s.Service.StanceOn(r.Context(), v.viewer, id)
	if err != nil {
		return templates.Stance{}, err
	}
	who, err := s.Service.Known(r.Context(), v.viewer, id)
	if err != nil {
		return templates.Stance{}, err
	}
	view := templates.Stance{Page: p, PersonID: id, Name: nameOf(who), Blocked: at.Blocked, Muted: at.Muted, Note: at.Note}
	if typed != nil {
		view.Blocked, view.Muted, view.Note = typed.Get("blocked") == "yes", typed.Get("muted") == "yes", typed.Get("note")
	}
	return view, nil
}

// stanceForm is POST /people/{id}/mine with the fields blocked, muted and note.
func (s *Site) stanceForm(w http.ResponseWriter, r *http.Request) error {
	id, err := number(r, "id")
	if err != nil {
		return err
	}
	t, err := s.readForm(w, r)
	if err != nil {
		return err
	}
	at := "/people/" + itoa(id) + "/mine"
	to, err := s.once(r, func() (string, error) {
		return at, s.Service.SetStance(r.Context(), visitOf(r).viewer, id, community.StanceInput{Blocked: t.get("blocked") == "yes",
			Muted: t.get("muted") == "yes", Note: t.get("note")})
	})
	if err != nil {
		return s.again(w, r, err, s.page(r, "people", at), func(p templates.Page) (templates.View, error) {
			return s.stance(r, p, id, t.values)
		})
	}
	return done(w, r, to, "stance_saved")
}
