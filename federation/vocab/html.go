package vocab

import (
	"html"
	"regexp"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/microcosm-cc/bluemonday"
	xhtml "golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// MaxHTML is the most of one text that SanitizeHTML reads, in bytes; the rest
// is cut.
const MaxHTML = 128 << 10

// contentPolicy allows what a post is written with, and nothing that acts, loads
// or places itself: no images (a remote image tells its server who reads), no
// style, no class, no id.
var contentPolicy = sync.OnceValue(func() *bluemonday.Policy {
	p := bluemonday.NewPolicy()
	p.AllowElements("p", "br", "hr", "strong", "b", "em", "i", "u", "s", "del", "ins", "sub", "sup",
		"blockquote", "code", "pre", "ul", "ol", "li", "h2", "h3", "h4", "h5", "h6",
		"table", "thead", "tbody", "tr", "th", "td")
	p.AllowAttrs("lang").Matching(regexp.MustCompile(`^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$`)).
		OnElements("p", "blockquote", "li")
	p.AllowAttrs("href").OnElements("a")
	p.AllowURLSchemes("https", "http", "mailto")
	p.RequireParseableURLs(true)
	p.AllowRelativeURLs(false)
	p.RequireNoFollowOnLinks(true)
	p.RequireNoReferrerOnLinks(true)
	p.AddTargetBlankToFullyQualifiedLinks(true) // brings rel="noopener" with it
	return p
})

var textPolicy = sync.OnceValue(bluemonday.StrictPolicy)

// SanitizeHTML turns HTML from outside into HTML that may stand in a page: a
// short list of elements, each closed, links to http, https and mailto with
// rel="nofollow noopener noreferrer". It is applied when a text is stored and
// again when it is shown.
func SanitizeHTML(s string) string {
	s = cut(s, MaxHTML)
	balanced, ok := balance(s)
	if !ok {
		return html.EscapeString(PlainText(s))
	}
	return strings.TrimSpace(contentPolicy().Sanitize(balanced))
}

// PlainText takes a text that should have no markup (a name, a summary) and
// returns it without any, unescaped and on one line; templates escape it again.
func PlainText(s string) string {
	s = html.UnescapeString(textPolicy().Sanitize(cut(s, MaxHTML)))
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

// balance closes what is open, so that no text reaches out of its place in the
// page. ok is false if it nests too deeply to be read.
func balance(s string) (out string, ok bool) {
	body := &xhtml.Node{Type: xhtml.ElementNode, Data: "body", DataAtom: atom.Body}
	nodes, err := xhtml.ParseFragment(strings.NewReader(s), body)
	if err != nil {
		return "", false
	}
	var b strings.Builder
	for _, n := range nodes {
		if err := xhtml.Render(&b, n); err != nil {
			return "", false
		}
	}
	return b.String(), true
}
