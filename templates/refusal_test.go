package templates

import "testing"

// TestWhatComesBack looks at why a text came back: of a private message other words
// say it than of a post, which somebody refused for a community.
func TestWhatComesBack(t *testing.T) {
	t.Parallel()
	c := newTestRenderer(t).Catalogue()
	for _, lang := range Languages {
		p := c.Printer(lang, nil)
		if got := p.WhyBack("not-a-head", false); got != p.Why("not-a-head") {
			t.Errorf("%s: a post: %q", lang, got)
		}
		if got := p.WhyBack("not-a-head", true); got != p.Word("message_refused", "not-a-head") || got == p.Why("not-a-head") {
			t.Errorf("%s: a private message: %q", lang, got)
		}
		if got := p.WhyBack("error.unavailable", true); got != p.Why("error.unavailable") {
			t.Errorf("%s: an error: %q", lang, got)
		}
	}
}
