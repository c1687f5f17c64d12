package web

import (
	"context"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"

	"headroom/community"
	"headroom/internal/httpx"
)

// typed is a form as it was sent.
type typed struct {
	values   url.Values
	image    []byte // nil when none was chosen
	tooLarge bool   // the picture was; it has been thrown away
}

func (t *typed) get(name string) string { return t.values.Get(name) }

func (t *typed) number(name string) int64 { return formNumber(t.values, name) }

// formNumber is an id in a field; 0 when there is none.
func formNumber(values url.Values, name string) int64 {
	n, err := strconv.ParseInt(values.Get(name), 10, 64)
	if err != nil || n < 0 || n >= 1<<53 {
		return 0
	}
	return n
}

// readForm reads a form with or without a picture. With an error it gives what
// it has read so far, so that nothing typed is lost; nil when that is nothing.
func (s *Site) readForm(w http.ResponseWriter, r *http.Request) (*typed, error) {
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if kind != "multipart/form-data" {
		r.Body = http.MaxBytesReader(w, r.Body, 4*formBytes)
		if err := r.ParseForm(); err != nil {
			return nil, formError(err)
		}
		return &typed{values: valid(r.PostForm)}, nil
	}
	r.Body = http.MaxBytesReader(w, r.Body, 4*s.UploadBytes+formBytes)
	reader, err := r.MultipartReader()
	if err != nil {
		return nil, httpx.E(httpx.Invalid, err)
	}
	t := &typed{values: url.Values{}}
	room := int64(formBytes)
	for {
		part, err := reader.NextPart()
		if errors.Is(err, io.EOF) {
			r.PostForm = t.values
			return t, nil
		}
		if err != nil {
			return t, formError(err)
		}
		name := part.FormName()
		if name == "image" {
			if t.image, t.tooLarge, err = readImage(part, s.UploadBytes); err != nil {
				return t, formError(err)
			}
			continue
		}
		text, err := io.ReadAll(io.LimitReader(part, room+1))
		if err != nil {
			return t, formError(err)
		}
		if room -= int64(len(text)); room < 0 {
			return t, httpx.E(httpx.TooLarge, nil)
		}
		// At once: what comes before a fault is shown again.
		t.values.Add(name, validText(string(text)))
	}
}

// readImage takes at most max bytes; of more it keeps nothing, but reads on,
// because other fields follow.
func readImage(part io.Reader, max int64) (data []byte, tooLarge bool, err error) {
	data, err = io.ReadAll(io.LimitReader(part, max+1))
	if err != nil {
		return nil, false, err
	}
	if int64(len(data)) > max {
		_, err = io.Copy(io.Discard, part)
		return nil, true, err
	}
	if len(data) == 0 {
		return nil, false, nil
	}
	return data, false, nil
}

// formError says whether a form was too large or broken.
func formError(err error) error {
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		return httpx.E(httpx.TooLarge, err)
	}
	return httpx.E(httpx.Invalid, err)
}

// valid makes every value valid text, without NUL.
func valid(values url.Values) url.Values {
	for _, list := range values {
		for i, text := range list {
			list[i] = validText(text)
		}
	}
	return values
}

func validText(text string) string {
	if utf8.ValidString(text) && !strings.ContainsRune(text, 0) {
		return text
	}
	return strings.ReplaceAll(strings.ToValidUTF8(text, "\uFFFD"), "\x00", "")
}

// removes makes the handler of a form that has nothing but a number in its address:
// what has it is removed, once, and said is told at the page to which it leads.
func (s *Site) removes(to, said string, do func(context.Context, community.Viewer, int64) error) func(http.ResponseWriter, *http.Request) error {
	return func(w http.ResponseWriter, r *http.Request) error {
		id, err := number(r, "id")
		if err != nil {
			return err
		}
		if _, err := s.readForm(w, r); err != nil {
			return err
		}
		next, err := s.once(r, func() (string, error) { return to, do(r.Context(), visitOf(r).viewer, id) })
		if err != nil {
			return err
		}
		return done(w, r, next, said)
	}
}
