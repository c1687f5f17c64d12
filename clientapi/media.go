package clientapi

import (
	"errors"
	"io"
	"math"
	"net/http"
	"strconv"
	"strings"

	"headroom/community"
)

// mediaRoutes take pictures that a post is to have.
func (a *API) mediaRoutes() []route {
	upload := func(path string) route {
		one := row(http.MethodPost, path, scopeWrite("media"), a.upload)
		one.size = a.UploadBytes + formBytes
		return one
	}
	return []route{
		upload("/api/v1/media"),
		upload("/api/v2/media"),
		row(http.MethodGet, "/api/v1/media/{id}", scopeWrite("media"), a.media),
		row(http.MethodPut, "/api/v1/media/{id}", scopeWrite("media"), a.describe),
	}
}

// upload is POST media: the picture is made anew, without what its camera wrote
// into it, and waits a week for its post.
func (a *API) upload(w http.ResponseWriter, r *http.Request, c caller) error {
	p, err := params(r)
	if err != nil {
		return err
	}
	data, err := a.picture(p, "file")
	if err != nil {
		return err
	}
	in, err := a.Image(data)
	if err != nil {
		return err
	}
	in.Alt, in.Focus = p.text("description"), focusIn(p.text("focus"))
	f, err := a.Service.UploadImage(r.Context(), c.viewer, in)
	if err != nil {
		return err
	}
	return a.answer(w, http.StatusOK, a.attachment(c, f))
}

// picture is the file that a client sent.
func (a *API) picture(p values, name string) ([]byte, error) {
	file := p.file(name)
	if file == nil || a.Image == nil {
		return nil, community.FieldError("image", "error.image_type", nil)
	}
	if file.Size > a.UploadBytes {
		return nil, community.FieldError("image", "error.image_large", nil)
	}
	f, err := file.Open()
	if err != nil {
		return nil, err
	}
	data, err := io.ReadAll(f)
	return data, errors.Join(err, f.Close())
}

// media is GET media/{id}: of the caller's own, until it has its post.
func (a *API) media(w http.ResponseWriter, r *http.Request, c caller) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	f, err := a.Service.Upload(r.Context(), c.viewer, id)
	if err != nil {
		return err
	}
	return a.answer(w, http.StatusOK, a.attachment(c, f))
}

// describe is PUT media/{id}: what stands for the picture.
func (a *API) describe(w http.ResponseWriter, r *http.Request, c caller) error {
	p, err := params(r)
	if err != nil {
		return err
	}
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	f, err := a.Service.Upload(r.Context(), c.viewer, id)
	if at := focusIn(p.text("focus")); err == nil && (p.has("description") || at != nil) {
		alt := f.Alt
		if p.has("description") {
			alt = p.text("description")
		}
		f, err = a.Service.DescribeUpload(r.Context(), c.viewer, id, alt, at)
	}
	if err != nil {
		return err
	}
	return a.answer(w, http.StatusOK, a.attachment(c, f))
}

// focusIn reads "x,y", each from -1 to 1; nil for anything else.
func focusIn(text string) *community.Focus {
	x, y, _ := strings.Cut(text, ",")
	right, bad := strconv.ParseFloat(strings.TrimSpace(x), 64)
	up, worse := strconv.ParseFloat(strings.TrimSpace(y), 64)
	if bad != nil || worse != nil || !(math.Abs(right) <= 1 && math.Abs(up) <= 1) {
		return nil
	}
	return &community.Focus{X: int(math.Round(right * 1000)), Y: int(math.Round(up * 1000))}
}
