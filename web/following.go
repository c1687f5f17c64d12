package web

import (
	"net/http"
	"net/url"

	"github.com/go-chi/chi/v5"

	"headroom/community"
	"headroom/internal/httpx"
	"headroom/templates"
)

// readingOnPage is how many posts a page of what people have written lists.
const readingOnPage = 40

// followingRoutes are what somebody reads of people: those whom they follow, and
// their lists.
func (s *Site) followingRoutes(r chi.Router) {
	r.Group(func(r chi.Router) {
		r.Use(httpx.BodyLimit(s.errors, formBytes), s.signedIn)
		s.followingFormPages(r)
		r.Get("/following", s.handle(s.followed))
		r.Get("/following/people", s.handle(s.followedPeople))
		r.Post("/people/{id}/follow", s.handle(s.followPersonForm))
		r.Post("/people/{id}/lists", s.handle(s.inListsForm))
		r.Post("/lists", s.handle(s.listsForm))
		r.Get("/lists/{id}", s.handle(s.peopleList))
		r.Post("/lists/{id}/edit", s.handle(s.listEditForm))
		r.Post("/lists/{id}/remove", s.handle(s.listRemoveForm))
		r.Post("/lists/{id}/delete", s.handle(s.removes("/lists", "list_deleted", s.Service.DeletePeopleList)))
	})
}

// followingFormPages are the pages among them that hold a form.
func (s *Site) followingFormPages(r chi.Router) {
	r.Get("/lists", s.handle(s.listsPage))
	r.Get("/lists/{id}/edit", s.handle(s.listEditPage))
	r.Get("/people/{id}/lists", s.handle(s.inListsPage))
}

// followed is GET /following.
func (s *Site) followed(w http.ResponseWriter, r *http.Request) error {
	v, page := visitOf(r).viewer, paged(r, readingOnPage)
	people, err := s.Service.Followed(r.Context(), v)
	if err != nil {
		return err
	}
	list, next, err := s.Service.FollowedPosts(r.Context(), v, page)
	if err != nil {
		return err
	}
	view := templates.Reading{Page: s.page(r, "following", ""), People: len(people)}
	s.fillReading(r, &view, list, next, page)
	return s.render(w, http.StatusOK, view)
}

// fillReading shows posts with the way to older ones.
func (s *Site) fillReading(r *http.Request, view *templates.Reading, list []community.PostLine, next int64, page community.Page) {
	for _, l := range list {
		row := templates.ReadingRow{Href: postAt(l.Thread.ID, l.Post.ID), Thread: l.Thread.Title, Lang: l.Post.Language, AuthorID: l.Post.AuthorID,
			Author: l.Author.Name, Excerpt: excerpt(community.PlainText(l.Post.HTML)), At: l.Post.PublishedAt}
		if row.Filtered = l.Filtered; row.Filtered != "" {
			row.Excerpt = ""
		}
		row.Community, row.CommunityLang = s.in(l.Community.Name, visitOf(r).lang)
		view.Rows = append(view.Rows, row)
	}
	if next != 0 {
		view.Pager.Next = withQuery(r, "before", itoa(next))
	}
	if page.Before != 0 {
		view.Pager.Previous = r.URL.EscapedPath()
	}
}

// peopleList is GET /lists/{id}.
func (s *Site) peopleList(w http.ResponseWriter, r *http.Request) error {
	id, err := number(r, "id")
	if err != nil {
		return err
	}
	v, page := visitOf(r).viewer, paged(r, readingOnPage)
	l, people, err := s.Service.PeopleList(r.Context(), v, id)
	if err != nil {
		return err
	}
	list, next, err := s.Service.PeopleListPosts(r.Context(), v, id, page)
	if err != nil {
		return err
	}
	view := templates.Reading{Page: s.page(r, "following", ""), List: id, Title: l.Title, People: len(people)}
	s.fillReading(r, &view, list, next, page)
	return s.render(w, http.StatusOK, view)
}

