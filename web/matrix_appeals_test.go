package web_test

import (
	"maps"
	"strconv"

	"headroom/community"
	"headroom/community/policy"
)

func init() { maps.Copy(forms, appealForms) }

// appealForms are the forms of appeals.
var appealForms = map[string]form{
	"/appeals/{kind}/{id}": {role: "member", path: func(h *house) string { return path("/appeals/measure/%d", h.warned()) }, text: []string{"words"},
		good: sends("words", "I did not say that"), required: map[string]string{"words": "words"}},
	"/communities/{id}/appeals/{appeal}": {role: "facilitator", text: []string{"answer"}, good: sends("outcome", "not-upheld", "answer", "You did."),
		path:     func(h *house) string { return path("/communities/%d/appeals/%s", h.closed.ID, h.appealed()) },
		required: map[string]string{"answer": "answer-#"}, wrong: []fault{{"outcome", "perhaps", "outcome-#"}}},
}

// warned is a warning of the member.
func (h *house) warned() int64 {
	made := h.made("warned", func() string {
		membership, err := strconv.ParseInt(h.membership("member"), 10, 64)
		h.ok(err)
		h.ok(h.service.WarnMember(h.t.Context(), h.as("moderator"), h.closed.ID, membership, community.Why{Code: policy.ReasonUnkind, Words: "Calm down"}))
		var id int64
		h.ok(h.store.View(h.t.Context(), func(tx community.Tx) error {
			all, err := tx.MeasuresOf(h.closed.ID, h.people["member"].Person.ID, 1)
			id = all[0].ID
			return err
		}))
		return path("%d", id)
	})
	id, err := strconv.ParseInt(made, 10, 64)
	h.ok(err)
	return id
}

// appealed is an appeal of the member's, which a facilitator may decide.
func (h *house) appealed() string {
	return h.made("appealed", func() string {
		a, err := h.service.MakeAppeal(h.t.Context(), h.as("member"), community.AppealMeasure, h.warned(), "I did not say that")
		h.ok(err)
		h.ok(h.service.Join(h.t.Context(), h.as("facilitator"), h.closed.ID, "I help here.", nil))
		queue, err := h.service.Queue(h.t.Context(), h.as("moderator"), h.closed.ID)
		h.ok(err)
		h.ok(h.service.DecideJoin(h.t.Context(), h.as("moderator"), h.closed.ID, queue[0].Membership.ID, true, ""))
		h.ok(h.service.SetRole(h.t.Context(), h.as("moderator"), h.closed.ID, queue[0].Membership.ID, policy.FacilitatorRole, "Helps"))
		return path("%d", a.ID)
	})
}
