package vocab

import (
	"strings"
	"testing"

	xhtml "golang.org/x/net/html"
)

func TestSanitizeHTML(t *testing.T) {
	t.Parallel()
	rel := ` rel="nofollow noreferrer noopener" target="_blank"`
	tests := []struct{ name, in, want string }{
		{"plain", `<p>Bore da, <strong>bawb</strong></p>`, `<p>Bore da, <strong>bawb</strong></p>`},
		{"link", `<a href="https://a.test/x">y</a>`, `<a href="https://a.test/x"` + rel + `>y</a>`},
		{"script", `a<script>alert(1)</script>b`, `ab`},
		{"handler", `<p onclick="x()">a</p>`, `<p>a</p>`},
		{"javascript", `<a href="javascript:alert(1)">a</a>`, `a`},
		{"javascript, hidden", "<a href=\" java\tscript:alert(1)\">a</a>", `a`},
		{"data", `<a href="data:text/html,x">a</a>`, `a`},
		{"relative", `<a href="/sign-out">a</a>`, `a`},
		{"image", `a<img src="https://t.test/p.gif" onerror=x>`, `a`},
		{"style", `<p style="position:fixed" class="x" id="y">a</p><style>p{}</style>`, `<p>a</p>`},
		{"form", `<form action="https://t.test"><input name="p">a</form>`, `a`},
		{"unclosed", `<blockquote><ul><li>a`, `<blockquote><ul><li>a</li></ul></blockquote>`},
		{"closing too much", `a</div></main><p>b`, `a<p>b</p>`},
		{"language", `<p lang="cy">dŵr</p><p lang="x onload=y">b</p>`, `<p lang="cy">dŵr</p><p>b</p>`},
		{"svg", `<svg><script>alert(1)</script><a href="https://a.test">x</a></svg>`, ``},
		{"noscript", `<noscript><p title="</noscript><img src=x onerror=alert(1)>">`, ``},
		{"meta", `<meta http-equiv=refresh content="0;url=https://t.test"><base href="https://t.test">a`, `a`},
	}
	for _, tt := range tests {
		got := SanitizeHTML(tt.in)
		if tt.name == "svg" || tt.name == "noscript" {
			checkHTML(t, got)
			continue
		}
		if got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
	deep := SanitizeHTML(strings.Repeat("<blockquote>", 5000) + "x")
	if checkHTML(t, deep); len(deep) > 20000 {
		t.Errorf("deep nesting gives %d bytes", len(deep))
	}
	if n := len(SanitizeHTML(strings.Repeat("ŵ", MaxHTML))); n > MaxHTML {
		t.Errorf("%d bytes", n)
	}
}

func TestPlainText(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"Siân <b>O'Hara</b> &amp; co":    "Siân O'Hara & co",
		"a\n\n<script>x</script>\tb":     "a b",
		"&lt;script&gt;":                 "<script>",
		`"quoted" <img src=x onerror=y>`: `"quoted"`,
	} {
		if got := PlainText(in); got != want {
			t.Errorf("PlainText(%q) = %q, want %q", in, got, want)
		}
	}
}

// checkHTML reads the result as a browser would and finds only what is allowed.
func checkHTML(t *testing.T, s string) {
	t.Helper()
	z := xhtml.NewTokenizer(strings.NewReader(s))
	open := 0
	for tt := z.Next(); tt != xhtml.ErrorToken; tt = z.Next() {
		tok := z.Token()
		switch tt {
		case xhtml.CommentToken, xhtml.DoctypeToken:
			t.Errorf("%q: %v", s, tt)
		case xhtml.EndTagToken:
			open--
		case xhtml.StartTagToken:
			if tok.Data != "br" && tok.Data != "hr" {
				open++
			}
			if !strings.Contains(" p br hr strong b em i u s del ins sub sup blockquote code pre ul ol li h2 h3 h4 h5 h6 table thead tbody tr th td a ", " "+tok.Data+" ") {
				t.Errorf("%q: element %s", s, tok.Data)
			}
		}
		for _, a := range tok.Attr {
			ok := a.Key == "lang" || a.Key == "rel" || a.Key == "target" || a.Key == "href" &&
				(strings.HasPrefix(a.Val, "https:") || strings.HasPrefix(a.Val, "http:") || strings.HasPrefix(a.Val, "mailto:"))
			if !ok {
				t.Errorf("%q: attribute %s=%q", s, a.Key, a.Val)
			}
		}
		if open < 0 {
			t.Errorf("%q closes what it did not open", s)
			return
		}
	}
	if open != 0 {
		t.Errorf("%q leaves %d open", s, open)
	}
}

func FuzzSanitizeHTML(f *testing.F) {
	for _, s := range []string{`<p>a</p>`, `<a href="javascript:x">`, `<svg><style><img src=x onerror=y>`,
		`<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">`,
		`<noscript><p title="</noscript><img src=x>">`, `<a href=" HTTPS://x"><a><p></a>`, `<table><td><p></table>`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		checkHTML(t, SanitizeHTML(s))
		PlainText(s)
	})
}
