package web

import (
	"cmp"
	"encoding/xml"
	"time"

	ics "github.com/arran4/golang-ical"
	"github.com/gorilla/feeds"

	"headroom/community"
)

// sayer translates into the language of a feed's owner.
func (s *Site) sayer(lang string) func(key string, args ...any) string {
	catalogue := s.Renderer.Catalogue()
	return func(key string, args ...any) string { return catalogue.Translate(lang, key, args...) }
}

// feedTitle is the name of a feed: of its community, where that may be told.
func (s *Site) feedTitle(f community.FeedView, say func(string, ...any) string) string {
	site := s.Identity.Name.In(f.Language, s.Identity.Language)
	if f.CommunityID == 0 {
		return site
	}
	return site + ": " + cmp.Or(f.Place().In(f.Language, s.Identity.Language), say("mail.notices_private"))
}

// atom writes a feed as Atom (RFC 4287). The same news give the same bytes.
func (s *Site) atom(f community.FeedView) ([]byte, error) {
	say := s.sayer(f.Language)
	updated := f.CreatedAt
	out := feeds.AtomFeed{Xmlns: "http://www.w3.org/2005/Atom", Title: s.feedTitle(f, say), Id: s.Identity.URL + "/feeds#" + itoa(f.ID),
		Link: &feeds.AtomLink{Href: s.Identity.URL + "/", Rel: "alternate"}, Author: &feeds.AtomAuthor{AtomPerson: feeds.AtomPerson{Name: s.Identity.Name.In(f.Language, s.Identity.Language)}}}
	for _, l := range f.Lines {
		place := l.Place.In(f.Language, s.Identity.Language)
		e := &feeds.AtomEntry{Title: l.Title, Id: s.Identity.URL + "/threads/" + itoa(l.Thread), Category: "",
			Published: l.Begun.UTC().Format(time.RFC3339), Updated: l.Updated.UTC().Format(time.RFC3339),
			Links: []feeds.AtomLink{{Href: s.Identity.URL + "/threads/" + itoa(l.Thread) + "/unread", Rel: "alternate"}}}
		if e.Title == "" {
			e.Title = say("feed_says.something", "Community", cmp.Or(place, say("mail.notices_private")))
		} else if place != "" {
			e.Summary = &feeds.AtomSummary{Type: "text", Content: place}
		}
		if l.Author != "" {
			e.Author = &feeds.AtomAuthor{AtomPerson: feeds.AtomPerson{Name: l.Author}}
		}
		if l.Updated.After(updated) {
			updated = l.Updated
		}
		out.Entries = append(out.Entries, e)
	}
	out.Updated = updated.UTC().Format(time.RFC3339)
	data, err := xml.Marshal(out)
	return append([]byte(xml.Header), data...), err
}

// calendar writes a feed as iCalendar (RFC 5545). The same dates give the same bytes.
func (s *Site) calendar(f community.FeedView) []byte {
	say := s.sayer(f.Language)
	c := ics.NewCalendarFor("Headroom")
	c.SetXWRCalName(s.feedTitle(f, say))
	for _, d := range f.Dates {
		e := c.AddEvent(d.Kind + "-" + itoa(d.ID) + "@" + s.Identity.Host)
		e.SetDtStampTime(f.CreatedAt.UTC())
		place := d.Place.In(f.Language, s.Identity.Language)
		title := say("feeds.date." + d.Kind)
		if d.Title != "" {
			title += ": " + d.Title
		}
		e.SetSummary(title)
		if place != "" {
			e.SetDescription(place)
		}
		if d.Thread != 0 {
			e.SetURL(s.Identity.URL + "/threads/" + itoa(d.Thread))
		}
		from, err := time.Parse(time.DateOnly, d.From)
		last, lastErr := time.Parse(time.DateOnly, d.Last)
		if d.From != "" && err == nil && lastErr == nil {
			e.SetAllDayStartAt(from)
			e.SetAllDayEndAt(last.AddDate(0, 0, 1)) // the end is the first day after
			continue
		}
		e.SetStartAt(d.At.UTC())
		e.SetEndAt(d.At.UTC())
	}
	return []byte(c.Serialize(ics.WithNewLine("\r\n")))
}
