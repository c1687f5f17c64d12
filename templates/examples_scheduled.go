package templates

import "time"

// scheduled are posts that are sent later.
func (x examples) scheduled() []Example {
	rows := []ScheduledRow{{ID: 91, Title: "Snow days", Lang: "en", Excerpt: "Who closes first?", Pictures: []Image{{URL: "/static/sample/icon.svg", Alt: "A road in snow"}}, Community: "Highlands and Islands", CommunityLang: "en", At: exampleTime.Add(time.Hour)},
		{ID: 92, Title: "Dysgu cymysg", Reply: true, Lang: "cy", Excerpt: "Diolch.", At: exampleTime.Add(48 * time.Hour)}}
	form := ComposeForm{Title: "Snow days", Body: "Who closes first?", Lang: "en", SendAt: "2026-03-03T15:05"}
	return []Example{{"scheduled", Scheduled{Page: x.member("drafts"), Rows: rows}}, {"scheduled-empty", Scheduled{Page: x.member("drafts")}},
		{"scheduled-edit", ScheduledEdit{Page: x.member("drafts"), Post: 91, Row: rows[0], Form: form}},
		{"scheduled-edit-reply", ScheduledEdit{Page: faulty(x.member("drafts"), FieldError{Field: "send_at", Key: "error.scheduled_when"}), Post: 92, Reply: true, Row: rows[1], Form: form}}}
}
