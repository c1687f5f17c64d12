package templates

import (
	"html"
	"strings"
	"testing"
)

// TestEveryMessageIsShown puts every message that the domain can hand over
// where people meet it, in every language: errors in the summary, linked to
// the field, and at the field; reasons on an error page; what was done in a
// banner.
func TestEveryMessageIsShown(t *testing.T) {
	t.Parallel()
	r := newTestRenderer(t)
	english := readCatalogue(t, "en")
	for _, lang := range Languages {
		x := examples{r: r, lang: lang}
		for _, key := range DomainKeys {
			args := sampleArguments(english[key])
			said := r.catalogue.Translate(lang, key, args...)
			if strings.Contains(said, "{{") || strings.Contains(said, "  ") || said == key {
				t.Errorf("%s: %s says %q", lang, key, said)
			}
			var view View
			times := 1
			switch group, _, _ := strings.Cut(key, "."); group {
			case "error":
				view, times = Reset{Page: faulty(x.out(), FieldError{Field: "email", Key: key, Args: args})}, 2
			case "reason":
				view = Fault{Page: x.out(), Status: 403, Key: key, Args: args}
			case "flash":
				p := x.out()
				p.Flash = []Flash{{Kind: "success", Key: key, Args: args}}
				view = Reset{Page: p}
			default:
				continue
			}
			page, err := r.HTML(view)
			if err != nil {
				t.Fatal(err)
			}
			if n := strings.Count(html.UnescapeString(page), said); n < times {
				t.Errorf("%s: %s stands %d times on the page, want %d", lang, key, n, times)
			}
		}
	}
}

// sampleArguments are arguments for a message.
func sampleArguments(m message) []any {
	var args []any
	for _, name := range arguments(m) {
		args = append(args, name, 7)
	}
	if len(m) > 1 {
		args = append(args, "Count", 7)
	}
	return args
}
