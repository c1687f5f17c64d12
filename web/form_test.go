package web

import (
	"bytes"
	"errors"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"unicode/utf8"

	"headroom/internal/httpx"
)

// formOf is a form as a browser sends it.
func formOf(t testing.TB, boundary string, image []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	if err := m.SetBoundary(boundary); err != nil {
		t.Fatal(err)
	}
	_ = m.WriteField("body", "Sample words")
	part, err := m.CreateFormFile("image", "sample.png")
	if err != nil {
		t.Fatal(err)
	}
	_, _ = part.Write(image)
	_ = m.WriteField("title", "Sample title")
	if err := m.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// sent reads a body as a form.
func sent(kind string, body []byte) (*typed, error) {
	s := &Site{Options: Options{UploadBytes: 1000}}
	r := httptest.NewRequest(http.MethodPost, "/compose", bytes.NewReader(body))
	r.Header.Set("Content-Type", kind)
	return s.readForm(httptest.NewRecorder(), r)
}

func TestFormsArriveWhole(t *testing.T) {
	t.Parallel()
	for _, size := range []int{0, 1, 1000, 1001} {
		got, err := sent("multipart/form-data; boundary=x", formOf(t, "x", bytes.Repeat([]byte{7}, size)))
		if err != nil || got.get("body") != "Sample words" || got.get("title") != "Sample title" {
			t.Fatalf("%d bytes: %+v, %v", size, got, err)
		}
		if want := size > 1000; got.tooLarge != want || !want && len(got.image) != size {
			t.Errorf("%d bytes: %d kept, too large: %v", size, len(got.image), got.tooLarge)
		}
	}
}

// FuzzForm reads whatever is sent as a form: a refusal is of the sender's, what
// was read is text without NUL, within the limits, and no more of a picture is
// kept than may be.
func FuzzForm(f *testing.F) {
	const kind = "multipart/form-data; boundary=x"
	whole := formOf(f, "x", []byte("picture"))
	f.Add(kind, whole)
	f.Add(kind, whole[:len(whole)/2])
	f.Add(kind, bytes.ReplaceAll(whole, []byte("\r\n"), []byte("\n")))
	f.Add(kind, []byte("--x\r\nContent-Disposition: form-data; name=\"image\"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n=41=\r\n--x--"))
	f.Add(kind, []byte("--x\r\nContent-Disposition: form-data; name=\"a\"; filename=\"../../x\"\r\n\r\n\x00\xff\r\n--x--"))
	f.Add(kind, []byte("--x\r\n"+strings.Repeat("A: b\r\n", 5000)+"\r\n\r\n--x--"))
	f.Add("multipart/form-data", whole)
	f.Add("multipart/form-data; boundary="+strings.Repeat("x", 80), whole)
	f.Add("application/x-www-form-urlencoded", []byte("body=a%00b&title=%ff&body=c"))
	f.Add("application/x-www-form-urlencoded", []byte("a=%zz&;"))
	f.Add("", []byte("body=a"))
	f.Fuzz(func(t *testing.T, kind string, body []byte) {
		got, err := sent(kind, body)
		var refused *httpx.Error
		if err != nil && !errors.As(err, &refused) {
			t.Errorf("%T: %v", err, err)
		}
		if got == nil {
			return
		}
		size := 0
		for name, list := range got.values {
			for _, text := range list {
				size += len(text)
				if !utf8.ValidString(text) || strings.ContainsRune(text, 0) {
					t.Errorf("%q is %q", name, text)
				}
			}
		}
		// A byte that is no text becomes a mark of three.
		if size > 3*4*formBytes || int64(len(got.image)) > 1000 {
			t.Errorf("%d bytes of text and %d of a picture from %d", size, len(got.image), len(body))
		}
	})
}
