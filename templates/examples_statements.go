package templates

// statements are the pages on which the instance speaks of itself.
func (x examples) statements() []Example {
	log := []IncidentRow{
		{ID: 92, Happened: exampleTime, Written: exampleTime, Text: "Pages were slow for an hour. Nothing was lost.", TextLang: "en",
			Corrections: []IncidentRow{{ID: 93, Happened: exampleTime, Written: exampleTime, Text: "It was two hours.", TextLang: "en"}}},
		{ID: 91, Happened: exampleTime.AddDate(0, -1, 0), Written: exampleTime, Text: "Roedd y gweinydd i ffwrdd am ddeng munud.", TextLang: "cy"},
	}
	linked := sampleServers()
	linked[0].Since = exampleTime
	things := []Readable{{"open", []string{"nobody", "member"}}, {"closed", []string{"member", "guest"}}, {"drafts", []string{"owner"}}, {"audit", []string{"operator"}}}
	return []Example{
		{"servers", Servers{Page: x.out(), Operators: []string{"Sample Association of Heads"}, Peers: linked, Things: things, Incidents: log}},
		{"servers-alone", Servers{Page: x.out(), Things: things}},
		{"operator-incidents", OperatorIncidents{Page: x.operator(), Rows: log}},
		{"operator-incidents-correct", OperatorIncidents{Page: x.operator(), Rows: log, Form: IncidentForm{Corrects: 92}}},
		{"operator-incidents-error", OperatorIncidents{Page: faulty(x.operator(), FieldError{Field: "happened", Key: "error.incident_date"},
			FieldError{Field: "text_en", Key: "error.incident_text"}), Form: IncidentForm{Happened: "x", Texts: map[string]string{"en": "No"}}}},
	}
}
