package web

import (
	"cmp"
	"net/http"
	"net/url"
	"path"

	"headroom/community"
	"headroom/community/policy"
	"headroom/templates"
)

// joinPage is GET /communities/{id}/join.
func (s *Site) joinPage(w http.ResponseWriter, r *http.Request) error {
	id, err := number(r, "id")
	if err != nil {
		return err
	}
	card, err := s.Service.Community(r.Context(), visitOf(r).viewer, id)
	if err != nil {
		return err
	}
	if !card.CanJoin { // its page says what the viewer is to it
		return seeOther(w, r, "/communities/"+itoa(id))
	}
	return s.render(w, http.StatusOK, s.join(r, s.page(r, "communities", ""), card, carriedTo(r, r.URL.EscapedPath())))
}

// join makes the page with what was typed.
func (s *Site) join(r *http.Request, p templates.Page, card community.CommunityCard, typed url.Values) templates.Join {
	v := visitOf(r)
	view := templates.Join{Page: p, Community: s.cardRow(card, v.lang), Reason: typed.Get("reason")}
	view.Rules = s.rules(card, v)
	for i, q := range card.Questions {
		name := "answer_" + itoa(int64(i+1))
		question := templates.Question{Name: name, Answer: typed.Get(name)}
		question.Text, question.Lang = s.in(q.Text, v.lang)
		view.Questions = append(view.Questions, question)
	}
	return view
}

// joinForm is POST /communities/{id}/join.
func (s *Site) joinForm(w http.ResponseWriter, r *http.Request) error {
	v := visitOf(r)
	id, err := number(r, "id")
	if err != nil {
		return err
	}
	t, err := s.readForm(w, r)
	if err != nil {
		return err
	}
	to, asGuest := "/communities/"+itoa(id), false
	_, err = s.once(r, func() (string, error) {
		card, err := s.Service.Community(r.Context(), v.viewer, id)
		if err != nil {
			return "", err
		}
		asGuest = card.Guest != nil
		var answers []community.Answer
		for i, q := range card.Questions {
			answers = append(answers, community.Answer{Question: q.ID, Text: t.get("answer_" + itoa(int64(i+1)))})
		}
		return to, s.Service.Join(r.Context(), v.viewer, id, t.get("reason"), answers)
	})
	if err != nil {
		return s.again(w, r, err, s.page(r, "communities", to+"/join"), func(p templates.Page) (templates.View, error) {
			card, failed := s.Service.Community(r.Context(), v.viewer, id)
			if community.KindOf(failed) == community.Unavailable {
				card.ID, failed = id, nil // the form stands without the rest
			}
			return s.join(r, p, card, t.values), failed
		})
	}
	what := "join_asked"
	if asGuest {
		what = "guest_accepted"
	} else if card, err := s.Service.Community(r.Context(), v.viewer, id); err == nil && card.State == "active" {
		what = "joined"
	}
	return done(w, r, to, what)
}

// leaveForm is POST /communities/{id}/leave: a member leaves, an applicant
// withdraws, an invited person declines.
func (s *Site) leaveForm(w http.ResponseWriter, r *http.Request) error {
	id, err := number(r, "id")
	if err != nil {
		return err
	}
	to, what := "/communities", "left"
	if card, err := s.Service.Community(r.Context(), visitOf(r).viewer, id); err == nil && card.State == "invited" {
		to, what = "/", "declined"
	}
	return s.step(w, r, to, what, func() error {
		if err := s.Service.Leave(r.Context(), visitOf(r).viewer, id); err != nil {
			return err
		}
		// Where one comes back without being asked, leaving can be undone.
		if card, err := s.Service.Community(r.Context(), visitOf(r).viewer, id); err == nil && card.CanJoin && atOnce(card) {
			s.canUndo(w, what, id)
		} else {
			s.canUndo(w, what, 0)
		}
		return nil
	})
}

// atOnce reports whether joining takes no decision and asks nothing.
func atOnce(c community.CommunityCard) bool {
	return c.ByLink || c.Joining == "automatic" && len(c.Questions) == 0
}

