// Package text turns what people write into what other people's browsers may
// show, and into what is searched. There is one allow-list of HTML for what is
// written here in Markdown and for what peers send; nothing else reaches a page
// without being escaped.
package text

import (
	"bytes"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/microcosm-cc/bluemonday"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/util"
	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// maxHTML bounds what is sanitised, in bytes: an activity sent to a group may
// be 512 KiB.
const maxHTML = 512 << 10

// deep finds a line that begins with sixteen quotes or list items in one
// another: what follows is text, since deeper nesting costs its square.
var deep = regexp.MustCompile(`(?m)^((?:[ \t]*(?:>[ \t]?|(?:[*+-]|[0-9]{1,9}[.)])[ \t]+)){16})`)

// Text renders, sanitises and folds. It is safe for concurrent use.
type Text struct {
	markdown goldmark.Markdown
	policy   *bluemonday.Policy
}

// New makes the renderer.
func New() *Text {
	return &Text{
		policy: allowed(),
		markdown: goldmark.New(
			goldmark.WithExtensions(extension.Linkify, extension.Strikethrough,
				extension.NewTable(extension.WithTableCellAlignMethod(extension.TableCellAlignNone))),
			goldmark.WithParserOptions(
				parser.WithInlineParsers(util.Prioritized(mentionParser{}, 150)),
				parser.WithASTTransformers(util.Prioritized(plain{}, 500)),
			),
			goldmark.WithRendererOptions(html.WithHardWraps()),
		),
	}
}

// Markdown renders Markdown (CommonMark with tables, strikethrough and bare
// links) to sanitised HTML. Raw HTML is left out, an image becomes its
// alternative text, and headings begin at the third level, below those of the
// page. mention gives the address for an @name or @name@host, and false for
// inert text; it may be nil.
func (t *Text) Markdown(source string, mention func(name string) (href string, ok bool)) string {
	ctx := parser.NewContext()
	if mention != nil {
		ctx.Set(mentionKey, mention)
	}
	var out bytes.Buffer
	source = deep.ReplaceAllString(source, "$1&#8203;")
	if err := t.markdown.Convert([]byte(source), &out, parser.WithContext(ctx)); err != nil {
		return "" // a buffer takes everything: there is nothing that fails
	}
	return t.Sanitize(out.String())
}

// Sanitize keeps the elements and attributes of the allow-list, balances them,
// and gives every link its rel. Text longer than 512 KiB is refused whole: the result is
// empty.
func (t *Text) Sanitize(s string) string {
	if len(s) > maxHTML {
		return ""
	}
	return strings.TrimSpace(tidy(t.policy.Sanitize(strings.ToValidUTF8(s, "\uFFFD"))))
}

// Fold gives text in compatibility form, without marks and case, with single
// spaces: "Ysgol Tŷ-Ddewi" and "ysgol ty-ddewi" are equal.
func (t *Text) Fold(s string) string {
	if ascii(s) { // has one form, and no marks
		return strings.Join(strings.Fields(strings.ToLower(s)), " ")
	}
	s = norm.NFKD.String(strings.ToValidUTF8(s, "\uFFFD"))
	// Folding brings marks of its own; some scripts fold to capitals, and only
	// together with lower case is the result the same when folded again.
	s = norm.NFKD.String(strings.ToLower(cases.Fold().String(s)))
	s = strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, s)
	s = norm.NFC.String(s)
	return strings.Join(strings.Fields(s), " ")
}

// ascii reports whether a text is of the letters that nothing has to be folded of.
func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
