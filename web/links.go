package web

import (
	"net/http"
	"net/url"

	"github.com/go-chi/chi/v5"

	"headroom/community"
	"headroom/community/policy"
	"headroom/internal/httpx"
	"headroom/templates"
)

// linkFormPages are the operators' pages about links between communities.
func (s *Site) linkFormPages(r chi.Router) {
	r.Get("/operator/links", s.handle(s.operatorLinks))
	r.Get("/operator/links/{id}", s.handle(s.operatorLink))
}

// linkForms are what operators do about them. They stand behind signedIn.
func (s *Site) linkForms(r chi.Router) {
	r.Post("/operator/links", s.handle(s.linkOfferForm))
	r.Post("/operator/links/{id}/accept", s.handle(s.linkAcceptForm))
	r.Post("/operator/links/{id}/decline", s.handle(s.linkDeclineForm))
	r.Post("/operator/links/{id}/end", s.handle(s.linkEndForm))
}

// operatorLinks is GET /operator/links.
func (s *Site) operatorLinks(w http.ResponseWriter, r *http.Request) error {
	form := templates.LinkForm{Kind: community.LinkSister, Effects: []string{community.LinkShows}}
	if values := carriedTo(r, "/operator/links"); values != nil {
		form = linkFormOf(values)
	}
	view, err := s.links(r, s.page(r, "operator", ""), form)
	if err != nil {
		return err
	}
	return s.render(w, http.StatusOK, view)
}

func linkFormOf(v url.Values) templates.LinkForm {
	return templates.LinkForm{From: v.Get("from"), To: v.Get("to"), Kind: v.Get("kind"), Effects: v["effects"]}
}

func (s *Site) links(r *http.Request, p templates.Page, form templates.LinkForm) (templates.OperatorLinks, error) {
	v := visitOf(r)
	view := templates.OperatorLinks{Page: p, Form: form}
	all, err := s.Service.Links(r.Context(), v.viewer)
	if err != nil {
		return view, err
	}
	for _, l := range all {
		view.Rows = append(view.Rows, s.linkRow(l, v.lang))
	}
	ours, theirs, err := s.Service.Linkable(r.Context(), v.viewer)
	for _, c := range ours {
		view.Ours = append(view.Ours, s.linkEnd(c, v.lang))
	}
	for _, c := range theirs {
		view.Theirs = append(view.Theirs, s.linkEnd(c, v.lang))
	}
	return view, err
}

func (s *Site) linkEnd(c community.Community, lang string) templates.LinkEnd {
	end := templates.LinkEnd{ID: c.ID, Host: s.host(c.Host), Nation: nation(s.nationOf(c.Host))}
	if end.Name, end.Lang = s.in(c.Name, lang); end.Lang == lang {
		end.Lang = ""
	}
	return end
}

func (s *Site) linkRow(l community.LinkView, lang string) templates.LinkRow {
	row := templates.LinkRow{ID: l.ID, From: s.linkEnd(l.From, lang), To: s.linkEnd(l.To, lang), Kind: l.Kind, Effects: l.Effects,
		State: string(l.State), Since: l.ActiveAt, Ended: l.EndedAt, By: l.EndedBy}
	if l.State == community.LinkActive && !l.Stands {
		row.State = "still"
	}
	if row.Reason = l.Reason; l.Reason != "" && policy.KnownReason(l.Reason) == l.Reason {
		row.Reason, row.Code = "", l.Reason
	}
	return row
}

// linkOfferForm is POST /operator/links.
func (s *Site) linkOfferForm(w http.ResponseWriter, r *http.Request) error {
	t, err := s.readForm(w, r)
	if err != nil {
		return err
	}
	to, err := s.once(r, func() (string, error) {
		l, err := s.Service.OfferLink(r.Context(), visitOf(r).viewer, community.LinkInput{From: t.number("from"), To: t.number("to"), Kind: t.get("kind"), Effects: t.values["effects"]})
		return "/operator/links/" + itoa(l.ID), err
	})
	if err != nil {
		return s.again(w, r, err, s.page(r, "operator", "/operator/links"), func(p templates.Page) (templates.View, error) {
			return s.links(r, p, linkFormOf(t.values))
		})
	}
	return done(w, r, to, "link_offered")
}

