package clientapi

import (
	"net/http"
	"slices"

	"headroom/community"
)

// refusedRoutes are calls about what there is nothing of here. They say so, so that no
// app believes that something was kept.
func (a *API) refusedRoutes() []route {
	get, post, del := http.MethodGet, http.MethodPost, http.MethodDelete
	accounts, told, blocks := scopeWrite("accounts"), scopeWrite("notifications"), scopeWrite("blocks")
	return []route{
		row(post, "/api/v1/accounts", scope{name: "write:accounts", app: true}, a.signUp),
		row(http.MethodPatch, "/api/v2/notifications/policy", told, a.changePolicy),
		row(get, "/api/v1/notifications/requests/{id}", scopeRead("notifications"), a.missing),
		row(post, "/api/v1/notifications/requests/{id}/accept", told, a.missing),
		row(post, "/api/v1/notifications/requests/{id}/dismiss", told, a.missing),
		row(post, "/api/v1/notifications/requests/accept", told, a.requestsDecided),
		row(post, "/api/v1/notifications/requests/dismiss", told, a.requestsDecided),
		row(post, "/api/v1/accounts/{id}/pin", accounts, a.notOf),
		row(post, "/api/v1/accounts/{id}/endorse", accounts, a.notOf),
		row(post, "/api/v1/accounts/{id}/unpin", accounts, a.asItIs),
		row(post, "/api/v1/accounts/{id}/unendorse", accounts, a.asItIs),
		row(post, "/api/v1/accounts/{id}/remove_from_followers", scopeWrite("follows"), a.asItIs),
		row(post, "/api/v1/domain_blocks", blocks, a.refused("error.app_none")),
		row(del, "/api/v1/domain_blocks", blocks, a.nothing),
		row(post, "/api/v1/featured_tags", accounts, a.refused("error.app_tags")),
		row(del, "/api/v1/featured_tags/{id}", accounts, a.missing),
		row(post, "/api/v1/tags/{name}/feature", accounts, a.refused("error.app_tags")),
		row(post, "/api/v1/tags/{name}/unfeature", accounts, a.tag),
		row(get, "/api/v1/annual_reports", scopeRead("accounts"), a.noReports),
	}
}

// missing answers calls about one of what there is none of.
func (a *API) missing(http.ResponseWriter, *http.Request, caller) error { return community.ErrNotFound }

// refused makes the calls that are refused whatever they say.
func (a *API) refused(key string) handler {
	return func(http.ResponseWriter, *http.Request, caller) error { return refusal(key) }
}

// notOf refuses, and asItIs changes nothing, of somebody whom the member knows.
func (a *API) notOf(_ http.ResponseWriter, r *http.Request, c caller) error {
	if _, err := a.named(r, c); err != nil {
		return err
	}
	return refusal("error.app_none")
}

func (a *API) asItIs(w http.ResponseWriter, r *http.Request, c caller) error {
	who, err := a.named(r, c)
	if err != nil {
		return err
	}
	return a.answer(w, http.StatusOK, relation(who))
}

// signUp is POST accounts: whoever is to be a member is looked at first.
func (a *API) signUp(http.ResponseWriter, *http.Request, caller) error {
	return &community.Error{Class: community.Forbidden, Key: "error.app_signup", Args: map[string]any{"Address": a.Identity.URL + "/apply"}}
}

// policyParts are the kinds of people whose notifications other servers hold back.
var policyParts = []string{"for_not_following", "for_not_followers", "for_new_accounts", "for_private_mentions", "for_limited_accounts"}

// changePolicy is PATCH v2/notifications/policy: everything is accepted, and stays so.
func (a *API) changePolicy(w http.ResponseWriter, r *http.Request, c caller) error {
	p, err := params(r)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(policyParts, func(name string) bool { return p.has(name) && p.text(name) != "accept" }) {
		return refusal("error.app_none")
	}
	return a.notificationPolicy(w, r, c)
}

// requestsDecided is about several requests, of which there are none.
func (a *API) requestsDecided(w http.ResponseWriter, r *http.Request, c caller) error {
	p, err := params(r)
	if err != nil {
		return err
	}
	if p.has("id") {
		return community.ErrNotFound
	}
	return a.nothing(w, r, c)
}

func (a *API) noReports(w http.ResponseWriter, _ *http.Request, _ caller) error {
	return a.answer(w, http.StatusOK, object{"annual_reports": []none{}, "accounts": []none{}, "statuses": []none{}})
}
