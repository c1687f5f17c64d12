package community

import "time"

// SentAct is what one of our people has decided as a moderator of a peer's
// community: its host decides whether that counts.
type SentAct struct {
	ID          int64
	CommunityID int64
	PersonID    int64
	Activity    string // IRI
	Kind        Act
	Object      string    // IRI of what it is about
	Answer      string    // reason code of a refusal, "" for none
	CreatedAt   time.Time // when it was decided
	AnsweredAt  time.Time // when the host refused
}

// ModerationTx keeps what moderators do across instances.
type ModerationTx interface {
	ReportTx
	PollTx
	ModLogTx
	MeasureTx
	AppealTx
	HeldTx
	InsertSentAct(SentAct) error
	UpdateSentAct(SentAct) error
	// SentActBy gives the act of an activity.
	SentActBy(activity string) (SentAct, error)
	// RefusedActs gives the acts of a person in a community that its host has
	// refused since a moment, newest first.
	RefusedActs(person, community int64, since time.Time, limit int) ([]SentAct, error)
	DeleteSentActsBefore(t time.Time) error
}

// PostReport is what somebody has told the moderators of a community about a
// post in it. At the community's host a report from elsewhere names nobody.
type PostReport struct {
	ID          int64  // its number
	IRI         string // of the Flag
	CommunityID int64
	Object      string // IRI of the post
	Host        string // the instance that it came from, "" for this one
	ReporterID  int64  // one of our people; 0 for somebody of a peer
	Code        string // one of policy.ReportReasons
	Words       string
	CreatedAt   time.Time
	ResolvedAt  time.Time
	ResolvedBy  string // IRI of the moderator, at the community's host alone
	Outcome     string // reason code of the answer
	Answer      string // words beside it, for who reported
	Contact     string // e-mail address of somebody without an account who wants an answer
	Language    string // that they read
}

// ReportTx keeps reports of posts.
type ReportTx interface {
	InsertPostReport(PostReport) error
	UpdatePostReport(PostReport) error
	PostReport(id int64) (PostReport, error)
	// PostReportBy gives the report of a Flag.
	PostReportBy(iri string) (PostReport, error)
	// WaitingReports gives the reports of a community that nobody has resolved,
	// oldest first.
	WaitingReports(community int64, limit int) ([]PostReport, error)
	// ReportsBy gives what one of our people has reported of a post, newest first.
	ReportsBy(person int64, object string) ([]PostReport, error)
	// CountReports counts the waiting reports of a community from a host, by one
	// person where that is not 0.
	CountReports(community int64, host string, person int64) (int64, error)
	// OutsideReports gives the waiting reports of a community by people without
	// an account here, oldest first.
	OutsideReports(community int64, limit int) ([]PostReport, error)
}
