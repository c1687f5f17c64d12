package templates

import (
	"net/http/httptest"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

func newTestRenderer(t *testing.T) *Renderer {
	t.Helper()
	r, err := New(Options{Name: "Sample Heads", Nation: "scotland", Host: "scotland.example", Phone: "01632 960000", Email: "help@scotland.example", Theme: Themes["scotland"]})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestEveryViewHasExamples keeps a new page from escaping the checks below.
func TestEveryViewHasExamples(t *testing.T) {
	t.Parallel()
	seen := make(map[string]bool)
	for _, e := range newTestRenderer(t).Examples("en") {
		seen[reflect.TypeOf(e.View).Name()] = true
	}
	for _, v := range views {
		if name := reflect.TypeOf(v).Name(); !seen[name] {
			t.Errorf("%s has no example", name)
		}
	}
}

// TestExamples renders every page in every language and checks its structure.
func TestExamples(t *testing.T) {
	t.Parallel()
	r := newTestRenderer(t)
	for _, lang := range Languages {
		for _, e := range r.Examples(lang) {
			t.Run(lang+"/"+e.Name, func(t *testing.T) {
				t.Parallel()
				page, err := r.HTML(e.View)
				if err != nil {
					t.Fatal(err)
				}
				checkPage(t, page, strings.HasPrefix(e.Name, "#"))
				if !strings.HasPrefix(e.Name, "#") && !strings.Contains(page, `<html lang="`+lang+`"`) {
					t.Error("page does not state its language")
				}
			})
		}
	}
}

var (
	unfilled = regexp.MustCompile(`\{\{|<no value>|%!|ZgotmplZ|&lt;nil&gt;`)
	bareKey  = regexp.MustCompile(`[>" ](?:[a-z_]+\.)[a-z_]{3,}(?:\.[a-z_]+)?[<"]`)
)

// checkPage looks for what no page may have.
func checkPage(t *testing.T, page string, fragment bool) {
	t.Helper()
	// The style guide is every part at once, and nobody's first page.
	if len(page) > 40_000 && !strings.Contains(page, "hr-specimen") {
		t.Errorf("page has %d bytes, more than 40,000", len(page))
	}
	if found := unfilled.FindString(page); found != "" {
		t.Errorf("page holds %q", found)
	}
	checkNesting(t, page)
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	c := collect(root)
	for id, n := range c.ids {
		if n > 1 {
			t.Errorf("id %q stands %d times", id, n)
		}
	}
	for _, id := range c.needed {
		if c.ids[id] == 0 && !fragment {
			t.Errorf("nothing has the id %q that is referred to", id)
		}
	}
	for _, fault := range c.faults {
		t.Error(fault)
	}
	if !fragment && c.h1 != 1 {
		t.Errorf("page has %d h1", c.h1)
	}
}

type collected struct {
	ids    map[string]int
	labels map[string]bool
	needed []string
	faults []string
	inputs []*html.Node
	h1     int
	level  int
}

func collect(root *html.Node) *collected {
	c := &collected{ids: map[string]int{}, labels: map[string]bool{}}
	for n := range root.Descendants() {
		if n.Type == html.ElementNode {
			c.element(n)
		}
		if n.Type == html.TextNode && n.Parent.Data != "textarea" && !slices.ContainsFunc(n.Parent.Attr, func(a html.Attribute) bool { return a.Key == "data-user-content" }) {
			if text := strings.TrimSpace(n.Data); bareKey.MatchString(">"+text+"<") && !strings.Contains(text, "example") {
				c.faults = append(c.faults, "text looks like a key: "+text)
			}
		}
	}
	for _, n := range c.inputs {
		if id := attr(n, "id"); id == "" || !c.labels[id] {
			c.faults = append(c.faults, "no label for "+n.Data+" "+attr(n, "name"))
		}
	}
	return c
}

func (c *collected) element(n *html.Node) {
	for _, a := range n.Attr {
		switch {
		case a.Key == "style" || strings.HasPrefix(a.Key, "on"):
			c.faults = append(c.faults, "inline "+a.Key+" on "+n.Data)
		case a.Key == "id":
			c.ids[a.Val]++
		case a.Key == "aria-describedby" || a.Key == "aria-labelledby" || a.Key == "list":
			c.needed = append(c.needed, strings.Fields(a.Val)...)
		case a.Key == "href" && strings.HasPrefix(a.Val, "#") && n.Data == "a" && !strings.HasPrefix(a.Val, "#post-"):
			c.needed = append(c.needed, a.Val[1:])
		case (a.Key == "src" || n.Data == "link" && a.Key == "href") && !strings.HasPrefix(a.Val, "/"):
			c.faults = append(c.faults, "request to elsewhere: "+a.Val)
		}
	}
	switch n.Data {
	case "style":
		c.faults = append(c.faults, "inline style")
	case "script":
		if attr(n, "src") == "" {
			c.faults = append(c.faults, "inline script")
		}
	case "h1", "h2", "h3", "h4":
		if strings.TrimSpace(textOf(n)) == "" {
			c.faults = append(c.faults, "empty "+n.Data)
		}
		level := int(n.Data[1] - '0')
		if level == 1 {
			c.h1++
		}
		if level > c.level+1 && c.level > 0 && !inProse(n) {
			c.faults = append(c.faults, "heading level leaps to "+n.Data)
		}
		c.level = level
	case "label":
		c.labels[attr(n, "for")] = true
	case "img":
		if !slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == "alt" }) {
			c.faults = append(c.faults, "picture without alt")
		}
	case "form":
		c.form(n)
	case "input", "textarea", "select":
		if kind := attr(n, "type"); kind != "hidden" {
			c.inputs = append(c.inputs, n)
		}
	}
}

