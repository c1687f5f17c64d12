package web

import (
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"net/url"

	"github.com/go-chi/chi/v5"

	"headroom/community"
	"headroom/internal/httpx"
	"headroom/templates"
)

// feedRoutes are the addresses at which programs of members fetch what is new.
func (s *Site) feedRoutes(r chi.Router) {
	r.Get("/feed/{token}", s.errors.Wrap(s.feed))
	r.Group(func(r chi.Router) {
		r.Use(httpx.BodyLimit(s.errors, formBytes), s.signedIn)
		s.feedFormPages(r)
		r.Post("/feeds", s.handle(s.feedForm))
		r.Post("/feeds/{id}/end", s.handle(s.removes("/feeds", "feed_ended", s.Service.EndFeed)))
	})
}

// feedFormPages are the pages among them that hold a form.
func (s *Site) feedFormPages(r chi.Router) { r.Get("/feeds", s.handle(s.feedsPage)) }

// feedsPage is GET /feeds.
func (s *Site) feedsPage(w http.ResponseWriter, r *http.Request) error {
	view, err := s.feedsView(r, s.page(r, "notifications", ""), carriedTo(r, "/feeds"))
	if err != nil {
		return err
	}
	return s.render(w, http.StatusOK, view)
}

// feedsView makes the page, with what was typed.
func (s *Site) feedsView(r *http.Request, p templates.Page, typed url.Values) (templates.Feeds, error) {
	v := visitOf(r)
	have, err := s.Service.Feeds(r.Context(), v.viewer)
	if err != nil {
		return templates.Feeds{}, err
	}
	view := templates.Feeds{Page: p, Form: templates.FeedForm{Kind: community.FeedNews, Community: "0"}}
	if typed != nil {
		view.Form = templates.FeedForm{Name: typed.Get("name"), Kind: typed.Get("kind"), Community: typed.Get("community"), Content: typed.Get("content") == "yes"}
	}
	for _, f := range have.Feeds {
		row := templates.FeedRow{ID: f.ID, Name: f.Name, Kind: f.Kind, All: f.CommunityID == 0, Content: f.Content, At: f.CreatedAt}
		if name, ok := have.Names[f.CommunityID]; ok {
			row.Community, row.CommunityLang = s.in(name, v.lang)
		}
		row.Ended = !row.All && row.Community == ""
		view.Rows = append(view.Rows, row)
	}
	for _, c := range have.Rooms {
		name, lang := s.in(c.Name, v.lang)
		view.Rooms = append(view.Rooms, templates.Option{Value: itoa(c.ID), Label: name, Lang: lang, Written: true})
	}
	return view, nil
}

// feedForm is POST /feeds with the fields name, kind, community and content. The address
// is on the page that answers, and nowhere later.
func (s *Site) feedForm(w http.ResponseWriter, r *http.Request) error {
	t, err := s.readForm(w, r)
	if err != nil {
		return err
	}
	in := community.FeedInput{Name: t.get("name"), Kind: t.get("kind"), Content: t.get("content") == "yes"}
	if room := t.get("community"); room != "" && room != "0" {
		if in.Community = parseID(room); in.Community <= 0 {
			in.Community = -1 // refused at its field
		}
	}
	_, token, err := s.Service.MakeFeed(r.Context(), visitOf(r).viewer, in)
	p := s.page(r, "notifications", "/feeds")
	if err != nil {
		return s.again(w, r, err, p, func(p templates.Page) (templates.View, error) { return s.feedsView(r, p, t.values) })
	}
	view, err := s.feedsView(r, p, nil)
	if err != nil {
		return err
	}
	view.Address = s.Identity.URL + "/feed/" + token
	return s.render(w, http.StatusOK, view)
}

// feed is GET /feed/{token}: it takes no cookie, and says of every address that is none,
// has ended or may not be read the same.
func (s *Site) feed(w http.ResponseWriter, r *http.Request) error {
	f, err := s.Service.ReadFeed(r.Context(), chi.URLParam(r, "token"))
	if err != nil {
		return err
	}
	kind, data, err := "application/atom+xml; charset=utf-8", []byte(nil), error(nil)
	if f.Kind == community.FeedCalendar {
		kind, data = "text/calendar; charset=utf-8", s.calendar(f)
	} else {
		data, err = s.atom(f)
	}
	if err != nil {
		return err
	}
	sum := sha256.Sum256(data)
	tag := `"` + base64.RawURLEncoding.EncodeToString(sum[:16]) + `"`
	h := w.Header()
	h.Set("Cache-Control", "private, no-cache")
	h.Set("ETag", tag)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	h.Set("X-Robots-Tag", "noindex")
	if r.Header.Get("If-None-Match") == tag {
		w.WriteHeader(http.StatusNotModified)
		return nil
	}
	h.Set("Content-Type", kind)
	h.Set("Content-Length", itoa(int64(len(data))))
	w.WriteHeader(http.StatusOK)
	_, _ = w.Write(data)
	return nil
}
