// Package statement sees to it that the accessibility statement claims no more
// than the checks have shown: it has tests only.
package statement

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"headroom/templates"
)

// row is one page of the list that the browser tests go through.
var row = regexp.MustCompile(`\['([a-z-]+)', [^\]]*?'(nobody|her|moderator|applicant|newcomer|operator)'`)

// list gives the rows of the list as they are digested, in order. Pages whose
// address is made in the row itself are few, and not among them.
func list(t *testing.T) []string {
	t.Helper()
	raw, err := os.ReadFile("../../e2e/lib/pages.mjs")
	if err != nil {
		t.Fatal(err)
	}
	var rows []string
	for _, found := range row.FindAllStringSubmatch(string(raw), -1) {
		rows = append(rows, found[1]+" "+found[2]+"\n")
	}
	slices.Sort(rows)
	return rows
}

// TestTheStatementIsAboutTodaysPages fails when a page was added, dropped or
// given to somebody else since the checks ran: run `make deep`, or its first
// two stages, and commit templates/accessibility.json.
func TestTheStatementIsAboutTodaysPages(t *testing.T) {
	t.Parallel()
	checks, err := templates.LastChecks()
	if err != nil {
		t.Fatal(err)
	}
	rows := list(t)
	sum := sha256.Sum256([]byte(strings.Join(rows, "")))
	digest := hex.EncodeToString(sum[:])
	for what, got := range map[string]struct {
		list  string
		pages int
	}{"axe": {checks.Axe.List, checks.Axe.Pages}, "zoom": {checks.Zoom.List, checks.Zoom.Pages}} {
		if got.list != digest || got.pages < len(rows) {
			t.Errorf("the check %s was of %d other pages, now there are %d: see the comment of this test", what, got.pages, len(rows))
		}
	}
}

// TestTheStatementClaimsWhatWasDone holds the numbers to each other.
func TestTheStatementClaimsWhatWasDone(t *testing.T) {
	t.Parallel()
	c, err := templates.LastChecks()
	if err != nil {
		t.Fatal(err)
	}
	if want := c.Axe.Pages * (len(c.Axe.Languages) + len(c.Axe.Themes) - 1); c.Axe.Looks != want {
		t.Errorf("%d looks at %d pages in %v and %v: %d are all", c.Axe.Looks, c.Axe.Pages, c.Axe.Languages, c.Axe.Themes, want)
	}
	if c.Axe.Findings != 0 {
		t.Errorf("%d findings of axe-core: mend them", c.Axe.Findings)
	}
	if c.Keyboard.Tasks != 8 || !slices.Contains(c.Keyboard.Languages, "cy") {
		t.Errorf("%d tasks with the keyboard in %v", c.Keyboard.Tasks, c.Keyboard.Languages)
	}
}
