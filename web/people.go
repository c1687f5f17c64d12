package web

import (
	"cmp"
	"net/http"
	"net/url"
	"strings"
	"time"

	"headroom/community"
	"headroom/templates"
)

// peopleOnPage is how many people a page of the list shows.
const peopleOnPage = 50

// zones are suggested to people; any IANA zone is taken.
var zones = []string{"Europe/London", "Europe/Dublin", "Europe/Isle_of_Man", "Europe/Guernsey", "Europe/Jersey", "UTC"}

// profilePage is GET /profile.
func (s *Site) profilePage(w http.ResponseWriter, r *http.Request) error {
	v := visitOf(r)
	me, err := s.Service.Profile(r.Context(), v.viewer, v.viewer.Person)
	if err != nil {
		return err
	}
	form := templates.ProfileForm{Name: me.Name, Post: me.Post, School: me.School, Authority: me.Authority,
		Nation: nation(me.Nation), Specialisms: strings.Join(me.Specialisms, ", "), Biography: me.Biography,
		Language: cmp.Or(v.account.Language, v.lang), Zone: cmp.Or(v.account.Zone, s.Identity.Zone), ShareSchool: me.ShareSchool}
	if len(me.Phase) > 0 {
		form.Phase = me.Phase[0]
	}
	if values := carriedTo(r, "/profile"); values != nil {
		form = profileOf(values)
	}
	return s.render(w, http.StatusOK, s.profile(s.page(r, "profile", ""), me, form))
}

func (s *Site) profile(p templates.Page, me community.PersonView, form templates.ProfileForm) templates.Profile {
	return templates.Profile{Page: p, Form: form, Office: office(me), Zones: zones}
}

func profileOf(f url.Values) templates.ProfileForm {
	return templates.ProfileForm{Name: f.Get("name"), Post: f.Get("post"), School: f.Get("school"), Authority: f.Get("authority"),
		Nation: f.Get("nation"), Phase: f.Get("phase"), Specialisms: f.Get("specialisms"), Biography: f.Get("biography"),
		Language: f.Get("language"), Zone: f.Get("zone"), ShareSchool: f.Get("share_school") == "yes"}
}

// profileForm is POST /profile.
func (s *Site) profileForm(w http.ResponseWriter, r *http.Request) error {
	v := visitOf(r)
	t, err := s.readForm(w, r)
	if err != nil {
		return err
	}
	form := profileOf(t.values)
	_, err = s.once(r, func() (string, error) { return "/profile", s.saveProfile(r, form) })
	if err != nil {
		return s.again(w, r, err, s.page(r, "profile", "/profile"), func(p templates.Page) (templates.View, error) {
			me, _ := s.Service.Profile(r.Context(), v.viewer, v.viewer.Person) // without it the form still stands
			return s.profile(p, me, form), nil
		})
	}
	return done(w, r, "/profile", "saved")
}

func (s *Site) saveProfile(r *http.Request, form templates.ProfileForm) error {
	v := visitOf(r)
	in := community.ProfileInput{Name: form.Name, Post: form.Post, School: form.School, Authority: form.Authority,
		Nation: nationCode(form.Nation), Specialisms: strings.Split(form.Specialisms, ","), Biography: form.Biography,
		Language: form.Language, Zone: form.Zone, ShareSchool: form.ShareSchool}
	if form.Phase != "" {
		in.Phase = []string{form.Phase}
	}
	return s.Service.UpdateProfile(r.Context(), v.viewer, in)
}

// people is GET /people.
func (s *Site) people(w http.ResponseWriter, r *http.Request) error {
	query := r.URL.Query().Get("q")
	page := paged(r, peopleOnPage)
	found, err := s.Service.People(r.Context(), visitOf(r).viewer, community.PersonFilter{Search: query}, page)
	if err != nil {
		return err
	}
	view := templates.People{Page: s.page(r, "people", ""), Query: query}
	for _, p := range found {
		view.People = append(view.People, s.personRow(p))
	}
	if len(found) >= peopleOnPage {
		view.Pager.Next = withQuery(r, "before", itoa(found[len(found)-1].ID))
	}
	if page.Before != 0 {
		view.Pager.Previous = withQuery(r, "", "")
	}
	return s.render(w, http.StatusOK, view)
}

func (s *Site) personRow(p community.PersonView) templates.PersonRow {
	row := templates.PersonRow{Byline: s.personByline(p.Person, office(p)), Specialisms: p.Specialisms}
	if len(p.Phase) > 0 {
		row.Phase = p.Phase[0]
	}
	return row
}

// person is GET /people/{id}.
func (s *Site) person(w http.ResponseWriter, r *http.Request) error {
	id, err := number(r, "id")
	if err != nil {
		return err
	}
	p, err := s.Service.Profile(r.Context(), visitOf(r).viewer, id)
	if err != nil {
		return err
	}
	return s.render(w, http.StatusOK, templates.Person{Page: s.page(r, "people", ""), Who: s.personRow(p),
		Biography: p.Biography, Lang: p.Language, Self: p.Self})
}

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
		view.Drafts = append(view.Drafts, draftRow(d, communities, threads))
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

// draftForm is POST /drafts, which the script sends as somebody types.
func (s *Site) draftForm(w http.ResponseWriter, r *http.Request) error {
	t, err := s.readForm(w, r)
	if err != nil {
		return err
	}
	in := community.DraftInput{Place: draftName(t.get("place")),
		Parent: t.number("parent"), Title: t.get("title"), Body: t.get("body"), Language: t.get("lang")}
	if age := t.number("age"); age > 0 { // milliseconds that a device has kept it
		in.TypedAt = s.Clock().Add(-min(time.Duration(age), 1<<40) * time.Millisecond)
	}
	_, err = s.Service.SaveDraft(r.Context(), visitOf(r).viewer, in)
	if err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
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
