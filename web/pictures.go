package web

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"headroom/community"
	"headroom/templates"
)

// picturesRead bounds how many pictures of a form are read; more than a post may have,
// so that the use case says what is too many.
const picturesRead = 2 * community.PicturesMost

// picturesOf are the pictures of a form that came before, in the order that it asks for.
// One that was moved stands before or after the one whose place it takes.
func picturesOf(f url.Values) (list []templates.PictureForm) {
	type placed struct {
		templates.PictureForm
		key int64
	}
	var all []placed
	for i, text := range f["picture"][:min(len(f["picture"]), picturesRead)] {
		id := parseID(text)
		if id <= 0 || f.Get("picture_out-"+itoa(id)) == "yes" || slices.ContainsFunc(all, func(p placed) bool { return p.ID == id }) {
			continue
		}
		was := int64(i + 1)
		at := cmp.Or(formNumber(f, "place-"+itoa(id)), was)
		all = append(all, placed{templates.PictureForm{ID: id, Alt: f.Get(community.PictureField(id))}, 2*at + int64(cmp.Compare(at, was))})
	}
	slices.SortStableFunc(all, func(a, b placed) int { return cmp.Compare(a.key, b.key) })
	for _, p := range all {
		list = append(list, p.PictureForm)
	}
	return list
}

// picturesIn are they as the use cases take them.
func picturesIn(list []templates.PictureForm) []community.PictureInput {
	out := []community.PictureInput{}
	for _, p := range list {
		out = append(out, community.PictureInput{ID: p.ID, Alt: p.Alt})
	}
	return out
}

// picturesKept are pictures as a form shows them.
func picturesKept(files []community.Attachment) (list []templates.PictureForm) {
	for _, a := range files {
		if a.URL == "" {
			list = append(list, templates.PictureForm{ID: a.ID, Alt: a.Alt})
		}
	}
	return list
}

// draftPictures adds to a form the pictures that wait with its draft.
func (s *Site) draftPictures(r *http.Request, f *templates.ComposeForm, d community.Draft) {
	if d.ID == 0 {
		return
	}
	kept, err := s.Service.DraftPictures(r.Context(), visitOf(r).viewer, d.ID)
	if err != nil {
		s.Log.InfoContext(r.Context(), "the pictures of a draft are not shown", "err", err)
	}
	f.Pictures = append(f.Pictures, picturesKept(kept)...)
}

// takePicture keeps the picture that came with a form, whatever else is wrong with it, so
// that it need not be chosen again, after those from before. have are those that the post
// has which is edited.
func (s *Site) takePicture(r *http.Request, t *typed, form *templates.ComposeForm, have []community.Attachment) error {
	v := visitOf(r)
	before := len(form.Pictures)
	form.Pictures = slices.DeleteFunc(form.Pictures, func(p templates.PictureForm) bool {
		if slices.ContainsFunc(have, func(a community.Attachment) bool { return a.ID == p.ID }) {
			return false
		}
		_, err := s.Service.Upload(r.Context(), v.viewer, p.ID)
		return community.IsNotFound(err)
	})
	switch {
	case len(form.Pictures) < before && t.image == nil:
		return community.FieldError("image", "error.image_gone", nil)
	case t.tooLarge:
		return community.FieldError("image", "error.image_large", nil)
	case t.image == nil:
		return nil
	case s.Image == nil:
		return community.FieldError("image", "error.image_type", nil)
	}
	in, err := s.Image(t.image)
	if err != nil {
		return err
	}
	a, err := s.Service.UploadImage(r.Context(), v.viewer, in)
	if err != nil {
		return err
	}
	form.Pictures = append(form.Pictures, templates.PictureForm{ID: a.ID, Alt: form.Alt})
	form.Alt = ""
	return nil
}

// pictures are those of a post whose bytes are here; and what is said of those that its
// author's server keeps, which no browser is sent to.
func (s *Site) pictures(p community.PostView) (here []templates.Image, elsewhere []templates.Elsewhere) {
	for _, a := range p.Attachments {
		switch {
		case !strings.HasPrefix(a.MediaType, "image/"):
		case a.Digest != "" && a.URL == "":
			here = append(here, templates.Image{URL: "/files/" + itoa(a.ID), Alt: a.Alt, Width: a.Width, Height: a.Height})
		case !p.Author.Local:
			elsewhere = append(elsewhere, templates.Elsewhere{Host: s.host(p.Author.Host), Alt: a.Alt})
		}
	}
	return here, elsewhere
}
