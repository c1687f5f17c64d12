package text

import (
	"regexp"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

var (
	mentionKey  = parser.NewContextKey()
	mentionForm = regexp.MustCompile(`^@([A-Za-z0-9](?:[A-Za-z0-9-]{0,62}[A-Za-z0-9])?(?:@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,250}[A-Za-z0-9])?(?::[0-9]{1,5})?)?)`)
)

// mentionParser makes a link of an @name that the caller knows.
type mentionParser struct{}

// Trigger implements parser.InlineParser.
func (mentionParser) Trigger() []byte { return []byte{'@'} }

// Parse implements parser.InlineParser.
func (mentionParser) Parse(_ ast.Node, block text.Reader, pc parser.Context) ast.Node {
	mention, ok := pc.Get(mentionKey).(func(string) (string, bool))
	if !ok {
		return nil
	}
	if before := block.PrecendingCharacter(); unicode.IsLetter(before) || unicode.IsDigit(before) || before == '@' || before == '/' {
		return nil
	}
	line, segment := block.PeekLine()
	m := mentionForm.FindSubmatchIndex(line)
	if m == nil {
		return nil
	}
	if next, _ := utf8.DecodeRune(line[m[1]:]); unicode.IsLetter(next) || next == '@' {
		return nil // part of a longer word
	}
	href, ok := mention(string(line[m[2]:m[3]]))
	if !ok {
		return nil
	}
	link := ast.NewLink()
	link.Destination = []byte(href)
	link.SetAttributeString("class", []byte("mention"))
	link.AppendChild(link, ast.NewTextSegment(text.NewSegment(segment.Start, segment.Start+m[1])))
	block.Advance(m[1])
	return link
}

// plain leaves out what a post must not carry.
type plain struct{}

// Transform implements parser.ASTTransformer: images become their alternative
// text, so that no page ever loads a picture from an address somebody wrote;
// headings go below the page's own.
func (plain) Transform(doc *ast.Document, reader text.Reader, _ parser.Context) {
	var images []ast.Node
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Heading:
			n.Level = min(n.Level+2, 6)
		case *ast.Image:
			images = append(images, n)
		}
		return ast.WalkContinue, nil
	})
	for _, img := range images {
		parent := img.Parent()
		for c := img.FirstChild(); c != nil; {
			next := c.NextSibling()
			parent.InsertBefore(parent, img, c)
			c = next
		}
		parent.RemoveChild(parent, img)
	}
}
