package text_test

import (
	"strings"
	"testing"

	"headroom/community/text"
)

// hostileHTML is what has got past sanitisers of others: scripts, forms, styles,
// and texts that mean one thing to the sanitiser and another to the browser.
var hostileHTML = []string{
	`<script>alert(1)</script>`, `<img src=x onerror=alert(1)>`, `<p onclick=x style="background:url(//a.example)">a</p>`,
	`<form action=//a.example><input name=password></form>`, `<base href=//a.example>`, `<meta http-equiv=refresh content="0;url=//a.example">`,
	`<style>*{background:url(//a.example)}</style>`, `<svg><script>alert(1)</script></svg>`, `<a href="javascript:alert(1)">a</a>`,
	`<a href=" java&#115;cript:alert(1)">a</a>`, `<a href="data:text/html,<script>">a</a>`, `<a href="https://a.example" target=_blank>a</a>`,
	`<noscript><p title="</noscript><img src=x onerror=alert(1)>">`, `<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">`,
	`<svg></p><style><a id="</style><img src=1 onerror=alert(1)>">`, `<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>`,
	`<select><template><style><!--</style><a rel="--></style></template></select><img src=x onerror=alert(1)>">`,
	`<textarea></textarea><img src=x onerror=alert(1)>`, `<p><table><p><tr><td><p>`, `<a><a><a>`, "<p>\x00<\x00script>", `<!-- --!><img src=x onerror=alert(1)>`,
	`<plaintext>`, `<xmp></xmp><script>`, `<iframe srcdoc="<script>"></iframe>`, `<object data=x><embed src=x>`, `<p lang="en" dir=rtl class="hr-link-host">a</p>`,
	`<?xml version="1.0"?><!DOCTYPE x [<!ENTITY y "z">]><p>&y;</p>`, `</p></div></body></html><script>`, `<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>`,
}

func TestHostileHTML(t *testing.T) {
	t.Parallel()
	x := text.New()
	for _, s := range hostileHTML {
		check(t, x.Sanitize(s))
		for _, word := range []string{"<script", "onerror=", "<style", "javascript:", "<img", "style="} {
			if got := x.Sanitize(s); strings.Contains(got, word) {
				t.Errorf("%s became %s", s, got)
			}
		}
	}
}

// FuzzSanitize: what comes out holds nothing outside the allow-list, is whole,
// and stays as it is when it is cleaned again, as every server does that takes
// it.
func FuzzSanitize(f *testing.F) {
	for _, s := range hostileHTML {
		f.Add(s)
	}
	x := text.New()
	f.Fuzz(func(t *testing.T, s string) {
		clean := x.Sanitize(s)
		check(t, clean)
		if again := x.Sanitize(clean); again != clean {
			t.Errorf("not stable: %q then %q", clean, again)
		}
	})
}