// communityPeople is GET /communities/{id}/people: who is in here.
func (s *Site) communityPeople(w http.ResponseWriter, r *http.Request) error {
	id, err := number(r, "id")
	if err != nil {
		return err
	}
	below, values := carriedUnder(r, "/communities/"+itoa(id))
	act := path.Base(below)
	view, err := s.room(r, s.page(r, "communities", ""), id, inRoomOf(act, lastID(below, "/"+act), values))
	if err != nil {
		return err
	}
	return s.render(w, http.StatusOK, view)
}

// inRoom is what was typed on the page of a community's people: to remove a
// membership, to change one's role, to warn or silence, or to invite.
type inRoom struct {
	membership, changes, measured int64
	reason, role, code, measure   string
	invite                        templates.InviteForm
}

// inRoomOf is what was typed for one of these acts.
func inRoomOf(act string, membership int64, v url.Values) inRoom {
	switch act {
	case "remove":
		return inRoom{membership: membership, reason: v.Get("reason"), code: v.Get("code")}
	case "role":
		return inRoom{changes: membership, role: v.Get("role"), reason: v.Get("reason")}
	case "measure":
		return inRoom{measured: membership, measure: v.Get("measure"), reason: v.Get("reason"), code: v.Get("code")}
	case "invite":
		return inRoom{invite: templates.InviteForm{Person: v.Get("person"), Reason: v.Get("reason")}}
	}
	return inRoom{}
}

// room makes the page with what was typed.
func (s *Site) room(r *http.Request, p templates.Page, id int64, t inRoom) (templates.CommunityPeople, error) {
	v := visitOf(r)
	room, err := s.Service.Room(r.Context(), v.viewer, id)
	if err != nil {
		return templates.CommunityPeople{}, err
	}
	view := templates.CommunityPeople{Page: p, Community: s.cardRow(room.Card, v.lang), CanRemove: room.CanRemove, CanMeasure: room.CanMeasure,
		CanInvite: room.Card.CanInvite, Invite: t.invite, Servers: s.servers(room.Servers, room.Card.Host)}
	rows := func(list []community.MemberView, office string) (out []templates.MemberRow) {
		for _, m := range list {
			out = append(out, s.memberRow(m, cmp.Or(office, m.Office), room, v.viewer.Person, t))
		}
		return out
	}
	view.Members = append(rows(room.Moderators, ""), rows(room.Members, "")...)
	view.Facilitators, view.Guests = rows(room.Facilitators, "facilitator"), rows(room.Guests, "guest")
	view.Audience, err = s.audienceOf(r, id)
	if !room.Card.Local { // as its host lists it
		others := 0
		for _, m := range view.Members {
			if m.Office != "" {
				others++
			}
		}
		view.Audience.Heads, view.Audience.Others = len(view.Members)-others, others
		view.Audience.Facilitators, view.Audience.Guests = len(view.Facilitators), len(view.Guests)
	}
	return view, err
}

// memberRow shows one membership and what the viewer may do with it. Of a
// remote room's member nobody here knows since when.
func (s *Site) memberRow(m community.MemberView, office string, room community.Room, viewer int64, t inRoom) templates.MemberRow {
	row := templates.MemberRow{Byline: s.personByline(m.Person, office), Membership: m.Membership.ID,
		Moderator: m.Role == policy.Moderator, Since: m.StartAt, Until: m.EndAt, Role: roleWord(m.Role),
		Removable:  room.CanRemove && m.Membership.ID != 0 && m.Person.ID != viewer,
		Measurable: (room.CanMeasure || room.CanReview) && m.Membership.ID != 0 && m.Person.ID != viewer && m.Role != policy.Moderator}
	if room.CanMeasure && m.SilencedUntil.After(s.Clock()) {
		row.Silenced = m.SilencedUntil
	}
	row.Reviewed = room.CanReview && !m.ReviewedAt.IsZero()
	switch {
	case !room.CanAppoint || m.Membership.ID == 0 || m.Role == policy.Guest:
	case room.Card.Local:
		row.Roles = []string{"member", "facilitator", "moderator"}
	default: // who facilitates is said at the community's own instance
		row.Roles = []string{"member", "moderator"}
	}
	switch m.Membership.ID {
	case 0:
	case t.membership:
		row.Reason, row.Code = t.reason, t.code
	case t.changes:
		row.Role, row.RoleReason = t.role, t.reason
	case t.measured:
		row.Measure, row.MeasureCode, row.MeasureReason = t.measure, t.code, t.reason
	}
	return row
}

