package vocab

import (
	"html"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/microcosm-cc/bluemonday"
)

// MaxHTML is the most of one text that PlainText reads, in bytes; the rest
// is cut.
const MaxHTML = 128 << 10

var textPolicy = sync.OnceValue(bluemonday.StrictPolicy)

// PlainText takes a text that should have no markup (a name, a summary) and
// returns it without any, unescaped and on one line; templates escape it again.
func PlainText(s string) string {
	if s = cut(s, MaxHTML); strings.ContainsAny(s, "<&") {
		s = html.UnescapeString(textPolicy().Sanitize(s))
	}
	return strings.Join(strings.Fields(s), " ")
}

// cut shortens s to at most n bytes at a character's border.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}
