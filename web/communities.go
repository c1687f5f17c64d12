package web

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"headroom/community"
	"headroom/templates"
)

// threadsOnPage is how many threads a page of a community shows.
const threadsOnPage = 30

// communities is GET /communities: the directory.
func (s *Site) communities(w http.ResponseWriter, r *http.Request) error {
	v := visitOf(r)
	cards, err := s.Service.Directory(r.Context(), v.viewer)
	if err != nil {
		return err
	}
	view := templates.Communities{Page: s.page(r, "communities", ""), Nation: r.URL.Query().Get("nation")}
	if view.CanCreate, err = s.Service.MayCreateCommunity(r.Context(), v.viewer); err != nil {
		return err
	}
	for _, c := range cards {
		row := s.cardRow(c, v.lang)
		if row.Nation != "" && !slices.Contains(view.Nations, row.Nation) {
			view.Nations = append(view.Nations, row.Nation)
		}
		if view.Nation == "" || row.Nation == view.Nation {
			view.Rows = append(view.Rows, row)
		}
	}
	slices.Sort(view.Nations)
	if err := s.linkedCards(r, view.Rows); err != nil {
		return err
	}
	return s.render(w, http.StatusOK, view)
}

// community is GET /communities/{id}: its conversations for who may read them,
// what it says of itself for who may know of it.
func (s *Site) community(w http.ResponseWriter, r *http.Request) error {
	v := visitOf(r)
	id, err := number(r, "id")
	if err != nil {
		return err
	}
	card, err := s.Service.Community(r.Context(), v.viewer, id)
	if err != nil {
		return err
	}
	page := paged(r, threadsOnPage)
	lines, more, err := s.Service.Threads(r.Context(), v.viewer, id, page)
	switch community.KindOf(err) {
	case community.NotFound, community.Forbidden, community.Unauthenticated:
		return s.communityAbout(w, r, card)
	}
	if err != nil {
		return err
	}
	view := templates.Community{Page: s.page(r, "communities", ""), Community: s.cardRow(card, v.lang), Pending: int(card.Pending),
		CanPost: card.CanPost, CanDecide: card.CanQueue, CanEdit: card.CanEdit, CanLeave: card.State == "active" || card.State == "lapsed",
		Returning: atOnce(card), Stale: card.State == "lapsed", Since: card.Since, Silenced: card.Silenced, Events: "/events?community=" + itoa(id),
		Address: card.Address, Followers: -1}
	if card.Address != "" && card.State == "active" && card.Role != "guest" {
		view.Followers = int(card.Followers)
	}
	view.Rules = s.rules(card, v)
	for _, l := range lines {
		row := s.threadRow(l, v.lang)
		row.Community, row.Pinned = "", !l.PinnedAt.IsZero() // the page says whose it is
		view.Threads = append(view.Threads, row)
	}
	if more && len(lines) > 0 {
		view.Pager.Next = withQuery(r, "before", itoa(lines[len(lines)-1].LastPostID))
	}
	if page.Before != 0 {
		view.Pager.Previous = withQuery(r, "", "")
	}
	if view.Audience, err = s.audienceOf(r, id); err != nil {
		return err
	}
	if view.Linked, err = s.linkedWith(r, id); err != nil {
		return err
	}
	return s.render(w, http.StatusOK, view)
}

// audienceOf says who reads in a community; nothing to who may not know.
func (s *Site) audienceOf(r *http.Request, id int64) (templates.Audience, error) {
	a, err := s.Service.AudienceOf(r.Context(), visitOf(r).viewer, id)
	return s.audience(a), known(err)
}

func (s *Site) communityAbout(w http.ResponseWriter, r *http.Request, card community.CommunityCard) error {
	v := visitOf(r)
	view := templates.CommunityAbout{Page: s.page(r, "communities", ""), Community: s.cardRow(card, v.lang), CanJoin: card.CanJoin, Refused: card.Reason,
		CanLeave: card.Role == "guest"}
	view.Rules = s.rules(card, v)
	var err error
	if view.Linked, err = s.linkedWith(r, card.ID); err != nil {
		return err
	}
	return s.render(w, http.StatusOK, view)
}

// communityNewPage is GET /communities/new.
func (s *Site) communityNewPage(w http.ResponseWriter, r *http.Request) error {
	if !visitOf(r).viewer.SignedIn() {
		return s.askToSignIn(w, r)
	}
	if may, err := s.Service.MayCreateCommunity(r.Context(), visitOf(r).viewer); err != nil {
		return err
	} else if !may {
		return &community.Error{Class: community.Forbidden, Key: "error.forbidden"}
	}
	form := s.communityForm(community.Community{})
	form.Access, form.Joining, form.Reach = "closed", "request", "peers"
	form.Pace, form.PaceDays = "10", "7"
	if values := carriedTo(r, "/communities/new"); values != nil {
		form = s.communityFormOf(values)
	}
	return s.render(w, http.StatusOK, templates.CommunityEdit{Page: s.page(r, "communities", ""), Form: form, Further: s.furtherRoles()})
}

// communityForm fills the form from a community.
func (s *Site) communityForm(c community.Community) templates.CommunityForm {
	form := templates.CommunityForm{Username: c.Username, Access: accessWord(c.Access), Joining: mapped(joiningWords, c.Joining), Reach: c.Reach,
		Admits: admitsWord(c.Requires), Further: furtherOf(c.Requires), History: cmp.Or(c.History, "all")}
	form.Hold = cmp.Or(c.Hold, "nobody")
	if c.Hold == community.HoldNew {
		form.HoldPosts, form.HoldDays = strconv.Itoa(c.HoldPosts), strconv.Itoa(c.HoldDays)
	}
	if c.Pace != 0 {
		form.Pace, form.PaceDays = strconv.Itoa(c.Pace), strconv.Itoa(c.PaceDays)
	}
	if !c.HistoryFrom.IsZero() {
		form.Since = c.HistoryFrom.Format(time.DateOnly)
	}
	for _, lang := range s.Renderer.Languages() {
		form.Texts = append(form.Texts, templates.CommunityText{Lang: lang, Name: c.Name[lang], Summary: c.Summary[lang], Rules: c.Rules[lang]})
	}
	return form
}

