package web_test

import "maps"

func init() { maps.Copy(forms, heldForms) }

// heldForms are decisions about posts that wait.
var heldForms = map[string]form{
	"/communities/{id}/held/{post}": {role: "moderator", looks: true, good: sends("decision", "withhold", "code", "off-topic"),
		path:  func(h *house) string { return path("/communities/%d/held/%s", h.closed.ID, h.postHeld()) },
		wrong: []fault{{"code", "whim", "held_code-#"}, {"decision", "perhaps", "held_code-#"}}},
}
