package web

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"

	"headroom/community"
	"headroom/internal/httpx"
	"headroom/templates"
)

// searchRoutes are the pages that look for words. Nothing that is typed there
// is logged or kept.
func (s *Site) searchRoutes(r chi.Router) {
	r.Get("/search", s.handle(s.search))
	r.Post("/communities/{id}/similar", s.handle(s.similar))
}

// similarShown is how many similar threads are shown at most.
const similarShown = 5

// similar is POST /communities/{id}/similar, the fragment that the script of the
// composer shows while a title is typed; 204 when there is none. It changes
// nothing, but what has not been said yet must not stand in an address, which
// servers on the way write down.
func (s *Site) similar(w http.ResponseWriter, r *http.Request) error {
	id, err := number(r, "id")
	if err != nil {
		return err
	}
	if s.searches.OnLimit(w, r, s.limitKey(r)) {
		return httpx.E(httpx.RateLimited, nil).After(time.Minute)
	}
	t, err := s.readForm(w, r)
	if err != nil {
		return err
	}
	v := visitOf(r)
	lines, err := s.Service.SimilarThreads(r.Context(), v.viewer, id, t.get("title"), similarShown)
	if err != nil {
		return err
	}
	if len(lines) == 0 {
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
	return s.render(w, http.StatusOK, s.similarTo(r, id, lines))
}

// similarTo shows threads beside a title that is being written in a community.
func (s *Site) similarTo(r *http.Request, id int64, lines []community.ThreadLine) templates.Similar {
	view := templates.Similar{Page: s.page(r, "communities", "")}
	for _, l := range lines {
		row := s.threadRow(l, visitOf(r).lang)
		if l.CommunityID == id {
			row.Community = ""
		}
		view.Threads = append(view.Threads, row)
	}
	return view
}

// hitsOnPage is how many posts a page of results shows.
const hitsOnPage = 20

// search is GET /search.
func (s *Site) search(w http.ResponseWriter, r *http.Request) error {
	if s.searches.OnLimit(w, r, s.limitKey(r)) {
		return httpx.E(httpx.RateLimited, nil).After(time.Minute)
	}
	v, q := visitOf(r), r.URL.Query()
	view := templates.Search{Page: s.page(r, "search", ""), Query: q.Get("q"), Where: q.Get("where"), Language: q.Get("language"),
		From: q.Get("from"), Until: q.Get("to"), Order: q.Get("order"), AuthorID: formNumber(q, "author")}
	in := community.SearchInput{Query: view.Query, Where: view.Where, Community: view.Room(), Author: view.AuthorID,
		Language: view.Language, From: day(view.From, v.zone), Until: day(view.Until, v.zone), Order: view.Order,
		Cursor: q.Get("at"), Limit: hitsOnPage}
	if in.Community != 0 {
		in.Where = community.SearchPosts
	}
	if !in.Until.IsZero() {
		in.Until = in.Until.AddDate(0, 0, 1) // the day itself is within
	}
	found, err := s.Service.Search(r.Context(), v.viewer, in)
	if err != nil {
		return err
	}
	s.showFound(&view, found, v)
	if !found.Asked {
		if view.Tags, err = s.tagsOf(r, v); err != nil {
			return err
		}
	}
	if q.Get("at") != "" {
		view.Pager.Previous = withQuery(r, "at", "")
	}
	if found.Next != "" {
		view.Pager.Next = withQuery(r, "at", found.Next)
	}
	return s.render(w, http.StatusOK, view)
}

// tagsOf are the hashtags that the visitor follows in apps; who is no member has none.
func (s *Site) tagsOf(r *http.Request, v *visit) (names []string, err error) {
	if v.viewer.Person == 0 {
		return nil, nil
	}
	list, err := s.Service.FollowedTags(r.Context(), v.viewer, community.Page{})
	for _, f := range list {
		names = append(names, f.Name)
	}
	return names, err
}

// day is the beginning of a day as a form gives it; what is no day is none.
func day(text string, zone *time.Location) time.Time {
	at, err := time.ParseInLocation(time.DateOnly, text, zone)
	if err != nil {
		return time.Time{}
	}
	return at
}

// showFound fills the page with what was found.
func (s *Site) showFound(view *templates.Search, found community.SearchView, v *visit) {
	view.Asked, view.Looked, view.Count, view.More, view.Cut = found.Asked, found.Looked, int(found.Count), found.More, found.Cut
	for _, c := range found.Rooms {
		room := templates.SearchRoom{ID: c.ID}
		room.Name, room.Lang = s.in(c.Name, v.lang)
		view.Rooms = append(view.Rooms, room)
	}
	slices.SortFunc(view.Rooms, func(a, b templates.SearchRoom) int { return strings.Compare(a.Name, b.Name) })
	for _, h := range found.Hits {
		row := templates.SearchHit{PostID: h.Post.ID, ThreadID: h.Thread.ID, Title: shownPieces(h.Title), Excerpt: shownPieces(h.Excerpt),
			Lang: h.Post.Language, Reply: h.Post.ID != h.Thread.RootID, Label: string(h.Thread.Label), Author: s.written(h.Post, h.Author),
			Host: s.host(h.Community.Host), Nation: nation(s.nationOf(h.Community.Host)), At: h.Post.PublishedAt}
		row.Community, row.CommunityLang = s.in(h.Community.Name, v.lang)
		view.Hits = append(view.Hits, row)
	}
	view.PeopleCount, view.CommunityN = int(found.PeopleN), found.CommunityN
	for _, p := range found.People {
		view.People = append(view.People, s.personRow(p))
	}
	for _, c := range found.Communities {
		view.Communities = append(view.Communities, s.cardRow(c, v.lang))
	}
}

func shownPieces(list []community.Piece) []templates.Piece {
	out := make([]templates.Piece, len(list))
	for i, p := range list {
		out[i] = templates.Piece(p)
	}
	return out
}
