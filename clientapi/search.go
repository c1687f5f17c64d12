package clientapi

import (
	"net/http"
	"strings"

	"headroom/community"
)

// searchRoutes find things, and people to follow.
func (a *API) searchRoutes() []route {
	get := http.MethodGet
	return []route{
		row(get, "/api/v2/search", scopeRead("search"), a.search),
		row(get, "/api/v1/search", scopeRead("search"), a.search),
		row(get, "/api/v1/directory", scopeRead("accounts").orNobody(), a.directory),
		row(get, "/api/v1/suggestions", scopeRead("accounts"), a.suggestions),
		row(get, "/api/v2/suggestions", scopeRead("accounts"), a.suggestions),
		row(http.MethodDelete, "/api/v1/suggestions/{id}", scopeWrite("accounts"), a.nothing),
		row(get, "/api/v1/tags/{name}", public, a.tag),
		row(http.MethodPost, "/api/v1/tags/{name}/follow", scopeWrite("follows"), a.followTag(true)),
		row(http.MethodPost, "/api/v1/tags/{name}/unfollow", scopeWrite("follows"), a.followTag(false)),
		row(get, "/api/v1/followed_tags", scopeRead("follows"), a.followedTags),
		row(get, "/api/v1/featured_tags", scopeRead("accounts"), a.none),
		row(get, "/api/v1/featured_tags/suggestions", scopeRead("accounts"), a.none),
		row(get, "/api/v1/endorsements", scopeRead("accounts"), a.none),
		row(get, "/api/v1/domain_blocks", scopeRead("blocks"), a.none),
		row(get, "/api/v1/trends", public, a.none),
		row(get, "/api/v1/trends/tags", public, a.none),
		row(get, "/api/v1/trends/statuses", public, a.none),
		row(get, "/api/v1/trends/links", public, a.none),
	}
}

// none answers calls for lists of what we have nothing of.
func (a *API) none(w http.ResponseWriter, _ *http.Request, _ caller) error {
	return a.answer(w, http.StatusOK, []none{})
}

// nothing answers calls that change nothing.
func (a *API) nothing(w http.ResponseWriter, _ *http.Request, _ caller) error {
	return a.answer(w, http.StatusOK, none{})
}

// found is Mastodon's Search.
type found struct {
	Accounts []account `json:"accounts"`
	Statuses []status  `json:"statuses"`
	Hashtags []tag     `json:"hashtags"`
}

// searchMost bounds how far into what was found a client gets.
const searchMost = 50

// search is GET v2/search. An address of something that is known here finds that;
// nothing is fetched from elsewhere.
func (a *API) search(w http.ResponseWriter, r *http.Request, c caller) error {
	p, err := params(r)
	if err != nil {
		return err
	}
	out := found{Accounts: []account{}, Statuses: []status{}, Hashtags: []tag{}}
	typed, kind := strings.TrimSpace(p.text("q")), p.text("type")
	if strings.HasPrefix(typed, "https://") || strings.HasPrefix(typed, "http://") {
		if err := a.resolve(r, c, typed, &out); err != nil {
			return err
		}
		return a.answer(w, http.StatusOK, out)
	}
	limit := min(max(p.number("limit", 20), 1), 40)
	from := min(max(p.number("offset", 0), 0), searchMost)
	if kind == "" || kind == "accounts" {
		who, err := a.accountsLike(r, c, typed, p.flag("following"), min(from+limit, searchMost))
		if err != nil {
			return err
		}
		out.Accounts = a.actors(c, who[min(from, len(who)):])
	}
	if name := community.TagName(typed); strings.HasPrefix(typed, "#") && (kind == "" || kind == "hashtags") && from == 0 && name != "" {
		following, err := a.Service.FollowsTag(r.Context(), c.viewer, name)
		if err != nil {
			return err
		}
		out.Hashtags = append(out.Hashtags, a.tagOf(name, following))
	}
	if kind == "" || kind == "statuses" {
		if out.Statuses, err = a.statusesLike(r, c, p, typed, from, limit); err != nil {
			return err
		}
	}
	return a.answer(w, http.StatusOK, out)
}

