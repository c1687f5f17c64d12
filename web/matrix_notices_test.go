package web_test

import (
	"maps"

	"headroom/community"
)

func init() { maps.Copy(forms, noticeForms) }

// noticeForms are the forms about notifications and what they go by.
var noticeForms = map[string]form{
	"/notifications/read": {role: "member", path: fixed("/notifications/read"), bare: true, good: sends()},
	"/notifications/settings": {role: "member", path: fixed("/notifications/settings"), good: sends("topic_reply", "mail", "topic_mention", "off", "quiet", "hours", "quiet_from", "19:00", "quiet_until", "06:30", "digest", "weekly", "digest_at", "08:00"),
		required: map[string]string{"quiet": "quiet", "quiet_from": "quiet_from", "quiet_until": "quiet_until", "digest": "digest", "digest_at": "digest_at"},
		wrong:    []fault{{"topic_reply", "by pigeon", "topic_reply"}, {"topic_mention", "", "topic_mention"}, {"quiet", "never", "quiet"}, {"quiet_from", "25:00", "quiet_from"}, {"digest", "hourly", "digest"}}},
	"/operator/terms": {role: "operator", path: fixed("/operator/terms"), text: []string{"authority", "text"},
		good:     sends("authority", "Highland", "text", "name,from,until\nAutumn term,2026-08-17,2026-12-18\n"),
		required: map[string]string{"text": "file"}, wrong: []fault{{"text", "name,from,until\nAutumn,soon,2026-12-18\n", "file"}, {"text", "no table", "file"}}},
	"/operator/terms/remove": {role: "operator", path: func(h *house) string {
		h.made("terms", func() string {
			h.ok(h.service.SetSchoolDays(h.t.Context(), community.CommandLine, "Highland", community.SchoolDays{{Name: "Autumn", Open: true, From: "2026-08-17", Until: "2026-12-18"}}))
			return "done"
		})
		return "/operator/terms/remove"
	}, bare: true, good: sends("authority", "Highland"), wrong: []fault{{"authority", "nowhere", ""}}},
	"/threads/{id}/follow": {role: "member", bare: true, good: sends("choice", "follow"), path: func(h *house) string { return path("/threads/%d/follow", h.thread) },
		wrong: []fault{{"choice", "perhaps", ""}, {"choice", "", ""}}},
	"/unsubscribe/{token}": {role: "anonymous", path: fixed("/unsubscribe/sample"), good: sends("List-Unsubscribe", "One-Click"), bare: true, twice: true},
}
