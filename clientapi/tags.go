package clientapi

import (
	"html"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/go-chi/chi/v5"

	"headroom/community"
)

// statusTag is Mastodon's Status::Tag.
type statusTag struct {
	Name string `json:"name"`
	URL  string `json:"url"`
}

// tagged makes links of the #tags in what the caller is shown of a post, and lists them.
func (a *API) tagged(st *status) {
	var names []string
	st.Content, names = community.LinkTags(st.Content, func(name string) string {
		return `<a href="` + html.EscapeString(a.tagAt(strings.ToLower(name))) + `" class="mention hashtag" rel="tag">#<span>` + html.EscapeString(name) + "</span></a>"
	})
	for _, name := range names {
		st.Tags = append(st.Tags, statusTag{Name: name, URL: a.tagAt(name)})
	}
}

// tagAt is the page of a tag: a search for the word.
func (a *API) tagAt(name string) string { return a.Identity.URL + "/search?q=" + url.QueryEscape(name) }

func (a *API) tagOf(name string, following bool) tag {
	return tag{ID: name, Name: name, URL: a.tagAt(name), History: []none{}, Following: following}
}

// tagTimeline is GET timelines/tag/{hashtag}: what has the tag and the caller may read,
// found as any word is. It goes on by max_id.
func (a *API) tagTimeline(w http.ResponseWriter, r *http.Request, c caller) error {
	name := chi.URLParam(r, "hashtag")
	if plain, err := url.PathUnescape(name); err == nil {
		name = plain
	}
	at := page(r, 20, 40)
	list, next, err := a.Service.Tagged(r.Context(), c.viewer, name, at.Page)
	if err != nil {
		return err
	}
	list = slices.DeleteFunc(list, func(card community.PostCard) bool { return card.Folded || at.reached(card.Post.ID) })
	a.linkNext(w, r, next)
	return a.answer(w, http.StatusOK, a.statuses(c, list))
}

// tag is Mastodon's Tag: a word of texts, of which nothing is counted.
type tag struct {
	ID        string `json:"id"`
	Name      string `json:"name"`
	URL       string `json:"url"`
	History   []none `json:"history"`
	Following bool   `json:"following"`
	Featuring bool   `json:"featuring"`
}

// tagAsked is the name of the tag that an address has; NotFound for what is none.
func tagAsked(r *http.Request) (string, error) {
	typed := chi.URLParam(r, "name")
	if plain, err := url.PathUnescape(typed); err == nil {
		typed = plain
	}
	name := community.TagName(typed)
	if name == "" {
		return "", community.ErrNotFound
	}
	return name, nil
}

// tag is GET tags/{name}: its page is a search for the word.
func (a *API) tag(w http.ResponseWriter, r *http.Request, c caller) error {
	name, err := tagAsked(r)
	if err != nil {
		return err
	}
	following, err := a.Service.FollowsTag(r.Context(), c.viewer, name)
	if err != nil {
		return err
	}
	return a.answer(w, http.StatusOK, a.tagOf(name, following))
}

// followTag makes POST tags/{name}/follow and unfollow.
func (a *API) followTag(on bool) handler {
	return func(w http.ResponseWriter, r *http.Request, c caller) error {
		name, err := tagAsked(r)
		if err != nil {
			return err
		}
		if err := a.Service.FollowTag(r.Context(), c.viewer, name, on); err != nil {
			return err
		}
		return a.answer(w, http.StatusOK, a.tagOf(name, on))
	}
}

// followedTags is GET followed_tags: those that the member follows, the last first.
func (a *API) followedTags(w http.ResponseWriter, r *http.Request, c caller) error {
	at := page(r, 100, 200)
	list, err := a.Service.FollowedTags(r.Context(), c.viewer, at.Page)
	if err != nil {
		return err
	}
	list = slices.DeleteFunc(list, func(f community.FollowedTag) bool { return at.reached(f.ID) })
	out := []tag{}
	for _, f := range list {
		out = append(out, a.tagOf(f.Name, true))
	}
	if len(list) > 0 {
		a.link(w, r, list[0].ID, list[len(list)-1].ID)
	}
	return a.answer(w, http.StatusOK, out)
}
