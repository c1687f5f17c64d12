package web

import (
	"cmp"
	"net/http"

	"github.com/go-chi/chi/v5"

	"headroom/community"
	"headroom/templates"
)

// welcomeRoutes are the first steps of newcomers, and what those do who
// welcome them. They stand behind signedIn.
func (s *Site) welcomeRoutes(r chi.Router) {
	r.Get("/welcome", s.handle(s.welcome))
	r.Post("/welcome/skip", s.handle(s.welcomeSkip))
	r.Post("/welcome/greeted", s.handle(s.welcomeGreeted))
}

// welcome is GET /welcome.
func (s *Site) welcome(w http.ResponseWriter, r *http.Request) error {
	v := visitOf(r)
	have, err := s.Service.Welcome(r.Context(), v.viewer)
	if err != nil {
		return err
	}
	view := templates.Welcome{Page: s.page(r, "home", ""), Left: have.Left, Ended: have.Ended}
	for i, id := range community.WelcomeSteps {
		view.Steps = append(view.Steps, templates.WelcomeStep{ID: id, Number: i + 1, Done: have.Done[id], Skipped: have.Skipped[id]})
	}
	for _, c := range have.Suggestions {
		row := templates.SuggestionRow{CommunityRow: s.cardRow(c.CommunityCard, v.lang)}
		for _, f := range c.Reasons {
			if f.Kind == "nation" {
				f.Word = nation(s.nationOf(c.Host))
			}
			row.Reasons = append(row.Reasons, templates.FitRow(f))
		}
		view.Suggestions = append(view.Suggestions, row)
	}
	for _, c := range have.Rooms {
		view.Rooms = append(view.Rooms, s.cardRow(c, v.lang))
	}
	return s.render(w, http.StatusOK, view)
}

// welcomeSkip is POST /welcome/skip: a step is left out, or, when none is
// named, all are put away.
func (s *Site) welcomeSkip(w http.ResponseWriter, r *http.Request) error {
	if _, err := s.readForm(w, r); err != nil {
		return err
	}
	step, to := r.PostFormValue("step"), "/welcome"
	if step == "" {
		to = "/"
	}
	return s.step(w, r, to, "steps_kept", func() error {
		return s.Service.SkipWelcome(r.Context(), visitOf(r).viewer, step)
	})
}

// welcomeGreeted is POST /welcome/greeted.
func (s *Site) welcomeGreeted(w http.ResponseWriter, r *http.Request) error {
	t, err := s.readForm(w, r)
	if err != nil {
		return err
	}
	return s.step(w, r, "/", "greeted", func() error {
		return s.Service.MarkWelcomed(r.Context(), visitOf(r).viewer, t.number("community"), t.number("person"))
	})
}

// addWelcome offers a newcomer the first steps, and shows who admits people
// whom to welcome.
func (s *Site) addWelcome(r *http.Request, page *templates.Home) error {
	v := visitOf(r)
	var err error
	if page.Welcome, err = s.Service.WelcomeDue(r.Context(), v.viewer); err != nil {
		return err
	}
	new, err := s.Service.Newcomers(r.Context(), v.viewer)
	if err != nil {
		return err
	}
	for _, n := range new {
		row := templates.NewcomerRow{Byline: s.personByline(n.Person, ""), CommunityID: n.Community.ID, Since: n.Since}
		row.Community, row.Lang = s.in(n.Community.Name, v.lang)
		page.Newcomers = append(page.Newcomers, row)
	}
	return nil
}

// greeting is how a conversation begins to which the address of the form leads:
// ?hello for a newcomer, ?welcome=PERSON for who welcomes one. It is a
// beginning to be changed, in the writer's language.
func (s *Site) greeting(r *http.Request, form templates.ComposeForm) (templates.ComposeForm, error) {
	v, query := visitOf(r), r.URL.Query()
	say := s.Renderer.Catalogue().Printer(v.lang, v.zone)
	switch {
	case form.Title != "" || form.Body != "":
	case query.Has("hello"):
		place := cmp.Or(v.person.Authority, v.person.Name)
		form.Title, form.Body = say.Hello(place)
	case query.Has("welcome"):
		p, err := s.Service.Profile(r.Context(), v.viewer, formNumber(query, "welcome"))
		if err != nil {
			return form, err
		}
		mention := "@" + p.Username
		if !p.Local {
			mention += "@" + p.Host
		}
		form.Title, form.Body = say.Greeting(p.Name, mention)
	}
	return form, nil
}
