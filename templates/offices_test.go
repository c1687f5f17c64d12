package templates_test

import (
	"testing"

	"headroom/templates"
)

// TestOfficesAreOneInstances adds the words for a role twice, in one process:
// neither instance has those of the other, nor has one that adds none.
func TestOfficesAreOneInstances(t *testing.T) {
	t.Parallel()
	said := func(offices map[string]map[string]string) string {
		t.Helper()
		r, err := templates.New(templates.Options{Languages: templates.Languages, Offices: offices})
		if err != nil {
			t.Fatal(err)
		}
		return r.Catalogue().Printer("en", nil).Word("office", "sample-clerk")
	}
	for _, word := range []string{"Clerk", "Secretary"} {
		got := said(map[string]map[string]string{"sample-clerk": {"en": word, "cy": word, "gd": word}})
		if got != word {
			t.Errorf("%q, not %q", got, word)
		}
	}
	if got := said(nil); got != "sample-clerk" {
		t.Errorf("without the role: %q", got)
	}
}
