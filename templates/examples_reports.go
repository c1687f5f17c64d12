package templates

// sampleReported is the page of a post that its reader has reported before.
func sampleReported(x examples, post PostView, title string) PostReport {
	return PostReport{Page: faulty(x.member("communities"), FieldError{Field: "words", Key: "error.required"}), Post: post, ThreadID: 100,
		ThreadTitle: title, ThreadLang: "en", Code: "off-topic", Earlier: []ReportedRow{
			{Number: 92, Code: "personal", Words: "It names a pupil.", At: exampleTime},
			{Number: 91, Code: "unkind", Words: "Read the last line.", Outcome: "not-upheld", Answer: "We read it otherwise.", At: exampleTime},
			{Number: 90, Code: "policy", Words: "Again.", Outcome: "upheld", At: exampleTime}}}
}

// sampleReports are reports that wait.
func sampleReports() []QueuedReport {
	return []QueuedReport{
		{Number: 94, PostID: 5, ThreadTitle: "Sample conversation", Author: "James Sample", Excerpt: "The words of the post.", Code: "unkind", Words: "This is not how we speak here.", At: exampleTime},
		{Number: 95, PostID: 6, Author: "James Sample", Gone: true, Code: "unlawful", Words: "Please look.", At: exampleTime, Outcome: "referred", Answer: "Thank you."},
		{Number: 96, Code: "advertising", Words: "It sells a minibus.", At: exampleTime},
	}
}

// sampleModLog is a log with every act, of which one may not fit.
func sampleModLog(x examples, fault string) ModLog {
	l := ModLog{Page: x.member("communities"), Community: sampleCommunity(0), Total: len(ModActs), Fault: fault, FaultAt: exampleTime}
	for i, act := range ModActs {
		row := ModRow{Seq: int64(i + 1), Act: act, By: "Morag Sample", ByID: 11, At: exampleTime}
		switch act {
		case "remove":
			row.PostID, row.ThreadID, row.Reason = 501, 100, "personal"
		case "lock":
			row.ThreadID, row.Thread = 100, "Sample conversation"
		case "pin", "unlock":
			row.ThreadID = 100
		case "expel", "role-moderator":
			row.Whom, row.ByID, row.Reason = "James Sample", 0, "policy"
		}
		l.Rows = append(l.Rows, row)
	}
	return l
}
