package templates

import (
	"io/fs"
	"os"
	"path"
	"strings"
	"testing"
)

// TestReviewNamesEveryPart keeps the list of what a native reader has yet to
// check whole: each part of the catalogues has a line with a box.
func TestReviewNamesEveryPart(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("locales/REVIEW.md")
	if err != nil {
		t.Fatal(err)
	}
	english, err := fs.Glob(localeFiles, "locales/en/*.toml")
	if err != nil {
		t.Fatal(err)
	}
	sections := map[string]string{}
	var heading string
	for line := range strings.Lines(string(raw)) {
		if title, ok := strings.CutPrefix(line, "## "); ok {
			heading = strings.TrimSpace(title)
		}
		sections[heading] += line
	}
	for section, lang := range map[string]string{"Welsh (cy), part by part": "cy", "Scottish Gaelic (gd), part by part": "gd"} {
		parts := map[string]bool{}
		for line := range strings.Lines(sections[section]) {
			if _, name, ok := strings.Cut(line, "] `"); ok && strings.HasPrefix(line, "- [") {
				name, _, _ = strings.Cut(name, "`")
				parts[name] = true
			}
		}
		for _, file := range english {
			name := path.Base(file)
			if !parts[name] {
				t.Errorf("REVIEW.md, %q: %s is not named: add a line with an empty box", section, name)
			}
			delete(parts, name)
			if _, err := fs.Stat(localeFiles, "locales/"+lang+"/"+name); err != nil {
				t.Errorf("%s: no %s", lang, name)
			}
		}
		for name := range parts {
			t.Errorf("REVIEW.md, %q: there is no %s", section, name)
		}
	}
}
