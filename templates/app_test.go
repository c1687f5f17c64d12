package templates

import (
	"bytes"
	"encoding/json"
	"image/png"
	"maps"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
)

func TestManifest(t *testing.T) {
	t.Parallel()
	r := newTestRenderer(t)
	w := httptest.NewRecorder()
	r.Manifest(w, "cy")
	var m manifest
	if err := json.Unmarshal(w.Body.Bytes(), &m); err != nil {
		t.Fatal(err)
	}
	if m.Name != "Sample Heads" || m.Lang != "cy" || m.Theme != Themes["scotland"].Colour || m.Start != "/" || m.Scope != "/" || m.Display != "standalone" {
		t.Errorf("%+v", m)
	}
	if m.Share.Action != "/share" || m.Share.Method != "GET" || !maps.Equal(m.Share.Params, map[string]string{"title": "title", "text": "text", "url": "url"}) {
		t.Errorf("what phones share: %+v", m.Share)
	}
	purposes := map[string]bool{}
	for _, icon := range m.Icons {
		purposes[icon.Purpose] = true
		w := httptest.NewRecorder()
		if !r.Icon(w, nil, strings.TrimPrefix(icon.Src, "/icons/")) {
			t.Errorf("no icon at %s", icon.Src)
			continue
		}
		picture, err := png.Decode(w.Body)
		if err != nil {
			t.Fatal(err)
		}
		size, _, _ := strings.Cut(icon.Sizes, "x")
		if got := picture.Bounds().Dx(); Printer.Number(Printer{}, got) != size {
			t.Errorf("%s is %d pixels wide", icon.Src, got)
		}
		_, _, _, corner := picture.At(0, 0).RGBA()
		if cut := icon.Purpose == "any"; cut != (corner == 0) {
			t.Errorf("%s: the corner's cover is %d", icon.Src, corner)
		}
		if r, g, b, _ := picture.At(picture.Bounds().Dx()*12/40, picture.Bounds().Dx()*25/40).RGBA(); r>>8 != 255 || g>>8 != 255 || b>>8 != 255 {
			t.Errorf("%s: no arch where its left pillar is", icon.Src)
		}
	}
	if !purposes["any"] || !purposes["maskable"] {
		t.Error("icons for both purposes are wanted")
	}
	if r.Icon(httptest.NewRecorder(), nil, "../headroom.css") {
		t.Error("something that is no icon was served")
	}
}

// TestMaskableIconStaysInside: a device may cut all but the middle circle of
// 80 per cent; the arch lies within.
func TestMaskableIconStaysInside(t *testing.T) {
	t.Parallel()
	ground := Themes["wales"]
	picture, err := png.Decode(bytes.NewReader(ground.icons()["icon-maskable-512.png"]))
	if err != nil {
		t.Fatal(err)
	}
	for y := range 512 {
		for x := range 512 {
			dx, dy := float64(x)-255.5, float64(y)-255.5
			if r, _, _, _ := picture.At(x, y).RGBA(); dx*dx+dy*dy > 205*205 && r>>8 != 0x8a {
				t.Fatalf("something is drawn at %d, %d", x, y)
			}
		}
	}
}

// TestWorkerKeepsPublicFilesOnly reads the lists that the service worker is
// given, and looks for any other way into its cache.
func TestWorkerKeepsPublicFilesOnly(t *testing.T) {
	t.Parallel()
	r := newTestRenderer(t)
	seen := map[string]bool{}
	for _, lang := range Languages {
		w := httptest.NewRecorder()
		r.Worker(w, lang)
		text := w.Body.String()
		lists := regexp.MustCompile(`(?m)^const (STATIC|PAGES) = (\[.*\]);$`).FindAllStringSubmatch(text, -1)
		if len(lists) != 2 {
			t.Fatalf("%s: %d lists", lang, len(lists))
		}
		for _, list := range lists {
			var paths []string
			if err := json.Unmarshal([]byte(list[2]), &paths); err != nil || len(paths) < 5 {
				t.Fatalf("%s: %s %v", lang, list[0], err)
			}
			for _, path := range paths {
				static := strings.HasPrefix(path, "/static/") || strings.HasPrefix(path, "/theme.css")
				if help := path == "/help" || strings.HasPrefix(path, "/help/"); static != (list[1] == "STATIC") || help != (list[1] == "PAGES") {
					t.Errorf("%s: %s is kept in %s", lang, path, list[1])
				}
				if name, ok := strings.CutPrefix(path, AssetsPath()+"/"); ok && assets().byName[name].plain == nil {
					t.Errorf("%s: %s is not there", lang, path)
				}
			}
		}
		if n := strings.Count(text, ".put("); n != 1 {
			t.Errorf("%d places put something into the cache; each must be looked at", n)
		}
		if strings.Count(text, "new Request(") != strings.Count(text, "credentials: 'omit'") {
			t.Error("something is kept that was asked for with cookies")
		}
		name := regexp.MustCompile(`const CACHE = ("[^"]+")`).FindString(text)
		if seen[name] || name == "" {
			t.Errorf("two languages share a cache, or have none: %s", name)
		}
		seen[name] = true
	}
}
