package web_test

import (
	"maps"
	"net/url"
	"time"

	"headroom/community"
)

func init() { maps.Copy(forms, pollForms) }

// pollForms are the forms of polls.
var pollForms = map[string]form{
	"/communities/{id}/polls/new": {role: "member", path: func(h *house) string { return path("/communities/%d/polls/new", h.closed.ID) },
		text: []string{"title", "body", "options"}, good: func(h *house) url.Values { return h.pollForm() },
		required: map[string]string{"title": "title", "body": "body", "options": "options", "closes": "closes"},
		wrong: []fault{{"options", "Only one", "options"}, {"options", "Yes\nyes", "options"}, {"kind", "lottery", "kind"}, {"kind", "", "kind"},
			{"closes", "next week", "closes"}, {"closes", "2020-01-01T10:00", "closes"}, {"closes", "2099-01-01T10:00", "closes"}}},
	"/posts/{id}/vote": {role: "member", path: func(h *house) string { return path("/posts/%s/vote", h.poll()) }, bare: true, twice: true, good: sends("choice", "1"),
		required: map[string]string{"choice": "choice-#"}, wrong: []fault{{"choice", "7", "choice-#"}}},
}

// pollForm is a poll as the page sends it.
func (h *house) pollForm() url.Values {
	return sends("title", "Shall we close?", "body", "The ferry is off.", "options", "Yes\ncanary-option\n\nAnother", "kind", "single", "ballots", "secret", "results", "end",
		"closes", h.clock.Now().Add(72*time.Hour).Format("2006-01-02T15:04"), "lang", "en")(h)
}

// poll is a post of a moderator's that is put to the vote.
func (h *house) poll() string {
	return h.made("poll", func() string {
		out, err := h.service.StartPoll(h.t.Context(), h.as("moderator"), community.PostInput{Community: h.closed.ID, Title: "Shall we close?", Body: "The ferry is off.", Language: "en"},
			community.PollInput{Kind: "single", Options: []string{"Yes", "canary-option"}, ClosesAt: h.clock.Now().Add(72 * time.Hour)})
		h.ok(err)
		return path("%d", out.Post)
	})
}
