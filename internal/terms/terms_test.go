package terms

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"headroom/community"
)

func TestRead(t *testing.T) {
	t.Parallel()
	autumn := community.SchoolSpan{Name: "Autumn term", From: "2026-08-17", Until: "2026-12-18", Open: true}
	october := community.SchoolSpan{Name: "October holiday", From: "2026-10-12", Until: "2026-10-23"}
	for name, tc := range map[string]struct {
		text string
		want community.SchoolDays
		key  string
	}{
		"csv": {"name,from,until\nAutumn term,2026-08-17,2026-12-18\n\n\"October holiday\",12/10/2026,23/10/2026\n", community.SchoolDays{autumn, october}, ""},
		"csv with a kind": {"\ufeffEvent,Start date,End date,Type\r\nOctober,12.10.2026,23.10.2026,Holiday\r\n",
			community.SchoolDays{{Name: "October", From: "2026-10-12", Until: "2026-10-23"}}, ""},
		"welsh": {"enw,o,hyd\nGwyliau’r hydref,2026-10-26,2026-10-30\n", community.SchoolDays{{Name: "Gwyliau’r hydref", From: "2026-10-26", Until: "2026-10-30"}}, ""},
		"ical": {calendar("DTSTART;VALUE=DATE:20260817\r\nDTEND;VALUE=DATE:20261219\r\nSUMMARY:Autumn term", "DTSTART;VALUE=DATE:20261012\r\nDTEND;VALUE=DATE:20261024\r\nSUMMARY:October holiday",
			"DTSTART;VALUE=DATE:20260817\r\nSUMMARY:Term starts"), community.SchoolDays{autumn, october}, ""},
		"a category":          {calendar("DTSTART;VALUE=DATE:20261012\r\nDTEND;VALUE=DATE:20261013\r\nSUMMARY:Monday\\, off\r\nCATEGORIES:Public Holiday"), community.SchoolDays{{Name: "Monday, off", From: "2026-10-12", Until: "2026-10-12"}}, ""},
		"nothing":             {"", nil, "error.terms_file"},
		"no column":           {"name,from\nAutumn,2026-08-17\n", nil, "error.terms_column"},
		"no day":              {"name,from,until\nAutumn,soon,2026-08-17\n", nil, "error.terms_row"},
		"an open quote":       {"name,from,until\n\"Autumn,2026-08-17,2026-08-18\n", nil, "error.terms_row"},
		"an event at no time": {calendar("SUMMARY:Autumn term"), nil, "error.terms_row"},
		"a broken end":        {calendar("DTSTART;VALUE=DATE:20261012\r\nDTEND:x\r\nSUMMARY:Autumn"), nil, "error.terms_row"},
		"a torn calendar":     {"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMM", nil, "error.terms_file"},
	} {
		got, err := Read([]byte(tc.text))
		key := ""
		if e := new(community.Error); errors.As(err, &e) {
			key = e.Key
		} else if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if diff := cmp.Diff(tc.want, got); key != tc.key || tc.key == "" && diff != "" {
			t.Errorf("%s: %q %v (-want +got):\n%s", name, key, err, diff)
		}
	}
}

func calendar(events ...string) string {
	text := "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:sample\r\n"
	for _, e := range events {
		text += "BEGIN:VEVENT\r\nUID:sample@example.org\r\nDTSTAMP:20260101T000000Z\r\n" + e + "\r\nEND:VEVENT\r\n"
	}
	return text + "END:VCALENDAR\r\n"
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(calendar("DTSTART;VALUE=DATE:20260817\r\nSUMMARY:Term")))
	f.Add([]byte("name,from,until\nAutumn,2026-08-17,2026-12-18\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		days, err := Read(data)
		for _, d := range days {
			if err == nil && (day(d.From) != d.From || day(d.Until) != d.Until) {
				t.Errorf("%+v", d)
			}
		}
	})
}
