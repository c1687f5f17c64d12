package clientapi

import (
	"cmp"
	"net/http"
	"strings"
	"unicode/utf8"

	"headroom/community"
	"headroom/community/policy"
)

// reportedMost is how many posts one call may report.
const reportedMost = 5

func (a *API) reportRoutes() []route {
	return []route{{method: http.MethodPost, path: "/api/v1/reports", scope: scopeWrite("reports"), handler: a.report}}
}

// report is Mastodon's Report.
type report struct {
	ID            string   `json:"id"`
	ActionTaken   bool     `json:"action_taken"`
	ActionTakenAt *string  `json:"action_taken_at"`
	Category      string   `json:"category"`
	Comment       string   `json:"comment"`
	Forwarded     bool     `json:"forwarded"`
	CreatedAt     string   `json:"created_at"`
	StatusIDs     []string `json:"status_ids"`
	RuleIDs       []string `json:"rule_ids"`
	Target        account  `json:"target_account"`
}

// reportCodes are our reasons for the categories of clients.
var reportCodes = map[string]string{"spam": policy.ReasonAdvertising, "legal": policy.ReasonUnlawful, "violation": policy.ReasonPolicy, "other": policy.ReasonUnkind}

// report is POST reports: posts go to the moderators of their community, one by one, a
// person without a post to the operators. One that waits already is not sent again.
func (a *API) report(w http.ResponseWriter, r *http.Request, c caller) error {
	p, err := params(r)
	if err != nil {
		return err
	}
	whom, err := p.id("account_id")
	if err != nil {
		return err
	}
	posts, err := p.ids("status_ids")
	if err != nil {
		return err
	}
	category := cmp.Or(p.text("category"), "other")
	code := reportCodes[category]
	if code == "" || len(posts) > reportedMost {
		return errParams
	}
	who, err := a.Service.Actor(r.Context(), c.viewer, whom)
	if err != nil {
		return err
	}
	words := a.reportWords(c, p.text("comment"), len(posts) == 0)
	out := report{Category: category, Comment: p.text("comment"), CreatedAt: date(a.Clock()), StatusIDs: []string{}, RuleIDs: []string{}, Target: a.actor(c, who)}
	var number int64
	for _, id := range posts {
		post, _ := splitID(id)
		made, err := a.Service.ReportPost(r.Context(), c.viewer, community.PostReportInput{Post: post, Code: code, Words: words})
		if err != nil && (community.KindOf(err) != community.Conflict || len(posts) == 1) {
			return err
		}
		number, out.StatusIDs = cmp.Or(made.ID, number), append(out.StatusIDs, idText(id))
	}
	if len(posts) == 0 {
		number, err = a.Service.ReportImpostor(r.Context(), c.viewer, community.ReportInput{Person: whom, Text: words, Code: personCode(code), Language: a.language(c)})
		if err != nil {
			return err
		}
	}
	out.ID = idText(number)
	return a.answer(w, http.StatusOK, out)
}

// reportWords is what moderators or operators read. In apps words may be left out, or be
// one or two; a sentence then says where they come from, since nothing is sent without.
func (a *API) reportWords(c caller, comment string, person bool) string {
	comment = strings.TrimSpace(comment)
	if comment != "" && (!person || utf8.RuneCountInString(comment) >= community.ReportLeast) {
		return comment
	}
	says := cmp.Or(a.Words(refusal("error.app_reported"), a.language(c)), reportedSays)
	return strings.TrimSpace(comment + "\n\n" + says)
}

// reportedSays is that sentence when there are no other words for it.
const reportedSays = "Reported in an app, where words may be left out."

// personCode is the reason for which a person is reported: rules are a room's.
func personCode(code string) string {
	if code == policy.ReasonPolicy {
		return policy.ReasonUnkind
	}
	return code
}