// form checks that each form which changes something can be sent twice without
// harm; signing out and choosing a look can be anyway.
func (c *collected) form(n *html.Node) {
	if attr(n, "method") != "post" || slices.Contains([]string{"/sign-out", "/appearance"}, attr(n, "action")) {
		return
	}
	for d := range n.Descendants() {
		if d.Data == "input" && attr(d, "name") == "idempotency_key" && attr(d, "value") != "" {
			return
		}
	}
	c.faults = append(c.faults, "form without idempotency key: "+attr(n, "action"))
}

func textOf(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return b.String()
}

func inProse(n *html.Node) bool {
	for p := n.Parent; p != nil; p = p.Parent {
		if strings.Contains(attr(p, "class"), "hr-post__body") {
			return true
		}
	}
	return false
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

// void elements have no end tag; these may go without one in our pages.
var void = map[string]bool{"meta": true, "link": true, "input": true, "img": true, "hr": true, "br": true, "path": true, "option": true}

// checkNesting fails when tags are not closed in the order they were opened.
func checkNesting(t *testing.T, page string) {
	t.Helper()
	var open []string
	z := html.NewTokenizer(strings.NewReader(page))
	for {
		switch z.Next() {
		case html.ErrorToken:
			if len(open) > 0 {
				t.Errorf("not closed: %v", open)
			}
			return
		case html.StartTagToken:
			name, _ := z.TagName()
			if !void[string(name)] {
				open = append(open, string(name))
			}
			if string(name) == "p" && slices.Contains(open[:len(open)-1], "p") {
				t.Error("paragraph inside a paragraph")
			}
		case html.EndTagToken:
			name, _ := z.TagName()
			if void[string(name)] {
				continue
			}
			if len(open) == 0 || open[len(open)-1] != string(name) {
				t.Errorf("</%s> closes %v", name, open)
				return
			}
			open = open[:len(open)-1]
		}
	}
}

// TestNotFoundIsOneAnswer: nothing in the page of 404 tells why.
func TestNotFoundIsOneAnswer(t *testing.T) {
	t.Parallel()
	r := newTestRenderer(t)
	for _, lang := range Languages {
		var seen []string
		for _, address := range []string{"/threads/1", "/communities/2"} {
			p := r.Page(lang, nil, Viewer{})
			p.Self, p.Query = address, map[string][]string{"after": {address}}
			page, err := r.HTML(Fault{Page: p, Status: 404})
			if err != nil {
				t.Fatal(err)
			}
			seen = append(seen, page)
		}
		if seen[0] != seen[1] {
			t.Errorf("%s: two pages of 404 differ", lang)
		}
	}
}

func TestRenderWritesAllOrNothing(t *testing.T) {
	t.Parallel()
	r := newTestRenderer(t)
	w := httptest.NewRecorder()
	if err := r.Render(w, 200, Home{}); err == nil {
		t.Error("a page without a site was rendered")
	}
	if w.Body.Len() != 0 || len(w.Header()) != 0 {
		t.Error("something was written for a page that failed")
	}
	if err := r.Render(w, 404, Fault{Page: r.Page("cy", nil, Viewer{}), Status: 404}); err != nil {
		t.Fatal(err)
	}
	if w.Code != 404 || w.Header().Get("Content-Language") != "cy" || w.Header().Get("Content-Type") != "text/html; charset=utf-8" {
		t.Errorf("got %d %v", w.Code, w.Header())
	}
}

func TestTypedTextIsEscapedAndKept(t *testing.T) {
	t.Parallel()
	r := newTestRenderer(t)
	v := Compose{Page: r.Page("en", nil, Viewer{SignedIn: true, PersonID: 1}), Form: ComposeForm{Title: `"><script>`, Body: "\n</textarea><b>", Lang: "cy"}}
	v.Errors = []FieldError{{Field: "title", Key: "error.required.title"}}
	page, err := r.HTML(v)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`value="&#34;&gt;&lt;script&gt;"`, "&lt;/textarea&gt;&lt;b&gt;", `<option value="cy" lang="cy" selected>`, `<a href="#title">`, `id="title-error"`} {
		if !strings.Contains(page, want) {
			t.Errorf("page lacks %s", want)
		}
	}
}

