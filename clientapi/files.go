package clientapi

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"net/http"
	"slices"
	"strconv"

	"github.com/go-chi/chi/v5"

	"headroom/community"
)

// Apps load pictures by their address alone. The address of what is not public has
// a ticket in it, which stands for the token that it was made for (ADR 59).
const (
	filesPath     = community.FilesPath
	portraitsPath = "/api/media/people/"
	headerPath    = "/api/media/header.png"
)

// Emblem is the address of the instance's picture, which stands for who has none.
const Emblem = "/icons/icon-512.png"

// fileRoutes are the addresses of pictures.
func (a *API) fileRoutes() []route {
	return []route{
		row(http.MethodGet, filesPath+"{id}/{ticket}", public, a.file),
		row(http.MethodGet, portraitsPath+"{id}/{ticket}", public, a.portraitFile),
		row(http.MethodGet, headerPath, public, a.headerFile),
	}
}

// fileAt is where a caller loads an attachment. Who has no token is given the
// address of pages, which shows what is public.
func (a *API) fileAt(c caller, f community.Attachment) string {
	id := idText(f.ID)
	if c.key.ID == 0 {
		return a.Identity.URL + "/files/" + id
	}
	return a.Service.FileAddress(c.key, f.ID)
}

// portrait is where a caller loads a person's photograph; the emblem of the
// instance where there is none for them.
func (a *API) portrait(c caller, p community.Person) string {
	if p.Photo == "" || c.key.ID == 0 {
		return a.emblem()
	}
	id := idText(p.ID)
	return a.Identity.URL + portraitsPath + id + "/" + a.Service.FileTicket(c.key, "portrait "+id) + "?v=" + p.Photo[max(0, len(p.Photo)-12):]
}

func (a *API) emblem() string { return a.Identity.URL + Emblem }
func (a *API) header() string { return a.Identity.URL + headerPath }

// holder is who the ticket in an address stands for.
func (a *API) holder(r *http.Request, what string) (id int64, v community.Viewer, err error) {
	if id, err = pathID(r, "id"); err != nil {
		return 0, v, err
	}
	v, err = a.Service.ResumeTicket(r.Context(), chi.URLParam(r, "ticket"), what+" "+idText(id))
	return id, v, err
}

// file answers with the picture of a post, to who may read the post now.
func (a *API) file(w http.ResponseWriter, r *http.Request, _ caller) error {
	id, v, err := a.holder(r, "file")
	if err != nil {
		return err
	}
	f, data, err := a.Service.File(r.Context(), v, id)
	if err != nil {
		return unknown(err)
	}
	return picture(w, f.MediaType, data)
}

// portraitFile answers with a person's photograph, to who may see the person now.
func (a *API) portraitFile(w http.ResponseWriter, r *http.Request, _ caller) error {
	id, v, err := a.holder(r, "portrait")
	if err != nil {
		return err
	}
	data, err := a.Service.Photo(r.Context(), v, id, false)
	if err != nil {
		return unknown(err)
	}
	return picture(w, "image/jpeg", data)
}

// unknown makes of a refusal that there is nothing.
func unknown(err error) error {
	if hidden(err) {
		return community.ErrNotFound
	}
	return err
}

// pictureTypes are shown; anything else is only saved.
var pictureTypes = []string{"image/jpeg", "image/png", "image/webp"}

// picture writes the bytes of a picture, for the asking app alone to keep.
func picture(w http.ResponseWriter, mediaType string, data []byte) error {
	h := w.Header()
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	h.Set("Cache-Control", "private, max-age=3600")
	h.Set("Content-Disposition", "inline")
	if !slices.Contains(pictureTypes, mediaType) {
		mediaType = "application/octet-stream"
		h.Set("Content-Disposition", "attachment")
	}
	h.Set("Content-Type", mediaType)
	h.Set("Content-Length", strconv.Itoa(len(data)))
	w.WriteHeader(http.StatusOK)
	_, _ = w.Write(data)
	return nil
}

// headerColour is the colour of the pages' head.
var headerColour = color.RGBA{R: 0x1f, G: 0x4e, B: 0x5f, A: 0xff}

// headerPicture is behind everybody's name: clients insist on one.
var headerPicture = func() []byte {
	var b bytes.Buffer
	if err := png.Encode(&b, &image.Paletted{Pix: make([]byte, 600*200), Stride: 600, Rect: image.Rect(0, 0, 600, 200),
		Palette: color.Palette{headerColour}}); err != nil {
		panic(err) // it is always the same
	}
	return b.Bytes()
}()

func (a *API) headerFile(w http.ResponseWriter, _ *http.Request, _ caller) error {
	return picture(w, "image/png", headerPicture)
}
