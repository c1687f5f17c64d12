package templates

// ExampleLetters returns every letter in its states, for tests and for looking
// at. All people in them are invented.
func ExampleLetters() []Letter {
	const link = "https://scotland.example/set-password/abc"
	return []Letter{
		GuestLetter{Name: "Eira & Co", Sponsor: "Sample Head", Link: link, Until: exampleTime, Hours: 336},
		ReportLetter{Name: "Eira & Co", Link: link}, ReportedLetter{Outcome: "suspended"}, ReportedLetter{Outcome: "passed"}, ReportedLetter{Outcome: "upheld", Number: "94", Answer: "It is gone."},
		WaitingLetter{Name: "Eira & Co", Link: link, Applications: 1}, WaitingLetter{Name: "Eira & Co", Link: link, Applications: 6, Appeals: 1, Exceptions: 2},
		ToldLetter{Name: "Eira & Co", Link: link, What: "operator_added", About: "new@scotland.example", By: "morag@scotland.example"},
		ToldLetter{Name: "Eira & Co", Link: link, What: "operator_ended", About: "old@scotland.example", By: "command line"},
		ToldLetter{Name: "Eira & Co", Link: link, What: "exception", About: "72", By: "morag@scotland.example"},
		ToldLetter{Name: "Eira & Co", Link: link, What: "appeal", About: "72", By: "morag@scotland.example"},
		AgreementLetter{Name: "Eira & Co", Link: link, Host: "wales.example", Ends: exampleTime},
		AgreementLetter{Name: "Eira & Co", Link: link, Host: "wales.example", Ends: exampleTime, Asked: true},
		SignInChangedLetter{Name: "Eira & Co", Link: link, What: "app-added"}, ClosedLetter{Name: "Eira & Co", Link: link, Days: 14}, SignInChangedLetter{Name: "Eira & Co", Link: link, What: "new-device", Device: "Firefox|Windows"}, SignInChangedLetter{Name: "Eira & Co", Link: link, What: "recovery-used"},
		SignInLetter{Name: "Eira & Co", Link: link, Minutes: 15},
		ResetLetter{Name: "Eira & Co", Link: link, Hours: 1},
		FirstLetter{Name: "Eira & Co", Link: link, Hours: 48, Operator: true},
		FirstLetter{Name: "Eira & Co", Link: link, Hours: 48},
		ApplyLetter{Link: link}, ApplyLetter{Link: link, Known: true},
		CodeLetter{Name: "Eira & Co", Post: "Pennaeth", School: "Ysgol Enghraifft", Code: "KXTR-4729"},
		DecidedLetter{Name: "Eira & Co", State: "admitted", Link: link}, DecidedLetter{Name: "Eira & Co", State: "refused", Reason: "Unknown", Link: link},
		DecidedLetter{Name: "Eira & Co", State: "closed", Link: link}, VouchLetter{Name: "Eira & Co", Applicant: "Ann Sample", School: "Example School", Link: link},
		JoinLetter{Name: "Eira & Co", Community: "Dysgu", Link: link, Accepted: true},
		JoinLetter{Name: "Eira & Co", Community: "Dysgu", Link: link, Reason: "Full"},
		DigestLetter{Name: "Eira & Co", Weekly: true, Settings: link, Unsubscribe: link, Lines: []NoticeLine{
			{Kind: "reply", Name: "Morag Sample", Count: 1, Community: "Success stories", Thread: "Heating oil, again", Excerpt: "We buy together.", Link: link},
			{Kind: "mention", Name: "James Sample", Count: 1, Private: true, Link: link}},
			Threads: []DigestLine{{Title: "Heating oil, again", Lang: "en", Community: "Success stories", Excerpt: "Morag Sample: We buy together.", Posts: 12, Link: link},
				{Community: "Islands", Threads: 3, Posts: 7, Link: link}, {Private: true, Threads: 1, Posts: 1, Link: link}}},
		RepliedLetter{Name: "Eira & Co", Link: link, Why: "error.too_long", Args: []any{"Max", 20000, "Count", 3}, Words: "We buy together."}, RepliedLetter{Name: "Eira & Co", Link: link, Held: true, LeftOut: 2},
		NoticesLetter{Name: "Eira & Co", Topic: "message", Count: 1, Settings: link, Unsubscribe: link, Reply: true, Talk: true, Lines: []NoticeLine{{Kind: "message", Name: "Morag Sample", Count: 1, Link: link}}},
		DigestLetter{Name: "Eira & Co", Reply: true, Settings: link, Unsubscribe: link, Threads: []DigestLine{{Community: "Islands", Threads: 3, Posts: 7, Link: link}}},
		NoticesLetter{Name: "Eira & Co", Topic: "thread", Count: 34, More: 1, Settings: link, Unsubscribe: link, Lines: []NoticeLine{
			{Kind: "thread", Name: "Morag Sample", Count: 30, Community: "Success stories", Thread: "Heating oil, again", Link: link},
			{Kind: "thread", Name: "James Sample", Count: 2, Private: true, Link: link},
			{Kind: "ended", Count: 1, Hidden: true, Link: link},
		}},
	}
}
