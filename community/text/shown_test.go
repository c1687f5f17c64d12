package text_test

import (
	"strings"
	"testing"

	"golang.org/x/net/html"

	"headroom/community/text"
)

func TestShown(t *testing.T) {
	t.Parallel()
	x := text.New()
	const host = "isles.example:8443"
	tests := []struct{ name, href, text, shown string }{
		{"no host in the text", "https://a.example/p", "the paper", "a.example"},
		{"the address itself", "https://a.example/p", "https://a.example/p", ""},
		{"the host alone", "https://www.a.example/p", "a.example", ""},
		{"the host in a sentence", "https://a.example/", "look at a.example, please", ""},
		{"another host", "https://evil.example/bank", "https://bank.example", "evil.example"},
		{"another host and the true one", "https://evil.example/", "bank.example by evil.example", "evil.example"},
		{"another host in its path", "https://evil.example/bank.example", "https://evil.example/bank.example", ""},
		{"a user's name like a host", "https://bank.example@evil.example/", "https://bank.example@evil.example/", "evil.example"},
		{"a user's name like the host", "https://bank.example", "https://bank.example:x@evil.example/", "bank.example"},
		{"a sign like a stroke", "https://evil.example/", "https://bank․example∕evil.example", "evil.example"},
		{"marked before", "https://evil.example/", "https://bank.example (evil.example)", ""},
		{"capitals", "https://A.Example/", "A.EXAMPLE", ""},
		{"our letters", "https://tŷr.example/", "there", "tŷr.example"},
		{"letters of another script", "https://xn--80ak6aa92e.example/", "аррӏе.example", "xn--80ak6aa92e.example"},
		{"mixed scripts", "https://раypal.example/", "раypal.example", "xn--ypal-43d9g.example"},
		{"a port", "https://a.example:8443/", "there", "a.example:8443"},
		{"a letter", "mailto:head@school.example", "write to me", "school.example"},
		{"a letter's address", "mailto:a.head@school.example", "a.head@school.example", ""},
		{"another letter's address", "mailto:head@evil.example?subject=x@school.example", "head@school.example", "evil.example"},
		{"a machine nearby", "https://localhost:8443/x", "https://localhost:8443/x", ""},
		{"a place here", "https://isles.example:8443/threads/1", "our thread", "isles.example:8443"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			in := x.Sanitize(`<p><a href="` + tt.href + `">` + tt.text + `</a></p>`)
			want := in
			if tt.shown != "" {
				want = strings.Replace(in, "</a>", ` <bdi class="hr-link-host">(`+tt.shown+`)</bdi></a>`, 1)
			}
			if got := x.Shown(in, host); got != want {
				t.Errorf("got  %s\nwant %s", got, want)
			}
		})
	}
	for in, want := range map[string]string{
		x.Sanitize(`<a class="mention" href="https://isles.example:8443/u/3">@eira</a>`):       "",
		x.Sanitize(`<a class="mention" href="https://wales.example/u/3">@eira</a>`):            "(wales.example)",
		x.Sanitize(`<a class="mention" href="https://wales.example/u/3">@e@wales.example</a>`): "",
		x.Sanitize(`<a class="mention" href="https://evil.example/u/3">@e@wales.example</a>`):  "(evil.example)",
	} {
		got := x.Shown(in, host)
		if want == "" && got != in || !strings.Contains(got, want) {
			t.Errorf("%s is shown as %s, want %s", in, got, want)
		}
	}
}

// FuzzShown: whatever a peer sends, the host of each link is in its text, the
// rest is as it was, and nothing else comes in.
func FuzzShown(f *testing.F) {
	for _, s := range []string{`<a href="https://a.example">b</a>`, `<a href="https://a.example">b.example<br>c</a>`, `<a href="mailto:a@b.example">`,
		`<a href="https://%62.example/">x`, `<a href="https://[::1]:80/">x</a>`, "<p>a</p>", `<a href="https://аррӏе.example">apple.example</a>`} {
		f.Add(s)
	}
	x := text.New()
	f.Fuzz(func(t *testing.T, s string) {
		clean := x.Sanitize(s)
		shown := x.Shown(clean, "isles.example")
		without := shown
		for {
			i := strings.Index(without, ` <bdi class="hr-link-host">`)
			if i < 0 {
				break
			}
			j := strings.Index(without[i:], "</bdi>")
			if j < 0 {
				t.Fatalf("left open: %q", shown)
			}
			if inner := without[i+len(` <bdi class="hr-link-host">`) : i+j]; strings.Contains(inner, "<") {
				t.Fatalf("an element in a host: %q", shown)
			}
			without = without[:i] + without[i+j+len("</bdi>"):]
		}
		if without != clean {
			t.Errorf("changed more than links: %q to %q", clean, shown)
		}
		check(t, without)
		if n, m := links(shown), links(clean); n != m {
			t.Errorf("%d links became %d: %q", m, n, shown)
		}
	})
}

func links(s string) (n int) {
	z := html.NewTokenizer(strings.NewReader(s))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return n
		case html.StartTagToken:
			if z.Token().Data == "a" {
				n++
			}
		}
	}
}
