package community_test

import (
	"strings"
	"testing"

	"headroom/community"
)

// TestLinkTags: words with # in text, and nothing in links, code, entities or addresses.
func TestLinkTags(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"<p>#One and #tw\u00f4_2, (#three)</p>": "one tw\u00f4_2 three",
		"<p>#one #ONE</p>":                      "one",
		"<p>a#b ##c &#39;x &#x27;y a/#d</p>":    "c",
		"<a href=\"#x\">#link</a> #after":       "after",
		"<pre><code>#x</code></pre><p>#y</p>":   "y",
		"#1 # #_ #":                             "",
		"<p #broken":                            "",
	} {
		out, names := community.LinkTags(in, func(name string) string { return "#" + name })
		if out != in || strings.Join(names, " ") != want {
			t.Errorf("%q: %q, %v", in, out, names)
		}
	}
}
