package clientapi

import (
	"net/http"
	"strings"
	"time"

	"headroom/community"
)

// accountRoutes are the calls about people and communities.
func (a *API) accountRoutes() []route {
	get, post := http.MethodGet, http.MethodPost
	return []route{
		row(get, "/api/v1/accounts/verify_credentials", scopeRead("accounts"), a.ownAccount),
		row(get, "/api/v1/accounts/lookup", scopeRead("accounts").orNobody(), a.lookUp),
		row(get, "/api/v1/accounts/search", scopeRead("accounts"), a.searchAccounts),
		row(get, "/api/v1/accounts/relationships", scopeRead("follows"), a.relationships),
		row(get, "/api/v1/accounts/familiar_followers", scopeRead("follows"), a.familiar),
		row(get, "/api/v1/accounts", scopeRead("accounts").orNobody(), a.someAccounts),
		row(get, "/api/v1/accounts/{id}", scopeRead("accounts").orNobody(), a.oneAccount),
		row(get, "/api/v1/accounts/{id}/statuses", scopeRead("statuses").orNobody(), a.accountStatuses),
		row(get, "/api/v1/accounts/{id}/followers", scopeRead("accounts").orNobody(), a.followers),
		row(get, "/api/v1/accounts/{id}/following", scopeRead("accounts").orNobody(), a.following),
		row(get, "/api/v1/accounts/{id}/featured_tags", scopeRead("accounts").orNobody(), a.nothingOf),
		row(get, "/api/v1/accounts/{id}/endorsements", scopeRead("accounts").orNobody(), a.nothingOf),
		row(get, "/api/v1/accounts/{id}/identity_proofs", scopeRead("accounts").orNobody(), a.nothingOf),
		row(post, "/api/v1/accounts/{id}/follow", scopeWrite("follows"), a.follow),
		row(post, "/api/v1/accounts/{id}/unfollow", scopeWrite("follows"), a.unfollow),
		row(post, "/api/v1/accounts/{id}/block", scopeWrite("blocks"), a.stance(func(s *community.StanceInput) { s.Blocked = true })),
		row(post, "/api/v1/accounts/{id}/unblock", scopeWrite("blocks"), a.stance(func(s *community.StanceInput) { s.Blocked = false })),
		row(post, "/api/v1/accounts/{id}/mute", scopeWrite("mutes"), a.stance(func(s *community.StanceInput) { s.Muted = true })),
		row(post, "/api/v1/accounts/{id}/unmute", scopeWrite("mutes"), a.stance(func(s *community.StanceInput) { s.Muted = false })),
		row(post, "/api/v1/accounts/{id}/note", scopeWrite("accounts"), a.note),
	}
}

// named gives the person or community in the address as far as the caller may
// know it. Of everything else nobody is told more than that there is none.
func (a *API) named(r *http.Request, c caller) (community.Actor, error) {
	id, err := pathID(r, "id")
	if err != nil {
		return community.Actor{}, err
	}
	return a.Service.Actor(r.Context(), c.viewer, id)
}

func (a *API) ownAccount(w http.ResponseWriter, r *http.Request, c caller) error {
	me, err := a.Service.Profile(r.Context(), c.viewer, c.viewer.Person)
	if err != nil {
		return err
	}
	asking, err := a.Service.JoinRequests(r.Context(), c.viewer)
	if err != nil {
		return err
	}
	own := credentialAccount{account: a.person(c, me), Role: role{ID: "-99", Permissions: "0"}}
	own.Source = source{Privacy: "private", Language: me.Language, Note: me.Biography, Fields: []field{}, Hide: true, Requests: int64(len(asking))}
	if own.account, err = a.counted(r, c, own.account); err != nil {
		return err
	}
	return a.answer(w, http.StatusOK, own)
}

func (a *API) oneAccount(w http.ResponseWriter, r *http.Request, c caller) error {
	who, err := a.named(r, c)
	if err != nil {
		return err
	}
	return a.wholeAccount(w, r, c, who)
}

// wholeAccount answers with an account and what there is to count of it.
func (a *API) wholeAccount(w http.ResponseWriter, r *http.Request, c caller, who community.Actor) error {
	out, err := a.counted(r, c, a.actor(c, who))
	if err != nil {
		return err
	}
	return a.answer(w, http.StatusOK, out)
}

