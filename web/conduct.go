package web

import (
	"net/http"

	"headroom/community"
	"headroom/templates"
)

// rules shows the code of conduct of a community.
func (s *Site) rules(card community.CommunityCard, v *visit) templates.Rules {
	out := templates.Rules{ID: card.ID, Since: card.RulesSince}
	if out.Text, out.Lang = s.in(card.Rules, v.lang); out.Lang == v.lang {
		out.Lang = ""
	}
	return out
}

// conduct is GET /communities/{id}/conduct: every version, and what has changed.
func (s *Site) conduct(w http.ResponseWriter, r *http.Request) error {
	id, err := number(r, "id")
	if err != nil {
		return err
	}
	v := visitOf(r)
	card, versions, err := s.Service.ConductVersions(r.Context(), v.viewer, id, v.lang)
	if err != nil {
		return err
	}
	view := templates.ConductPage{Page: s.page(r, "communities", ""), Community: s.cardRow(card, v.lang)}
	for _, one := range versions {
		row := templates.RulesVersion{Since: one.Since, By: one.By.Name, ByID: one.By.ID, Text: one.Text, Lang: one.Language, Changes: changes(one.Changes, one.Language)}
		if row.Lang == v.lang {
			row.Lang = ""
		}
		view.Versions = append(view.Versions, row)
	}
	return s.render(w, http.StatusOK, view)
}
