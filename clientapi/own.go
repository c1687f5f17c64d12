package clientapi

import (
	"net/http"

	"headroom/community"
)

// ownRoutes are the member's own lists.
func (a *API) ownRoutes() []route {
	get := http.MethodGet
	return []route{
		row(get, "/api/v1/favourites", scopeRead("favourites"), a.favourites),
		row(get, "/api/v1/bookmarks", scopeRead("bookmarks"), a.bookmarks),
		row(get, "/api/v1/blocks", scopeRead("blocks"), a.stances(func(s community.Stance) bool { return s.Blocked })),
		row(get, "/api/v1/mutes", scopeRead("mutes"), a.stances(func(s community.Stance) bool { return s.Muted })),
	}
}

// favourites is GET favourites: what the member has reacted to and may read now,
// the last reaction first.
func (a *API) favourites(w http.ResponseWriter, r *http.Request, c caller) error {
	list, next, err := a.Service.Favourites(r.Context(), c.viewer, page(r, 20, 40).Page)
	if err != nil {
		return err
	}
	a.linkNext(w, r, next)
	return a.answer(w, http.StatusOK, a.statuses(c, list))
}

// bookmarks is GET bookmarks, the last marked first.
func (a *API) bookmarks(w http.ResponseWriter, r *http.Request, c caller) error {
	list, next, err := a.Service.Bookmarks(r.Context(), c.viewer, page(r, 20, 40).Page)
	if err != nil {
		return err
	}
	var ids []int64
	for _, line := range list {
		ids = append(ids, line.Post.ID)
	}
	cards, err := a.Service.Cards(r.Context(), c.viewer, ids)
	if err != nil {
		return err
	}
	a.linkNext(w, r, next)
	return a.answer(w, http.StatusOK, a.statuses(c, cards))
}

// linkNext tells where a list goes on whose rows have numbers that clients never
// see; nowhere when it is 0.
func (a *API) linkNext(w http.ResponseWriter, r *http.Request, next int64) {
	if next == 0 {
		return
	}
	q := r.URL.Query()
	for _, name := range pageParams {
		q.Del(name)
	}
	q.Set("max_id", idText(next))
	w.Header().Set("Link", "<"+a.Identity.URL+r.URL.Path+"?"+q.Encode()+`>; rel="next"`)
}

// stances makes the lists of people whom the member has blocked or muted.
func (a *API) stances(which func(community.Stance) bool) handler {
	return func(w http.ResponseWriter, r *http.Request, c caller) error {
		all, err := a.Service.Stances(r.Context(), c.viewer)
		if err != nil {
			return err
		}
		var ids []int64
		for _, s := range all {
			if which(s.Stance) {
				ids = append(ids, s.Person.ID)
			}
		}
		return a.pageOfActors(w, r, c, ids)
	}
}
