package text_test

import (
	"strings"
	"testing"

	"headroom/community/text"
)

func TestLines(t *testing.T) {
	t.Parallel()
	x := text.New()
	for in, want := range map[string]string{
		"a\nb\n\nc":                     "a\nb\n\nc",
		"# Title\n\nText":               "Title\n\nText",
		"- one\n- two\n  - deep\n\nend": "- one\n- two\n  - deep\n\nend",
		"3. three\n4. four":             "3. three\n4. four",
		"**bold** and `x_y`":            "bold and x_y",
		"| a | b |\n|-|-|\n| c | d |":   "a · b\nc · d",
		"> said\n\nanswer":              "said\n\nanswer",
	} {
		if got := x.Lines(x.Markdown(in, nil)); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func TestQuote(t *testing.T) {
	t.Parallel()
	x := text.New()
	for _, tt := range []struct{ in, want string }{
		{"One.\n\nTwo.", "> **Eira Sample:**\n>\n> One.\n>\n> Two.\n"},
		{"> earlier\n\nmine", "> **Eira Sample:**\n>\n> mine\n"},
		{"> only a quote", "> **Eira Sample:**\n>\n> only a quote\n"},
		{"call @eira, 2 * 3 and a_b", "> **Eira Sample:**\n>\n> call \\@eira, 2 \\* 3 and a\\_b\n"},
		{"1\\. not a list", "> **Eira Sample:**\n>\n> 1\\. not a list\n"},
		{"see https://a.example/x_y?a=b&c", "> **Eira Sample:**\n>\n> see https://a.example/x_y?a=b&c\n"},
		{"- one\n- two", "> **Eira Sample:**\n>\n> - one\n> - two\n"},
	} {
		if got := x.Quote(x.Markdown(tt.in, inRoom), "Eira Sample", 500); got != tt.want {
			t.Errorf("%q: %q, want %q", tt.in, got, tt.want)
		}
	}
	if got := x.Quote("<p>"+strings.Repeat("word ", 100)+"</p>", "", 20); got != "> word word word word…\n" {
		t.Errorf("a long text: %q", got)
	}
}

// FuzzQuote: whatever a peer sends, a quote of it is one block that quotes,
// with the words that can be read, and it calls nobody.
func FuzzQuote(f *testing.F) {
	for _, s := range []string{"<p>a</p><p>b</p>", "<ul><li>a<ul><li>b</li></ul></li></ul>", "<blockquote>a</blockquote>b", "@eira", "<p>a\n\nb</p>",
		"<pre>a\n  b</pre>", "&gt; x", "1. a", "<ol start=\"9\"><li>1) x", "a\\", "http://a.example", "[x](y)", "<p>|</p>-|-"} {
		f.Add(s, "Eira *Sample*")
	}
	x := text.New()
	f.Fuzz(func(t *testing.T, s, by string) {
		clean := x.Sanitize(s)
		quote := x.Quote(clean, by, 1000)
		for line := range strings.Lines(quote) {
			if !strings.HasPrefix(line, ">") {
				t.Fatalf("a line outside: %q", quote)
			}
		}
		called := false
		again := x.Markdown(quote, func(string) (string, bool) { called = true; return "https://wales.example/u/3", true })
		if called {
			t.Errorf("%q calls somebody", quote)
		}
		if !strings.HasPrefix(again, "<blockquote>") || !strings.HasSuffix(again, "</blockquote>") {
			t.Errorf("%q is shown as %q", quote, again)
		}
	})
}
