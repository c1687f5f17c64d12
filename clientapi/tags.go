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

func (a *API) tagOf(name string) tag {
	return tag{ID: name, Name: name, URL: a.tagAt(name), History: []none{}}
}

// tagTimeline is GET timelines/tag/{hashtag}: what has the tag and the caller may read,
// found as any word is. It goes on by max_id.
func (a *API) tagTimeline(w http.ResponseWriter, r *http.Request, c caller) error {
	name := chi.URLParam(r, "hashtag")
	if plain, err := url.PathUnescape(name); err == nil {
		name = plain
	}
	at := page(r, 20, 40)
	list, next, err := a.Service.Tagged(r.Context(), c.viewer, strings.TrimPrefix(name, "#"), at.Page)
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

// tagMost is the longest name of a tag, in bytes.
const tagMost = 200

// tag is GET tags/{name}: its page is a search for the word.
func (a *API) tag(w http.ResponseWriter, r *http.Request, _ caller) error {
	name := strings.ToLower(strings.TrimPrefix(chi.URLParam(r, "name"), "#"))
	if plain, err := url.PathUnescape(name); err == nil {
		name = plain
	}
	if name == "" || len(name) > tagMost {
		return community.ErrNotFound
	}
	return a.answer(w, http.StatusOK, a.tagOf(name))
}

func (a *API) followTag(http.ResponseWriter, *http.Request, caller) error {
	return refusal("error.app_tags")
}
