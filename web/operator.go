package web

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"headroom/community"
	"headroom/community/policy"
	"headroom/templates"
)

// The pages of operators: people, never what they write. Every use case asks
// for the operator's right itself.

const membersOnPage = 50

// operatorHome is GET /operator.
func (s *Site) operatorHome(w http.ResponseWriter, r *http.Request) error {
	ctx, v := r.Context(), visitOf(r).viewer
	members, err := s.Service.LocalMembers(ctx, v)
	if err != nil {
		return err
	}
	peers, err := s.Service.Peers(ctx, v)
	if err != nil {
		return err
	}
	lanes, err := s.Service.Lanes(ctx, v)
	if err != nil {
		return err
	}
	cases, err := s.Service.CasesWaiting(ctx, v)
	if err != nil {
		return err
	}
	view := templates.OperatorHome{Page: s.page(r, "operator", ""), Version: s.Version, Applications: int(cases.Applications),
		Appeals: int(cases.Appeals), Exceptions: int(cases.Exceptions)}
	for _, m := range members {
		switch standing(m.Standing) {
		case "verified":
			view.Members++
		case "unverified":
			view.Unverified++
		}
	}
	for _, p := range peers {
		switch p.State {
		case community.PeerActive:
			view.Peers++
			if _, asked := p.Renewing(); asked {
				view.PeersAsking++
			}
		case community.PeerReceived:
			view.PeersAsking++
		}
	}
	if view.Reports, err = s.Service.ReportsWaiting(ctx, v); err != nil {
		return err
	}
	if view.Missing, err = s.Service.PeersMissing(ctx, v); err != nil {
		return err
	}
	for _, l := range lanes {
		view.Waiting += int(l.Waiting)
		view.Parked += int(l.Parked)
	}
	return s.render(w, http.StatusOK, view)
}

// standing is the state of an account as pages know it.
func standing(word string) string {
	switch word {
	case "verified", "facilitator":
		return "verified"
	case "revoked", "suspended", "aspiring", "appointed":
		return word
	default:
		return "unverified"
	}
}

// held is the office of whom is here as something else than a head: it stands in
// the place of the word for a verification.
func held(standing, role string) string {
	switch standing {
	case "aspiring":
		return standing
	case "appointed":
		return role
	default:
		return ""
	}
}

// operatorMembers is GET /operator/members.
func (s *Site) operatorMembers(w http.ResponseWriter, r *http.Request) error {
	form := templates.AccountForm{Post: s.usualPost()}
	if values := carriedTo(r, "/operator/members"); values != nil {
		form = accountOf(&typed{values: values})
	}
	view, err := s.members(r, s.page(r, "operator", ""), form)
	if err != nil {
		return err
	}
	return s.render(w, http.StatusOK, view)
}

func (s *Site) members(r *http.Request, p templates.Page, form templates.AccountForm) (templates.OperatorMembers, error) {
	rows, err := s.Service.LocalMembers(r.Context(), visitOf(r).viewer)
	if err != nil {
		return templates.OperatorMembers{}, err
	}
	view := templates.OperatorMembers{Page: p, Filter: r.URL.Query().Get("filter"), Form: form}
	before := formNumber(r.URL.Query(), "before")
	for _, m := range rows { // newest first
		state := standing(m.Standing)
		if view.Filter != "" && state != view.Filter || before != 0 && m.Person.ID >= before {
			continue
		}
		if len(view.Rows) == membersOnPage {
			view.Pager.Next = withQuery(r, "before", itoa(view.Rows[membersOnPage-1].ID))
			break
		}
		view.Rows = append(view.Rows, templates.AccountRow{Byline: s.personByline(m.Person, held(m.Standing, m.Role)), ID: m.Person.ID,
			Username: m.Username, Email: m.Email, State: state, SignedIn: m.LastSeen})
	}
	if before != 0 {
		view.Pager.Previous = withQuery(r, "", "")
	}
	return view, nil
}

// usualPost is what most people are who are added.
func (s *Site) usualPost() string {
	return s.Renderer.Catalogue().Translate(s.Identity.Language, "office.head")
}

