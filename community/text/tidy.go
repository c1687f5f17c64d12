package text

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/net/html"
)

// maxDepth bounds nesting; deeper elements lose their tags and keep their text.
const maxDepth = 32

const linkRel = "nofollow noopener noreferrer"

var (
	empty    = map[string]bool{"br": true, "hr": true}
	hostLike = regexp.MustCompile(`(?i)[\pL\pN][\pL\pN-]*(?:\.[\pL\pN-]+)+`)
)

// tidier walks sanitised HTML once, from left to right.
type tidier struct {
	out  strings.Builder
	open []string
	lost int // elements too deep to be kept
}

// tidy balances sanitised HTML, so that it cannot close what stands around it,
// and finishes its links.
func tidy(s string) string {
	var t tidier
	z := html.NewTokenizer(strings.NewReader(s))
	for {
		switch z.Next() {
		case html.ErrorToken:
			t.closeTo(0)
			return t.out.String()
		case html.TextToken:
			t.say(z.Token().Data)
		case html.StartTagToken, html.SelfClosingTagToken:
			t.start(z.Token())
		case html.EndTagToken:
			t.end(z.Token().Data)
		}
	}
}

func (t *tidier) say(s string) {
	s = strings.Map(func(r rune) rune {
		if unseen(r) {
			return -1
		}
		return r
	}, s)
	t.out.WriteString(html.EscapeString(s))
}

func (t *tidier) start(tok html.Token) {
	if tok.Data == "a" && slices.Contains(t.open, "a") {
		t.end("a") // links do not nest
	}
	if !empty[tok.Data] && len(t.open) >= maxDepth {
		t.lost++
		return
	}
	t.out.WriteString("<" + tok.Data)
	for _, a := range tok.Attr {
		t.out.WriteString(" " + a.Key + `="` + html.EscapeString(a.Val) + `"`)
	}
	if tok.Data == "a" {
		t.out.WriteString(` rel="` + linkRel + `"`)
	}
	t.out.WriteString(">")
	if !empty[tok.Data] {
		t.open = append(t.open, tok.Data)
	}
}

func (t *tidier) end(name string) {
	if t.lost > 0 {
		t.lost--
		return
	}
	for i := len(t.open) - 1; i >= 0; i-- {
		if t.open[i] == name {
			t.closeTo(i)
			return
		}
	}
}

func (t *tidier) closeTo(n int) {
	for len(t.open) > n {
		name := t.open[len(t.open)-1]
		t.open = t.open[:len(t.open)-1]
		t.out.WriteString("</" + name + ">")
	}
}

// unseen is what readers cannot see and should not be led by: what turns the
// following text around, spaces of no width, soft hyphens, and control
// characters. What joins letters and pictures stays.
func unseen(r rune) bool {
	switch {
	case r == '\n', r == '\t', r == '\r':
		return false
	case r >= 0x202A && r <= 0x202E, r >= 0x2066 && r <= 0x2069, r == 0x200E, r == 0x200F, r == 0x061C:
		return true
	case r == 0x200B, r == 0x2060, r == 0xFEFF, r == 0x00AD, r == 0x180E:
		return true
	}
	return unicode.IsControl(r)
}
