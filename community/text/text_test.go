package text_test

import (
	"strings"
	"testing"

	"golang.org/x/net/html"

	"headroom/community"
	"headroom/community/text"
)

var _ community.Text = (*text.Text)(nil)

func inRoom(name string) (string, bool) {
	switch name {
	case "eira", "eira@wales.example":
		return "https://wales.example/u/3", true
	}
	return "", false
}

const rel = ` rel="nofollow noopener noreferrer"`

func TestMarkdown(t *testing.T) {
	t.Parallel()
	x := text.New()
	tests := []struct{ name, in, want string }{
		{"paragraph with a line end", "one\ntwo", "<p>one<br>\ntwo</p>"},
		{"emphasis", "**a** _b_ ~~c~~", "<p><strong>a</strong> <em>b</em> <del>c</del></p>"},
		{"raw html is left out", "a <script>alert(1)</script><b onclick=x>b</b>", "<p>a alert(1)b</p>"},
		{"a block of html is left out", "<div onclick=x>\nhidden\n</div>\n\nshown", "<p>shown</p>"},
		{"an image is its text", "see ![our **school**](https://track.example/x.png)", "<p>see our <strong>school</strong></p>"},
		{"bare link", "go to https://a.example/x", `<p>go to <a href="https://a.example/x"` + rel + `>https://a.example/x</a></p>`},
		{"script link", "[a](javascript:alert(1))", "<p>a</p>"},
		{"data link", "[a](data:text/html,x)", "<p>a</p>"},
		{"stored as it was written", "[https://bank.example](https://evil.example/bank)", `<p><a href="https://evil.example/bank"` + rel + `>https://bank.example</a></p>`},
		{"no host in the text", "[the paper](https://a.example/p)", `<p><a href="https://a.example/p"` + rel + `>the paper</a></p>`},
		{"heading below the page's", "# A", "<h3>A</h3>"},
		{"mention", "Thanks @eira!", `<p>Thanks <a href="https://wales.example/u/3" class="mention"` + rel + `>@eira</a>!</p>`},
		{"mention with a host", "@eira@wales.example, yes", `<p><a href="https://wales.example/u/3" class="mention"` + rel + `>@eira@wales.example</a>, yes</p>`},
		{"somebody else is inert", "@nobody", "<p>@nobody</p>"},
		{"not within a word", "a@eira", "<p>a@eira</p>"},
		{"not within code", "`@eira`", "<p><code>@eira</code></p>"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := x.Markdown(tt.in, inRoom); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

func TestSanitize(t *testing.T) {
	t.Parallel()
	x := text.New()
	tests := []struct{ name, in, want string }{
		{"unbalanced ends go", "</div></p>a</section>", "a"},
		{"open elements are closed", "<p><strong>a", "<p><strong>a</strong></p>"},
		{"crossing elements", "<em><strong>a</em>b</strong>", "<em><strong>a</strong></em>b"},
		{"style and form", `<style>*{}</style><form action=x><input></form><base href=x>b`, "b"},
		{"handlers", `<p onmouseover="x" style="color:red">a</p>`, "<p>a</p>"},
		{"svg", `<svg><script>x</script></svg>a`, "a"},
		{"image", `<img src=x onerror=y>a`, "a"},
		{"nested links", `<a href="https://a.example/">x<a href="https://b.example/">y</a></a>`,
			`<a href="https://a.example/"` + rel + `>x</a><a href="https://b.example/"` + rel + `>y</a>`},
		{"relative link", `<a href="/admin">x</a>`, "x"},
		{"own rel and target", `<a href="https://a.example/" rel="opener" target="_top">x</a>`, `<a href="https://a.example/"` + rel + `>x</a>`},
		{"language", `<p lang="cy">Helo</p>`, `<p lang="cy">Helo</p>`},
		{"turned text", "<p>a\u202Eb</p>", "<p>ab</p>"},
		{"what is not seen", "<p>a\u200Bb\u00ADc\uFEFFd\u0007e</p>", "<p>abcde</p>"},
		{"what joins", "<p>\U0001F469\u200D\U0001F3EB</p>", "<p>\U0001F469\u200D\U0001F3EB</p>"},
		{"too long", strings.Repeat("a", 512<<10+1), ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := x.Sanitize(tt.in); got != tt.want {
				t.Errorf("got  %.300s\nwant %.300s", got, tt.want)
			}
		})
	}
}

func TestFold(t *testing.T) {
	t.Parallel()
	x := text.New()
	for in, want := range map[string]string{
		"Tŷ  Ddewi":   "ty ddewi",
		"ÀÈÌÒÙ":       "aeiou",
		"ﬁne Straße":  "fine strasse",
		" Sgoil\tÙr ": "sgoil ur",
		"":            "",
	} {
		if got := x.Fold(in); got != want {
			t.Errorf("Fold(%q) = %q, want %q", in, got, want)
		}
	}
}

func FuzzMarkdown(f *testing.F) {
	for _, s := range []string{"# a\n*b*", "[x](javascript:1)", "![a](b)", "<a href=x onclick=y>", "@eira", "| a |\n|-|\n| b |", "<!--", "&lt;script&gt;",
		"[https://a.example](https://b.example)", "<p><a href=\"https://a.example\">", strings.Repeat("*a _b_ ", 100)} {
		f.Add(s)
	}
	x := text.New()
	f.Fuzz(func(t *testing.T, s string) {
		check(t, x.Markdown(s, inRoom))
		clean := x.Sanitize(s)
		check(t, clean)
		if again := x.Sanitize(clean); again != clean {
			t.Errorf("not stable: %q then %q", clean, again)
		}
		if folded := x.Fold(s); x.Fold(folded) != folded {
			t.Errorf("fold is not stable: %q", s)
		}
	})
}

// check finds anything in HTML that the allow-list does not have, and elements
// that are not balanced.
func check(t *testing.T, s string) {
	t.Helper()
	tags := map[string]bool{"p": true, "br": true, "hr": true, "h3": true, "h4": true, "h5": true, "h6": true, "blockquote": true, "pre": true,
		"code": true, "strong": true, "em": true, "b": true, "i": true, "del": true, "s": true, "sub": true, "sup": true, "ul": true, "ol": true,
		"li": true, "table": true, "thead": true, "tbody": true, "tr": true, "th": true, "td": true, "a": true}
	var open []string
	z := html.NewTokenizer(strings.NewReader(s))
	for {
		kind := z.Next()
		tok := z.Token()
		switch kind {
		case html.ErrorToken:
			if len(open) > 0 {
				t.Errorf("left open %v in %q", open, s)
			}
			return
		case html.CommentToken, html.DoctypeToken:
			t.Errorf("comment in %q", s)
		case html.EndTagToken:
			if len(open) == 0 || open[len(open)-1] != tok.Data {
				t.Fatalf("unbalanced </%s> in %q", tok.Data, s)
			}
			open = open[:len(open)-1]
		case html.StartTagToken, html.SelfClosingTagToken:
			if !tags[tok.Data] {
				t.Errorf("<%s> in %q", tok.Data, s)
			}
			for _, a := range tok.Attr {
				checkAttr(t, s, a)
			}
			if tok.Data != "br" && tok.Data != "hr" {
				open = append(open, tok.Data)
			}
		}
	}
}

func checkAttr(t *testing.T, s string, a html.Attribute) {
	t.Helper()
	switch a.Key {
	case "href":
		v := strings.ToLower(a.Val)
		if !strings.HasPrefix(v, "http://") && !strings.HasPrefix(v, "https://") && !strings.HasPrefix(v, "mailto:") {
			t.Errorf("href %q in %q", a.Val, s)
		}
	case "rel", "class", "lang", "start":
	default:
		t.Errorf("attribute %s in %q", a.Key, s)
	}
}
