package clientapi

import (
	"net/http"

	"headroom/community"
)

// profileRoutes change what the member says of themselves, as the page of the profile
// does.
func (a *API) profileRoutes() []route {
	write := scopeWrite("accounts")
	changes := func(path string, answer handler) route {
		one := row(http.MethodPatch, path, write, a.changeProfile(answer))
		one.size = a.UploadBytes + formBytes
		return one
	}
	return []route{
		changes("/api/v1/accounts/update_credentials", a.ownAccount),
		changes("/api/v1/profile", a.profile),
		row(http.MethodGet, "/api/v1/profile", scopeRead("accounts"), a.profile),
		row(http.MethodDelete, "/api/v1/profile/avatar", write, a.removeAvatar),
		row(http.MethodDelete, "/api/v1/profile/header", write, a.ownAccount), // there is none
	}
}

// profile is Mastodon's Profile: the member's own, as it was written.
type profile struct {
	ID             string   `json:"id"`
	Name           string   `json:"display_name"`
	Note           string   `json:"note"`
	Fields         []field  `json:"fields"`
	Avatar         *string  `json:"avatar"`
	AvatarStatic   *string  `json:"avatar_static"`
	AvatarDescribe string   `json:"avatar_description"`
	Header         *string  `json:"header"`
	HeaderStatic   *string  `json:"header_static"`
	HeaderDescribe string   `json:"header_description"`
	Locked         bool     `json:"locked"`
	Bot            bool     `json:"bot"`
	Hide           bool     `json:"hide_collections"`
	Discoverable   bool     `json:"discoverable"`
	Indexable      bool     `json:"indexable"`
	ShowMedia      bool     `json:"show_media"`
	ShowReplies    bool     `json:"show_media_replies"`
	ShowFeatured   bool     `json:"show_featured"`
	Attribution    []string `json:"attribution_domains"`
	FeaturedTags   []none   `json:"featured_tags"`
}

func (a *API) profile(w http.ResponseWriter, r *http.Request, c caller) error {
	me, err := a.Service.Profile(r.Context(), c.viewer, c.viewer.Person)
	if err != nil {
		return err
	}
	out := profile{ID: idText(me.ID), Name: me.Name, Note: me.Biography, Fields: []field{}, AvatarDescribe: me.PhotoAlt, Hide: true,
		ShowMedia: true, Attribution: []string{}, FeaturedTags: []none{}}
	if me.Photo != "" {
		at := a.portrait(c, me.Person)
		out.Avatar, out.AvatarStatic = &at, &at
	}
	return a.answer(w, http.StatusOK, out)
}

// changeProfile is PATCH: the name, what one says of oneself, the language and the
// photograph. Who may read what is the communities' to say, so that locked, privacy
// and the like are passed over, and so are fields: what there is of them is the
// profile's own. So is a header picture, which apps send along with what was typed:
// nobody has one here, and a refusal would lose the words.
func (a *API) changeProfile(answer handler) handler {
	return func(w http.ResponseWriter, r *http.Request, c caller) error {
		p, err := params(r)
		if err != nil {
			return err
		}
		photo, err := a.avatarOf(p)
		if err != nil {
			return err
		}
		var in community.ProfilePatch
		for name, part := range map[string]**string{"display_name": &in.Name, "note": &in.Biography, "source.language": &in.Language} {
			if text := p.text(name); p.at(name).set && (text != "" || name != "source.language") {
				*part = &text
			}
		}
		if err := a.Service.PatchProfile(r.Context(), c.viewer, in); err != nil {
			return err
		}
		switch alt := p.at("avatar_description"); {
		case photo != nil:
			photo.Alt = alt.text
			err = a.Service.SetPhoto(r.Context(), c.viewer, *photo)
		case alt.set:
			err = a.Service.DescribePhoto(r.Context(), c.viewer, alt.text)
		}
		if err != nil {
			return err
		}
		return answer(w, r, c)
	}
}

// avatarOf is the photograph that came with a profile; nil for none.
func (a *API) avatarOf(p values) (*community.PhotoInput, error) {
	if p.file("avatar") == nil {
		return nil, nil
	}
	data, err := a.picture(p, "avatar")
	if err != nil {
		return nil, err
	}
	if a.Photo == nil {
		return nil, community.FieldError("image", "error.image_type", nil)
	}
	in, err := a.Photo(data)
	return &in, err
}

func (a *API) removeAvatar(w http.ResponseWriter, r *http.Request, c caller) error {
	if err := a.Service.RemovePhoto(r.Context(), c.viewer); err != nil {
		return err
	}
	return a.ownAccount(w, r, c)
}
