package web

import (
	"net/http"

	"headroom/community/policy"
	"headroom/templates"
)

// orSent is the message of what was done in a community: of one whose server is
// another, that it was sent there.
func (s *Site) orSent(r *http.Request, id int64, what string) string {
	card, err := s.Service.Community(r.Context(), visitOf(r).viewer, id)
	if err == nil && !card.Local {
		return "act_sent"
	}
	return what
}

// refusedActs shows what the viewer decided and the community's server did not
// take.
func (s *Site) refusedActs(r *http.Request, view *templates.Queue, id int64) error {
	all, err := s.Service.RefusedActs(r.Context(), visitOf(r).viewer, id)
	for _, a := range all {
		view.Refused = append(view.Refused, templates.RefusedAct{Act: string(a.Kind), Reason: policy.KnownReason(a.Answer), At: a.AnsweredAt})
	}
	return err
}

// confirmForm is POST /communities/{id}/queue/confirm: everybody who was in when
// the server was put back is in again.
func (s *Site) confirmForm(w http.ResponseWriter, r *http.Request) error {
	id, err := number(r, "id")
	if err != nil {
		return err
	}
	if _, err := s.readForm(w, r); err != nil {
		return err
	}
	return s.step(w, r, "/communities/"+itoa(id)+"/queue", "members_confirmed", func() error {
		_, err := s.Service.ConfirmMembers(r.Context(), visitOf(r).viewer, id)
		return err
	})
}
