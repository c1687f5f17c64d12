package clientapi

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/go-chi/chi/v5"

	"headroom/community"
)

// tag is Mastodon's Tag. Nothing here is tagged.
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
	return a.answer(w, http.StatusOK, tag{ID: name, Name: name, URL: a.Identity.URL + "/search?q=" + url.QueryEscape(name), History: []none{}})
}

func (a *API) followTag(http.ResponseWriter, *http.Request, caller) error {
	return refusal("error.app_tags")
}