// followedPeople is GET /following/people.
func (s *Site) followedPeople(w http.ResponseWriter, r *http.Request) error {
	people, err := s.Service.Followed(r.Context(), visitOf(r).viewer)
	if err != nil {
		return err
	}
	return s.render(w, http.StatusOK, templates.Collected{Page: s.page(r, "following", ""), Rows: collectedRows(people)})
}

func collectedRows(people []community.Person) (rows []templates.CollectedRow) {
	for _, p := range people {
		rows = append(rows, templates.CollectedRow{PersonID: p.ID, Name: nameOf(p), School: p.School})
	}
	return rows
}

// followPersonForm is POST /people/{id}/follow with the field on, "yes" or "no".
func (s *Site) followPersonForm(w http.ResponseWriter, r *http.Request) error {
	id, err := number(r, "id")
	if err != nil {
		return err
	}
	t, err := s.readForm(w, r)
	if err != nil {
		return err
	}
	on, what, to := t.get("on") != "no", "following", "/people/"+itoa(id)
	if !on {
		what = "unfollowed"
	}
	if t.get("back") == "list" {
		to = "/following/people"
	}
	to, err = s.once(r, func() (string, error) { return to, s.Service.Follow(r.Context(), visitOf(r).viewer, id, on) })
	if err != nil {
		return err
	}
	return done(w, r, to, what)
}

// listsPage is GET /lists.
func (s *Site) listsPage(w http.ResponseWriter, r *http.Request) error {
	view, err := s.lists(r, s.page(r, "following", ""), carriedTo(r, r.URL.EscapedPath()).Get("title"))
	if err != nil {
		return err
	}
	return s.render(w, http.StatusOK, view)
}

// lists makes the page, with what was typed.
func (s *Site) lists(r *http.Request, p templates.Page, title string) (templates.PeopleLists, error) {
	v := visitOf(r).viewer
	people, err := s.Service.Followed(r.Context(), v)
	if err != nil {
		return templates.PeopleLists{}, err
	}
	rows, err := s.listRows(r, 0)
	return templates.PeopleLists{Page: p, Title: title, Rows: rows, Following: len(people)}, err
}

// listRows are the viewer's lists; with a person, they say whether that one is in them.
func (s *Site) listRows(r *http.Request, person int64) (rows []templates.PeopleListRow, err error) {
	lists, err := s.Service.PeopleLists(r.Context(), visitOf(r).viewer, person)
	for _, l := range lists {
		rows = append(rows, templates.PeopleListRow{ID: l.ID, Title: l.Title, Count: l.Count, Holds: l.Holds})
	}
	return rows, err
}

// listsForm is POST /lists with the field title.
func (s *Site) listsForm(w http.ResponseWriter, r *http.Request) error {
	t, err := s.readForm(w, r)
	if err != nil {
		return err
	}
	to, err := s.once(r, func() (string, error) {
		l, err := s.Service.CreatePeopleList(r.Context(), visitOf(r).viewer, t.get("title"))
		return "/lists/" + itoa(l.ID), err
	})
	if err != nil {
		return s.again(w, r, err, s.page(r, "following", "/lists"), func(p templates.Page) (templates.View, error) {
			return s.lists(r, p, t.get("title"))
		})
	}
	return done(w, r, to, "list_made")
}

// listEditPage is GET /lists/{id}/edit.
func (s *Site) listEditPage(w http.ResponseWriter, r *http.Request) error {
	id, err := number(r, "id")
	if err != nil {
		return err
	}
	view, err := s.listEdit(r, s.page(r, "following", ""), id, carriedTo(r, r.URL.EscapedPath()))
	if err != nil {
		return err
	}
	return s.render(w, http.StatusOK, view)
}

