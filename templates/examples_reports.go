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
