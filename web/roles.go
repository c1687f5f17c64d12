package web

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/go-chi/chi/v5"

	"headroom/community"
	"headroom/templates"
)

// readsOnPage is how many looks a page shows.
const readsOnPage = 50

// roleRoutes are the pages about who may do more than others, and did.
func (s *Site) roleRoutes(r chi.Router) {
	r.Get("/facilitators", s.handle(s.team))
	r.Get("/communities/{id}/reads", s.handle(s.reads))
	r.Get("/desk", s.handle(s.desk))
}

// team is GET /facilitators.
func (s *Site) team(w http.ResponseWriter, r *http.Request) error {
	all, err := s.Service.Team(r.Context(), visitOf(r).viewer)
	if err != nil {
		return err
	}
	view := templates.Team{Page: s.page(r, "people", "")}
	for _, m := range all {
		view.Rows = append(view.Rows, templates.TeamRow{Byline: s.personByline(m.Person, "facilitator"),
			From: m.Appointment.From, Until: m.Appointment.Until})
	}
	return s.render(w, http.StatusOK, view)
}

// reads is GET /communities/{id}/reads.
func (s *Site) reads(w http.ResponseWriter, r *http.Request) error {
	id, err := number(r, "id")
	if err != nil {
		return err
	}
	page := paged(r, readsOnPage)
	rows, card, err := s.Service.Reads(r.Context(), visitOf(r).viewer, id, page)
	if err != nil {
		return err
	}
	view := templates.Reads{Page: s.page(r, "communities", ""), Community: s.cardRow(card, visitOf(r).lang)}
	for _, row := range rows {
		view.Rows = append(view.Rows, templates.ReadRow{Kind: strings.TrimPrefix(row.Action, "read."), PersonID: row.Person.Person.ID,
			Name: row.Person.Name, At: row.At})
	}
	if len(rows) == readsOnPage {
		view.Pager.Next = withQuery(r, "before", itoa(rows[len(rows)-1].Seq))
	}
	if page.Before != 0 {
		view.Pager.Previous = withQuery(r, "", "")
	}
	return s.render(w, http.StatusOK, view)
}

// desk is GET /desk.
func (s *Site) desk(w http.ResponseWriter, r *http.Request) error {
	have, err := s.Service.Desk(r.Context(), visitOf(r).viewer)
	if err != nil {
		return err
	}
	view := templates.Desk{Page: s.page(r, "", ""), Authority: have.Authority, Until: have.Appointment.Until}
	for _, row := range have.Rows {
		view.Rows = append(view.Rows, templates.DeskRow{Phase: row.Phase, Count: int(row.Count), Few: row.Few})
	}
	return s.render(w, http.StatusOK, view)
}

// deskForm is POST /operator/members/{id}/desk.
func (s *Site) deskForm(w http.ResponseWriter, r *http.Request) error {
	return s.standingForm(w, r, "desk_given", "desk", func(id int64, t *typed) error {
		n, _ := strconv.ParseInt(t.get("months"), 10, 64) // what is no number is no number of months
		_, err := s.Service.Appoint(r.Context(), visitOf(r).viewer, community.AppointInput{Role: community.RoleDesk, Person: id, Months: n, Reason: t.get("reason")})
		return err
	})
}

// deskEndForm is POST /operator/members/{id}/desk-end.
func (s *Site) deskEndForm(w http.ResponseWriter, r *http.Request) error {
	return s.standingForm(w, r, "desk_ended", "desk_end", func(id int64, t *typed) error {
		return s.Service.EndAppointment(r.Context(), visitOf(r).viewer, id, community.RoleDesk, t.get("reason"))
	})
}

// admits are whom a community is for, in the words of its form, with the types
// of credential that it takes.
var admits = map[string][]string{
	"heads":    {"HeadteacherCredential", "FacilitatorCredential"},
	"aspiring": {"AspiringHeadCredential"},
	"both":     {"HeadteacherCredential", "FacilitatorCredential", "AspiringHeadCredential"},
	"further":  {},
}

// admitsTypes are the types for a word and the further roles that were ticked; a
// word that is none is a type that is none, so that the use case says so, and so
// is "further" without a role.
func admitsTypes(word string, further []string) []string {
	types, ok := admits[word]
	if !ok || word == "further" && len(further) == 0 {
		return []string{word}
	}
	types = slices.Clone(types)
	for _, role := range further {
		types = append(types, community.RoleType(role))
	}
	return types
}

// furtherOf are the further roles among types.
func furtherOf(types []string) (roles []string) {
	for _, t := range types {
		if role := community.RoleOf(t); role != "" {
			roles = append(roles, role)
		}
	}
	return roles
}

// furtherRoles are the ids of the roles that the instance has beside those built
// in.
func (s *Site) furtherRoles() (ids []string) {
	for _, r := range s.Service.Roles {
		ids = append(ids, r.ID)
	}
	return ids
}

// admitsWord is the word for types of credential.
func admitsWord(types []string) string {
	aspiring, heads := slices.Contains(types, "AspiringHeadCredential"), slices.Contains(types, "HeadteacherCredential")
	switch {
	case !aspiring && !heads && len(furtherOf(types)) > 0:
		return "further"
	case aspiring && heads:
		return "both"
	case aspiring:
		return "aspiring"
	default:
		return "heads"
	}
}

// monthsOf is the field of the months of an act on the page of a person.
func monthsOf(act string) string {
	if act == "desk" || act == "role" {
		return act + "_months"
	}
	return "months"
}

// appointForm is POST /operator/members/{id}/role.
func (s *Site) appointForm(w http.ResponseWriter, r *http.Request) error {
	return s.standingForm(w, r, "role_given", "role", func(id int64, t *typed) error {
		n, _ := strconv.ParseInt(t.get("months"), 10, 64) // what is no number is no number of months
		role := t.get("role")
		if !slices.Contains(s.furtherRoles(), role) { // the others have forms of their own
			role = ""
		}
		_, err := s.Service.Appoint(r.Context(), visitOf(r).viewer, community.AppointInput{Person: id, Role: role, Months: n, Reason: t.get("reason")})
		return err
	})
}

// appointEndForm is POST /operator/members/{id}/role-end.
func (s *Site) appointEndForm(w http.ResponseWriter, r *http.Request) error {
	return s.standingForm(w, r, "role_ended", "role_end", func(id int64, t *typed) error {
		return s.Service.EndAppointment(r.Context(), visitOf(r).viewer, id, t.get("role"), t.get("reason"))
	})
}
