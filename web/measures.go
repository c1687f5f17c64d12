package web

import (
	"net/http"
	"time"

	"headroom/community"
	"headroom/templates"
)

// silences are how long a member may be told not to write, by the word of the form.
var silences = map[string]time.Duration{"day1": 24 * time.Hour, "day3": 3 * 24 * time.Hour, "day7": 7 * 24 * time.Hour,
	"day14": 14 * 24 * time.Hour, "day30": 30 * 24 * time.Hour}

// measureForm is POST /communities/{id}/members/{membership}/measure: a member is
// warned, told not to write for a time, or may write again; or
// what they write waits for a facilitator, or does so no longer.
func (s *Site) measureForm(w http.ResponseWriter, r *http.Request) error {
	id, membership, t, err := s.membershipForm(w, r)
	if err != nil {
		return err
	}
	viewer, to, what := visitOf(r).viewer, "/communities/"+itoa(id)+"/people", t.get("measure")
	if what == "end" {
		to = "/communities/" + itoa(id) + "/queue"
		return s.step(w, r, to, s.orSent(r, id, "unsilenced"), func() error {
			return s.Service.UnsilenceMember(r.Context(), viewer, id, membership)
		})
	}
	if what == "unreview" {
		return s.step(w, r, to, s.orSent(r, id, "unreviewed"), func() error {
			return s.Service.UnreviewMember(r.Context(), viewer, id, membership)
		})
	}
	_, err = s.once(r, func() (string, error) {
		switch what {
		case "warn":
			return to, s.Service.WarnMember(r.Context(), viewer, id, membership, whyOf(t))
		case "review":
			return to, s.Service.ReviewMember(r.Context(), viewer, id, membership, whyOf(t))
		}
		return to, s.Service.SilenceMember(r.Context(), viewer, id, membership, silences[what], whyOf(t)) // no time at all for an unknown word
	})
	if err != nil {
		return s.again(w, r, err, s.page(r, "communities", to), func(p templates.Page) (templates.View, error) {
			at := "-" + itoa(membership)
			p = renamed(p, map[string]string{"reason": "measure_reason" + at, "code": "measure_code" + at, "measure": "measure" + at})
			return s.room(r, p, id, inRoomOf("measure", membership, t.values))
		})
	}
	said := "silenced"
	switch what {
	case "warn":
		said = "warned"
	case "review":
		said = "reviewed"
	}
	return done(w, r, to, s.orSent(r, id, said))
}

// measureRows shows what moderators did lately about members who stay.
func measureRows(all []community.MeasureView) (rows []templates.MeasureRow) {
	for _, m := range all {
		row := templates.MeasureRow{ID: m.ID, Kind: string(m.Kind), Whom: m.Person.Name, WhomID: m.Person.ID, By: m.By.Name, Reason: m.Code,
			Words: m.Words, At: m.CreatedAt, Until: m.Until}
		if m.Holds {
			row.Membership = m.Membership
		}
		rows = append(rows, row)
	}
	return rows
}
