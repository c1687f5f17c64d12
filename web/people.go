package web

import (
	"cmp"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"headroom/community"
	"headroom/templates"
)

// peopleOnPage is how many people a page of the list shows, and similarOnPage
// how many are suggested.
const (
	peopleOnPage  = 50
	similarOnPage = 3
)

// people is GET /people.
func (s *Site) people(w http.ResponseWriter, r *http.Request) error {
	q, page := r.URL.Query(), paged(r, peopleOnPage)
	query := community.PeopleQuery{Words: q.Get("q"), Specialism: q.Get("specialism"), Phase: q.Get("phase"), Nation: nationCode(q.Get("nation")),
		Authority: q.Get("authority"), Language: q.Get("speaks"), Years: q.Get("years"), Contact: q.Get("contact") == "yes"}
	found, err := s.Service.FindPeople(r.Context(), visitOf(r).viewer, query, page)
	if err != nil {
		return err
	}
	offers, err := s.peopleOffers(r)
	if err != nil {
		return err
	}
	view := templates.People{Page: s.page(r, "people", ""), People: s.personRows(found.People), Count: int(found.Count),
		Specialisms: offers.Specialisms, Authorities: offers.Authorities, Years: int(offers.Years), Sharing: int(offers.Sharing),
		Form: templates.PeopleForm{Words: query.Words, Specialism: query.Specialism, Phase: query.Phase, Nation: nation(query.Nation),
			Authority: query.Authority, Speaks: query.Language, Years: query.Years, Contact: query.Contact}}
	view.Chips = peopleChips(r, view, found)
	view.Pager = pagerOf(r, page, found.People, peopleOnPage)
	if query.Empty() && page.Before == 0 && page.After == 0 {
		similar, err := s.Service.SimilarPeople(r.Context(), visitOf(r).viewer, similarOnPage)
		if err != nil {
			return err
		}
		view.Similar = s.personRows(similar)
	}
	return s.render(w, http.StatusOK, view)
}

// pagerOf leads to the pages around one of a list of people.
func pagerOf(r *http.Request, page community.Page, found []community.PersonView, full int) (p templates.Pager) {
	if len(found) >= full {
		p.Next = withQuery(r, "before", itoa(found[len(found)-1].ID))
	}
	if page.Before != 0 {
		p.Previous = withQuery(r, "", "")
	}
	return p
}

// peopleChips are the filters that were chosen, each with the address of the
// list without it.
func peopleChips(r *http.Request, v templates.People, found community.PeoplePage) (chips []templates.Chip) {
	add := func(param, key, text string, typed bool) {
		if r.URL.Query().Get(param) == "" {
			return
		}
		chips = append(chips, templates.Chip{Key: key, Text: text, Typed: typed, Href: without(r, param)})
	}
	f := v.Form
	add("q", templates.ChipWords, f.Words, true)
	if found.Over >= 0 {
		add("q", templates.ChipOver, v.Number(found.Over), false)
	}
	if found.Under >= 0 {
		add("q", templates.ChipUnder, v.Number(found.Under), false)
	}
	add("specialism", "people.specialism", f.Specialism, true)
	add("phase", "field.phase", v.Word("phase", f.Phase), false)
	add("nation", "field.nation", v.Nation(f.Nation), false)
	add("authority", "field.authority", f.Authority, true)
	add("speaks", "field.languages", v.Word("tongue", f.Speaks), false)
	add("years", "people.years_of", v.Word("years", f.Years), false)
	add("contact", "people.contact", "", false)
	return chips
}

// without is the address of the first page of a list that is narrowed by one
// thing less.
func without(r *http.Request, param string) string {
	q := url.Values{}
	for name, values := range r.URL.Query() {
		switch name {
		case param, "before", "after", "done", "lang":
		default:
			if values[0] != "" {
				q[name] = values
			}
		}
	}
	if len(q) == 0 {
		return r.URL.EscapedPath()
	}
	return r.URL.EscapedPath() + "?" + q.Encode()
}

// offersAge is how old the values may be that are offered to narrow by.
const offersAge = time.Minute

// offers are what people have named, kept for a minute: going through all of
// them for each page would cost more than the page. Who may see them has been
// decided for the page that shows them.
type offers struct {
	mu   sync.Mutex
	at   time.Time
	kept community.PeopleOffers
}

func (s *Site) peopleOffers(r *http.Request) (community.PeopleOffers, error) {
	s.offers.mu.Lock()
	defer s.offers.mu.Unlock()
	now := s.Clock()
	if age := now.Sub(s.offers.at); age >= 0 && age < offersAge {
		return s.offers.kept, nil
	}
	kept, err := s.Service.PeopleOffers(r.Context(), visitOf(r).viewer)
	if err != nil {
		return kept, err
	}
	s.offers.at, s.offers.kept = now, kept
	return kept, nil
}

func (s *Site) personRows(list []community.PersonView) []templates.PersonRow {
	rows := make([]templates.PersonRow, len(list))
	for i, p := range list {
		rows[i] = s.personRow(p)
	}
	return rows
}