func TestLanguageLinkKeepsQuery(t *testing.T) {
	t.Parallel()
	p := newTestRenderer(t).Page("en", nil, Viewer{})
	p.Query = map[string][]string{"after": {"12"}, "lang": {"en"}}
	if got, want := p.LanguageLink("cy"), "?after=12&lang=cy"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	p.Self = "/threads/5"
	if got, want := p.LanguageLink("cy"), "/threads/5?after=12&lang=cy"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestMail(t *testing.T) {
	t.Parallel()
	r := newTestRenderer(t)
	for _, lang := range Languages {
		for _, l := range ExampleLetters() {
			_, toStranger := l.(ApplyLetter) // greets nobody
			named := !toStranger
			_, linkless := l.(CodeLetter)                // what there is to say is a code
			if _, answer := l.(ReportedLetter); answer { // greets nobody and leads nowhere
				named, linkless = false, true
			}
			m, err := r.Mail(lang, l)
			if err != nil {
				t.Fatal(err)
			}
			if m.Subject == "" || strings.Contains(m.Subject, "\n") || named && !strings.Contains(m.Text, "Eira & Co") || !linkless && !strings.Contains(m.Text, "/abc") || named && !strings.Contains(m.HTML, "Eira &amp; Co") || !linkless && !strings.Contains(m.HTML, `href="https://scotland.example/set-password/abc"`) {
				t.Errorf("%s %T: %+v", lang, l, m)
			}
			if found := unfilled.FindString(m.Subject + m.Text + m.HTML); found != "" {
				t.Errorf("%s %T holds %q", lang, l, found)
			}
			checkNesting(t, strings.TrimPrefix(m.HTML, "<!doctype html>"))
		}
	}
}
