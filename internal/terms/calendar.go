package terms

import (
	"bytes"
	"strings"
	"time"

	ics "github.com/arran4/golang-ical"

	"headroom/community"
)

// termLeast is the length in days from which an event that is no holiday is a
// term: a shorter one ("term starts") says nothing about other days.
const termLeast = 5

// readCalendar reads the events of a calendar: those whose name or category says
// so are days without school, long ones are terms, and others are passed over.
func readCalendar(data []byte) (days community.SchoolDays, err error) {
	calendar, err := ics.ParseCalendar(bytes.NewReader(data))
	if err != nil {
		return nil, fault("error.terms_file", nil, err)
	}
	for n, e := range calendar.Events() {
		name := text(e, ics.ComponentPropertySummary)
		from, until, ok := within(e)
		if !ok {
			return nil, fault("error.terms_row", map[string]any{"Row": n + 1}, nil)
		}
		span := community.SchoolSpan{Name: name, From: from.Format(time.DateOnly), Until: until.Format(time.DateOnly),
			Open: !closed(name + " " + text(e, ics.ComponentPropertyCategories))}
		if span.Open && until.Sub(from) < (termLeast-1)*24*time.Hour {
			continue
		}
		days = append(days, span)
	}
	return days, nil
}

func text(e *ics.VEvent, p ics.ComponentProperty) string {
	if prop := e.GetProperty(p); prop != nil {
		return strings.TrimSpace(ics.FromText(prop.Value))
	}
	return ""
}

// within gives the first and the last day of an event. The end of one that lasts
// whole days is the day after it (RFC 5545, 3.6.1).
func within(e *ics.VEvent) (from, until time.Time, ok bool) {
	start := e.GetProperty(ics.ComponentPropertyDtStart)
	if start == nil || len(start.Value) < 8 {
		return from, until, false
	}
	from, err := time.Parse("20060102", start.Value[:8])
	if err != nil {
		return from, until, false
	}
	end := e.GetProperty(ics.ComponentPropertyDtEnd)
	if end == nil {
		return from, from, true
	}
	if len(end.Value) < 8 {
		return from, until, false
	}
	if until, err = time.Parse("20060102", end.Value[:8]); err != nil {
		return from, until, false
	}
	if len(end.Value) == 8 && until.After(from) {
		until = until.AddDate(0, 0, -1)
	}
	return from, until, true
}
