package text_test

import (
	"runtime"
	"strings"
	"testing"
	"time"

	"headroom/community/text"
)

// TestBait gives the renderer text that is slow for careless parsers. The
// limit, of the thread's own time, leaves room for the race detector: what is
// worse than it should be takes minutes.
func TestBait(t *testing.T) {
	t.Parallel()
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	x := text.New()
	const size = 64 << 10
	for _, bait := range []string{"*", "**a ", "*a_ ", "[", "[a](", "![", "> ", "- ", "`", "a`` ", "@a", "@", "<", "<a href=\"https://a.example\">", "<select>",
		"<p>", "</p>", "&", "| a ", "|-|\n", "http://a.example ", "_ ", "<!--", "1. ", "\\", "~~a", "a@a.example ", "\t", "[a]: b\n", "https://"} {
		in := strings.Repeat(bait, size/len(bait))
		for name, render := range map[string]func(string) string{
			"Markdown": func(s string) string { return x.Markdown(s[:20_000], inRoom) },
			"Sanitize": x.Sanitize,
			"Fold":     x.Fold,
		} {
			start := spent()
			render(in)
			if took := spent() - start; took > 10*time.Second {
				t.Errorf("%s of %q repeated took %v", name, bait, took)
			} else if took > time.Second {
				t.Logf("%s of %q repeated took %v", name, bait, took)
			}
		}
	}
}