// counted adds how many posts of an account the caller may read, and when the last of
// them came.
func (a *API) counted(r *http.Request, c caller, who account) (account, error) {
	id, err := parseID(who.ID)
	if err != nil {
		return who, err
	}
	q := community.ArrivalQuery{Author: id}
	if who.Group {
		q = community.ArrivalQuery{Community: id}
	}
	n, last, err := a.Service.SumArrivals(r.Context(), c.viewer, q)
	if err != nil && !hidden(err) {
		return who, err
	}
	if who.Statuses = n; !last.IsZero() {
		day := last.UTC().Format(time.DateOnly)
		who.LastStatusAt = &day
	}
	return who, nil
}

func (a *API) lookUp(w http.ResponseWriter, r *http.Request, c caller) error {
	p, err := params(r)
	if err != nil {
		return err
	}
	who, err := a.Service.ActorCalled(r.Context(), c.viewer, p.text("acct"))
	if err != nil {
		return err
	}
	return a.wholeAccount(w, r, c, who)
}

// someAccounts is GET accounts?id[]=: those that the caller may know.
func (a *API) someAccounts(w http.ResponseWriter, r *http.Request, c caller) error {
	list, err := a.actorsAsked(r, c)
	if err != nil {
		return err
	}
	return a.answer(w, http.StatusOK, a.actors(c, list))
}

// idsMost bounds how many numbers one call may name.
const idsMost = 40

// actorsAsked gives those of the numbers in id[] that the caller may know.
func (a *API) actorsAsked(r *http.Request, c caller) ([]community.Actor, error) {
	ids, err := idsOf(r)
	if err != nil {
		return nil, err
	}
	return a.Service.Actors(r.Context(), c.viewer, ids)
}

// idsOf are the numbers in id[], or in id where a client sends one.
func idsOf(r *http.Request) ([]int64, error) {
	p, err := params(r)
	if err != nil {
		return nil, err
	}
	var ids []int64
	for _, one := range p.texts("id") {
		if id, err := parseID(one); err == nil && len(ids) < idsMost {
			ids = append(ids, id)
		}
	}
	return ids, nil
}

func (a *API) actors(c caller, list []community.Actor) []account {
	out := make([]account, len(list))
	for i, who := range list {
		out[i] = a.actor(c, who)
	}
	return out
}

// searchAccounts is GET accounts/search: communities first, for who completes a
// name. An address is looked up as it stands.
func (a *API) searchAccounts(w http.ResponseWriter, r *http.Request, c caller) error {
	p, err := params(r)
	if err != nil {
		return err
	}
	list, err := a.accountsLike(r, c, p.text("q"), p.flag("following"), min(max(p.number("limit", 40), 1), 80))
	if err != nil {
		return err
	}
	return a.answer(w, http.StatusOK, a.actors(c, list))
}

// accountsLike finds people and communities for what was typed.
func (a *API) accountsLike(r *http.Request, c caller, typed string, mine bool, limit int) ([]community.Actor, error) {
	typed = strings.TrimSpace(typed)
	if name, host, addressed := strings.Cut(strings.TrimPrefix(typed, "@"), "@"); addressed && name != "" && host != "" {
		who, err := a.Service.ActorCalled(r.Context(), c.viewer, typed)
		if err == nil {
			return []community.Actor{who}, nil
		}
		if !community.IsNotFound(err) {
			return nil, err
		}
	}
	return a.Service.ActorsLike(r.Context(), c.viewer, typed, mine, limit)
}

func (a *API) relationships(w http.ResponseWriter, r *http.Request, c caller) error {
	list, err := a.actorsAsked(r, c)
	if err != nil {
		return err
	}
	out := make([]relationship, len(list))
	for i, who := range list {
		out[i] = relation(who)
	}
	return a.answer(w, http.StatusOK, out)
}

// familiar is GET accounts/familiar_followers: nobody is told who else knows whom.
func (a *API) familiar(w http.ResponseWriter, r *http.Request, c caller) error {
	list, err := a.actorsAsked(r, c)
	if err != nil {
		return err
	}
	type familiar struct {
		ID       string    `json:"id"`
		Accounts []account `json:"accounts"`
	}
	out := make([]familiar, len(list))
	for i, who := range list {
		out[i] = familiar{ID: idText(who.ID()), Accounts: []account{}}
	}
	return a.answer(w, http.StatusOK, out)
}

// nothingOf answers calls about somebody of which we have nothing.
func (a *API) nothingOf(w http.ResponseWriter, r *http.Request, c caller) error {
	if _, err := a.named(r, c); err != nil {
		return err
	}
	return a.answer(w, http.StatusOK, []none{})
}
