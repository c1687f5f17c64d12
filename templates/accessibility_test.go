package templates

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// TestTheStatementSaysWhatTheChecksFound renders the statement from checks
// that found nothing, found something, and know of a problem.
func TestTheStatementSaysWhatTheChecksFound(t *testing.T) {
	t.Parallel()
	r := newTestRenderer(t)
	x := examples{r: r, lang: "en"}
	clean := sampleChecks()
	clean.Problems = nil
	found := clean
	found.Axe.Findings = 3
	for name, tc := range map[string]struct {
		checks Checks
		status string
	}{
		"nothing": {clean, "accessibility.status_full"}, "findings": {found, "accessibility.status_partly"}, "a known problem": {sampleChecks(), "accessibility.status_partly"},
	} {
		page, err := r.HTML(Accessibility{Page: x.out(), Checks: tc.checks})
		if err != nil {
			t.Fatal(err)
		}
		for _, status := range []string{"accessibility.status_full", "accessibility.status_partly"} {
			if got := strings.Contains(page, r.catalogue.Translate("en", status)); got != (status == tc.status) {
				t.Errorf("%s: says %s: %v", name, status, got)
			}
		}
		for _, p := range tc.checks.Problems {
			if !strings.Contains(page, r.catalogue.Translate("en", "accessibility_problem."+p.Code)) {
				t.Errorf("%s: does not tell of %s", name, p.Code)
			}
		}
	}
}

func TestWhoEnforcesDependsOnTheNation(t *testing.T) {
	t.Parallel()
	for nation, want := range map[string]string{"scotland": "EHRC", "wales": "EHRC", "england": "EHRC", "": "EHRC", "northern-ireland": "ECNI"} {
		r, err := New(Options{Name: "Sample", Nation: nation, Host: "sample.example", Organisation: "Sample Association"})
		if err != nil {
			t.Fatal(err)
		}
		for _, lang := range Languages {
			page, err := r.HTML(Accessibility{Page: examples{r: r, lang: lang}.out()})
			if err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(page, "("+want+")") || strings.Contains(page, "(ECNI)") != (want == "ECNI") || !strings.Contains(page, "Sample Association") {
				t.Errorf("%s in %s: not %s", nation, lang, want)
			}
		}
	}
}

// TestLastChecksAreWhole reads what the browser tests have written.
func TestLastChecksAreWhole(t *testing.T) {
	t.Parallel()
	c, err := LastChecks()
	if err != nil {
		t.Fatal(err)
	}
	for what, text := range map[string]string{"axe": c.Axe.Date, "keyboard": c.Keyboard.Date, "zoom": c.Zoom.Date} {
		if _, err := time.Parse(time.DateOnly, text); err != nil {
			t.Errorf("%s: %v", what, err)
		}
	}
	catalogue := newTestRenderer(t).catalogue
	for _, p := range c.Problems {
		if !catalogue.Has("en", "accessibility_problem."+p.Code) {
			t.Errorf("no words for the problem %q", p.Code)
		}
	}
	for _, theme := range c.Axe.Themes {
		if !catalogue.Has("en", "accessibility_theme."+theme) {
			t.Errorf("no word for the theme %q", theme)
		}
	}
	if !slices.Equal(c.Axe.Languages, Languages) {
		t.Errorf("checked in %v", c.Axe.Languages)
	}
}