func accountOf(t *typed) templates.AccountForm {
	return templates.AccountForm{Name: t.get("name"), Email: t.get("email"), Username: t.get("username"), Post: t.get("post"), School: t.get("school"), Authority: t.get("authority")}
}

// memberForm is POST /operator/members: it adds a person, who is sent a link.
func (s *Site) memberForm(w http.ResponseWriter, r *http.Request) error {
	t, err := s.readForm(w, r)
	if err != nil {
		return err
	}
	form := accountOf(t)
	if !t.values.Has("post") {
		form.Post = s.usualPost()
	}
	to, err := s.once(r, func() (string, error) {
		p, err := s.Service.AddMember(r.Context(), visitOf(r).viewer, community.MemberInput{Name: form.Name, Email: form.Email,
			Username: form.Username, Post: form.Post, School: form.School, Authority: form.Authority, Nation: s.Identity.Nation})
		return "/operator/members/" + itoa(p.Person.ID), err
	})
	if err != nil {
		return s.again(w, r, err, s.page(r, "operator", "/operator/members"), func(p templates.Page) (templates.View, error) {
			return s.members(r, p, form)
		})
	}
	return done(w, r, to, "member_added")
}

// operatorMember is GET /operator/members/{id}.
func (s *Site) operatorMember(w http.ResponseWriter, r *http.Request) error {
	id, err := number(r, "id")
	if err != nil {
		return err
	}
	view, err := s.member(r, s.page(r, "operator", ""), id)
	if err != nil {
		return err
	}
	if act, values := carriedUnder(r, r.URL.EscapedPath()); values != nil {
		standingTyped(&view, strings.ReplaceAll(act, "-", "_"), values)
	}
	return s.render(w, http.StatusOK, view)
}

// member makes the page of one person. Only operators see what is asked for.
func (s *Site) member(r *http.Request, p templates.Page, id int64) (templates.OperatorMember, error) {
	ctx, v := r.Context(), visitOf(r).viewer
	person, err := s.Service.Profile(ctx, v, id)
	if err != nil {
		return templates.OperatorMember{}, err
	}
	if !person.Operator {
		return templates.OperatorMember{}, community.ErrNotFound
	}
	view := templates.OperatorMember{Page: p, Biography: person.Biography, Kind: "head",
		Account: templates.AccountRow{Byline: s.personByline(person.Person, held(person.Standing, person.Role)), ID: id, Username: person.Username,
			Email: person.Account.Email, State: standing(person.Standing)}}
	switch view.Account.State {
	case "verified", "aspiring", "appointed":
		for _, c := range person.Credentials {
			if c.RevokedAt.IsZero() && c.ValidUntil.After(view.Account.Until) {
				view.Account.Until = c.ValidUntil
			}
		}
	}
	view.Aspiring = person.Aspiring
	if until, may, err := s.Service.HeadshipEnd(ctx, v, id); err != nil {
		return view, err
	} else if may {
		view.HeadUntil = until
	}
	view.HeadOver = !view.HeadUntil.IsZero() && !s.Clock().Before(view.HeadUntil)
	if a, held, err := s.Service.DeskOf(ctx, v, id); err != nil {
		return view, err
	} else if held {
		view.DeskUntil = a.Until
	}
	if view.Unopened, err = s.Service.Unopened(ctx, v, id); err != nil {
		return view, err
	}
	view.Further = s.furtherRoles()
	if a, held, err := s.Service.RoleHeld(ctx, v, id); err != nil {
		return view, err
	} else if held {
		view.Held, view.HeldUntil = a.Role, a.Until
	}
	rows, err := s.Service.Audit(ctx, v, community.Page{Limit: 200})
	if err != nil {
		return view, err
	}
	for _, row := range rows {
		if row.Subject == person.IRI {
			shown := named(s.auditRow(row, p.Lang()), row, map[string]string{person.IRI: person.Name})
			shown.Subject = ""
			view.History = append(view.History, shown)
		}
	}
	return view, nil
}

