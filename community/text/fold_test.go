package text

import (
	"strings"
	"testing"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// FuzzFoldASCII compares the short way for plain letters with the long one.
func FuzzFoldASCII(f *testing.F) {
	for _, s := range []string{"", "Plain  Words,\n and\tO'Neill's \x00\x7f\x1f end.", "ABC xyz 019", " \v\f\r "} {
		f.Add(s)
	}
	long := func(s string) string {
		s = norm.NFKD.String(strings.ToLower(cases.Fold().String(norm.NFKD.String(s))))
		s = strings.Map(func(r rune) rune {
			if unicode.Is(unicode.Mn, r) {
				return -1
			}
			return r
		}, s)
		return strings.Join(strings.Fields(norm.NFC.String(s)), " ")
	}
	t := New()
	f.Fuzz(func(tt *testing.T, s string) {
		if ascii(s) && t.Fold(s) != long(s) {
			tt.Errorf("%q is folded to %q, not %q", s, t.Fold(s), long(s))
		}
	})
}
