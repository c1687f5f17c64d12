package text_test

import (
	"strings"
	"testing"

	"headroom/community/text"
)

// TestUnnamed: no name and no address of a mentioned person is left, ours or a peer's,
// as it is stored or as it is shown, and everything else is.
func TestUnnamed(t *testing.T) {
	t.Parallel()
	x := text.New()
	written := x.Markdown("Thanks @eira, **see** [the paper](https://a.example/p) and ask @owain@wales.example!", func(name string) (string, bool) {
		return "https://wales.example/u/" + name, true
	})
	sent := x.Sanitize(`<p><a class="mention" href="https://wales.example/u/3"><span>@<b>eira</b></span></a> said so</p>`)
	for _, html := range []string{written, sent, x.Shown(written, "isles.example"), x.Shown(sent, "isles.example")} {
		got := x.Unnamed(html)
		if strings.Contains(got, "eira") || strings.Contains(got, "owain") || strings.Contains(got, "wales.example") || !strings.Contains(got, "@…") {
			t.Errorf("%s\nbecame\n%s", html, got)
		}
		if x.Sanitize(got) != x.Sanitize(x.Sanitize(got)) || strings.Count(got, "<a ") != strings.Count(got, "</a>") {
			t.Errorf("not whole: %s", got)
		}
	}
	if got := x.Unnamed(written); !strings.Contains(got, "the paper") || !strings.Contains(got, "<strong>see</strong>") {
		t.Errorf("lost more: %s", got)
	}
	if plain := "<p>@nobody</p>"; x.Unnamed(plain) != plain {
		t.Error("changed what mentions nobody")
	}
}
