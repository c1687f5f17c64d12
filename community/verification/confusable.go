package verification

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// alike gives the Latin letter that a letter can be mistaken for.
var alike = map[rune]rune{
	'а': 'a', 'в': 'b', 'с': 'c', 'е': 'e', 'һ': 'h', 'і': 'l', 'ј': 'j', 'к': 'k', 'м': 'm', 'н': 'h', 'о': 'o', 'р': 'p', 'ѕ': 's', 'т': 't',
	'у': 'y', 'х': 'x', 'ԁ': 'd', 'ԛ': 'q', 'ԝ': 'w', 'ӏ': 'l',
	'α': 'a', 'ε': 'e', 'η': 'n', 'ι': 'l', 'κ': 'k', 'ν': 'v', 'ο': 'o', 'ρ': 'p', 'τ': 't', 'υ': 'u', 'χ': 'x',
	'ı': 'l', 'i': 'l', '1': 'l', '|': 'l', '0': 'o', 'ɑ': 'a', 'ɡ': 'g', 'ø': 'o', 'ł': 'l', 'đ': 'd', 'ð': 'd',
}

// pairs are letters that look like one.
var pairs = strings.NewReplacer("rn", "m", "vv", "w", "cl", "d")

// Skeleton is what a name looks like: two names with one skeleton can be
// mistaken for each other. It says nothing more; a person judges.
func Skeleton(name string) string {
	var b strings.Builder
	for _, r := range norm.NFKD.String(strings.ToLower(name)) {
		if other, ok := alike[r]; ok {
			r = other
		}
		if unicode.IsLetter(r) {
			b.WriteRune(r)
		}
	}
	return pairs.Replace(b.String())
}

// MixedScripts reports whether a name holds letters of more than one script:
// nobody's does, and a look-alike's may.
func MixedScripts(name string) bool {
	seen := map[string]bool{}
	for _, r := range name {
		if !unicode.IsLetter(r) {
			continue
		}
		script := "other"
		for _, known := range []string{"Latin", "Cyrillic", "Greek"} {
			if unicode.Is(unicode.Scripts[known], r) {
				script = known
			}
		}
		seen[script] = true
	}
	return len(seen) > 1
}