// verifyForm is POST /operator/members/{id}/verify.
func (s *Site) verifyForm(w http.ResponseWriter, r *http.Request) error {
	return s.standingForm(w, r, "verified", "verify", func(id int64, t *typed) error {
		kinds := map[string]policy.Credential{"head": policy.Head, "facilitator": policy.Facilitator, "aspiring": policy.Aspiring}
		if months := t.get("months"); months != "" && t.get("kind") == "facilitator" {
			n, _ := strconv.ParseInt(months, 10, 64) // what is no number is no number of months
			_, err := s.Service.Appoint(r.Context(), visitOf(r).viewer,
				community.AppointInput{Role: community.RoleFacilitator, Person: id, Months: n, Reason: t.get("reason")})
			return err
		}
		_, err := s.Service.Verify(r.Context(), visitOf(r).viewer, id, kinds[t.get("kind")], t.get("reason"))
		return err
	})
}

// extendForm is POST /operator/members/{id}/extend.
func (s *Site) extendForm(w http.ResponseWriter, r *http.Request) error {
	return s.standingForm(w, r, "extended", "extend", func(id int64, t *typed) error {
		_, err := s.Service.ExtendHeadship(r.Context(), visitOf(r).viewer, id, t.get("until"), t.get("reason"))
		return err
	})
}

// suspendForm is POST /operator/members/{id}/suspend.
func (s *Site) suspendForm(w http.ResponseWriter, r *http.Request) error {
	return s.standingForm(w, r, "suspended", "suspend", func(id int64, t *typed) error {
		return s.Service.Suspend(r.Context(), visitOf(r).viewer, id, t.get("reason"))
	})
}

// restoreForm is POST /operator/members/{id}/restore.
func (s *Site) restoreForm(w http.ResponseWriter, r *http.Request) error {
	return s.standingForm(w, r, "restored", "restore", func(id int64, t *typed) error {
		return s.Service.Restore(r.Context(), visitOf(r).viewer, id, t.get("reason"))
	})
}

// revokeForm is POST /operator/members/{id}/revoke.
func (s *Site) revokeForm(w http.ResponseWriter, r *http.Request) error {
	return s.standingForm(w, r, "revoked", "revoke", func(id int64, t *typed) error {
		return s.Service.Revoke(r.Context(), visitOf(r).viewer, id, t.get("reason"))
	})
}

// standingTyped puts what was typed for an act into its form.
func standingTyped(view *templates.OperatorMember, act string, v url.Values) {
	reason := v.Get("reason")
	switch act {
	case "verify":
		view.Kind, view.Months, view.VerifyReason = v.Get("kind"), v.Get("months"), reason
	case "suspend":
		view.SuspendReason = reason
	case "restore":
		view.RestoreReason = reason
	case "extend":
		view.ExtendUntil, view.ExtendReason = v.Get("until"), reason
	case "desk":
		view.DeskMonths, view.DeskReason = v.Get("months"), reason
	case "desk_end":
		view.DeskEndReason = reason
	case "role":
		view.Role, view.RoleMonths, view.RoleReason = v.Get("role"), v.Get("months"), reason
	case "role_end":
		view.RoleEndReason = reason
	default:
		view.RevokeReason = reason
	}
}

// standingForm is a form on the page of a person, whose reason is reported for
// the field of its act.
func (s *Site) standingForm(w http.ResponseWriter, r *http.Request, what, act string, do func(int64, *typed) error) error {
	id, err := number(r, "id")
	if err != nil {
		return err
	}
	t, err := s.readForm(w, r)
	if err != nil {
		return err
	}
	to := "/operator/members/" + itoa(id)
	_, err = s.once(r, func() (string, error) { return to, do(id, t) })
	if err != nil {
		return s.again(w, r, err, s.page(r, "operator", to), func(p templates.Page) (templates.View, error) {
			view, failed := s.member(r, renamed(p, map[string]string{"reason": act + "_reason", "months": monthsOf(act)}), id)
			standingTyped(&view, act, t.values)
			return view, failed
		})
	}
	return done(w, r, to, what)
}
