package web_test

import (
	"maps"
	"net/url"
	"time"

	"headroom/community"
)

func init() { maps.Copy(forms, followingForms) }

// followingForms are those of whom and what somebody reads.
var followingForms = map[string]form{
	"/people/{id}/follow": {role: "member", bare: true, good: sends("on", "yes"), path: func(h *house) string { return path("/people/%d/follow", h.people["moderator"].Person.ID) }},
	"/people/{id}/lists": {role: "member", path: func(h *house) string { return path("/people/%d/lists", h.people["moderator"].Person.ID) },
		good: func(h *house) url.Values { return sends("list", h.listed("member"))(h) }},
	"/feeds": {role: "member", path: fixed("/feeds"), text: []string{"name"}, twice: true, good: sends("name", "My calendar", "kind", "calendar", "community", "0"),
		required: map[string]string{"name": "name"}, wrong: []fault{{"kind", "song", "kind"}, {"community", "x", "community"}, {"community", "999", "community"}}},
	"/feeds/{id}/end": {role: "member", bare: true, good: sends(), path: func(h *house) string { return "/feeds/" + h.fed("member") + "/end" }},
	"/filters": {role: "member", path: fixed("/filters"), text: []string{"title", "words"}, good: sends("title", "Brochures", "words", "brochure", "contexts", "home", "filter_act", "hide", "after", "week"),
		required: map[string]string{"title": "title"}, wrong: []fault{{"contexts", "everywhere", "contexts"}, {"contexts", "", "contexts"}, {"after", "some", "after"}}},
	"/filters/{id}": {role: "member", path: func(h *house) string { return "/filters/" + h.filtered("member") }, text: []string{"title", "words"},
		good:     sends("title", "Brochures", "words", "brochure", "contexts", "thread", "filter_act", "warn", "after", "keep"),
		required: map[string]string{"title": "title"}, wrong: []fault{{"contexts", "everywhere", "contexts"}, {"after", "some", "after"}}},
	"/filters/{id}/delete": {role: "member", bare: true, good: sends(), path: func(h *house) string { return "/filters/" + h.filtered("member") + "/delete" }},
	"/scheduled/{id}": {role: "member", path: func(h *house) string { return "/scheduled/" + h.put("member") }, text: []string{"title", "body"},
		good: func(h *house) url.Values {
			return sends("title", "Snow", "body", "Who closes first?", "lang", "en", "send_at", h.clock.Now().Add(72*time.Hour).Format("2006-01-02T15:04"))(h)
		},
		required: map[string]string{"title": "title", "body": "body", "send_at": "send_at"}, wrong: []fault{{"send_at", "soon", "send_at"}, {"send_at", "2020-01-01T10:00", "send_at"}, {"lang", "tlh!", "lang"}}},
	"/scheduled/{id}/cancel": {role: "member", bare: true, good: sends(), path: func(h *house) string { return "/scheduled/" + h.put("member") + "/cancel" }},
	"/lists":                 {role: "member", path: fixed("/lists"), text: []string{"title"}, good: sends("title", "Island heads"), required: map[string]string{"title": "title"}},
	"/lists/{id}/edit": {role: "member", path: func(h *house) string { return "/lists/" + h.listed("member") + "/edit" }, text: []string{"title"},
		good: sends("title", "Heads of ferries"), required: map[string]string{"title": "title"}},
	"/lists/{id}/remove": {role: "member", bare: true, path: func(h *house) string { return "/lists/" + h.listed("member") + "/remove" },
		good: func(h *house) url.Values {
			return sends("person", path("%d", h.people["moderator"].Person.ID))(h)
		}},
	"/lists/{id}/delete": {role: "member", bare: true, good: sends(), path: func(h *house) string { return "/lists/" + h.listed("member") + "/delete" }},
}

// put is something of somebody's that is to be posted in a week.
func (h *house) put(name string) string {
	return h.made("scheduled by "+name, func() string {
		p, err := h.service.Schedule(h.t.Context(), h.as(name), community.PostInput{Community: h.closed.ID, Title: "canary-later", Body: "Words.", Language: "en"},
			h.clock.Now().Add(7*24*time.Hour))
		h.ok(err)
		return path("%d", p.ID)
	})
}

// filtered is a filter of somebody's.
func (h *house) filtered(name string) string {
	return h.made("filter of "+name, func() string {
		f, err := h.service.CreateFilter(h.t.Context(), h.as(name), community.FilterInput{Title: "canary-filter", Contexts: []string{community.FilterHome},
			Expires: true, After: 48 * time.Hour})
		h.ok(err)
		return path("%d", f.ID)
	})
}

// fed is a feed of somebody's.
func (h *house) fed(name string) string {
	return h.made("feed of "+name, func() string {
		f, _, err := h.service.MakeFeed(h.t.Context(), h.as(name), community.FeedInput{Name: "canary-feed", Kind: community.FeedNews})
		h.ok(err)
		return path("%d", f.ID)
	})
}

// listed is a list of people of somebody's, with the moderator in it.
func (h *house) listed(name string) string {
	return h.made("list of "+name, func() string {
		l, err := h.service.CreatePeopleList(h.t.Context(), h.as(name), "canary-list")
		h.ok(err)
		h.ok(h.service.AddToPeopleList(h.t.Context(), h.as(name), l.ID, h.people["moderator"].Person.ID))
		return path("%d", l.ID)
	})
}
