package web_test

import (
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// shownPage is what a test reads of a page.
type shownPage struct {
	raw, main, said string
	summary         []string            // ids that the summary of errors leads to
	ids             map[string]bool     // of all elements
	fields          map[string]bool     // ids of inputs
	named           map[string][]string // values by the name of the field
	// forms are the values that each form would send, by the address it is sent
	// to and the name of the field; of choices, the chosen ones.
	forms map[string]map[string][]string
}

func readPage(t *testing.T, body string) shownPage {
	t.Helper()
	root, err := html.Parse(strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	p := shownPage{raw: body, ids: map[string]bool{}, fields: map[string]bool{}, named: map[string][]string{},
		forms: map[string]map[string][]string{}}
	for n := range root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		if id := attribute(n, "id"); id != "" {
			p.ids[id] = true
		}
		switch n.Data {
		case "form":
			p.forms[attribute(n, "action")] = wouldSend(n, p.forms[attribute(n, "action")])
		case "main":
			p.main = strings.Join(strings.Fields(words(n)), " ")
		case "input", "textarea", "select":
			p.fields[attribute(n, "id")] = true
			value := attribute(n, "value")
			if n.Data == "textarea" {
				value = strings.TrimPrefix(words(n), "\n")
			}
			p.named[attribute(n, "name")] = append(p.named[attribute(n, "name")], value)
		case "div":
			if strings.Contains(attribute(n, "class"), "govuk-error-summary__body") {
				p.said = strings.Join(strings.Fields(words(n)), " ")
				for d := range n.Descendants() {
					if at, ok := strings.CutPrefix(attribute(d, "href"), "#"); ok {
						p.summary = append(p.summary, at)
					}
				}
			}
		}
	}
	return p
}

// wouldSend adds what a form would send to sent. A choice that is open sends
// nothing, but is there.
func wouldSend(form *html.Node, sent map[string][]string) map[string][]string {
	if sent == nil {
		sent = map[string][]string{}
	}
	for n := range form.Descendants() {
		name := attribute(n, "name")
		switch {
		case n.Type != html.ElementNode:
		case n.Data == "textarea":
			sent[name] = append(sent[name], strings.TrimPrefix(words(n), "\n"))
		case n.Data == "select":
			sent[name] = append(sent[name], chosen(n)...)
		case n.Data == "input" && (attribute(n, "type") == "radio" || attribute(n, "type") == "checkbox") && !has(n, "checked"):
			sent[name] = append(sent[name], []string{}...)
		case n.Data == "input":
			sent[name] = append(sent[name], attribute(n, "value"))
		}
	}
	return sent
}

// chosen are the values of the options of a list that are selected.
func chosen(list *html.Node) (values []string) {
	for n := range list.Descendants() {
		if n.Data == "option" && has(n, "selected") {
			values = append(values, attribute(n, "value"))
		}
	}
	return values
}

func has(n *html.Node, name string) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == name })
}

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func words(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return b.String()
}

// clean is what of a text can stand in a page.
func clean(text string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(text, "\uFFFD"), "\x00", "")
}