// statusesLike finds posts by their words, the best first.
func (a *API) statusesLike(r *http.Request, c caller, p values, typed string, from, limit int) ([]status, error) {
	author, err := p.id("account_id")
	if err != nil {
		return []status{}, nil // nobody has that number, and nobody has written anything
	}
	hits, err := a.Service.Search(r.Context(), c.viewer, community.SearchInput{Query: typed, Where: community.SearchPosts, Author: author,
		Limit: min(from+limit, searchMost)})
	if err != nil {
		return nil, err
	}
	var ids []int64
	for _, hit := range hits.Hits[min(from, len(hits.Hits)):] {
		ids = append(ids, hit.Post.ID)
	}
	list, err := a.Service.Cards(r.Context(), c.viewer, ids)
	if author != 0 {
		list = attributed(list)
	}
	return a.statuses(c, list), err
}

// resolve finds what an address stands for: that of a page of ours, or the id of
// something that has arrived here.
func (a *API) resolve(r *http.Request, c caller, address string, out *found) error {
	post, actor, err := a.addressed(r, address)
	if err != nil {
		return unlessHidden(err)
	}
	if post != 0 {
		card, err := a.Service.Card(r.Context(), c.viewer, post)
		if err != nil {
			return unlessHidden(err)
		}
		out.Statuses = append(out.Statuses, a.bare(c, card))
		return nil
	}
	who, err := a.Service.Actor(r.Context(), c.viewer, actor)
	if err != nil {
		return unlessHidden(err)
	}
	out.Accounts = append(out.Accounts, a.actor(c, who))
	return nil
}

// unlessHidden makes nothing of a refusal that says only that something is not for
// the caller.
func unlessHidden(err error) error {
	if hidden(err) {
		return nil
	}
	return err
}

// addressed gives the number of the post, or of the actor, that an address names.
func (a *API) addressed(r *http.Request, address string) (post, actor int64, err error) {
	if path, ours := strings.CutPrefix(address, a.Identity.URL+"/"); ours {
		path, _, _ = strings.Cut(path, "?")
		path, _, _ = strings.Cut(path, "#")
		kind, number, _ := strings.Cut(path, "/")
		if id, err := parseID(number); err == nil {
			switch kind {
			case "posts":
				return id, 0, nil
			case "people", "communities":
				return 0, id, nil
			}
		}
	}
	return a.Service.NumberOf(r.Context(), address)
}

// directory is GET directory: the communities that the caller may know of.
func (a *API) directory(w http.ResponseWriter, r *http.Request, c caller) error {
	p, err := params(r)
	if err != nil {
		return err
	}
	all, err := a.Service.Directory(r.Context(), c.viewer)
	if err != nil {
		return err
	}
	out := []account{}
	from, limit := max(p.number("offset", 0), 0), min(max(p.number("limit", 40), 1), 80)
	for _, cd := range all {
		if p.flag("local") && !cd.Local {
			continue
		}
		if from--; from < 0 && len(out) < limit {
			out = append(out, a.group(c, cd))
		}
	}
	return a.answer(w, http.StatusOK, out)
}

// suggestion is Mastodon's Suggestion.
type suggestion struct {
	Source  string   `json:"source"`
	Sources []string `json:"sources"`
	Account account  `json:"account"`
}

// suggestions is GET suggestions, in both versions: communities that fit the member
// and that they may ask to join.
func (a *API) suggestions(w http.ResponseWriter, r *http.Request, c caller) error {
	p, err := params(r)
	if err != nil {
		return err
	}
	list, err := a.Service.SuggestCommunities(r.Context(), c.viewer, min(max(p.number("limit", 40), 1), 80))
	if err != nil {
		return err
	}
	accounts, out := []account{}, []suggestion{}
	for _, s := range list {
		who := a.group(c, s.CommunityCard)
		accounts = append(accounts, who)
		out = append(out, suggestion{Source: "staff", Sources: []string{"featured"}, Account: who})
	}
	if strings.HasPrefix(r.URL.Path, "/api/v1/") {
		return a.answer(w, http.StatusOK, accounts)
	}
	return a.answer(w, http.StatusOK, out)
}
