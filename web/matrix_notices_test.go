package web_test

import (
	"context"
	"errors"
	"maps"
	"strings"

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
	"/notifications/devices": {role: "member", path: fixed("/notifications/devices"), text: []string{"device_name"},
		good:     sends("device_name", "My phone", "endpoint", "https://push.example/1", "p256dh", "key", "auth", "secret"),
		required: map[string]string{"device_name": "device_name", "endpoint": "device_name"}, wrong: []fault{{"endpoint", "https://10.0.0.1/", "device_name"}}},
	"/notifications/devices/{id}/end": {role: "member", path: func(h *house) string {
		return "/notifications/devices/" + h.device() + "/end"
	}, bare: true, good: sends()},
	"/notifications/push": {role: "member", path: func(h *house) string { h.device(); return "/notifications/push" },
		good: sends("push", "reply"), wrong: []fault{{"push", "pigeon", "push"}}},
	"/threads/{id}/follow": {role: "member", bare: true, good: sends("choice", "follow"), path: func(h *house) string { return path("/threads/%d/follow", h.thread) },
		wrong: []fault{{"choice", "perhaps", ""}, {"choice", "", ""}}},
	"/unsubscribe/{token}": {role: "anonymous", path: fixed("/unsubscribe/sample"), good: sends("List-Unsubscribe", "One-Click"), bare: true, twice: true},
}

// device is one of the member's.
func (h *house) device() string {
	return h.made("device", func() string {
		h.ok(h.service.AddDevice(h.t.Context(), h.as("member"), community.PushDevice{Name: "My phone", Endpoint: "https://push.example/2"}))
		all, err := h.service.PushSettings(h.t.Context(), h.as("member"))
		h.ok(err)
		return path("%d", all.Devices[0].ID)
	})
}

// pushes takes every endpoint but one on a private address.
type pushes struct{}

func (pushes) Public() string { return "sample" }
func (pushes) Check(_ context.Context, d community.PushDevice) error {
	if strings.TrimSpace(d.Endpoint) == "" || strings.Contains(d.Endpoint, "//10.") {
		return errors.New("a private address")
	}
	return nil
}
