package community

import (
	"testing"

	"headroom/community/text"
)

func TestSays(t *testing.T) {
	t.Parallel()
	fold := text.New().Fold
	for _, tc := range []struct {
		text, phrase string
		part, whole  bool
	}{
		{"The brochure is late", "brochure", true, true}, {"Brochures, again", "BROCHURE", true, false}, {"Ynys Môn", "ynys mon", true, true},
		{"a glossy  paper", "glossy paper", true, true}, {"subbrochure brochure", "brochure", true, true}, {"brochure", "brochure", true, true},
		{"x-brochure!", "brochure", true, true}, {"", "brochure", false, false}, {"brochure", "", false, false}, {"C# and C", "c#", true, true},
		{"aaab aab", "aab", true, true}, {"dŵr", "wr", true, false},
	} {
		if got := says(fold(tc.text), fold(tc.phrase), false); got != tc.part {
			t.Errorf("%q says %q: %v", tc.text, tc.phrase, got)
		}
		if got := says(fold(tc.text), fold(tc.phrase), true); got != tc.whole {
			t.Errorf("%q says %q as a word: %v", tc.text, tc.phrase, got)
		}
	}
}
