package web

import (
	"net/http"
	"slices"
	"strings"

	"headroom/community"
	"headroom/community/policy"
	"headroom/templates"
)

// modLog is GET /communities/{id}/modlog: what the moderators have done.
func (s *Site) modLog(w http.ResponseWriter, r *http.Request) error {
	id, err := number(r, "id")
	if err != nil {
		return err
	}
	v := visitOf(r)
	have, err := s.Service.ModLog(r.Context(), v.viewer, id)
	if err != nil {
		return err
	}
	view := templates.ModLog{Page: s.page(r, "communities", ""), Community: s.cardRow(have.Card, v.lang), Total: int(have.Total),
		Fault: have.Fault, FaultAt: have.FaultAt}
	for _, row := range have.Rows {
		view.Rows = append(view.Rows, s.modRow(row))
	}
	return s.render(w, http.StatusOK, view)
}

// modRow shows one act. What a peer calls an act that we do not know is shown as
// another act.
func (s *Site) modRow(e community.ModRow) templates.ModRow {
	row := templates.ModRow{Seq: e.Seq, Act: knownAct(e.Act), By: e.By.Name, ByID: e.By.ID, Whom: e.Person.Name, WhomID: e.Person.ID,
		Thread: e.Thread.Title, ThreadID: e.Thread.ID, PostID: e.Post.ID, At: e.At}
	if row.By == "" {
		row.By = e.Actor
	}
	if e.Object != "" && row.Whom == "" && row.ThreadID == 0 && row.PostID == 0 && (e.Act == "admit" || e.Act == "expel" || strings.HasPrefix(e.Act, "role-")) {
		row.Whom = e.Object
	}
	if e.Reason != "" && e.Reason != policy.ReasonRemoved && e.Reason != policy.ReasonDeclined {
		row.Reason = policy.KnownReason(e.Reason)
	}
	return row
}

func knownAct(act string) string {
	if slices.Contains(templates.ModActs, act) {
		return act
	}
	return "other"
}
