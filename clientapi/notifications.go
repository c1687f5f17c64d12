package clientapi

import (
	"net/http"
	"slices"

	"github.com/go-chi/chi/v5"

	"headroom/community"
)

// kindsAsked reads types[] and exclude_types[]. ok is false when nothing is left.
func kindsAsked(p values) (kinds []community.NoticeKind, ok bool) {
	only, but := p.texts("types"), p.texts("exclude_types")
	for _, t := range community.Alerts() {
		if (len(only) == 0 || slices.Contains(only, t.Name)) && !slices.Contains(but, t.Name) {
			kinds = append(kinds, t.Kinds...)
		}
	}
	return kinds, len(kinds) > 0
}

// notificationRoutes are the notifications of both versions.
func (a *API) notificationRoutes() []route {
	get, post := http.MethodGet, http.MethodPost
	read, write := scopeRead("notifications"), scopeWrite("notifications")
	return []route{
		row(get, "/api/v1/notifications", read, a.notifications),
		row(get, "/api/v1/notifications/unread_count", read, a.unreadNotifications),
		row(post, "/api/v1/notifications/clear", write, a.clearNotifications),
		row(get, "/api/v2/notifications/policy", read, a.notificationPolicy),
		row(get, "/api/v1/notifications/requests", read, a.noRequests),
		row(get, "/api/v1/notifications/requests/merged", read, a.requestsMerged),
		row(get, "/api/v1/notifications/{id}", read, a.notification),
		row(post, "/api/v1/notifications/{id}/dismiss", write, a.dismissNotification),
		row(get, "/api/v2/notifications", read, a.groupedNotifications),
		row(get, "/api/v2/notifications/unread_count", read, a.unreadNotifications),
		row(get, "/api/v2/notifications/{key}", read, a.notificationGroup),
		row(get, "/api/v2/notifications/{key}/accounts", read, a.notificationPeople),
		row(post, "/api/v2/notifications/{key}/dismiss", write, a.dismissGroup),
	}
}

// noticesAsked are the notices of a page and the statuses of what they are about, by
// post; last is the one after which the next page begins.
func (a *API) noticesAsked(r *http.Request, c caller) (list []community.NoticeView, last int64, err error) {
	p, err := params(r)
	if err != nil {
		return nil, 0, err
	}
	kinds, ok := kindsAsked(p)
	if !ok {
		return nil, 0, nil
	}
	from, err := p.id("account_id")
	if err != nil {
		return nil, 0, nil
	}
	at := page(r, 40, 80)
	list, last, err = a.Service.NoticesInOrder(r.Context(), c.viewer, kinds, at.Page)
	list = slices.DeleteFunc(list, func(n community.NoticeView) bool {
		return at.reached(n.ID) || from != 0 && n.Actor.ID != from
	})
	if last == 0 && len(list) > 0 {
		last = list[len(list)-1].ID
	}
	return list, last, err
}

func (a *API) notifications(w http.ResponseWriter, r *http.Request, c caller) error {
	list, last, err := a.noticesAsked(r, c)
	if err != nil {
		return err
	}
	out, err := a.told(r, c, list)
	if err != nil {
		return err
	}
	if len(list) > 0 {
		a.link(w, r, list[0].ID, last)
	}
	return a.answer(w, http.StatusOK, out)
}

// notification is GET notifications/{id}.
func (a *API) notification(w http.ResponseWriter, r *http.Request, c caller) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	n, err := a.Service.NoticeOf(r.Context(), c.viewer, id)
	if err != nil {
		return err
	}
	out, err := a.told(r, c, []community.NoticeView{n})
	if err != nil {
		return err
	}
	if len(out) == 0 {
		return community.ErrNotFound
	}
	return a.answer(w, http.StatusOK, out[0])
}

func (a *API) clearNotifications(w http.ResponseWriter, r *http.Request, c caller) error {
	if err := a.Service.DismissNotices(r.Context(), c.viewer, 0); err != nil {
		return err
	}
	return a.answer(w, http.StatusOK, struct{}{})
}

func (a *API) dismissNotification(w http.ResponseWriter, r *http.Request, c caller) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	return a.dismiss(w, r, c, id)
}

func (a *API) dismiss(w http.ResponseWriter, r *http.Request, c caller, id int64) error {
	if err := a.Service.DismissNotices(r.Context(), c.viewer, id); err != nil {
		return err
	}
	return a.answer(w, http.StatusOK, struct{}{})
}

func (a *API) unreadNotifications(w http.ResponseWriter, r *http.Request, c caller) error {
	n, err := a.Service.UnreadAlerts(r.Context(), c.viewer)
	if err != nil {
		return err
	}
	return a.answer(w, http.StatusOK, map[string]int{"count": n})
}

// notificationGroup is GET v2/notifications/{key}: one group alone.
func (a *API) notificationGroup(w http.ResponseWriter, r *http.Request, c caller) error {
	n, err := a.noticeByKey(r, c)
	if err != nil {
		return err
	}
	out, err := a.grouped(r, c, []community.NoticeView{n})
	if err != nil {
		return err
	}
	return a.answer(w, http.StatusOK, out)
}

// notificationPeople is who a group is about: the one who is named.
func (a *API) notificationPeople(w http.ResponseWriter, r *http.Request, c caller) error {
	n, err := a.noticeByKey(r, c)
	if err != nil {
		return err
	}
	return a.answer(w, http.StatusOK, []account{a.person(c, n.Actor)})
}

func (a *API) dismissGroup(w http.ResponseWriter, r *http.Request, c caller) error {
	id, err := keyID(chi.URLParam(r, "key"))
	if err != nil {
		return err
	}
	return a.dismiss(w, r, c, id)
}

func (a *API) noticeByKey(r *http.Request, c caller) (community.NoticeView, error) {
	id, err := keyID(chi.URLParam(r, "key"))
	if err != nil {
		return community.NoticeView{}, err
	}
	n, err := a.Service.NoticeOf(r.Context(), c.viewer, id)
	if err == nil && (n.Kind.Alert() == "" || n.Actor.ID == 0) {
		err = community.ErrNotFound
	}
	return n, err
}
