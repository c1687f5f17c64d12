package web

import (
	"net/http"
	"net/url"
	"strings"

	"headroom/community"
	"headroom/templates"
)

// drafts is GET /drafts.
func (s *Site) drafts(w http.ResponseWriter, r *http.Request) error {
	v := visitOf(r)
	list, err := s.Service.Drafts(r.Context(), v.viewer)
	if err != nil {
		return err
	}
	view := templates.Drafts{Page: s.page(r, "drafts", "")}
	communities, threads := s.placeNames(r, list)
	for _, d := range list {
		row := draftRow(d, communities, threads)
		if !opens(d, communities, threads) {
			row.Href, row.Excerpt = "", d.Body
		}
		view.Drafts = append(view.Drafts, row)
	}
	return s.render(w, http.StatusOK, view)
}

// placeNames looks up what drafts are for, as far as the viewer may still know.
func (s *Site) placeNames(r *http.Request, list []community.Draft) (communities, threads map[int64]string) {
	v := visitOf(r)
	communities, threads = map[int64]string{}, map[int64]string{}
	for _, d := range list {
		kind, number, _ := strings.Cut(d.Place, ":")
		id := parseID(number)
		switch kind {
		case "community":
			if card, err := s.Service.Community(r.Context(), v.viewer, id); err == nil {
				communities[id], _ = s.in(card.Name, v.lang)
			}
		case "thread":
			if t, err := s.Service.Thread(r.Context(), v.viewer, id, community.Page{Limit: 1}); err == nil {
				threads[id] = t.Thread.Title
			}
		}
	}
	return communities, threads
}

// opens reports whether a draft can be gone on with in its place. Of one that
// came back from a place which is closed now, the list shows the whole.
func opens(d community.Draft, communities, threads map[int64]string) bool {
	kind, number, _ := strings.Cut(d.Place, ":")
	_, room := communities[parseID(number)]
	_, thread := threads[parseID(number)]
	return privatePlace(d.Place) || kind == "post" || kind == "community" && room || kind == "thread" && thread
}

// privatePlace reports whether what is written in a place is a private message.
func privatePlace(place string) bool {
	kind, _, _ := strings.Cut(place, ":")
	return kind == "conversation" || kind == "person" || kind == "messages"
}

// draftName is the domain's name for the place of a draft: pages speak of an
// edit, the domain of a post.
func draftName(place string) string {
	if id, ok := strings.CutPrefix(place, "edit:"); ok {
		return "post:" + id
	}
	return place
}

// draftPlace is where a form's text is kept as a draft, and the page that
// shows it then; empty for forms that are no posts.
func draftPlace(path string, values url.Values) (place, page string) {
	if values.Get("body") == "" && values.Get("title") == "" {
		return "", ""
	}
	parts := strings.Split(strings.TrimPrefix(path, "/"), "/")
	if parts[0] == "messages" {
		return messageDraft(parts, values)
	}
	if len(parts) != 3 || parseID(parts[1]) <= 0 {
		return "", ""
	}
	id := itoa(parseID(parts[1]))
	switch parts[0] + " " + parts[2] {
	case "communities new":
		return "community:" + id, "/communities/" + id + "/new"
	case "threads reply":
		page = "/threads/" + id
		if parent := formNumber(values, "parent"); parent != 0 {
			page += "?parent=" + itoa(parent)
		}
		return "thread:" + id, page + "#reply"
	case "posts edit":
		return "post:" + id, "/posts/" + id + "/edit"
	}
	return "", ""
}

// paged reads the place in a list from the address.
func paged(r *http.Request, limit int) community.Page {
	q := r.URL.Query()
	return community.Page{Before: formNumber(q, "before"), After: formNumber(q, "after"), Limit: limit}
}

// withQuery is the address of the page at another place of its list.
func withQuery(r *http.Request, name, value string) string {
	q := r.URL.Query()
	for _, other := range []string{"before", "after", "at", "done", "lang"} {
		q.Del(other)
	}
	if name != "" && value != "" {
		q.Set(name, value)
	}
	if len(q) == 0 {
		return r.URL.EscapedPath()
	}
	return r.URL.EscapedPath() + "?" + q.Encode()
}