// listEdit makes the page, with what was typed.
func (s *Site) listEdit(r *http.Request, p templates.Page, id int64, typed url.Values) (templates.Collected, error) {
	l, people, err := s.Service.PeopleList(r.Context(), visitOf(r).viewer, id)
	if err != nil {
		return templates.Collected{}, err
	}
	view := templates.Collected{Page: p, List: id, Name: l.Title, Title: l.Title, Rows: collectedRows(people)}
	if typed != nil {
		view.Title = typed.Get("title")
	}
	return view, nil
}

// listEditForm is POST /lists/{id}/edit with the field title.
func (s *Site) listEditForm(w http.ResponseWriter, r *http.Request) error {
	id, err := number(r, "id")
	if err != nil {
		return err
	}
	t, err := s.readForm(w, r)
	if err != nil {
		return err
	}
	to, err := s.once(r, func() (string, error) {
		_, err := s.Service.RenamePeopleList(r.Context(), visitOf(r).viewer, id, t.get("title"))
		return "/lists/" + itoa(id) + "/edit", err
	})
	if err != nil {
		return s.again(w, r, err, s.page(r, "following", r.URL.EscapedPath()), func(p templates.Page) (templates.View, error) {
			return s.listEdit(r, p, id, t.values)
		})
	}
	return done(w, r, to, "list_saved")
}

// listRemoveForm is POST /lists/{id}/remove with the field person.
func (s *Site) listRemoveForm(w http.ResponseWriter, r *http.Request) error {
	id, err := number(r, "id")
	if err != nil {
		return err
	}
	t, err := s.readForm(w, r)
	if err != nil {
		return err
	}
	to, err := s.once(r, func() (string, error) {
		return "/lists/" + itoa(id) + "/edit", s.Service.RemoveFromPeopleList(r.Context(), visitOf(r).viewer, id, t.number("person"))
	})
	if err != nil {
		return err
	}
	return done(w, r, to, "list_saved")
}

// inListsPage is GET /people/{id}/lists.
func (s *Site) inListsPage(w http.ResponseWriter, r *http.Request) error {
	id, err := number(r, "id")
	if err != nil {
		return err
	}
	view, err := s.inLists(r, s.page(r, "people", ""), id, carriedTo(r, r.URL.EscapedPath()))
	if err != nil {
		return err
	}
	return s.render(w, http.StatusOK, view)
}

// inLists makes the page, with what was chosen.
func (s *Site) inLists(r *http.Request, p templates.Page, id int64, typed url.Values) (templates.InLists, error) {
	who, err := s.Service.Known(r.Context(), visitOf(r).viewer, id)
	if err != nil {
		return templates.InLists{}, err
	}
	view := templates.InLists{Page: p, PersonID: id, Name: nameOf(who)}
	if view.Rows, err = s.listRows(r, id); err != nil || typed == nil {
		return view, err
	}
	chosen := map[int64]bool{}
	for _, list := range typed["list"] {
		chosen[parseID(list)] = true
	}
	for i := range view.Rows {
		view.Rows[i].Holds = chosen[view.Rows[i].ID]
	}
	return view, nil
}

// inListsForm is POST /people/{id}/lists with the field list, several.
func (s *Site) inListsForm(w http.ResponseWriter, r *http.Request) error {
	id, err := number(r, "id")
	if err != nil {
		return err
	}
	t, err := s.readForm(w, r)
	if err != nil {
		return err
	}
	var lists []int64
	for _, list := range t.values["list"] {
		lists = append(lists, parseID(list))
	}
	to, err := s.once(r, func() (string, error) {
		return "/people/" + itoa(id) + "/lists", s.Service.PutInPeopleLists(r.Context(), visitOf(r).viewer, id, lists)
	})
	if err != nil {
		return s.again(w, r, err, s.page(r, "people", r.URL.EscapedPath()), func(p templates.Page) (templates.View, error) {
			return s.inLists(r, p, id, t.values)
		})
	}
	return done(w, r, to, "list_saved")
}
