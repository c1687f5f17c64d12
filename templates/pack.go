package templates

import (
	"archive/zip"
	"bytes"
	"fmt"
	"html/template"
	"net/http"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// packTime stands in the archive: the bytes depend on the texts alone.
var packTime = time.Date(2026, time.January, 1, 0, 0, 0, 0, time.UTC)

// PackPage is a page of the welcome pack: a file that opens from a disk,
// without a server and without a network.
type PackPage struct {
	Page
	Topic HelpPage // zero for the glossary and the whole
	All   []HelpPage
	Terms []TermRow
	Index bool // the page on which one chooses a language
	Whole bool // everything on one page, for printing
}

// Root leads from the page to the top of the pack.
func (p PackPage) Root() string {
	if p.Index {
		return ""
	}
	return "../"
}

// packFile is a file of the pack.
type packFile struct {
	name  string
	bytes []byte
}

// Pack is the welcome pack: every help page and the glossary in all languages,
// with stylesheet and fonts, as a zip archive whose bytes are the same for the
// same texts.
func (r *Renderer) Pack() ([]byte, error) {
	files, err := r.packFiles()
	if err != nil {
		return nil, err
	}
	slices.SortFunc(files, func(a, b packFile) int { return strings.Compare(a.name, b.name) })
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, f := range files {
		w, err := z.CreateHeader(&zip.FileHeader{Name: "welcome/" + f.name, Method: zip.Deflate, Modified: packTime})
		if err != nil {
			return nil, fmt.Errorf("templates: welcome pack: %w", err)
		}
		if _, err := w.Write(f.bytes); err != nil {
			return nil, fmt.Errorf("templates: welcome pack: %w", err)
		}
	}
	if err := z.Close(); err != nil {
		return nil, fmt.Errorf("templates: welcome pack: %w", err)
	}
	return out.Bytes(), nil
}

func (r *Renderer) packFiles() ([]packFile, error) {
	files := []packFile{{"theme.css", r.themeCSS}}
	for name, a := range assets().byName {
		if name == "headroom.css" || strings.HasPrefix(name, "vendor/fonts/") {
			files = append(files, packFile{name, a.plain})
		}
	}
	add := func(name string, p PackPage) error {
		var out bytes.Buffer
		if err := r.sets.parts.ExecuteTemplate(&out, "pack", p); err != nil {
			return fmt.Errorf("templates: welcome pack %s: %w", name, err)
		}
		files = append(files, packFile{name, out.Bytes()})
		return nil
	}
	if err := add("index.html", PackPage{Page: r.packStart(r.catalogue.languages[0]), Index: true}); err != nil {
		return nil, err
	}
	for _, lang := range r.catalogue.languages {
		start := r.packStart(lang)
		all := make([]HelpPage, 0, len(HelpTopics))
		for _, topic := range start.HelpTopics() {
			topic.HTML = forPack(topic.HTML)
			all = append(all, topic)
		}
		pages := map[string]PackPage{
			"index": {Page: start, All: all}, "glossary": {Page: start, All: all, Terms: start.Terms()},
			"print": {Page: start, All: all, Terms: start.Terms(), Whole: true},
		}
		for _, topic := range all {
			pages[topic.ID] = PackPage{Page: start, All: all, Topic: topic}
		}
		for name, page := range pages {
			if err := add(path.Join(lang, name+".html"), page); err != nil {
				return nil, err
			}
		}
	}
	return files, nil
}

// packStart is a page without a visitor: the pack is the same for everybody.
func (r *Renderer) packStart(lang string) Page {
	p := r.Page(lang, nil, Viewer{})
	p.FormKey = ""
	return p
}

// Printers are the languages of the pack, each in its own words.
func (p PackPage) Printers() []Printer {
	var list []Printer
	for _, l := range p.Site.Languages {
		list = append(list, p.catalogue.Printer(l.Code, nil))
	}
	return list
}

var helpLink = regexp.MustCompile(`href="/help/([a-z-]+)`)

// forPack makes links from help to help lead to files.
func forPack(text template.HTML) template.HTML {
	return template.HTML(helpLink.ReplaceAllString(string(text), `href="$1.html`))
}

// toTopic and toSection are links of a file of the pack to other files.
var toTopic, toSection = regexp.MustCompile(`href="([a-z-]+)\.html"`), regexp.MustCompile(`href="[a-z-]+\.html#([a-z-]+)"`)

// Printed is the text of a topic on the page that holds all: anchors of other
// files become places of that page.
func (p PackPage) Printed(topic HelpPage) template.HTML {
	text := toTopic.ReplaceAllString(string(topic.HTML), `href="#$1"`)
	text = toSection.ReplaceAllStringFunc(text, func(found string) string {
		name, section, _ := strings.Cut(strings.TrimSuffix(strings.TrimPrefix(found, `href="`), `"`), ".html#")
		if name == "glossary" {
			return `href="#` + section + `"`
		}
		return `href="#` + name + "-" + section + `"`
	})
	text = strings.ReplaceAll(text, ` id="`, ` id="`+topic.ID+"-")
	return template.HTML(strings.NewReplacer("<h2", "<h3", "</h2>", "</h3>").Replace(text))
}

// ServePack answers with the welcome pack; it is made when it is first asked
// for.
func (r *Renderer) ServePack(w http.ResponseWriter, req *http.Request) error {
	pack, err := r.pack()
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "application/zip")
	h.Set("Content-Disposition", `attachment; filename="welcome.zip"`)
	h.Set("Cache-Control", "public, no-cache")
	h.Set("ETag", strconv.Quote(digest(pack)))
	http.ServeContent(w, req, "", time.Time{}, bytes.NewReader(pack))
	return nil
}