// communityFormOf fills the form from what was typed.
func (s *Site) communityFormOf(f url.Values) templates.CommunityForm {
	form := templates.CommunityForm{Username: f.Get("username"), Access: f.Get("access"), Joining: f.Get("joining"), Reach: f.Get("reach"),
		Admits: cmp.Or(f.Get("admits"), "heads"), Further: f["further"], History: cmp.Or(f.Get("history"), "all"), Since: f.Get("since"),
		Hold: cmp.Or(f.Get("hold"), "nobody"), HoldPosts: f.Get("hold_posts"), HoldDays: f.Get("hold_days"), Pace: f.Get("pace"), PaceDays: f.Get("pace_days")}
	for _, lang := range s.Renderer.Languages() {
		form.Texts = append(form.Texts, templates.CommunityText{Lang: lang, Name: f.Get("name_" + lang),
			Summary: f.Get("summary_" + lang), Rules: f.Get("rules_" + lang)})
	}
	return form
}

// communityInput is what a use case makes of the form.
func communityInput(form templates.CommunityForm) community.CommunityInput {
	in := community.CommunityInput{Username: form.Username, Access: form.Access, Joining: mapped(joiningCodes, form.Joining), Reach: form.Reach,
		Name: community.LangMap{}, Summary: community.LangMap{}, Rules: community.LangMap{}, Requires: admitsTypes(form.Admits, form.Further)}
	if form.History != "all" {
		in.History = form.History
	}
	in.Since = form.Since
	if in.Hold = form.Hold; form.Hold == "nobody" {
		in.Hold = community.HoldNobody
	}
	if in.Hold == community.HoldNew { // of the others nobody reads the numbers
		in.HoldPosts, in.HoldDays = wholeNumber(form.HoldPosts), wholeNumber(form.HoldDays)
	}
	if form.Pace != "" || form.PaceDays != "" {
		in.Pace, in.PaceDays = wholeNumber(form.Pace), wholeNumber(form.PaceDays)
	}
	for _, t := range form.Texts {
		in.Name[t.Lang], in.Summary[t.Lang], in.Rules[t.Lang] = t.Name, t.Summary, t.Rules
	}
	return in
}

// communityNewForm is POST /communities/new.
func (s *Site) communityNewForm(w http.ResponseWriter, r *http.Request) error {
	t, err := s.readForm(w, r)
	if err != nil {
		return err
	}
	form := s.communityFormOf(t.values)
	to, err := s.once(r, func() (string, error) {
		c, err := s.Service.CreateCommunity(r.Context(), visitOf(r).viewer, communityInput(form))
		return "/communities/" + itoa(c.ID), err
	})
	if err != nil {
		return s.again(w, r, err, s.page(r, "communities", "/communities/new"), func(p templates.Page) (templates.View, error) {
			p = renamed(p, map[string]string{"requires": "admits"})
			return templates.CommunityEdit{Page: p, Form: form, Further: s.furtherRoles()}, nil
		})
	}
	return done(w, r, to, "community_created")
}

// communityEditPage is GET /communities/{id}/edit. Who may not edit is not
// shown the form.
func (s *Site) communityEditPage(w http.ResponseWriter, r *http.Request) error {
	id, err := number(r, "id")
	if err != nil {
		return err
	}
	card, err := s.Service.Community(r.Context(), visitOf(r).viewer, id)
	if err != nil {
		return err
	}
	if err := s.Service.MayEditCommunity(r.Context(), visitOf(r).viewer, id); err != nil {
		return err
	}
	form := s.communityForm(card.Community)
	if values := carriedTo(r, r.URL.EscapedPath()); values != nil {
		form = s.communityFormOf(values)
	}
	return s.render(w, http.StatusOK, templates.CommunityEdit{Page: s.page(r, "communities", ""), ID: id, Form: form, Further: s.furtherRoles()})
}

// communityEditForm is POST /communities/{id}/edit. What the form does not
// show stays as it is.
func (s *Site) communityEditForm(w http.ResponseWriter, r *http.Request) error {
	v := visitOf(r)
	id, err := number(r, "id")
	if err != nil {
		return err
	}
	t, err := s.readForm(w, r)
	if err != nil {
		return err
	}
	form := s.communityFormOf(t.values)
	to := "/communities/" + itoa(id)
	_, err = s.once(r, func() (string, error) {
		card, err := s.Service.Community(r.Context(), v.viewer, id)
		if err != nil {
			return "", err
		}
		in := communityInput(form)
		in.Questions = card.Questions
		if !t.values.Has("admits") {
			in.Requires = card.Requires
		}
		if in.Reach == "" && card.Reach == "named" {
			in.Reach, in.ReachTo = card.Reach, card.ReachTo
		}
		return to, s.Service.EditCommunity(r.Context(), v.viewer, id, in)
	})
	if err != nil {
		return s.again(w, r, err, s.page(r, "communities", to+"/edit"), func(p templates.Page) (templates.View, error) {
			p = renamed(p, map[string]string{"requires": "admits"})
			return templates.CommunityEdit{Page: p, ID: id, Form: form, Further: s.furtherRoles()}, nil
		})
	}
	return done(w, r, to, "saved")
}
