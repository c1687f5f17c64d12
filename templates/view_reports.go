package templates

import "headroom/community/policy"

// PostReport is GET|POST /posts/{id}/report with the fields code and words; for
// who has no account POST /posts/{id}/report/public, with email beside them.
type PostReport struct {
	Page
	Post        PostView
	ThreadID    int64
	ThreadTitle string
	ThreadLang  string
	Code, Words string
	Email       string
	Public      bool          // nobody is signed in
	Number      int64         // of the report that was just taken, 0 for none
	Earlier     []ReportedRow // the viewer's own of this post, newest first
}

// ReportedRow is what somebody has reported, and what came of it.
type ReportedRow struct {
	Number  int64
	Code    string
	Words   string
	Outcome string // code, "" while it waits
	Answer  string
	At      Instant
}

// ReasonOptions are why a post can be reported.
func (p PostReport) ReasonOptions() []Option {
	return p.codes("report_reason", policy.ReportReasons...)
}

// QueuedReport is a report that waits for a moderator: POST
// /communities/{id}/reports/{report} with the fields outcome and answer.
type QueuedReport struct {
	Number      int64
	PostID      int64 // 0 where the post is not known here
	ThreadTitle string
	Lang        string
	Author      string
	Excerpt     string
	Gone        bool
	Code, Words string
	At          Instant
	Outcome     string // as typed
	Answer      string
}

// OutcomeOptions are what can come of a report.
func (q Queue) OutcomeOptions() []Option { return q.codes("report_answer", policy.ReportOutcomes...) }

func (PostReport) template() string { return "post-report" }

// WhyOptions are why a moderator removes a post.
func (p PostDelete) WhyOptions() []Option { return p.codes("why", policy.RemovalReasons...) }

// WhyOptions are why a moderator removes a member.
func (p CommunityPeople) WhyOptions() []Option { return p.codes("why", policy.ExpelReasons...) }

// WhyOptions are why a moderator declines a request to join.
func (q Queue) WhyOptions() []Option { return q.codes("why", policy.DeclineReasons...) }

// MeasureOptions are what a moderator can do about a member who stays; a
// facilitator can have their posts wait, and end that.
func (p CommunityPeople) MeasureOptions() []Option {
	if !p.CanMeasure {
		return p.codes("measure", "review", "unreview")
	}
	return p.codes("measure", "warn", "day1", "day3", "day7", "day14", "day30", "review", "unreview")
}

// MeasureWhyOptions are why.
func (p CommunityPeople) MeasureWhyOptions() []Option {
	return p.codes("why", policy.MeasureReasons...)
}
