package clientapi

import (
	"net/http"
	"slices"

	"headroom/community"
)

// timelineRoutes are the lists of statuses.
func (a *API) timelineRoutes() []route {
	get := http.MethodGet
	return []route{
		row(get, "/api/v1/timelines/home", scopeRead("statuses"), a.home).keep(),
		row(get, "/api/v1/timelines/public", scopeRead("statuses").orNobody(), a.publicTimeline).keep(),
		row(get, "/api/v1/timelines/tag/{hashtag}", scopeRead("statuses").orNobody(), a.tagTimeline),
		row(get, "/api/v1/timelines/link", scopeRead("statuses").orNobody(), a.noStatuses),
	}
}

// home is GET timelines/home: what arrived in the communities of the member, each
// post once, as its community passes it on.
func (a *API) home(w http.ResponseWriter, r *http.Request, c caller) error {
	return a.timeline(w, r, c, community.ArrivalQuery{Home: true}, true)
}

// publicTimeline is GET timelines/public: open communities only.
func (a *API) publicTimeline(w http.ResponseWriter, r *http.Request, c caller) error {
	p, err := params(r)
	if err != nil {
		return err
	}
	q := community.ArrivalQuery{Public: true, Files: p.flag("only_media"), Elsewhere: p.flag("remote")}
	if p.flag("local") {
		q.Host = a.Identity.Host
	}
	return a.timeline(w, r, c, q, true)
}

// noStatuses answers with an empty list: of what there is nothing.
func (a *API) noStatuses(w http.ResponseWriter, _ *http.Request, _ caller) error {
	return a.answer(w, http.StatusOK, []status{})
}

// timeline answers with one page of posts, newest first by arrival here.
func (a *API) timeline(w http.ResponseWriter, r *http.Request, c caller, q community.ArrivalQuery, wrap bool) error {
	p := page(r, 20, 40)
	list, err := a.Service.Arrivals(r.Context(), c.viewer, q, p.Page)
	if err != nil {
		return err
	}
	list = slices.DeleteFunc(list, func(card community.PostCard) bool { return p.reached(card.Post.ID) })
	out := make([]status, 0, len(list))
	for _, card := range list {
		if card.Folded && (q.Home || q.Public) { // apps cannot fold, and do not show what is muted
			continue
		}
		if wrap {
			out = append(out, a.wrapped(c, card))
		} else {
			out = append(out, a.bare(c, card))
		}
	}
	if len(list) > 0 {
		id := func(i int) int64 {
			if wrap {
				return wrapperID(list[i].Post.ID)
			}
			return list[i].Post.ID
		}
		a.link(w, r, id(0), id(len(list)-1))
	}
	return a.answer(w, http.StatusOK, out)
}

// accountStatuses is GET accounts/{id}/statuses. A community has what it passes on,
// whatever is asked for: exclude_reblogs would leave nothing of it.
func (a *API) accountStatuses(w http.ResponseWriter, r *http.Request, c caller) error {
	p, err := params(r)
	if err != nil {
		return err
	}
	who, err := a.named(r, c)
	if err != nil {
		return err
	}
	if p.text("tagged") != "" {
		return a.noStatuses(w, r, c)
	}
	if p.flag("pinned") {
		return a.pinned(w, r, c, who)
	}
	q := community.ArrivalQuery{Files: p.flag("only_media"), Roots: p.flag("exclude_replies")}
	if who.Group() {
		q.Community = who.ID()
	} else {
		q.Author = who.ID()
	}
	return a.timeline(w, r, c, q, who.Group())
}

// pinned answers with the conversations that a community shows first.
func (a *API) pinned(w http.ResponseWriter, r *http.Request, c caller, who community.Actor) error {
	out := []status{}
	if who.Group() {
		list, err := a.Service.PinnedCards(r.Context(), c.viewer, who.ID())
		if err != nil {
			return err
		}
		for _, card := range list {
			out = append(out, a.bare(c, card))
		}
	}
	return a.answer(w, http.StatusOK, out)
}
