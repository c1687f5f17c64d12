package web

import (
	"cmp"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"headroom/community"
	"headroom/templates"
)

// zones are suggested to people; any IANA zone is taken.
var zones = []string{"Europe/London", "Europe/Dublin", "Europe/Isle_of_Man", "Europe/Guernsey", "Europe/Jersey", "UTC"}

// profilePage is GET /profile.
func (s *Site) profilePage(w http.ResponseWriter, r *http.Request) error {
	me, form, err := s.myProfile(r)
	if err != nil {
		return err
	}
	if values := carriedTo(r, "/profile"); values != nil {
		form = profileOf(values)
	}
	view := s.profile(r, s.page(r, "profile", ""), me, form)
	if values := carriedTo(r, "/profile/photograph"); values != nil {
		view.Alt = values.Get("alt")
	}
	return s.render(w, http.StatusOK, view)
}

// myProfile is the viewer's profile as it is kept.
func (s *Site) myProfile(r *http.Request) (community.PersonView, templates.ProfileForm, error) {
	v := visitOf(r)
	me, err := s.Service.Profile(r.Context(), v.viewer, v.viewer.Person)
	if err != nil {
		return me, templates.ProfileForm{}, err
	}
	others, err := s.Service.OtherSchools(r.Context(), v.viewer)
	form := templates.ProfileForm{Name: me.Name, Post: me.Post, School: me.School, OtherSchools: strings.Join(others, ", "), Authority: me.Authority,
		Nation: nation(me.Nation), Phases: me.Phase, Specialisms: strings.Join(me.Specialisms, ", "), AskMe: strings.Join(me.AskMe, ", "),
		Biography: me.Biography, Languages: me.Languages, Contact: cmp.Or(me.Contact, community.ContactCommunity),
		Language: cmp.Or(v.account.Language, v.lang), Zone: cmp.Or(v.account.Zone, s.Identity.Zone),
		ShareSchool: me.ShareSchool, ShareYears: me.ShareYears}
	if me.HeadSince != 0 {
		form.HeadSince = strconv.Itoa(me.HeadSince)
	}
	return me, form, err
}

// profile makes the page. What others have named is offered to colleagues.
func (s *Site) profile(r *http.Request, p templates.Page, me community.PersonView, form templates.ProfileForm) templates.Profile {
	view := templates.Profile{Page: p, Form: form, Office: office(me), Me: s.personByline(me.Person, office(me)), Alt: cmp.Or(me.PhotoAlt, me.Name), Zones: zones}
	if view.Office != "" {
		if known, err := s.peopleOffers(r); err == nil { // without them the form still stands
			view.Authorities, view.Specialisms, view.Topics = known.Authorities, known.Specialisms, known.Topics
		}
	}
	return view
}

func profileOf(f url.Values) templates.ProfileForm {
	return templates.ProfileForm{Name: f.Get("name"), Post: f.Get("post"), School: f.Get("school"), OtherSchools: f.Get("other_schools"),
		Authority: f.Get("authority"), Nation: f.Get("nation"), Phases: f["phase"], Specialisms: f.Get("specialisms"), AskMe: f.Get("ask_me"),
		Biography: f.Get("biography"), Languages: f["languages"], HeadSince: f.Get("head_since"), Contact: f.Get("contact"),
		Language: f.Get("language"), Zone: f.Get("zone"), ShareSchool: f.Get("share_school") == "yes", ShareYears: f.Get("share_years") == "yes"}
}

// profileForm is POST /profile.
func (s *Site) profileForm(w http.ResponseWriter, r *http.Request) error {
	t, err := s.readForm(w, r)
	if err != nil {
		return err
	}
	form := profileOf(t.values)
	_, err = s.once(r, func() (string, error) { return "/profile", s.saveProfile(r, form) })
	if err != nil {
		return s.again(w, r, err, s.page(r, "profile", "/profile"), func(p templates.Page) (templates.View, error) {
			me, _, _ := s.myProfile(r) // without it the form still stands
			return s.profile(r, p, me, form), nil
		})
	}
	return done(w, r, "/profile", "saved")
}

func (s *Site) saveProfile(r *http.Request, form templates.ProfileForm) error {
	commas := func(text string) []string { return strings.Split(text, ",") }
	return s.Service.UpdateProfile(r.Context(), visitOf(r).viewer, community.ProfileInput{Name: form.Name, Post: form.Post, School: form.School,
		OtherSchools: commas(form.OtherSchools), Authority: form.Authority, Nation: nationCode(form.Nation), Phase: form.Phases,
		Specialisms: commas(form.Specialisms), AskMe: commas(form.AskMe), Biography: form.Biography, Languages: form.Languages,
		HeadSince: form.HeadSince, Contact: form.Contact, Language: form.Language, Zone: form.Zone,
		ShareSchool: form.ShareSchool, ShareYears: form.ShareYears})
}

// photographForm is POST /profile/photograph.
func (s *Site) photographForm(w http.ResponseWriter, r *http.Request) error {
	t, err := s.readForm(w, r)
	if err != nil && t == nil {
		return err
	}
	if err == nil {
		_, err = s.once(r, func() (string, error) { return "/profile", s.savePhotograph(r, t) })
	}
	if err != nil {
		return s.again(w, r, err, s.page(r, "profile", "/profile"), func(p templates.Page) (templates.View, error) {
			me, form, failed := s.myProfile(r)
			view := s.profile(r, p, me, form)
			view.Alt = t.get("alt")
			return view, failed
		})
	}
	return done(w, r, "/profile", "photo_saved")
}

func (s *Site) savePhotograph(r *http.Request, t *typed) error {
	switch {
	case t.tooLarge:
		return community.FieldError("image", "error.image_large", nil)
	case t.image == nil: // another text for the one that is there
		return s.Service.DescribePhoto(r.Context(), visitOf(r).viewer, t.get("alt"))
	case s.Photo == nil:
		return community.FieldError("image", "error.image_type", nil)
	}
	in, err := s.Photo(t.image)
	if err != nil {
		return err
	}
	in.Alt = t.get("alt")
	return s.Service.SetPhoto(r.Context(), visitOf(r).viewer, in)
}

// photographRemove is POST /profile/photograph/remove.
func (s *Site) photographRemove(w http.ResponseWriter, r *http.Request) error {
	if _, err := s.readForm(w, r); err != nil {
		return err
	}
	return s.step(w, r, "/profile", "photo_removed", func() error { return s.Service.RemovePhoto(r.Context(), visitOf(r).viewer) })
}
