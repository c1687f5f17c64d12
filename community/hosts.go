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
	s = strings.ToValidUTF8(s, "\uFFFD")
	var b strings.Builder
	b.Grow(len(s))
	depth := 0
	for i := range len(s) { // both signs are one byte, and part of no other character
		switch {
		case s[i] == '<':
			depth++
			b.WriteByte(' ')
		case s[i] == '>' && depth > 0:
			depth--
		case depth == 0:
			b.WriteByte(s[i])
		}
	}
	return strings.Join(strings.Fields(html.UnescapeString(b.String())), " ")
}
