package templates

func (x examples) applying() []Example {
	form := ApplyForm{Name: "Morag Sample", Email: "morag@school.example", Post: "Headteacher", Nation: "scotland", School: "Example Primary School",
		Authority: "Highland", OtherSchools: "Example Nursery", Manner: "head", From: "2019-08-19", Until: "2027-06-30",
		Biography: "Head of a small school by the sea, and a teacher of mathematics before."}
	schools := []SchoolChoice{
		{ID: "8400001", Name: "Example Primary School", Lang: "en", Place: "Sampletown", Authority: "Highland", Chosen: true},
		{ID: "8400002", Name: "Bun-sgoil Eisimpleir", Lang: "gd", Authority: "Na h-Eileanan Siar"},
	}
	evidence := []EvidenceRow{{Kind: "register", At: exampleTime, Until: exampleTime.AddDate(0, 3, 0)}, {Kind: "vouch", At: exampleTime}}
	mine := MyApplication{Page: x.member(""), State: "waiting", Form: form, Evidence: evidence, Points: 2, Most: 3, Leads: true, Listed: true}
	bare := MyApplication{Page: x.member(""), State: "waiting", Form: ApplyForm{Name: "Ann Sample", Email: "ann@school.example", Post: "Deputy", Manner: "acting", School: "Sample School"}, Most: 3}
	in := func(state, reason string) MyApplication {
		m := mine
		m.State, m.Reason = state, reason
		return m
	}
	return []Example{
		{"apply", Apply{Page: x.out(), Form: ApplyForm{Nation: "scotland"}}},
		{"apply-schools", Apply{Page: faulty(x.out(), FieldError{Field: "school_choice", Key: "error.school_choice"}), Form: form, Choices: schools, More: true}},
		{"apply-error", Apply{Page: faulty(x.out(), FieldError{Field: "name", Key: "error.required.name"}, FieldError{Field: "biography", Key: "error.biography_length", Args: []any{"Min", 40, "Max", 600}}), Form: ApplyForm{Choice: "other"}}},
		{"apply-sent", ApplySent{Page: x.out()}},
		{"apply-confirm", ApplyConfirm{Page: x.out(), Token: "sample", Email: "morag@school.example"}},
		{"apply-confirm-error", ApplyConfirm{Page: faulty(x.out(), FieldError{Field: "again", Key: "error.password_again"}), Token: "sample"}},
		{"application", mine}, {"application-bare", bare}, {"application-admitted", in("admitted", "")},
		{"application-refused", in("refused", "The school does not know you.")}, {"application-appealed", in("appealed", "")}, {"application-closed", in("closed", "Again.")},
	}
}
