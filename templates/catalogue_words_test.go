package templates

import (
	"cmp"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
)

// sameInEveryLanguage are sentences that may read the same in Welsh or Gaelic
// as in English: names, and words that the languages share.
var sameInEveryLanguage = map[string]string{
	"operator.version":       "the name of the program",
	"people.count":           "the word is the same in Welsh",
	"glossary_word.markdown": "a name",
}

// TestNothingIsLeftInEnglish compares every form with its English.
func TestNothingIsLeftInEnglish(t *testing.T) {
	t.Parallel()
	english := readCatalogue(t, "en")
	used := map[string]bool{}
	for _, lang := range Languages[1:] {
		other := readCatalogue(t, lang)
		for _, key := range slices.Sorted(maps.Keys(english)) {
			for form, text := range other[key] {
				if text != cmp.Or(english[key][form], english[key]["other"]) || !hasWords(text) {
					continue
				}
				used[key] = true
				if sameInEveryLanguage[key] == "" {
					t.Errorf("%s: %s is as in English: %q", lang, key, text)
				}
			}
		}
	}
	for key := range sameInEveryLanguage {
		if !used[key] {
			t.Errorf("%s may be the same in every language, and is not", key)
		}
	}
}

// hasWords tells whether a sentence says anything besides its arguments.
func hasWords(text string) bool {
	return strings.ContainsFunc(argument.ReplaceAllString(text, ""), unicode.IsLetter)
}

// misprints are what no sentence may hold, with what is meant.
var misprints = map[string]*regexp.Regexp{
	"a straight quote":            regexp.MustCompile(`["']`),
	"markup":                      regexp.MustCompile(`<|&[a-z#0-9]+;`),
	"three dots":                  regexp.MustCompile(`\.\.\.`),
	"two spaces, or one too many": regexp.MustCompile(`  |^ | $|\n`),
	"a space before a stop":       regexp.MustCompile(` [.,:;?!]`),
	"a bracket of pseudo":         regexp.MustCompile(PseudoOpen + "|" + PseudoClose),
	"a sign of control":           regexp.MustCompile(`[\x00-\x1f\x{200b}-\x{200f}\x{202a}-\x{202e}\x{2066}-\x{2069}\x{feff}]`),
	"a broken argument":           regexp.MustCompile(`\{[^{.]|[^}A-Za-z]\}|\{\{[^.]`),
}

// TestSentencesAreWellSet looks at every sentence as a printer does.
func TestSentencesAreWellSet(t *testing.T) {
	t.Parallel()
	english := readCatalogue(t, "en")
	for _, lang := range Languages {
		for key, m := range readCatalogue(t, lang) {
			for form, text := range m {
				for what, found := range misprints {
					if found.MatchString(text) {
						t.Errorf("%s: %s %s holds %s: %q", lang, key, form, what, text)
					}
				}
				for open, shut := range map[string]string{"(": ")", "“": "”"} {
					if a, z := strings.Count(text, open), strings.Count(text, shut); a != z {
						t.Errorf("%s: %s %s has %d %s and %d %s: %q", lang, key, form, a, open, z, shut, text)
					}
				}
				if want, got := ending(cmp.Or(english[key][form], english[key]["other"]+english[key][""])), ending(text); want != got {
					t.Errorf("%s: %s %s ends with %q, English with %q: %q", lang, key, form, got, want, text)
				}
			}
		}
	}
}

// ending is the stop that ends a sentence, if one does.
func ending(text string) string {
	for _, stop := range []string{".", "?", "!", ":", ";", ",", "…"} {
		if strings.HasSuffix(strings.TrimRight(text, ")”"), stop) {
			return stop
		}
	}
	return ""
}

// TestMisprintsAreFound shows that the looks above find what they look for.
func TestMisprintsAreFound(t *testing.T) {
	t.Parallel()
	for what, text := range map[string]string{
		"a straight quote": "it's", "markup": "a <b>", "three dots": "wait...", "two spaces, or one too many": "a  b",
		"a space before a stop": "what ?", "a bracket of pseudo": "⟦a⟧", "a sign of control": "a\u200bb", "a broken argument": "{{ .Name}}",
	} {
		if !misprints[what].MatchString(text) {
			t.Errorf("%s is not found in %q", what, text)
		}
	}
	for what, found := range misprints {
		if text := "“{{.Name}}” (and {{.Count}} others) – the head’s question: what?"; found.MatchString(text) {
			t.Errorf("%s is found in %q", what, text)
		}
	}
}
