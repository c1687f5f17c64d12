package incoming

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// quotedClasses and quotedIDs are what mail programs call the letter that is answered.
var (
	quotedClasses = []string{"gmail_quote", "gmail_quote_container", "gmail_signature", "moz-cite-prefix", "moz-signature", "yahoo_quoted", "protonmail_quote", "protonmail_signature_block", "tutanota_quote", "zmail_extra"}
	quotedIDs     = []string{"divRplyFwdMsg", "appendonsend", "OLK_SRC_BODY_SECTION", "mail-editor-reference-message-container", "Signature", "ms-outlook-mobile-signature", "reply-intro"}
	// restIDs begin the letter: what follows beside them is quoted as well.
	restIDs = []string{"divRplyFwdMsg", "appendonsend", "mail-editor-reference-message-container"}
)

// htmlDeep is how deep elements may lie in one another; what is deeper is left out.
const htmlDeep = 200

// withoutQuoted leaves out of the HTML of a mail what it quotes, where the mail program
// says so.
func withoutQuoted(source string) string {
	root, err := html.Parse(strings.NewReader(source))
	if err != nil {
		return ""
	}
	prune(root, 0)
	var b strings.Builder
	if err := html.Render(&b, root); err != nil {
		return ""
	}
	return b.String()
}

func prune(n *html.Node, depth int) {
	for c := n.FirstChild; c != nil; {
		next := c.NextSibling
		switch {
		case c.Type == html.CommentNode || depth > htmlDeep || isQuoted(c):
			rest := c.Type == html.ElementNode && slices.Contains(restIDs, attribute(c, "id"))
			if c.DataAtom == atom.Blockquote { // what follows may be theirs: see Strip
				n.InsertBefore(quotation(), c)
			}
			n.RemoveChild(c)
			for rest && next != nil {
				after := next.NextSibling
				n.RemoveChild(next)
				next = after
			}
		default:
			prune(c, depth+1)
		}
		c = next
	}
}

// quotation is a paragraph with the sign of a quotation alone.
func quotation() *html.Node {
	p := &html.Node{Type: html.ElementNode, DataAtom: atom.P, Data: "p"}
	p.AppendChild(&html.Node{Type: html.TextNode, Data: ">"})
	return p
}

// isQuoted reports whether an element is no words of the writer.
func isQuoted(n *html.Node) bool {
	if n.Type != html.ElementNode {
		return false
	}
	switch n.DataAtom {
	case atom.Blockquote:
		return true
	case atom.Style, atom.Script, atom.Head, atom.Title:
		return true
	}
	for _, class := range strings.Fields(attribute(n, "class")) {
		if slices.Contains(quotedClasses, class) {
			return true
		}
	}
	return slices.Contains(quotedIDs, attribute(n, "id"))
}

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}
