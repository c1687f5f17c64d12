package clientapi

import (
	"net/http"
	"slices"

	"headroom/community"
)

// requestRoutes are the calls about who asks to join a community that the member
// looks after.
func (a *API) requestRoutes() []route {
	return []route{
		row(http.MethodGet, "/api/v1/follow_requests", scopeRead("follows"), a.followRequests),
		row(http.MethodPost, "/api/v1/follow_requests/{id}/authorize", scopeWrite("follows"), a.decideRequest(true)),
		row(http.MethodPost, "/api/v1/follow_requests/{id}/reject", scopeWrite("follows"), a.decideRequest(false)),
	}
}

// followRequests is GET follow_requests: each person once, in however many communities
// they wait.
func (a *API) followRequests(w http.ResponseWriter, r *http.Request, c caller) error {
	list, err := a.Service.JoinRequests(r.Context(), c.viewer)
	if err != nil {
		return err
	}
	var ids []int64
	for _, one := range list {
		ids = append(ids, one.Person.ID)
	}
	return a.pageOfActors(w, r, c, ids)
}

// decideRequest lets somebody in, or declines with the usual reason, which they read in
// their language; words of one's own are written on the page. Who waits in several
// communities is asked for by number alone, and decided on there.
func (a *API) decideRequest(accept bool) handler {
	return func(w http.ResponseWriter, r *http.Request, c caller) error {
		id, err := pathID(r, "id")
		if err != nil {
			return err
		}
		list, err := a.Service.JoinRequests(r.Context(), c.viewer)
		if err != nil {
			return err
		}
		list = slices.DeleteFunc(list, func(one community.Request) bool { return one.Person.ID != id })
		switch {
		case len(list) == 0:
			return community.ErrNotFound
		case len(list) > 1:
			return refusal("error.app_decide", "Address", a.pageAt("/communities/", list[0].Community.ID)+"/queue")
		}
		one := list[0]
		if accept {
			err = a.Service.DecideJoin(r.Context(), c.viewer, one.Community.ID, one.Membership.ID, true, "")
		} else {
			err = a.Service.DeclineJoin(r.Context(), c.viewer, one.Community.ID, one.Membership.ID)
		}
		if err != nil {
			return err
		}
		return a.related(w, r, c, id)
	}
}