var roleWords = map[string]policy.Role{"member": policy.Member, "facilitator": policy.FacilitatorRole, "moderator": policy.Moderator}

// roleWord is the page's word for a role that can be given.
func roleWord(role policy.Role) string {
	for word, r := range roleWords {
		if r == role {
			return word
		}
	}
	return ""
}

// roleForm is POST /communities/{id}/members/{membership}/role.
func (s *Site) roleForm(w http.ResponseWriter, r *http.Request) error {
	id, membership, t, err := s.membershipForm(w, r)
	if err != nil {
		return err
	}
	to := "/communities/" + itoa(id) + "/people"
	_, err = s.once(r, func() (string, error) { // an unknown word is a role that nobody may give
		return to, s.Service.SetRole(r.Context(), visitOf(r).viewer, id, membership, roleWords[t.get("role")], t.get("reason"))
	})
	if err != nil {
		return s.again(w, r, err, s.page(r, "communities", to), func(p templates.Page) (templates.View, error) {
			at := "-" + itoa(membership)
			p = renamed(p, map[string]string{"reason": "role_reason" + at, "role": "role" + at})
			return s.room(r, p, id, inRoomOf("role", membership, t.values))
		})
	}
	return done(w, r, to, s.orSent(r, id, "role_changed"))
}

// inviteForm is POST /communities/{id}/invite.
func (s *Site) inviteForm(w http.ResponseWriter, r *http.Request) error {
	id, err := number(r, "id")
	if err != nil {
		return err
	}
	t, err := s.readForm(w, r)
	if err != nil {
		return err
	}
	to := "/communities/" + itoa(id) + "/people"
	_, err = s.once(r, func() (string, error) {
		return to, s.Service.Invite(r.Context(), visitOf(r).viewer, id, community.InviteInput{Person: t.get("person"), Reason: t.get("reason")})
	})
	if err != nil {
		return s.again(w, r, err, s.page(r, "communities", to), func(p templates.Page) (templates.View, error) {
			return s.room(r, p, id, inRoomOf("invite", 0, t.values))
		})
	}
	return done(w, r, to, "invited")
}

// removeForm is POST /communities/{id}/members/{membership}/remove.
func (s *Site) removeForm(w http.ResponseWriter, r *http.Request) error {
	id, membership, t, err := s.membershipForm(w, r)
	if err != nil {
		return err
	}
	to := "/communities/" + itoa(id) + "/people"
	_, err = s.once(r, func() (string, error) {
		return to, s.Service.RemoveMemberBecause(r.Context(), visitOf(r).viewer, id, membership, whyOf(t))
	})
	if err != nil {
		return s.again(w, r, err, s.page(r, "communities", to), func(p templates.Page) (templates.View, error) {
			return s.room(r, reasonAt(p, membership), id, inRoomOf("remove", membership, t.values))
		})
	}
	return done(w, r, to, s.orSent(r, id, "member_removed"))
}

func (s *Site) membershipForm(w http.ResponseWriter, r *http.Request) (id, membership int64, t *typed, err error) {
	return s.formWithin(w, r, "membership")
}

// formWithin reads a form about something of a community, whose number stands in
// the address under a name.
func (s *Site) formWithin(w http.ResponseWriter, r *http.Request, name string) (id, of int64, t *typed, err error) {
	if id, err = number(r, "id"); err != nil {
		return 0, 0, nil, err
	}
	if of, err = number(r, name); err != nil {
		return 0, 0, nil, err
	}
	t, err = s.readForm(w, r)
	return id, of, t, err
}

