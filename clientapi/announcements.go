package clientapi

import (
	"html"
	"net/http"

	"headroom/community"
)

// announcementRoutes are what apps show above their timelines: here what a member is told
// that is no notification in any app, such as a changed role or other rules.
func (a *API) announcementRoutes() []route {
	favourites := scopeWrite("favourites")
	return []route{
		row(http.MethodGet, "/api/v1/announcements", scopeRead("notifications").orNobody(), a.announcements),
		row(http.MethodPost, "/api/v1/announcements/{id}/dismiss", scopeWrite("accounts"), a.dismissAnnouncement),
		row(http.MethodPut, "/api/v1/announcements/{id}/reactions/{name}", favourites, a.missing),
		row(http.MethodDelete, "/api/v1/announcements/{id}/reactions/{name}", favourites, a.missing),
	}
}

// announcement is Mastodon's Announcement.
type announcement struct {
	ID          string  `json:"id"`
	Content     string  `json:"content"`
	StartsAt    *string `json:"starts_at"`
	EndsAt      *string `json:"ends_at"`
	AllDay      bool    `json:"all_day"`
	PublishedAt string  `json:"published_at"`
	UpdatedAt   string  `json:"updated_at"`
	Read        bool    `json:"read"`
	Mentions    []none  `json:"mentions"`
	Statuses    []none  `json:"statuses"`
	Tags        []none  `json:"tags"`
	Emojis      []none  `json:"emojis"`
	Reactions   []none  `json:"reactions"`
}

// announcements is GET announcements: what the member has not read of it, here or on the
// pages; empty for nobody and for an app alone.
func (a *API) announcements(w http.ResponseWriter, r *http.Request, c caller) error {
	out := []announcement{}
	if c.viewer.Person == 0 {
		return a.answer(w, http.StatusOK, out)
	}
	list, err := a.Service.AnnouncedNotices(r.Context(), c.viewer)
	if err != nil {
		return err
	}
	for _, n := range list {
		at := date(n.CreatedAt)
		out = append(out, announcement{ID: idText(n.ID), Content: a.announced(c, n), PublishedAt: at, UpdatedAt: at,
			Mentions: []none{}, Statuses: []none{}, Tags: []none{}, Emojis: []none{}, Reactions: []none{}})
	}
	return a.answer(w, http.StatusOK, out)
}

// announced says a notice in the member's language, where it is about, and leads to the page
// where something can be done.
func (a *API) announced(c caller, n community.NoticeView) string {
	says := html.EscapeString(a.Notice(n, c.account))
	if n.Community.ID != 0 {
		says += " · " + html.EscapeString(n.Community.Name.In(a.language(c), a.Identity.Language))
	}
	at := html.EscapeString(a.Identity.URL + "/notifications/" + idText(n.ID))
	return "<p>" + says + `<br><a href="` + at + `">` + at + "</a></p>"
}

// dismissAnnouncement is POST announcements/{id}/dismiss.
func (a *API) dismissAnnouncement(w http.ResponseWriter, r *http.Request, c caller) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	if err := a.Service.DismissAnnouncement(r.Context(), c.viewer, id); err != nil {
		return err
	}
	return a.answer(w, http.StatusOK, none{})
}
