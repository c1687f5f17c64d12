package community

import (
	"html"
	"strings"
)

// hostOf gives the host of one of the canonical IRIs that we keep: what lies
// between the scheme and the first slash. It is not for text from outside.
func hostOf(iri string) string {
	_, rest, ok := strings.Cut(iri, "://")
	if !ok {
		return ""
	}
	host, _, _ := strings.Cut(rest, "/")
	return host
}

// sameHost reports whether two IRIs that we keep are of one host.
func sameHost(a, b string) bool { h := hostOf(a); return h != "" && h == hostOf(b) }

// PlainText gives the text of sanitised HTML on one line, for the search index
// and for excerpts.
func PlainText(s string) string {
	var b strings.Builder
	depth := 0
	for _, r := range s {
		switch {
		case r == '<':
			depth++
			b.WriteByte(' ')
		case r == '>' && depth > 0:
			depth--
		case depth == 0:
			b.WriteRune(r)
		}
	}
	return strings.Join(strings.Fields(html.UnescapeString(b.String())), " ")
}
