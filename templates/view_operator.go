package templates

// OperatorHome is GET /operator.
type OperatorHome struct {
	Page
	Members      int // verified people here
	Unverified   int // people waiting for verification
	Applications int // that wait for a decision
	Appeals      int // among them, that the reader can decide
	Exceptions   int // likewise, that need a second operator
	Peers        int // active peers
	PeersAsking  int // agreements waiting for the operator
	Reports      int // of impostors, not decided
	Missing      int // servers whose receipt for what they purged is late
	Waiting      int // deliveries waiting
	Parked       int // deliveries that failed for good
	AuditBroken  bool
	Version      string
}

// OperatorMembers is GET|POST /operator/members: adds with the fields name,
// email, username, post, school, authority.
type OperatorMembers struct {
	Page
	Rows   []AccountRow
	Query  string
	Filter string // "", "verified", "suspended", "unverified" or "revoked"
	Pager  Pager
	Form   AccountForm
}

// AccountForm is the form that adds a person.
type AccountForm struct{ Name, Email, Username, Post, School, Authority string }

// AccountRow is one person, as an operator sees them.
type AccountRow struct {
	Byline
	ID       int64
	Username string
	Email    string
	State    string // "verified", "suspended", "unverified" or "revoked"; "aspiring" or "appointed", with an Office
	Until    Instant
	SignedIn Instant // last, or zero
}

// OperatorMember is GET /operator/members/{id}. Verify posts kind and reason to
// /operator/members/{id}/verify; suspend, restore and revoke post reason to
// …/suspend, …/restore and …/revoke. A further role is given with role, months
// and reason to …/role, and ended with reason to …/role-end.
type OperatorMember struct {
	Page
	Account       AccountRow
	Biography     string
	Kind          string   // as typed
	DeskUntil     Instant  // of the desk of their authority, which they hold; zero for none
	DeskMonths    string   // as typed
	DeskReason    string   // as typed; its faults are reported for "desk_reason"
	DeskEndReason string   // likewise, for "desk_end_reason"
	Further       []string // further roles of the instance, as ids; none leaves their form out
	Held          string   // the one that they hold, "" for none
	HeldUntil     Instant
	Role          string // as typed
	RoleMonths    string // likewise
	RoleReason    string // likewise; its faults are reported for "role_reason"
	RoleEndReason string // likewise, for "role_end_reason"
	Aspiring      bool   // holds the credential of an aspiring head
	Months        string // likewise: of a facilitator's appointment
	VerifyReason  string // as typed; its faults are reported for "verify_reason"
	RevokeReason  string // as typed; its faults are reported for "revoke_reason"
	SuspendReason string // likewise
	RestoreReason string // likewise
	History       []AuditRow
	Unopened      bool // nobody has signed in with it yet

	// When the headship ends or has ended, zero for one without an end and where it
	// cannot be moved now. The form that moves it posts until and reason to …/extend.
	HeadUntil    Instant
	HeadOver     bool
	ExtendUntil  string // as typed
	ExtendReason string // likewise; its faults are reported for "extend_reason"
}

// OperatorPeers is GET /operator/peers. Its form posts the field host to
// /operator/peers/expect; what else can be done stands on each one's own page.
type OperatorPeers struct {
	Page
	Peers []PeerRow
	Host  string // as typed
	Mine  string // fingerprint of this instance's key, to read out
}

// PeerRow is one agreement.
type PeerRow struct {
	ID          int64
	Host        string
	Name        string
	Nation      string
	State       string // "expected", "offered", "asking", "active", "paused", "rejected" or "ended"
	Fingerprint string
	Since       Instant
	Heard       Instant // last heard from, or zero
}

// OperatorPeerEnd is GET /operator/peers/end?host=…: what ending an agreement
// would end. POST /operator/peers/end ends it.
type OperatorPeerEnd struct {
	Page
	Host, Name                 string
	Active                     bool        // it can be paused instead
	Ours, Theirs               []SharedRow // communities of this instance, and of the other
	OursPrivate, TheirsPrivate int         // communities that are not named
	Both                       []SharedRow // communities of other servers in which both stay
	BothPrivate                int
	Holdings                   []HoldingRow // what it holds of communities of this instance
}

// SharedRow is a community with people of both instances.
type SharedRow struct {
	Name, Lang string
	People     int // that it loses
}

// OperatorQueue is GET /operator/queue; POST /operator/queue with lane retries.
type OperatorQueue struct {
	Page
	Lanes []LaneRow
	Lane  string   // the only one that is shown, with its jobs
	Jobs  []JobRow // of that lane: the parked first
}

// JobRow is one job of a lane: what it does, and nothing of what it says.
type JobRow struct {
	ID       int64
	Kind     string // code
	Message  string // code of a delivery
	Urgent   bool   // takes access or content away: it is never put aside
	Attempts int
	Since    Instant
	Next     Instant // next attempt; zero when parked
	Parked   Instant // zero: it waits
	Error    string  // last error, as logged for operators
	Typed    string  // reason, as typed
}

// LaneRow is one lane of deliveries or other jobs.
type LaneRow struct {
	Lane    string
	Href    string // its jobs
	Waiting int
	Parked  int
	Oldest  Instant
	Next    Instant // next attempt, or zero
	Error   string  // last error, as logged for operators
	Paused  bool

	Lag      int     // minutes that the oldest has waited
	Failures int     // in a row
	Success  Instant // the last
}

// OperatorAudit is GET /operator/audit.
type OperatorAudit struct {
	Page
	Rows   []AuditRow
	Pager  Pager
	Head   string // hash of the newest row
	Broken bool   // the chain does not hold
}

// AuditRow is one staff act: Key and Args make its sentence.
type AuditRow struct {
	ID      int64
	At      Instant
	Who     string
	Key     string // such as "audit.person.verify"
	Args    []any
	Subject string
	Reason  string // as written
}

func (OperatorHome) template() string    { return "operator" }
func (OperatorMembers) template() string { return "operator-members" }
func (OperatorMember) template() string  { return "operator-member" }
func (OperatorPeers) template() string   { return "operator-peers" }
func (OperatorPeerEnd) template() string { return "operator-peer-end" }
func (OperatorQueue) template() string   { return "operator-queue" }
func (OperatorAudit) template() string   { return "operator-audit" }

// OperatorInvitation is a link that opens an account for the first time, shown once.
type OperatorInvitation struct {
	Page
	Back      string // where the operator goes on
	Applicant bool   // it is for somebody who has asked to be admitted
	Name      string
	Link      string
	QR        QRCode
}

func (OperatorInvitation) template() string { return "operator-invitation" }
