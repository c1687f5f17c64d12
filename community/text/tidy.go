package text

import (
	"net/url"
	"regexp"
	"slices"
	"strings"

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
	href string
	text strings.Builder // of the link that is open
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
		if r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069 {
			return -1 // would turn what follows around
		}
		return r
	}, s)
	if t.href != "" {
		t.text.WriteString(s)
	}
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
		if tok.Data == "a" && a.Key == "href" {
			t.href = a.Val
		}
	}
	if tok.Data == "a" {
		t.out.WriteString(` rel="` + linkRel + `"`)
		t.text.Reset()
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
		if name == "a" {
			if host := hiddenHost(t.href, t.text.String()); host != "" {
				t.out.WriteString(" (" + html.EscapeString(host) + ")")
			}
			t.href = ""
		}
		t.out.WriteString("</" + name + ">")
	}
}

// hiddenHost gives the host that a link goes to when its text names another
// one, and "" otherwise.
func hiddenHost(href, text string) string {
	u, err := url.Parse(href)
	if err != nil {
		return ""
	}
	host := u.Hostname()
	if u.Scheme == "mailto" {
		_, host, _ = strings.Cut(u.Opaque, "@")
		host, _, _ = strings.Cut(host, "?")
	}
	host = strings.ToLower(host)
	for _, shown := range hostLike.FindAllString(text, 8) {
		shown = strings.ToLower(shown)
		if bare(shown) != bare(host) && !strings.Contains(pathOf(u), shown) {
			return host
		}
		if bare(shown) == bare(host) {
			return "" // the first host that is shown is the true one
		}
	}
	return ""
}

func bare(host string) string { return strings.TrimPrefix(host, "www.") }

// pathOf is what follows the host: a name with a dot may stand there.
func pathOf(u *url.URL) string { return strings.ToLower(u.Path + "?" + u.RawQuery + "#" + u.Fragment) }
