package text

import (
	"regexp"
	"strings"
)

// called is the link of a mention, as Sanitize leaves it, with what stands in it.
var called = regexp.MustCompile(`(?s)<a [^>]*class="mention"[^>]*>.*?</a>`)

// someone stands for the name of a person whom a text mentions.
const someone = "@…"

// Unnamed gives sanitised HTML without the people that it mentions: neither their names
// nor their addresses. A name that somebody has typed without mentioning its bearer is
// a word like any other.
func (t *Text) Unnamed(s string) string {
	if !strings.Contains(s, `class="mention"`) {
		return s
	}
	return called.ReplaceAllString(s, someone)
}
