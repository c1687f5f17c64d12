// Package terms reads the school years that authorities publish: CSV with a
// heading, or iCal.
package terms

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"
	"time"

	"headroom/community"
)

// Read reads a file whole, whichever form it has. Errors are faults of the field
// "file" that name the row or event; nothing is taken of a file with one.
func Read(data []byte) (community.SchoolDays, error) {
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	if bytes.HasPrefix(bytes.ToUpper(bytes.TrimSpace(data)), []byte("BEGIN:VCALENDAR")) {
		return readCalendar(data)
	}
	return readTable(data)
}

// The columns of a table, under the names that they are known by.
var columns = map[string][]string{
	"name":  {"name", "title", "event", "description", "enw", "ainm"},
	"from":  {"from", "start", "start date", "first day", "begins", "o", "bho"},
	"until": {"until", "to", "end", "end date", "last day", "ends", "hyd", "gu"},
	"kind":  {"kind", "type", "math", "seòrsa"},
}

// readTable reads a table with the columns name, from, until and, where not all
// rows are terms, kind.
func readTable(data []byte) (days community.SchoolDays, err error) {
	r := csv.NewReader(bytes.NewReader(data))
	r.TrimLeadingSpace, r.FieldsPerRecord = true, -1
	head, err := r.Read()
	if err != nil {
		return nil, fault("error.terms_file", nil, err)
	}
	at := map[string]int{}
	for i, title := range head {
		title = strings.ToLower(strings.TrimSpace(title))
		for name, known := range columns {
			if slices.Contains(known, title) {
				at[name] = i
			}
		}
	}
	for _, name := range []string{"from", "until"} {
		if _, ok := at[name]; !ok {
			return nil, fault("error.terms_column", map[string]any{"Name": name}, nil)
		}
	}
	for row := 2; ; row++ {
		fields, err := r.Read()
		if errors.Is(err, io.EOF) {
			return days, nil
		}
		if err != nil {
			return nil, fault("error.terms_row", map[string]any{"Row": row}, err)
		}
		cell := func(name string) string {
			if i, ok := at[name]; ok && i < len(fields) {
				return strings.TrimSpace(fields[i])
			}
			return ""
		}
		if strings.Join(fields, "") == "" {
			continue
		}
		from, until := day(cell("from")), day(cell("until"))
		if from == "" || until == "" {
			return nil, fault("error.terms_row", map[string]any{"Row": row}, nil)
		}
		kind := cell("kind")
		if kind == "" {
			kind = cell("name")
		}
		days = append(days, community.SchoolSpan{Name: cell("name"), From: from, Until: until, Open: !closed(kind)})
	}
}

// layouts are how days are written in the nations.
var layouts = []string{time.DateOnly, "02/01/2006", "2/1/2006", "02.01.2006", "2 January 2006"}

// day reads a day; "" when it is none.
func day(text string) string {
	for _, layout := range layouts {
		if at, err := time.Parse(layout, text); err == nil {
			return at.Format(time.DateOnly)
		}
	}
	return ""
}

// closedWords are in the names of days without school, in the three languages.
var closedWords = []string{"holiday", "half term", "half-term", "break", "closed", "closure", "vacation", "inset", "in-service", "in service",
	"gwyliau", "hanner tymor", "ar gau", "hms", "saor-là", "làithean-saora", "dùinte", "meadhan-teirm"}

// closed tells whether a kind or a name means days without school.
func closed(text string) bool {
	text = strings.ToLower(text)
	return slices.ContainsFunc(closedWords, func(word string) bool { return strings.Contains(text, word) })
}

func fault(key string, args map[string]any, cause error) error {
	err := community.FieldError("file", key, args)
	err.Cause = cause
	return err
}
