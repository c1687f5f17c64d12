package community

import (
	"time"

	"headroom/community/policy"
)

// Community is a Group: one of ours (Local) or one that a peer hosts.
type Community struct {
	ID        int64
	IRI       string
	Host      string
	Local     bool
	Username  string // of the shared name space of groups and people; not part of any id
	Name      LangMap
	Summary   LangMap
	Rules     LangMap
	Questions []Question
	Access    policy.Access
	Reach     string   // "instance", "peers", "named"
	ReachTo   []string // issuer IRIs when Reach is "named"
	Requires  []string // credential types that are admitted
	Joining   string   // "request", "automatic" (a named moderator's standing rule), "invitation"
	RuleBy    int64    // person who set the standing rule
	Epoch     int64
	Inbox     string
	Members   string // URLs that the group document gave (remote) or that we give (local)
	Servers   string
	Threads   string // prefix of context ids
	Log       string
	Stamps    string
	Keys      string
	CreatedAt time.Time
	UpdatedAt time.Time
	FetchedAt time.Time
	DeletedAt time.Time

	Files       string    // prefix of where files are, followed by a digest; of a remote community
	History     string    // what newcomers read: "" all, "date" from HistoryFrom, "joining" from when they joined
	HistoryFrom time.Time // of "date"
	// Queue, Moderators, ModLog and Featured: where moderators read what waits, what
	// stands as the target of an appointment, where members read what they have
	// done, and where pinned conversations stand.
	Queue      string
	Moderators string
	ModLog     string
	Featured   string
	Links      []LinkShown // with others, of a remote community as its host shows them

	// Hold is whose posts wait for a facilitator, of a community of ours: HoldNobody,
	// HoldNew with so many posts or days, or HoldAll.
	Hold      string
	HoldPosts int
	HoldDays  int

	// Pace is how many posts an hour a member may write who joined a community of ours
	// within so many days; 0 for no limit.
	Pace     int
	PaceDays int

	// RulesSince is from when the rules hold that are a community's code of conduct, zero
	// where it has had none; RulesURL is where its host shows every version.
	RulesSince time.Time
	RulesURL   string
}

// Question is asked of an applicant.
type Question struct {
	ID   string
	Text LangMap
}

// Answer is an applicant's answer to a question.
type Answer struct {
	Question string
	Text     string
}

// Membership is the record of one person in one community. For a community of
// ours it is the record; for a peer's it is our copy, as good as its stamp.
type Membership struct {
	ID          int64
	IRI         string // "https://s/g/12/m/3", of the host
	CommunityID int64
	PersonID    int64
	State       policy.State
	Role        policy.Role
	Epoch       int64
	Version     int64
	FollowIRI   string // the Follow that was decided, or is pending
	Reason      string // the applicant's
	Answers     []Answer
	Credential  int64 // id of the CredentialRecord that was presented
	Invitation  string
	DecidedBy   string // IRI of the moderator, or the standing rule's moderator
	DecidedAt   time.Time
	EndReason   string
	Sponsor     string   // of a guest
	Scope       []string // contexts, of a guest
	StartAt     time.Time
	EndAt       time.Time // of a guest, mandatory; zero otherwise
	HistoryFrom time.Time
	LogEpoch    int64 // hr:logFrom
	LogSeq      int64
	Stamp       []byte    // the signed copy (at the home)
	StampEnd    time.Time // at the home: when it lapses
	StampPulled time.Time
	CreatedAt   time.Time
	UpdatedAt   time.Time

	SilencedUntil time.Time // reads and does not write until then; zero for no time-out
	ReviewedAt    time.Time // since when what they write waits for a facilitator; zero when it does not
}

// Invitation asks a person into a community; private ones and guests need one.
type Invitation struct {
	ID          int64
	IRI         string
	CommunityID int64
	Person      string // actor IRI
	By          string
	Role        policy.Role
	Scope       []string
	Reason      string
	EndAt       time.Time // of the guest's access; zero for a full member
	ExpiresAt   time.Time
	UsedAt      time.Time
	CreatedAt   time.Time
}

// MemberView is a membership with the person it belongs to.
type MemberView struct {
	Membership
	Person Person
	// Office is what they are in a room, where somebody has looked: "" for heads,
	// "facilitator", "aspiring", a further role, or "other" on a peer's word.
	Office string
}
