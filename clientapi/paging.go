package clientapi

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"headroom/community"
)

// cursor is the part of a list that a client asks for. min_id asks for the oldest
// rows that are newer (Page.After); since_id for the newest, but none that is not
// newer (Since).
type cursor struct {
	community.Page
	Since int64
}

// page reads max_id, since_id, min_id and limit: usual when none is given, at most
// most. A cursor that is no number is as if it were not there. Ids of wrappers count
// as their posts'.
func page(r *http.Request, usual, most int) cursor {
	q := r.URL.Query()
	at := func(name string) int64 {
		id, err := parseID(q.Get(name))
		if err != nil {
			return 0
		}
		post, _ := splitID(id)
		return post
	}
	c := cursor{Page: community.Page{Before: at("max_id"), After: at("min_id"), Limit: usual}, Since: at("since_id")}
	if n, err := strconv.Atoi(q.Get("limit")); err == nil && n > 0 {
		c.Limit = min(n, most)
	}
	return c
}

// reached reports whether a row is at or below since_id: the list ends before it.
func (c cursor) reached(id int64) bool { return c.Since != 0 && id <= c.Since }

// pageParams are what a link to another page replaces.
var pageParams = []string{"max_id", "min_id", "since_id"}

// link tells where the next older page is, after the row with the id last, and the
// next newer one, before first. Without a row there is none.
func (a *API) link(w http.ResponseWriter, r *http.Request, first, last int64) {
	if first == 0 || last == 0 {
		return
	}
	to := func(param string, id int64, rel string) string {
		q := r.URL.Query()
		for _, name := range pageParams {
			q.Del(name)
		}
		q.Set(param, idText(id))
		return "<" + a.Identity.URL + (&url.URL{Path: r.URL.Path, RawQuery: q.Encode()}).String() + `>; rel="` + rel + `"`
	}
	w.Header().Set("Link", strings.Join(slices.Compact([]string{to("max_id", last, "next"), to("min_id", first, "prev")}), ", "))
}
