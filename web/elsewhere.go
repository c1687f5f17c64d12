package web

import (
	"net/http"

	"headroom/community"
	"headroom/internal/httpx"
	"headroom/templates"
)

func elsewherePath(id int64) string { return "/communities/" + itoa(id) + "/elsewhere" }

// elsewherePage is GET /communities/{id}/elsewhere: the groups of other software that
// an open community follows, what has been heard from them, and which follow it.
func (s *Site) elsewherePage(w http.ResponseWriter, r *http.Request) error {
	id, err := number(r, "id")
	if err != nil {
		return err
	}
	view, err := s.elsewhere(r, s.page(r, "communities", ""), id)
	if err != nil {
		return err
	}
	if values := carriedTo(r, elsewherePath(id)); values != nil {
		view.Account = values.Get("account")
	}
	return s.render(w, http.StatusOK, view)
}

func (s *Site) elsewhere(r *http.Request, p templates.Page, id int64) (templates.GroupsElsewhere, error) {
	v := visitOf(r)
	have, err := s.Service.ElsewhereOf(r.Context(), v.viewer, id)
	if err != nil {
		return templates.GroupsElsewhere{}, err
	}
	view := templates.GroupsElsewhere{Page: p, Community: s.communityRow(have.Community, v.lang), CanEdit: have.CanEdit}
	for _, h := range have.Heard {
		view.Heard = append(view.Heard, templates.HeardRow{ID: h.ID, Title: h.Title, Handle: h.Handle, URL: h.Page, Group: groupRow(h.Group), At: h.HeardAt})
	}
	for _, t := range have.Follows {
		row := groupRow(t.Group)
		row.State = string(t.State)
		view.Follows = append(view.Follows, row)
	}
	for _, g := range have.Followers {
		view.Followers = append(view.Followers, groupRow(g))
	}
	for _, g := range have.Shut {
		view.Shut = append(view.Shut, groupRow(g))
	}
	return view, nil
}

func groupRow(g community.OutsideActor) templates.GroupRow {
	row := templates.GroupRow{ID: g.ID, Name: g.Name, Handle: "@" + g.Username + "@" + g.Host, URL: g.Page}
	if row.Name == "" {
		row.Name = g.Username
	}
	if row.URL == "" {
		row.URL = g.IRI
	}
	return row
}

// elsewhereForm is POST /communities/{id}/elsewhere: what its moderators decide. The
// field act is follow, with account; stop, shut and let, with the number of a group as
// which; or remove, with that of something heard.
func (s *Site) elsewhereForm(w http.ResponseWriter, r *http.Request) error {
	id, err := number(r, "id")
	if err != nil {
		return err
	}
	t, err := s.readForm(w, r)
	if err != nil {
		return err
	}
	ctx, v, which := r.Context(), visitOf(r).viewer, t.number("which")
	acts := map[string]func() error{
		"follow": func() error { return s.Service.FollowGroup(ctx, v, id, t.get("account")) },
		"stop":   func() error { return s.Service.StopGroup(ctx, v, id, which) },
		"shut":   func() error { return s.Service.ShutGroup(ctx, v, id, which, true) },
		"let":    func() error { return s.Service.ShutGroup(ctx, v, id, which, false) },
		"remove": func() error { return s.Service.RemoveHeard(ctx, v, id, which) },
	}
	act, ok := acts[t.get("act")]
	if !ok { // which no form of ours sends
		act = func() error { return httpx.E(httpx.Invalid, nil) }
	}
	to := elsewherePath(id)
	if _, err := s.once(r, func() (string, error) { return to, act() }); err != nil {
		return s.again(w, r, err, s.page(r, "communities", to), func(p templates.Page) (templates.View, error) {
			view, failed := s.elsewhere(r, p, id)
			view.Account = t.get("account")
			return view, failed
		})
	}
	switch t.get("act") {
	case "follow":
		return done(w, r, to, "group_asked")
	case "stop":
		return done(w, r, to, "group_stopped")
	case "shut":
		return done(w, r, to, "group_shut")
	case "let":
		return done(w, r, to, "group_let")
	}
	return done(w, r, to, "heard_removed")
}
