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
	row := func(state string, clean bool) ApplicationRow {
		r := ApplicationRow{ID: 8, Name: "Morag Sample", Post: "Headteacher", School: "Example Primary School", Authority: "Highland", Nation: "scotland",
			State: state, At: exampleTime, Points: 3, Most: 3, Clean: clean}
		if !clean {
			r.ID, r.Points, r.Looks = 9, 1, []string{"title", "name"}
		}
		return r
	}
	return []Example{
		{"apply", Apply{Page: x.out(), Form: ApplyForm{Nation: "scotland"}}},
		{"apply-again", Apply{Page: x.member(""), Again: true, Form: ApplyForm{Name: "Ann Sample", Email: "ann@school.example", Nation: "scotland"}}},
		{"apply-schools", Apply{Page: faulty(x.out(), FieldError{Field: "school_choice", Key: "error.school_choice"}), Form: form, Choices: schools, More: true}},
		{"apply-error", Apply{Page: faulty(x.out(), FieldError{Field: "name", Key: "error.required.name"}, FieldError{Field: "biography", Key: "error.biography_length", Args: []any{"Min", 40, "Max", 600}}), Form: ApplyForm{Choice: "other"}}},
		{"apply-sent", ApplySent{Page: x.out()}},
		{"apply-confirm", ApplyConfirm{Page: x.out(), Token: "sample", Email: "morag@school.example"}},
		{"apply-confirm-passkey", ApplyConfirm{Page: x.out(), Token: "sample", Email: "morag@school.example", Options: "{}"}},
		{"apply-confirm-error", ApplyConfirm{Page: faulty(x.out(), FieldError{Field: "again", Key: "error.password_again"}), Token: "sample"}},
		{"application", mine}, {"application-bare", bare}, {"application-admitted", in("admitted", "")},
		{"application-code", func() MyApplication {
			m := mine
			m.Page, m.CodeTo, m.Mailbox = faulty(x.member(""), FieldError{Field: "code", Key: "error.code_wrong"}, FieldError{Field: "mailbox", Key: "error.code_limit"}), "office@school.example", "office@school.example"
			m.Asked = []VouchRow{{Email: "iain@school.example", At: exampleTime}}
			return m
		}()},
		{"application-site", func() MyApplication {
			m := mine
			m.Page, m.Website = faulty(x.member(""), FieldError{Field: "mailbox", Key: "error.required.mailbox"}, FieldError{Field: "colleagues", Key: "error.email"}), "school.example"
			return m
		}()},
		{"vouches", Vouches{Page: faulty(x.member(""), FieldError{Field: "answers-7", Key: "error.vouch_answers"}), Left: 3, Rows: []VouchAsked{
			{ID: 7, Name: "Ann Sample", Post: "Headteacher", School: "Example Primary School", Authority: "Highland", At: exampleTime}, {ID: 8, Name: "Ben Sample", Post: "Rector", School: "Example High School", At: exampleTime}}}},
		{"vouches-none", Vouches{Page: x.member("")}},
		{"operator-applications", OperatorApplications{Page: x.operator(), Clean: 1, Rows: []ApplicationRow{row("waiting", true), row("appealed", false)}, Pager: Pager{Next: "/operator/applications?after=8"}}},
		{"operator-registers", OperatorRegisters{Page: x.operator(), Imports: []RegisterRow{{ID: 5, Source: "scotland", Nation: "scotland", At: exampleTime, By: "command line", Rows: 2500, Added: 3, Changed: 12, Unchanged: 2485, Heads: 4, Confirm: 1}, {ID: 4, Source: "wales", Nation: "wales", At: exampleTime, By: "command line", Rows: 1500, Added: 1500}},
			Waiting: []ConfirmationRow{{PersonID: 12, Name: "Morag Sample", School: "Example Primary School", Reason: "head-changed", Until: exampleTime}, {PersonID: 13, Name: "James Sample", School: "Sample School", Reason: "school-closed", Until: exampleTime}}, Pager: Pager{Next: "/operator/registers?before=4"}}},
		{"operator-terms", OperatorTerms{Page: faulty(x.operator(), FieldError{Field: "file", Key: "error.terms_row", Args: []any{"Row", 3}}), Form: TermsForm{Authority: "Highland", Text: "name,from,until\nAutumn,soon,2026-12-18"},
			Years: []TermsRow{{By: "command line", At: exampleTime, Days: []SchoolSpanRow{{Name: "Autumn term", Open: true, From: "2026-08-17", Until: "2026-12-18"}, {Name: "St Andrew’s Day", From: "2026-11-30", Until: "2026-11-30"}}},
				{Authority: "Highland", By: "una@authority.example", At: exampleTime, Days: []SchoolSpanRow{{From: "2026-10-12", Until: "2026-10-23"}}}}}},
		{"operator-terms-none", OperatorTerms{Page: x.operator()}},
		{"operator-registers-none", OperatorRegisters{Page: x.operator()}},
		{"operator-applications-unconfirmed", OperatorApplications{Page: x.operator(), Filter: "unconfirmed", Rows: []ApplicationRow{row("new", false)}}},
		{"operator-applications-none", OperatorApplications{Page: x.operator(), Filter: "refused"}},
		{"operator-application", OperatorApplication{Page: x.operator(), Row: row("waiting", true), Form: form, Title: "leads", Says: "named", Entry: &schools[0], ImportedAt: exampleTime,
			Evidence: append(evidence, EvidenceRow{Kind: "mailbox", At: exampleTime, Mailbox: "office@school.example"}), MayAdmit: true, MayRefuse: true, MayFind: true, Next: 9, Previous: 7, Typed: DecisionForm{Kind: "facilitator"}, History: []AuditRow{{ID: 3, At: exampleTime, Who: "Ann Sample", Key: "audit.application.confirm"}}}},
		{"operator-application-doubtful", OperatorApplication{Page: faulty(x.operator(), FieldError{Field: "refuse_reason", Key: "error.required.reason"}, FieldError{Field: "exception_reason", Key: "error.required.reason"}, FieldError{Field: "note", Key: "error.required.note"}),
			Row: row("appealed", false), Form: form, Title: "supports", Says: "another", MayExcept: true, MayRefuse: true, MayFind: true, Appeal: "The secretary is new.", Reason: "Not known.", DecidedBy: "one@scotland.example",
			SignOns: []SignOnRow{{ID: "sample", Name: "Sample sign-on", Lang: "en", Result: "role", At: exampleTime, Email: "other"},
				{ID: "sample", Name: "Sample sign-on", Lang: "en", Result: "fits", At: exampleTime, Role: true, Email: "same"}, {ID: "gone", Name: "gone", Result: "away", At: exampleTime}},
			Vouches:   []VouchRow{{Email: "iain@school.example", Known: true, Answer: "yes"}, {Email: "x@school.example"}, {Email: "y@school.example", Known: true}, {Email: "z@school.example", Known: true, Answer: "no"}},
			Conflicts: []ConflictRow{{Kind: "title"}, {Kind: "mailbox"}, {Kind: "sign-on"}, {Kind: "shared", Href: "/operator/applications/7", Name: "Ben Sample"}, {Kind: "name", Href: "/operator/members/12", Name: "Ann Sample"}}}},
		{"operator-application-proposed", OperatorApplication{Page: faulty(x.operator(), FieldError{Field: "reason", Key: "error.required.reason"}), Row: row("waiting", false), Form: form, Title: "unclear", Says: "none",
			ProposedBy: "one@scotland.example", ProposedReason: "The authority has written.", MayAdmit: true, MayRefuse: true, MayFind: true}},
		{"operator-application-second", OperatorApplication{Page: x.operator(), Row: row("waiting", false), Form: form, Title: "unclear", Says: "none", ProposedBy: "me", ProposedReason: "Because.", Another: true, MayRefuse: true, MayFind: true}},
		{"operator-application-own", OperatorApplication{Page: x.operator(), Row: row("waiting", false), Form: form, Title: "leads", Says: "school", Own: true, MayRefuse: true, MayFind: true, Typed: DecisionForm{Kind: "facilitator"},
			Evidence: []EvidenceRow{{Kind: "facilitator", At: exampleTime, Note: "Spoke by video.", By: "me"}, {Kind: "mailbox", At: exampleTime, Mailbox: "ann@school.example"}}, Conflicts: []ConflictRow{{Kind: "mailbox"}}}},
		{"operator-application-admitted", OperatorApplication{Page: x.operator(), Row: row("admitted", false), Form: form, Title: "leads", Says: "school", DecidedBy: "one@scotland.example"}},
		{"application-refused", in("refused", "The school does not know you.")}, {"application-appealed", in("appealed", "")}, {"application-closed", in("closed", "Again.")},
	}
}