// operatorLink is GET /operator/links/{id}: one link, and what can be done about
// it now.
func (s *Site) operatorLink(w http.ResponseWriter, r *http.Request) error {
	id, err := number(r, "id")
	if err != nil {
		return err
	}
	_, values := carriedUnder(r, "/operator/links/"+itoa(id))
	view, err := s.link(r, s.page(r, "operator", ""), id, values)
	if err != nil {
		return err
	}
	return s.render(w, http.StatusOK, view)
}

func (s *Site) link(r *http.Request, p templates.Page, id int64, typed url.Values) (templates.OperatorLink, error) {
	v := visitOf(r)
	l, err := s.Service.LinkOf(r.Context(), v.viewer, id)
	if err != nil {
		return templates.OperatorLink{}, err
	}
	view := templates.OperatorLink{Page: p, Row: s.linkRow(l, v.lang), Effects: l.Effects, Reason: typed.Get("reason")}
	if typed.Has("effects") {
		view.Effects = typed["effects"]
	}
	return view, nil
}

// linkForm is the shape of every form about one link.
func (s *Site) linkForm(w http.ResponseWriter, r *http.Request, what string, do func(int64, *typed) error) error {
	id, err := number(r, "id")
	if err != nil {
		return err
	}
	t, err := s.readForm(w, r)
	if err != nil {
		return err
	}
	to := "/operator/links/" + itoa(id)
	if _, err = s.once(r, func() (string, error) { return to, do(id, t) }); err != nil {
		return s.again(w, r, err, s.page(r, "operator", to), func(p templates.Page) (templates.View, error) {
			return s.link(r, p, id, t.values)
		})
	}
	return done(w, r, to, what)
}

// linkAcceptForm is POST /operator/links/{id}/accept.
func (s *Site) linkAcceptForm(w http.ResponseWriter, r *http.Request) error {
	return s.linkForm(w, r, "link_made", func(id int64, t *typed) error {
		return s.Service.AcceptLink(r.Context(), visitOf(r).viewer, id, t.values["effects"])
	})
}

// linkDeclineForm is POST /operator/links/{id}/decline.
func (s *Site) linkDeclineForm(w http.ResponseWriter, r *http.Request) error {
	return s.linkForm(w, r, "link_declined", func(id int64, t *typed) error {
		return s.Service.DeclineLink(r.Context(), visitOf(r).viewer, id, t.get("reason"))
	})
}

// linkEndForm is POST /operator/links/{id}/end.
func (s *Site) linkEndForm(w http.ResponseWriter, r *http.Request) error {
	return s.linkForm(w, r, "link_ended", func(id int64, t *typed) error {
		return s.Service.EndLink(r.Context(), visitOf(r).viewer, id, t.get("reason"))
	})
}

// linkRuleForm is POST /communities/{id}/links/{link}: a moderator's standing rule
// about members of a linked community, on or off.
func (s *Site) linkRuleForm(w http.ResponseWriter, r *http.Request) error {
	id, link, t, err := s.formWithin(w, r, "link")
	if err != nil {
		return err
	}
	rule := t.get("rule")
	if rule != "on" && rule != "off" {
		return httpx.E(httpx.Invalid, nil)
	}
	return s.step(w, r, "/communities/"+itoa(id), "link_rule", func() error {
		return s.Service.SetLinkRule(r.Context(), visitOf(r).viewer, id, link, rule == "on")
	})
}

// linkedWith shows what a community is linked with; nothing to who may not know.
func (s *Site) linkedWith(r *http.Request, id int64) (rows []templates.LinkedRow, err error) {
	v := visitOf(r)
	list, err := s.Service.LinkedWith(r.Context(), v.viewer, id)
	for _, l := range list {
		rows = append(rows, templates.LinkedRow{CommunityRow: s.communityRow(l.Community, v.lang), Link: l.Link, Kind: l.Kind, Joins: l.Joins,
			CanRule: l.CanRule, Rule: l.Rule})
	}
	return rows, known(err)
}

// linkedCards adds to the rows of a directory what each is linked with.
func (s *Site) linkedCards(r *http.Request, rows []templates.CommunityRow) error {
	v := visitOf(r)
	ids := make([]int64, len(rows))
	for i := range rows {
		ids[i] = rows[i].ID
	}
	found, err := s.Service.LinkedCards(r.Context(), v.viewer, ids)
	for i := range rows {
		for _, l := range found[rows[i].ID] {
			rows[i].LinkedTo = append(rows[i].LinkedTo, s.linkEnd(l.Community, v.lang))
		}
	}
	return err
}
