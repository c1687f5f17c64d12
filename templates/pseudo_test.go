package templates

import (
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
)

func newPseudoRenderer(t *testing.T) *Renderer {
	t.Helper()
	r, err := New(Options{Name: "Sample Heads", Nation: "scotland", Host: "scotland.example", Phone: "01632 960000", Email: "help@scotland.example", Pseudo: true})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestPseudoSentence(t *testing.T) {
	t.Parallel()
	c := newPseudoRenderer(t).Catalogue()
	got := c.Translate("en", "audience.heads", "Count", 312)
	plain := newTestRenderer(t).Catalogue().Translate("en", "audience.heads", "Count", 312)
	if !strings.HasPrefix(got, PseudoOpen+"312 ĥéáðš") || !strings.HasSuffix(got, PseudoClose) {
		t.Errorf("got %q", got)
	}
	if n, m := utf8.RuneCountInString(got), utf8.RuneCountInString(plain); n < m*13/10 {
		t.Errorf("%q has %d letters, %q has %d", got, n, plain, m)
	}
	for text, want := range map[string][]string{
		"⟦a⟧": nil, "12 · ⟦a ⟦b⟧ c⟧, 3": nil, "⟦a⟧ b": {"b"}, "x ⟦a⟧ y": {"x", "y"}, "⟧z": {"z"}, "": nil,
	} {
		if got := OutsidePseudo(text); !slices.Equal(got, want) {
			t.Errorf("%q: outside is %q, want %q", text, got, want)
		}
	}
}

// TestEveryTextIsFromTheCatalogue renders every example in pseudo and fails on
// what is neither from the catalogue nor marked as written by people.
func TestEveryTextIsFromTheCatalogue(t *testing.T) {
	t.Parallel()
	r := newPseudoRenderer(t)
	for _, lang := range Languages {
		for _, e := range r.Examples(lang) {
			page, err := r.HTML(e.View)
			if err != nil {
				t.Fatal(err)
			}
			for _, found := range outsideCatalogue(t, page, r.site.Name) {
				t.Errorf("%s in %s: %s", e.Name, lang, found)
			}
		}
	}
}

// TestOutsideCatalogueIsFound shows that the check finds what it looks for.
func TestOutsideCatalogueIsFound(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]int{
		`<p>Hello</p>`:                                                           1,
		`<p>⟦Hello⟧ 12</p>`:                                                      0,
		`<p>⟦Hello⟧ <b>you</b></p>`:                                              1,
		`<p data-user-content>Hello <b>you</b></p>`:                              0,
		`<p data-user-content>Hello <b>⟦you⟧</b></p>`:                            1,
		`<img alt="Tree">`:                                                       1,
		`<img alt="Tree" data-user-content>`:                                     0,
		`<a title="More">⟦x⟧</a>`:                                                1,
		`<nav aria-label="Menu"></nav>`:                                          1,
		`<input placeholder="Name">`:                                             1,
		`<input type="submit" value="Go">`:                                       1,
		`<input type="text" value="typed">`:                                      0,
		`<textarea>typed</textarea>`:                                             0,
		`<form data-saved="Draft saved"></form>`:                                 1,
		`<form data-saved="⟦Draft⟧" data-d="a:1">`:                               0,
		`<button data-label="Remove"></button>`:                                  1,
		`<datalist><option value="Angus"></datalist>`:                            1,
		`<script src="/x.js">let a</script>`:                                     0,
		`<optgroup label="Mine"></optgroup>`:                                     1,
		`<head><title>⟦x⟧ – Site</title></head>`:                                 0,
		`<head><title>Anna – Site</title></head>`:                                1,
		`<head><title>Anna – Site</title></head><h1 data-user-content>Anna</h1>`: 0,
	} {
		if got := outsideCatalogue(t, body, "Site"); len(got) != want {
			t.Errorf("%s: found %q, want %d", body, got, want)
		}
	}
}

// machine is a value of a data attribute that no person reads.
var machine = regexp.MustCompile(`^(/.*|[a-z0-9:_.?=&#-]*)$`)

