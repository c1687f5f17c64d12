package templates

import "time"

// filters are saved filters.
func (x examples) filters() []Example {
	form := FilterForm{Title: "Brochures", Words: "brochure\nglossy paper", Whole: true, Contexts: []string{"home", "thread"}, Act: "hide", Lasts: "keep"}
	rows := []FilterRow{{ID: 81, Title: "Brochures", Hide: true, Words: []string{"brochure", "glossy paper"}, Until: exampleTime.Add(48 * time.Hour)},
		{ID: 82, Title: "The match", Words: []string{"rugbi"}}, {ID: 83, Title: "Last term", Until: exampleTime, Over: true}}
	fresh := FilterForm{Contexts: []string{"home", "notifications", "thread"}, Act: "warn", Lasts: "never", Whole: true}
	fault := faulty(x.member("notifications"), FieldError{Field: "title", Key: "error.required"}, FieldError{Field: "contexts", Key: "error.required"})
	return []Example{{"filters", Filters{Page: x.member("notifications"), Form: fresh, Rows: rows}}, {"filters-empty", Filters{Page: x.member("notifications"), Form: fresh}},
		{"filter", Filters{Page: x.member("notifications"), ID: 81, Form: form, Rows: rows, Until: rows[0].Until}},
		{"filter-over", Filters{Page: x.member("notifications"), ID: 83, Form: form, Rows: rows, Until: rows[2].Until, Over: true}},
		{"filters-error", Filters{Page: fault, Form: FilterForm{Act: "warn", Lasts: "day"}}}}
}
