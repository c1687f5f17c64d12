package web

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/go-chi/chi/v5"

	"headroom/community"
	"headroom/templates"
)

// appealPages are the pages of appeals that hold a form: of who appeals, and of
// those who decide. appealForms are what is sent from there.
func (s *Site) appealPages(r chi.Router) {
	r.Get("/appeals/{kind}/{id}", s.handle(s.appealPage))
	r.Get("/communities/{id}/appeals", s.handle(s.appealsPage))
}

func (s *Site) appealForms(r chi.Router) {
	r.Post("/appeals/{kind}/{id}", s.handle(s.appealAgainstForm))
	r.Post("/communities/{id}/appeals/{appeal}", s.handle(s.decideAppealForm))
}

// appealPage is GET /appeals/{kind}/{id}: a decision about the viewer.
func (s *Site) appealPage(w http.ResponseWriter, r *http.Request) error {
	view, err := s.contested(r, s.page(r, "communities", ""), carriedTo(r, r.URL.EscapedPath()))
	if err != nil {
		return err
	}
	return s.render(w, http.StatusOK, view)
}

// contested makes the page with what was typed.
func (s *Site) contested(r *http.Request, p templates.Page, typed url.Values) (templates.Contest, error) {
	id, err := number(r, "id")
	if err != nil {
		return templates.Contest{}, err
	}
	con, err := s.Service.Contested(r.Context(), visitOf(r).viewer, community.AppealKind(chi.URLParam(r, "kind")), id)
	if err != nil {
		return templates.Contest{}, err
	}
	view := templates.Contest{Page: p, Decision: s.decision(con, visitOf(r).lang), Here: "/appeals/" + string(con.Kind) + "/" + itoa(id), CanAppeal: con.CanAppeal,
		Words: typed.Get("words")}
	if con.Appeal.ID != 0 {
		row := appealRow(community.AppealView{Appeal: con.Appeal})
		view.Appeal = &row
	}
	return view, nil
}

// decision shows what a moderator decided about somebody.
func (s *Site) decision(con community.Contested, lang string) templates.DecisionRow {
	row := templates.DecisionRow{Kind: string(con.Kind), Code: con.Code, Words: con.Words, At: con.At, Until: con.Until}
	if con.Measure != "" {
		row.Kind = string(con.Measure)
	}
	if con.Named {
		row.CommunityID = con.Community.ID
		row.Community, row.CommunityLang = s.in(con.Community.Name, lang)
	}
	return row
}

func appealRow(a community.AppealView) templates.AppealRow {
	return templates.AppealRow{Number: a.ID, Words: a.Words, At: a.CreatedAt, Who: a.Person.Name, WhoID: a.Person.ID, By: a.By.Name,
		Decided: a.DecidedAt, Outcome: a.Outcome, Said: a.Answer}
}

// appealAgainstForm is POST /appeals/{kind}/{id}.
func (s *Site) appealAgainstForm(w http.ResponseWriter, r *http.Request) error {
	id, err := number(r, "id")
	if err != nil {
		return err
	}
	t, err := s.readForm(w, r)
	if err != nil {
		return err
	}
	to, err := s.once(r, func() (string, error) {
		_, err := s.Service.MakeAppeal(r.Context(), visitOf(r).viewer, community.AppealKind(chi.URLParam(r, "kind")), id, t.get("words"))
		return r.URL.EscapedPath(), err
	})
	if err != nil {
		return s.again(w, r, err, s.page(r, "communities", r.URL.EscapedPath()), func(p templates.Page) (templates.View, error) {
			return s.contested(r, p, t.values)
		})
	}
	return done(w, r, to, "appeal_sent")
}

// appealsPage is GET /communities/{id}/appeals: what the viewer may decide.
func (s *Site) appealsPage(w http.ResponseWriter, r *http.Request) error {
	id, err := number(r, "id")
	if err != nil {
		return err
	}
	appeal, typed := carriedAppeal(r)
	view, err := s.appeals(r, s.page(r, "communities", ""), id, appeal, typed)
	if err != nil {
		return err
	}
	return s.render(w, http.StatusOK, view)
}

// carriedAppeal is what was typed about an appeal before a session ended.
func carriedAppeal(r *http.Request) (int64, url.Values) {
	c := visitOf(r).carried
	if c == nil {
		return 0, nil
	}
	parts := strings.Split(c.path, "/")
	if len(parts) != 5 || parts[1] != "communities" || parts[3] != "appeals" {
		return 0, nil
	}
	return parseID(parts[4]), c.values
}

// appeals makes the page with what was typed about one of them.
func (s *Site) appeals(r *http.Request, p templates.Page, id, appeal int64, typed url.Values) (templates.Appeals, error) {
	v := visitOf(r)
	all, err := s.Service.AppealQueue(r.Context(), v.viewer, id)
	if err != nil {
		return templates.Appeals{}, err
	}
	view := templates.Appeals{Page: p, Community: s.cardRow(all.Card, v.lang), Others: all.Others}
	for _, a := range all.Waiting {
		row := appealRow(a)
		row.Decision = s.decision(a.Contested, v.lang)
		if a.ID == appeal {
			row.Outcome, row.Said = typed.Get("outcome"), typed.Get("answer")
		}
		view.Waiting = append(view.Waiting, row)
	}
	for _, a := range all.Decided {
		row := appealRow(a)
		row.Decision = s.decision(a.Contested, v.lang)
		view.Decided = append(view.Decided, row)
	}
	return view, nil
}

// decideAppealForm is POST /communities/{id}/appeals/{appeal}.
func (s *Site) decideAppealForm(w http.ResponseWriter, r *http.Request) error {
	id, appeal, t, err := s.formWithin(w, r, "appeal")
	if err != nil {
		return err
	}
	to := "/communities/" + itoa(id) + "/appeals"
	_, err = s.once(r, func() (string, error) {
		return to, s.Service.DecideAppeal(r.Context(), visitOf(r).viewer, id, appeal, t.get("outcome"), t.get("answer"))
	})
	if err != nil {
		return s.again(w, r, err, s.page(r, "communities", to), func(p templates.Page) (templates.View, error) {
			at := "-" + itoa(appeal)
			return s.appeals(r, renamed(p, map[string]string{"outcome": "outcome" + at, "answer": "answer" + at}), id, appeal, t.values)
		})
	}
	return done(w, r, to, "appeal_decided")
}