// outsideCatalogue gives every visible text of a page that no catalogue holds
// and that does not stand under data-user-content.
func outsideCatalogue(t *testing.T, page, site string) []string {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	var found, titles []string
	var written strings.Builder
	report := func(where, text string) {
		for _, piece := range OutsidePseudo(text) {
			found = append(found, where+": "+piece)
		}
	}
	var walk func(n *html.Node, theirs bool)
	walk = func(n *html.Node, theirs bool) {
		switch {
		case n.Type == html.TextNode && theirs && strings.Contains(n.Data, PseudoOpen):
			found = append(found, "a sentence under data-user-content: "+n.Data)
			return
		case n.Type == html.TextNode && theirs:
			written.WriteString(n.Data + "\n")
			return
		case n.Type == html.TextNode:
			report(n.Parent.Data, n.Data)
			return
		case n.Data == "script", n.Data == "style", n.Data == "textarea":
			return
		case n.Data == "title" && n.FirstChild != nil && n.Parent.Data == "head":
			titles = append(titles, strings.TrimSuffix(n.FirstChild.Data, " – "+site))
			return
		}
		theirs = theirs || slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == "data-user-content" })
		for _, a := range n.Attr {
			if !theirs && readAloud(n, a) {
				report(n.Data+" "+a.Key, a.Val)
			}
		}
		for c := range n.ChildNodes() {
			walk(c, theirs)
		}
	}
	walk(root, false)
	for _, title := range titles {
		for _, piece := range OutsidePseudo(title) {
			if !strings.Contains(written.String(), piece) {
				found = append(found, "title: "+piece)
			}
		}
	}
	return found
}

// readAloud tells whether people come to see or hear an attribute.
func readAloud(n *html.Node, a html.Attribute) bool {
	switch a.Key {
	case "alt", "title", "placeholder", "label", "aria-label", "aria-description", "aria-roledescription", "aria-valuetext", "summary", "abbr":
		return true
	case "value":
		kind := attr(n, "type")
		return n.Data == "input" && (kind == "submit" || kind == "button" || kind == "reset") || n.Data == "option" && n.Parent.Data == "datalist"
	case "content":
		return attr(n, "name") == "description"
	}
	return strings.HasPrefix(a.Key, "data-") && !machine.MatchString(a.Val)
}

// TestLettersAreFromTheCatalogue does the same for every e-mail: besides the
// catalogue's sentences it may hold what the letter carries.
func TestLettersAreFromTheCatalogue(t *testing.T) {
	t.Parallel()
	r := newPseudoRenderer(t)
	seen := map[reflect.Type]bool{}
	for _, l := range ExampleLetters() {
		seen[reflect.TypeOf(l)] = true
		carried := append(stringsIn(reflect.ValueOf(l)), r.site.Name, r.site.Host)
		slices.SortFunc(carried, func(a, b string) int { return len(b) - len(a) })
		for _, lang := range Languages {
			m, err := r.Mail(lang, l)
			if err != nil {
				t.Fatal(err)
			}
			for part, text := range map[string]string{"subject": m.Subject, "text": m.Text, "HTML": plainText(t, m.HTML)} {
				for _, piece := range OutsidePseudo(text) {
					for _, known := range carried {
						piece = strings.ReplaceAll(piece, known, "")
					}
					if strings.ContainsFunc(piece, unicode.IsLetter) {
						t.Errorf("%T in %s: %s holds %q", l, lang, part, piece)
					}
				}
			}
			if !strings.Contains(m.Subject, PseudoOpen) {
				t.Errorf("%T in %s: the subject is %q", l, lang, m.Subject)
			}
		}
	}
	for _, l := range letters {
		if !seen[reflect.TypeOf(l)] {
			t.Errorf("%T has no example", l)
		}
	}
}

// plainText is what a reader of HTML sees, each text on a line.
func plainText(t *testing.T, page string) string {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for n := range root.Descendants() {
		if n.Type == html.TextNode {
			b.WriteString(n.Data + "\n")
		}
	}
	return b.String()
}

// stringsIn are all texts of a value, however deep.
func stringsIn(v reflect.Value) []string {
	var all []string
	switch v.Kind() {
	case reflect.String:
		if v.String() != "" {
			all = append(all, v.String())
		}
	case reflect.Struct:
		for i := range v.NumField() {
			all = append(all, stringsIn(v.Field(i))...)
		}
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			all = append(all, stringsIn(v.Index(i))...)
		}
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			all = append(all, stringsIn(v.Elem())...)
		}
	}
	return all
}
