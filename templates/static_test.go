package templates

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func get(h http.Handler, path, encoding string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodGet, path, nil)
	r.Header.Set("Accept-Encoding", encoding)
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func TestStatic(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		path, encoding      string
		status              int
		kind, cache, packed string
	}{
		{AssetsPath() + "/headroom.css", "gzip, br", 200, "text/css; charset=utf-8", "public, max-age=31536000, immutable", "gzip"},
		{AssetsPath() + "/headroom.css", "gzip;q=0", 200, "text/css; charset=utf-8", "public, max-age=31536000, immutable", ""},
		{"/static/000000000000/headroom.js", "", 200, "text/javascript; charset=utf-8", "no-cache", ""},
		{AssetsPath() + "/vendor/fonts/atkinson-hyperlegible-latin-400-normal.woff2", "gzip", 200, "font/woff2", "public, max-age=31536000, immutable", ""},
		{AssetsPath() + "/../catalogue.go", "", 404, "text/plain; charset=utf-8", "", ""},
		{AssetsPath() + "/", "", 404, "text/plain; charset=utf-8", "", ""},
		{"/static/", "", 404, "text/plain; charset=utf-8", "", ""},
	} {
		w := get(Static(), tc.path, tc.encoding)
		h := w.Header()
		if w.Code != tc.status || h.Get("Content-Type") != tc.kind || h.Get("Cache-Control") != tc.cache || h.Get("Content-Encoding") != tc.packed {
			t.Errorf("%s (%s): %d %v", tc.path, tc.encoding, w.Code, h)
		}
	}
}

// TestFirstVisitIsSmall adds up what a first visit to home loads: the page as it
// is, and the files as they travel.
func TestFirstVisitIsSmall(t *testing.T) {
	t.Parallel()
	r := newTestRenderer(t)
	for _, lang := range Languages {
		total := 0
		for _, e := range r.Examples(lang) {
			if e.Name == "home" {
				page, err := r.HTML(e.View)
				if err != nil {
					t.Fatal(err)
				}
				total += len(page)
			}
		}
		for _, name := range []string{
			"headroom.css", "headroom.js", "offline.js", "icon.svg",
			"vendor/fonts/atkinson-hyperlegible-latin-400-normal.woff2", "vendor/fonts/atkinson-hyperlegible-latin-700-normal.woff2",
			"vendor/fonts/atkinson-hyperlegible-latin-ext-400-normal.woff2", "vendor/fonts/atkinson-hyperlegible-latin-ext-700-normal.woff2",
		} {
			w := get(Static(), AssetsPath()+"/"+name, "gzip")
			if w.Code != http.StatusOK {
				t.Fatalf("%s: %d", name, w.Code)
			}
			total += w.Body.Len()
		}
		total += get(r.Theme(), "/theme.css", "").Body.Len()
		if total > 100_000 {
			t.Errorf("%s: a first visit loads %d bytes", lang, total)
		}
	}
}

func TestStylesheetLoadsNothingFromElsewhere(t *testing.T) {
	t.Parallel()
	for name, a := range assets().byName {
		if !strings.HasSuffix(name, ".css") && !strings.HasSuffix(name, ".js") {
			continue
		}
		text := string(a.plain)
		for _, bad := range []string{"url(http", "url(//", "url(\"http", "@import", "'http", "GDS Transport", "crown"} {
			if strings.Contains(text, bad) {
				t.Errorf("%s holds %q", name, bad)
			}
		}
	}
}

func TestThemes(t *testing.T) {
	t.Parallel()
	for _, theme := range Themes {
		if err := theme.CheckContrast(); err != nil {
			t.Error(err)
		}
	}
	for _, colour := range []string{"#ffd84d", "#777777", "red", "#12345", "#12345g", "1f4e5f"} {
		if err := (Theme{Name: "sample", Colour: colour}).CheckContrast(); err == nil {
			t.Errorf("%s was accepted", colour)
		}
	}
	if ratio, err := Contrast("#000000", "#ffffff"); err != nil || ratio < 20.99 || ratio > 21.01 {
		t.Errorf("black on white: %v %v", ratio, err)
	}
	r := newTestRenderer(t)
	w := get(r.Theme(), r.site.ThemeURL, "")
	if !strings.Contains(w.Body.String(), "--hr-accent:#1b4f8f") || !strings.Contains(w.Header().Get("Cache-Control"), "immutable") {
		t.Errorf("%v %s", w.Header(), w.Body)
	}
}
