package templates

// statements are the pages on which the instance speaks of itself.
func (x examples) statements() []Example {
	terms := []SafetyRow{{ID: 95, Kind: "terms", At: exampleTime, Text: "Heads only.\n\nBe kind, <always>.", Lang: "en"}, {ID: 94, Kind: "terms", At: exampleTime, Text: "Heads only.", Lang: "en"}}
	log := []IncidentRow{
		{ID: 92, Happened: exampleTime, Written: exampleTime, Text: "Pages were slow for an hour. Nothing was lost.", TextLang: "en",
			Corrections: []IncidentRow{{ID: 93, Happened: exampleTime, Written: exampleTime, Text: "It was two hours.", TextLang: "en"}}},
		{ID: 91, Happened: exampleTime.AddDate(0, -1, 0), Written: exampleTime, Text: "Roedd y gweinydd i ffwrdd am ddeng munud.", TextLang: "cy"},
	}
	linked := sampleServers()
	linked[0].Since = exampleTime
	things := []Readable{{"open", []string{"nobody", "member"}}, {"closed", []string{"member", "guest"}}, {"drafts", []string{"owner"}}, {"audit", []string{"operator"}}}
	form := ReportForm{About: "Sample Stranger", Place: "Example Primary School", Text: "Too short", Email: "no"}
	bad := []FieldError{{Field: "text", Key: "error.report_text"}, {Field: "email", Key: "error.email"}, {Field: "about", Key: "error.required.about"}}
	groups := []TitleGroup{{"leads", []TitleExample{{"en", "Headteacher"}, {"cy", "Pennaeth"}}}, {"supports", []TitleExample{{"en", "Depute headteacher"}}},
		{"part", nil}, {"aspires", nil}, {"past", nil}, {"outside", []TitleExample{{"en", "Inspector"}}}}
	row := ReportRow{ID: 94, PersonID: 13, About: "James Sample", Place: "Cumberland", Text: "He left the school in the summer.", Lang: "en", Member: true, At: exampleTime}
	done := ReportRow{ID: 95, About: "Sample Stranger", Text: "Asked strange questions.", Email: "somebody@example.org", At: exampleTime, Decided: exampleTime,
		By: "operator@scotland.example", Outcome: "unfounded", Reason: "The school confirms it."}
	return []Example{
		{"admission", Admission{Page: x.out(), Groups: groups, Further: []string{"other"}}},
		{"admission-error", Admission{Page: faulty(x.out(), bad...), Groups: groups, Form: form}},
		{"report", Report{Page: x.member("people"), PersonID: 13, Name: "James Sample"}},
		{"report-error", Report{Page: faulty(x.member("people"), bad[0]), PersonID: 13, Name: "James Sample", Form: form}},
		{"operator-reports", OperatorReports{Page: x.operator(), Waiting: []ReportRow{row}, Decided: []ReportRow{done}}},
		{"operator-reports-empty", OperatorReports{Page: x.operator()}},
		{"operator-report", OperatorReport{Page: x.operator(), Row: row, Ours: true, Outcome: "suspended"}},
		{"operator-report-outside", OperatorReport{Page: faulty(x.operator(), FieldError{Field: "reason", Key: "error.required.reason"}), Row: func() ReportRow { r := done; r.Outcome = ""; return r }()}},
		{"operator-report-decided", OperatorReport{Page: x.operator(), Row: done}},
		{"servers", Servers{Page: x.out(), Operators: []string{"Sample Association of Heads"}, Peers: linked, Things: things, Incidents: log}},
		{"servers-alone", Servers{Page: x.out(), Things: things}},
		{"operator-safety", OperatorSafety{Page: x.operator(), Due: exampleTime, Records: append([]SafetyRow{{ID: 9, Kind: "terms", At: exampleTime, Text: "For heads.", Told: 12, Seen: 7}}, terms...), Form: SafetyForm{Happened: "2026-03-03"},
			Cases: []SafetyCase{{Kind: "post-report", Number: 7, Code: "unkind", Host: "wales.example", At: exampleTime, Decided: exampleTime, Outcome: "upheld"}, {Kind: "appeal", Number: 8, Code: "personal", At: exampleTime}, {Kind: "person-report", Number: 9, At: exampleTime}}}},
		{"operator-safety-empty", OperatorSafety{Page: faulty(x.operator(), FieldError{Field: "happened", Key: "error.incident_date"}, FieldError{Field: "text_en", Key: "error.incident_text"}), Overdue: true}},
		{"operator-safety-overdue", OperatorSafety{Page: x.operator(), Overdue: true, Due: exampleTime}},
		{"terms-of-use", TermsOfUse{Page: x.out(), Now: terms[0], Before: terms[1:]}},
		{"terms-of-use-before", TermsOfUse{Page: x.out(), Now: terms[0], Old: &terms[1], Before: terms[1:]}},
		{"terms-of-use-news", TermsOfUse{Page: x.page(Viewer{SignedIn: true, PersonID: 11, Name: "Sample Head", Verified: true, Terms: terms[0].ID}, ""), Now: terms[0]}},
		{"terms-of-use-none", TermsOfUse{Page: x.out()}},
		{"operator-incidents", OperatorIncidents{Page: x.operator(), Rows: log}},
		{"operator-incidents-correct", OperatorIncidents{Page: x.operator(), Rows: log, Form: IncidentForm{Corrects: 92}}},
		{"operator-incidents-error", OperatorIncidents{Page: faulty(x.operator(), FieldError{Field: "happened", Key: "error.incident_date"},
			FieldError{Field: "text_en", Key: "error.incident_text"}), Form: IncidentForm{Happened: "x", Texts: map[string]string{"en": "No"}}}},
	}
}