func (s *Site) personRow(p community.PersonView) templates.PersonRow {
	row := templates.PersonRow{Byline: s.personByline(p.Person, office(p)), Phases: p.Phase, Specialisms: p.Specialisms,
		AskMe: p.AskMe, Languages: p.Languages}
	row.Years, row.ShowYears = p.Person.Years(s.Clock())
	return row
}

// photoAddress is where a person's photograph is read; "" when there is none.
// The address changes with the photograph, so that browsers may keep it.
func photoAddress(p community.Person, small bool) string {
	digest, size := p.Photo, ""
	if small {
		digest, size = p.PhotoSmall, "&size=small"
	}
	if digest == "" {
		return ""
	}
	return "/people/" + itoa(p.ID) + "/photograph?v=" + digest[max(0, len(digest)-12):] + size
}

// photograph is GET /people/{id}/photograph.
func (s *Site) photograph(w http.ResponseWriter, r *http.Request) error {
	id, err := number(r, "id")
	if err != nil {
		return err
	}
	data, err := s.Service.Photo(r.Context(), visitOf(r).viewer, id, r.URL.Query().Get("size") == "small")
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Cache-Control", "private, max-age=86400")
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Disposition", "inline")
	h.Set("Content-Type", "image/jpeg")
	h.Set("Content-Length", itoa(int64(len(data))))
	w.WriteHeader(http.StatusOK)
	_, _ = w.Write(data)
	return nil
}

// person is GET /people/{id}.
func (s *Site) person(w http.ResponseWriter, r *http.Request) error {
	id, err := number(r, "id")
	if err != nil {
		return err
	}
	v := visitOf(r)
	p, err := s.Service.Acquaintance(r.Context(), v.viewer, id)
	if err != nil {
		return err
	}
	view := templates.Person{Page: s.page(r, "people", ""), Who: s.personRow(p.PersonView), Portrait: photoAddress(p.Person, false),
		Alt: cmp.Or(p.PhotoAlt, p.Name), Biography: p.Biography, Lang: p.Language, Contact: cmp.Or(p.Contact, community.ContactCommunity), Self: p.Self}
	if p.SharesSchool() {
		view.SchoolHref = schoolAddress(p.SchoolRef)
	}
	for _, h := range p.OtherSchools {
		view.OtherSchools = append(view.OtherSchools, templates.SchoolLink{Name: h.School, Href: schoolAddress(h.SchoolRef)})
	}
	for _, c := range p.Communities {
		view.Communities = append(view.Communities, s.cardRow(c, v.lang))
	}
	for _, c := range p.Write {
		link := templates.WriteLink{Href: "/communities/" + itoa(c.ID) + "/new?to=" + itoa(p.ID)}
		link.Community, link.Lang = s.in(c.Name, v.lang)
		view.Write = append(view.Write, link)
	}
	if view.Message, err = s.Service.MayMessage(r.Context(), v.viewer, id); err != nil {
		return err
	}
	view.Follows, err = s.Service.Follows(r.Context(), v.viewer, id)
	if view.CanFollow = err == nil && !p.Self; known(err) != nil {
		return err
	}
	for _, l := range p.Posts {
		row := templates.PersonPost{Href: "/threads/" + itoa(l.Thread.ID) + "#post-" + itoa(l.Post.ID), Thread: l.Thread.Title,
			Lang: l.Post.Language, Excerpt: excerpt(community.PlainText(l.Post.HTML)), At: l.Post.PublishedAt}
		row.Community, _ = s.in(l.Community.Name, v.lang)
		view.Posts = append(view.Posts, row)
	}
	return s.render(w, http.StatusOK, view)
}

func schoolAddress(id int64) string {
	if id == 0 {
		return ""
	}
	return "/schools/" + itoa(id)
}

// school is GET /schools/{id}.
func (s *Site) school(w http.ResponseWriter, r *http.Request) error {
	id, err := number(r, "id")
	if err != nil {
		return err
	}
	page := paged(r, peopleOnPage)
	found, err := s.Service.SchoolPage(r.Context(), visitOf(r).viewer, id, page)
	if err != nil {
		return err
	}
	return s.render(w, http.StatusOK, templates.School{Page: s.page(r, "people", ""), Name: found.Name, Authority: found.Authority,
		Nation: nation(found.School.Nation), Phases: found.Phase, Count: int(found.Count), People: s.personRows(found.People),
		Pager: pagerOf(r, page, found.People, peopleOnPage)})
}

// addressee is the text that a new conversation begins with when it is written
// to somebody: their mention.
func (s *Site) addressee(r *http.Request) string {
	id := formNumber(r.URL.Query(), "to")
	if id == 0 {
		return ""
	}
	p, err := s.Service.Profile(r.Context(), visitOf(r).viewer, id)
	if err != nil || p.Username == "" || !p.Reachable() {
		return "" // the form stands without it
	}
	name := "@" + p.Username
	if !p.Local {
		name += "@" + p.Host
	}
	return strings.TrimSpace(name) + " "
}
