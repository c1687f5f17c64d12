package templates

import (
	"strings"
	"testing"
)

// TestPartialsAreSharedByPages holds the memory of the templates down: of the
// partials only what leads to a page's own words is there for every page.
func TestPartialsAreSharedByPages(t *testing.T) {
	s, err := parsed()
	if err != nil {
		t.Fatal(err)
	}
	copies := map[string]int{}
	for _, set := range s.parts.Templates() {
		name, page, ofPage := strings.Cut(set.Name(), "@")
		if ofPage && s.pages[page] == nil {
			t.Errorf("%s is of no page", set.Name())
		}
		if ofPage && name != "title" && name != "content" && name != "help-here" {
			copies[name]++
		}
	}
	if copies["layout"] != len(s.pages) {
		t.Errorf("%d layouts for %d pages", copies["layout"], len(s.pages))
	}
	many := 0
	for _, n := range copies {
		if n == len(s.pages) {
			many++
		}
	}
	if many > 6 {
		t.Errorf("%d partials are kept once for every page", many)
	}
}
