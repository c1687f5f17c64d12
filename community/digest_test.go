package community

import (
	"testing"
	"time"
)

// TestDigestsAreDueOnSchoolDays says when the next one is due, over weekends,
// holidays and the night on which the clocks change.
func TestDigestsAreDueOnSchoolDays(t *testing.T) {
	t.Parallel()
	london, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatal(err)
	}
	year := SchoolDays{{Open: true, From: "2026-08-17", Until: "2026-12-18"}, {From: "2026-10-12", Until: "2026-10-23"}, {From: "2026-09-07", Until: "2026-09-08"}, {Open: true, From: "2027-01-05", Until: "2027-04-01"}}
	for name, tc := range map[string]struct {
		mode      string
		days      SchoolDays
		now, want string
	}{
		"later today":             {DigestDaily, nil, "2026-03-02 07:29", "2026-03-02 07:30"},
		"not twice a day":         {DigestDaily, nil, "2026-03-02 07:30", "2026-03-03 07:30"},
		"over a weekend":          {DigestDaily, nil, "2026-03-06 09:00", "2026-03-09 07:30"},
		"over a holiday":          {DigestDaily, year, "2026-10-09 09:00", "2026-10-26 07:30"},
		"over the clocks":         {DigestDaily, nil, "2026-03-27 09:00", "2026-03-30 07:30"},
		"weekly":                  {DigestWeekly, nil, "2026-03-02 07:30", "2026-03-09 07:30"},
		"weekly, within the week": {DigestWeekly, nil, "2026-03-04 07:00", "2026-03-09 07:30"},
		"a week that begins late": {DigestWeekly, year, "2026-09-04 09:00", "2026-09-09 07:30"},
		"a week without school":   {DigestWeekly, year, "2026-10-05 09:00", "2026-10-26 07:30"},
	} {
		now, err := time.ParseInLocation("2006-01-02 15:04", tc.now, london)
		if err != nil {
			t.Fatal(err)
		}
		d := Digest{Mode: tc.mode, At: 450}
		if got := d.next(now.UTC(), london, tc.days).In(london).Format("2006-01-02 15:04"); got != tc.want {
			t.Errorf("%s: after %s at %s, want %s", name, tc.now, got, tc.want)
		}
	}
	if at := (Digest{Mode: DigestOff, At: 450}).next(time.Now(), london, nil); !at.IsZero() {
		t.Errorf("turned off: %s", at)
	}
	if at := (Digest{Mode: DigestDaily, At: 450}).next(time.Date(2026, 3, 2, 9, 0, 0, 0, london), london, SchoolDays{{From: "2026-01-01", Until: "2027-12-31"}}); at.Format(time.DateOnly) != "2026-03-03" {
		t.Errorf("without any school: %s", at)
	}
}
