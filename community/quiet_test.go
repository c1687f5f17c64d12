package community

import (
	"testing"
	"time"
)

// TestQuietTimeEnds goes through nights, days without school and the nights on
// which clocks are changed.
func TestQuietTimeEnds(t *testing.T) {
	t.Parallel()
	london, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatal(err)
	}
	usual := usualQuiet(1)
	hours, off, noon := usual, usual, usual
	hours.Mode, off.Mode = QuietHours, QuietOff
	noon.From, noon.Until = 12*60, 13*60
	always := usual
	always.From, always.Until = 0, 24*60
	never := usual
	never.From, never.Until = 420, 420
	year := SchoolDays{{Open: true, From: "2026-08-17", Until: "2026-12-18"}, {From: "2026-10-12", Until: "2026-10-23"}, {Open: true, From: "2027-01-05", Until: "2027-04-01"}}
	holidays := SchoolDays{{From: "2026-10-12", Until: "2026-10-23"}, {From: "2026-12-21", Until: "2027-01-04"}}
	for name, tc := range map[string]struct {
		quiet    Quiet
		days     SchoolDays
		at, want string
	}{
		"by day":                       {usual, nil, "2026-03-02 09:30", "2026-03-02 09:30"},
		"to the minute":                {usual, nil, "2026-03-02 17:59", "2026-03-02 17:59"},
		"in the evening":               {usual, nil, "2026-03-02 18:00", "2026-03-03 07:00"},
		"early":                        {usual, nil, "2026-03-02 06:59", "2026-03-02 07:00"},
		"at its end":                   {usual, nil, "2026-03-02 07:00", "2026-03-02 07:00"},
		"within a day":                 {noon, nil, "2026-03-02 12:30", "2026-03-02 13:00"},
		"of no length":                 {never, nil, "2026-03-02 07:00", "2026-03-02 07:00"},
		"turned off":                   {off, year, "2026-10-14 23:00", "2026-10-14 23:00"},
		"a weekend without terms":      {usual, nil, "2026-03-07 09:00", "2026-03-07 09:00"},
		"a weekend of a term":          {usual, year, "2026-09-05 09:00", "2026-09-07 07:00"},
		"a holiday in a term":          {usual, year, "2026-10-14 09:00", "2026-10-26 07:00"},
		"the evening before a holiday": {usual, year, "2026-10-09 18:30", "2026-10-26 07:00"},
		"between terms":                {usual, year, "2026-12-19 09:00", "2027-01-05 07:00"},
		"a holiday by the hours alone": {hours, year, "2026-10-14 09:00", "2026-10-14 09:00"},
		"after what is known":          {usual, year, "2027-07-03 09:00", "2027-07-03 09:00"},
		"before what is known":         {usual, year, "2026-07-04 09:00", "2026-07-04 09:00"},
		"holidays alone":               {usual, holidays, "2026-11-04 09:00", "2026-11-04 09:00"},
		"holidays alone, in one":       {usual, holidays, "2026-12-24 09:00", "2027-01-05 07:00"},
		"the night clocks go on":       {usual, nil, "2026-03-28 22:00", "2026-03-29 07:00"},
		"the night clocks go back":     {usual, nil, "2026-10-24 22:00", "2026-10-25 07:00"},
		"quiet for ever":               {always, nil, "2026-03-02 09:00", "2026-03-02 09:00"},
	} {
		at, err := time.ParseInLocation("2006-01-02 15:04", tc.at, london)
		if err != nil {
			t.Fatal(err)
		}
		got := tc.quiet.End(at.UTC(), london, tc.days).In(london).Format("2006-01-02 15:04")
		if got != tc.want {
			t.Errorf("%s: %s ends at %s, want %s", name, tc.at, got, tc.want)
		}
	}
}
