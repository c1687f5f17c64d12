package templates

import (
	"embed"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
)

//go:embed app/sw.js
var appFiles embed.FS

// app is what makes the pages an app that can be installed: made when it is
// first asked for.
type app struct {
	manifests map[string][]byte
	workers   map[string][]byte
	icons     map[string][]byte
}

// workerStatic are the static files that the service worker keeps: what every
// page needs, and nothing that anybody wrote.
var workerStatic = []string{
	"headroom.css", "headroom.js", "offline.js", "icon.svg",
	"vendor/fonts/atkinson-hyperlegible-latin-400-normal.woff2", "vendor/fonts/atkinson-hyperlegible-latin-700-normal.woff2",
}

// manifest describes the app to the device, see
// https://www.w3.org/TR/appmanifest/.
type manifest struct {
	ID         string         `json:"id"`
	Name       string         `json:"name"`
	Short      string         `json:"short_name"`
	Lang       string         `json:"lang"`
	Start      string         `json:"start_url"`
	Scope      string         `json:"scope"`
	Display    string         `json:"display"`
	Theme      string         `json:"theme_color"`
	Background string         `json:"background_color"`
	Icons      []manifestIcon `json:"icons"`
	Share      shareTarget    `json:"share_target"`
}

// shareTarget is what the device sends that is shared with the app, see
// https://w3c.github.io/web-share-target/.
type shareTarget struct {
	Action string            `json:"action"`
	Method string            `json:"method"`
	Coding string            `json:"enctype"`
	Params map[string]string `json:"params"`
}

type manifestIcon struct {
	Src     string `json:"src"`
	Sizes   string `json:"sizes"`
	Type    string `json:"type"`
	Purpose string `json:"purpose"`
}

func (r *Renderer) newApp() *app {
	a := &app{icons: r.theme.icons(), manifests: map[string][]byte{}, workers: map[string][]byte{}}
	source, err := appFiles.ReadFile("app/sw.js")
	if err != nil {
		// The file is part of the program: this cannot happen to one that was built.
		panic("templates: embedded files: " + err.Error())
	}
	for _, lang := range r.catalogue.languages {
		a.manifests[lang] = mustJSON(manifest{ID: "/", Name: r.site.Name, Short: r.site.Name, Lang: lang, Start: "/", Scope: "/",
			Display: "standalone", Theme: r.theme.Colour, Background: "#ffffff", Icons: []manifestIcon{
				{"/icons/icon-192.png", "192x192", "image/png", "any"},
				{"/icons/icon-512.png", "512x512", "image/png", "any"},
				{"/icons/icon-maskable-512.png", "512x512", "image/png", "maskable"},
			}, Share: shareTarget{Action: "/share", Method: "GET", Coding: "application/x-www-form-urlencoded", Params: map[string]string{"title": "title", "text": "text", "url": "url"}}})
		a.workers[lang] = r.worker(lang, string(source))
	}
	return a
}

// worker is the service worker that begins with one language: the program's,
// with what it keeps written before it.
func (r *Renderer) worker(lang, source string) []byte {
	keep := []string{r.site.ThemeURL}
	for _, name := range workerStatic {
		keep = append(keep, r.site.Assets+"/"+name)
	}
	pages := []string{"/help", "/help/glossary"}
	for _, topic := range HelpTopics {
		pages = append(pages, "/help/"+topic)
	}
	// The name changes with the files, the colours and the texts, so that a
	// browser makes a new cache and drops the old one.
	text := []byte(strings.Join(keep, " "))
	for _, spoken := range r.catalogue.languages {
		for _, topic := range HelpTopics {
			text = append(text, r.site.help[spoken][topic].HTML...)
		}
	}
	head := "const CACHE = " + string(mustJSON("headroom-"+lang+"-"+digest(text))) + ";\nconst LANG = " + string(mustJSON(lang)) +
		";\nconst STATIC = " + string(mustJSON(keep)) + ";\nconst PAGES = " + string(mustJSON(pages)) + ";\n"
	return []byte(head + source)
}

// mustJSON writes a value that JSON can hold.
func mustJSON(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		panic("templates: " + err.Error())
	}
	return b
}

// Manifest serves the description of the app in that language.
func (r *Renderer) Manifest(w http.ResponseWriter, lang string) {
	w.Header().Set("Content-Type", "application/manifest+json")
	w.Header().Set("Cache-Control", "public, max-age=3600")
	_, _ = w.Write(r.app().manifests[r.known(lang)])
}

// Worker serves the service worker for that language. It is asked for again
// each time, so that a new release reaches every device.
func (r *Renderer) Worker(w http.ResponseWriter, lang string) {
	w.Header().Set("Content-Type", "text/javascript; charset=utf-8")
	w.Header().Set("Cache-Control", "no-cache")
	_, _ = w.Write(r.app().workers[r.known(lang)])
}

func (r *Renderer) known(lang string) string {
	if slices.Contains(r.catalogue.languages, lang) {
		return lang
	}
	return r.catalogue.languages[0]
}

// Offline is GET /offline: what a browser shows when it cannot reach us. It is
// kept on the device, so it says nothing about anybody, and it speaks every
// language.
type Offline struct{ Page }

// OfflineTexts are the page's words in each language, that of the page first.
func (o Offline) OfflineTexts() []Printer {
	list := []Printer{o.Printer}
	for _, l := range o.Site.Languages {
		if l.Code != o.Lang() {
			list = append(list, o.catalogue.Printer(l.Code, nil))
		}
	}
	return list
}

func (Offline) template() string { return "offline" }