// reasonAt names the field "reason" of one of several forms.
func reasonAt(p templates.Page, id int64) templates.Page {
	return renamed(p, map[string]string{"reason": "reason-" + itoa(id), "code": "code-" + itoa(id)})
}

// queuePage is GET /communities/{id}/queue.
func (s *Site) queuePage(w http.ResponseWriter, r *http.Request) error {
	id, err := number(r, "id")
	if err != nil {
		return err
	}
	membership, values := carriedUnder(r, r.URL.EscapedPath())
	view, err := s.queueWith(r, s.page(r, "communities", ""), id, parseID(membership), values, guestCarried(r))
	if err != nil {
		return err
	}
	return s.render(w, http.StatusOK, carriedReport(r, view))
}

func (s *Site) queue(r *http.Request, p templates.Page, id, membership int64, typed url.Values) (templates.Queue, error) {
	return s.queueWith(r, p, id, membership, typed, guestTyped{})
}

// queueWith makes the page with what was typed about a request or a guest.
func (s *Site) queueWith(r *http.Request, p templates.Page, id, membership int64, typed url.Values, t guestTyped) (templates.Queue, error) {
	v := visitOf(r)
	all, err := s.Service.WholeQueue(r.Context(), v.viewer, id)
	if err != nil {
		return templates.Queue{}, err
	}
	card, err := s.Service.Community(r.Context(), v.viewer, id)
	if err != nil {
		return templates.Queue{}, err
	}
	view := templates.Queue{Page: p, Community: s.cardRow(card, v.lang)}
	for _, q := range all.Requests {
		row := s.requestRow(q, v.lang)
		if q.Issuer != "" && row.Who.Host != "" {
			row.Who.Authority = cmp.Or(row.Who.Authority, q.Issuer)
		}
		if row.Membership == membership {
			row.Decision, row.Code = typed.Get("reason"), typed.Get("code")
		}
		if view.Requests = append(view.Requests, row); row.Back && card.Local { // all at once at their own server only
			view.Back++
		}
	}
	for _, q := range all.Reports {
		view.Reports = append(view.Reports, queuedReport(q))
	}
	view.Held = s.heldRows(all.Held)
	view.Measures = measureRows(all.Measures)
	if !card.Local {
		return view, s.refusedActs(r, &view, id)
	}
	guests, err := s.Service.GuestQueue(r.Context(), v.viewer, id)
	for _, g := range guests {
		view.Guests = append(view.Guests, guestRow(g, t))
	}
	return view, err
}

// decideForm is POST /communities/{id}/queue/{membership}.
func (s *Site) decideForm(w http.ResponseWriter, r *http.Request) error {
	id, membership, t, err := s.membershipForm(w, r)
	if err != nil {
		return err
	}
	to := "/communities/" + itoa(id) + "/queue"
	decision := t.get("decision")
	_, err = s.once(r, func() (string, error) {
		if decision != "accept" && decision != "reject" {
			return "", community.FieldError("reason", "error.choice", nil)
		}
		return to, s.Service.DecideJoinBecause(r.Context(), visitOf(r).viewer, id, membership, decision == "accept", whyOf(t))
	})
	if err != nil {
		return s.again(w, r, err, s.page(r, "communities", to), func(p templates.Page) (templates.View, error) {
			return s.queue(r, reasonAt(p, membership), id, membership, t.values)
		})
	}
	return done(w, r, to, s.orSent(r, id, decision+"ed"))
}

// lastID is the number at the end of a path, before a suffix; 0 for none.
func lastID(path, suffix string) int64 {
	path = path[:max(0, len(path)-len(suffix))]
	for i := len(path) - 1; i >= 0; i-- {
		if path[i] == '/' {
			return parseID(path[i+1:])
		}
	}
	return 0
}
