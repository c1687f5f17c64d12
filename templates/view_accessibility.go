package templates

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"sync"
	"time"
)

// Accessibility is GET /accessibility: the statement that public bodies in the
// United Kingdom publish, made from what the checks have found.
type Accessibility struct {
	Page
	Checks Checks
}

func (Accessibility) template() string { return "accessibility" }

// AnswerDays is how many working days the operators take to answer, as the
// statement says.
const AnswerDays = 5

// Checks is what the browser tests have found, from accessibility.json. They
// write it; nobody else does.
type Checks struct {
	Axe struct {
		Date      string   `json:"date"`
		List      string   `json:"list"` // digest of the list of pages
		Pages     int      `json:"pages"`
		Looks     int      `json:"looks"` // a page in a language and a theme
		Findings  int      `json:"findings"`
		Languages []string `json:"languages"`
		Themes    []string `json:"themes"`
	} `json:"axe"`
	Keyboard struct {
		Date      string   `json:"date"`
		Tasks     int      `json:"tasks"`
		Languages []string `json:"languages"`
	} `json:"keyboard"`
	Zoom struct {
		Date  string `json:"date"`
		List  string `json:"list"`
		Pages int    `json:"pages"`
	} `json:"zoom"`
	// Problems are known and open; their words are accessibility_problem.CODE.
	Problems []KnownProblem `json:"problems"`
}

// KnownProblem is one thing that is not accessible, with the number of the
// criterion that it fails, "" when it is none in particular.
type KnownProblem struct {
	Code      string `json:"code"`
	Criterion string `json:"criterion"`
}

//go:embed accessibility.json
var checksFile []byte

// LastChecks are the checks that came with this program.
func LastChecks() (Checks, error) { return lastChecks() }

var lastChecks = sync.OnceValues(func() (c Checks, err error) {
	if err := json.Unmarshal(checksFile, &c); err != nil {
		return c, fmt.Errorf("templates: accessibility.json: %w", err)
	}
	return c, nil
})

// Compliant tells whether nothing was found and no problem is known.
func (c Checks) Compliant() bool { return c.Axe.Findings == 0 && len(c.Problems) == 0 }

// Date is the day of the oldest of the checks.
func (c Checks) Date() time.Time {
	oldest := time.Time{}
	for _, text := range []string{c.Axe.Date, c.Keyboard.Date, c.Zoom.Date} {
		if day, err := time.Parse(time.DateOnly, text); err == nil && (oldest.IsZero() || day.Before(oldest)) {
			oldest = day
		}
	}
	return oldest
}

// ownNames are the languages of the checks in their own words; an instance may
// offer fewer.
var ownNames = map[string]string{"en": "English", "cy": "Cymraeg", "gd": "Gàidhlig"}

// Tongues names languages in their own words, joined.
func (a Accessibility) Tongues(codes []string) string {
	names := make([]string, len(codes))
	for i, code := range codes {
		names[i] = ownNames[code]
	}
	return a.List(names...)
}

// Themes names themes, joined.
func (a Accessibility) Themes() string {
	names := make([]string, len(a.Checks.Axe.Themes))
	for i, code := range a.Checks.Axe.Themes {
		names[i] = a.Word("accessibility_theme", code)
	}
	return a.List(names...)
}

// Spoken are the languages that this instance offers, joined.
func (a Accessibility) Spoken() string {
	var names []string
	for _, l := range a.Site.Languages {
		names = append(names, l.Name)
	}
	return a.List(names...)
}

// Days is AnswerDays for the template.
func (a Accessibility) Days() int { return AnswerDays }
