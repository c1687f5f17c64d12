package templates

import (
	"archive/zip"
	"bytes"
	"io"
	"net/http/httptest"
	"path"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// unpacked gives the files of the pack by name.
func unpacked(t *testing.T, pack []byte) map[string]string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(pack), int64(len(pack)))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		files[f.Name] = string(text)
	}
	return files
}

// sheet is a stylesheet of the pack: beside the page, not at an address.
var sheet = regexp.MustCompile(`<link rel="stylesheet" href="(\.\./)?`)

var cssURL = regexp.MustCompile(`url\("?([^")]+)"?\)`)

// TestPackIsWhole follows every link and every file that a page or the
// stylesheet asks for: all are in the pack, but for addresses of people.
func TestPackIsWhole(t *testing.T) {
	t.Parallel()
	r := newTestRenderer(t)
	pack, err := r.Pack()
	if err != nil {
		t.Fatal(err)
	}
	files := unpacked(t, pack)
	if want := 1 + len(Languages)*(len(HelpTopics)+3); len(files) < want+5 {
		t.Errorf("%d files, want %d pages and more", len(files), want)
	}
	there := func(from, to string) {
		name, anchor, _ := strings.Cut(to, "#")
		if strings.HasPrefix(name, "/") || strings.Contains(name, ":") {
			t.Errorf("%s asks for %s", from, to)
			return
		}
		target := from
		if name != "" {
			target = path.Join(path.Dir(from), name)
		}
		if _, ok := files[target]; !ok {
			t.Errorf("%s: nothing at %s", from, to)
		} else if anchor != "" && !strings.Contains(files[target], `id="`+anchor+`"`) {
			t.Errorf("%s: no place %s", from, to)
		}
	}
	for name, text := range files {
		switch path.Ext(name) {
		case ".css":
			for _, found := range cssURL.FindAllStringSubmatch(text, -1) {
				there(name, found[1])
			}
		case ".html":
			checkPage(t, sheet.ReplaceAllString(text, `<link rel="stylesheet" href="/`), false)
			root, err := html.Parse(strings.NewReader(text))
			if err != nil {
				t.Fatal(err)
			}
			for n := range root.Descendants() {
				for _, a := range n.Attr {
					if (a.Key == "href" || a.Key == "src") && !strings.HasPrefix(a.Val, "mailto:") && !strings.HasPrefix(a.Val, "tel:") && a.Val != "https://example.org" {
						there(name, a.Val)
					}
				}
			}
		}
	}
	for _, lang := range Languages {
		all := files["welcome/"+lang+"/print.html"]
		for _, topic := range HelpTopics {
			if !strings.Contains(all, r.site.help[lang][topic].Lead) {
				t.Errorf("%s: %s is not on the page for printing", lang, topic)
			}
		}
	}
}

// TestPackIsTheSameEachTime: the bytes depend on the texts alone, so a browser
// that has the pack is told so.
func TestPackIsTheSameEachTime(t *testing.T) {
	t.Parallel()
	one, err := newTestRenderer(t).Pack()
	if err != nil {
		t.Fatal(err)
	}
	r := newTestRenderer(t)
	two, err := r.Pack()
	if err != nil || !bytes.Equal(one, two) {
		t.Fatalf("two packs differ (%v)", err)
	}
	w := httptest.NewRecorder()
	if err := r.ServePack(w, httptest.NewRequest("GET", "/welcome.zip", nil)); err != nil || !bytes.Equal(w.Body.Bytes(), one) || w.Header().Get("Content-Type") != "application/zip" {
		t.Fatalf("%v %v", err, w.Header())
	}
	again := httptest.NewRequest("GET", "/welcome.zip", nil)
	again.Header.Set("If-None-Match", w.Header().Get("ETag"))
	w = httptest.NewRecorder()
	if err := r.ServePack(w, again); err != nil || w.Code != 304 || w.Body.Len() != 0 {
		t.Errorf("%v: %d, %d bytes", err, w.Code, w.Body.Len())
	}
}
