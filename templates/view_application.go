package templates

// Apply is GET|POST /apply. Choices are schools of the register that the typed
// name fits; For is the name that they are for.
type Apply struct {
	Page
	Form    ApplyForm
	Choices []SchoolChoice
	More    bool // there are more schools of that name
	Again   bool // with the account that they have
}

// ApplyForm is a request to be admitted as it was typed.
type ApplyForm struct {
	Name, Email, Post, Nation, School, Choice, Authority, OtherSchools, Manner, From, Until, Biography string
}

// SchoolChoice is a school of a register.
type SchoolChoice struct {
	ID, Name, Lang, Place, Authority string
	Chosen                           bool
}

// ApplySent is GET /apply/sent: the same words whatever was sent.
type ApplySent struct{ Page }

// ApplyConfirm is GET|POST /apply/confirm/{token}.
type ApplyConfirm struct {
	Page
	Token, Email string
	Options      string // for a passkey
	Name         string // of the passkey, as typed
}

// PasskeyForm is where the passkey is sent.
func (p ApplyConfirm) PasskeyForm() string { return "/apply/confirm/" + p.Token + "/passkey" }

// MyApplication is GET /application: how the viewer's own application stands.
type MyApplication struct {
	Page
	State    string // "waiting", "admitted", "refused", "appealed" or "closed"
	Form     ApplyForm
	Reason   string // of a refusal
	Evidence []EvidenceRow
	Points   int
	Most     int         // points that are needed
	Leads    bool        // the post says that they lead a school
	Listed   bool        // the school is in the register
	Mailbox  string      // published address to which a code can be sent, or ""
	Website  string      // host of the published website, where the applicant names the mailbox, or ""
	CodeTo   string      // where a code has been sent that can still be entered, or ""
	CodeDone bool        // a code has come back
	SignOns  []SignOnRow // services that can speak for them
	Asked    []VouchRow
	Local    string // as typed: what stands before the @
	Code     string // as typed
	Emails   string // as typed: colleagues
	Appeal   string // as typed
	Again    bool   // they may apply for another post
}

// VouchRow is a colleague who was asked. An applicant is told whom they asked,
// and nothing else.
type VouchRow struct {
	Email  string
	At     Instant
	Answer string // "yes", "no" or "": for operators only
	Known  bool   // for operators only
}

// Vouches is GET /vouches: who asks the viewer to answer for them.
type Vouches struct {
	Page
	Rows []VouchAsked
	Left int // that the viewer may still give this year
}

// VouchAsked is one of them; its faults are reported for "answers-id".
type VouchAsked struct {
	ID                            int64
	Name, Post, School, Authority string
	At                            Instant
	Answers                       bool // it was ticked, and not taken
}

// OperatorApplications is GET /operator/applications; POST …/admit admits the
// clean ones that are ticked.
type OperatorApplications struct {
	Page
	Filter string // "", "admitted", "refused" or "unconfirmed"
	Rows   []ApplicationRow
	Clean  int // rows that can be ticked
	Pager  Pager
}

// ApplicationRow is one application in the queue.
type ApplicationRow struct {
	ID                            int64
	Name, Post, School, Authority string
	Nation                        string
	State                         string
	At                            Instant
	Points, Most                  int
	Clean                         bool
	Looks                         []string // kinds of what is to be looked at
}

// OperatorApplication is GET /operator/applications/{id}: all on one screen.
// The acts are posted to …/admit, …/refuse, …/exception and …/evidence.
type OperatorApplication struct {
	Page
	Row            ApplicationRow
	Form           ApplyForm
	Title          string // what the post says, see community/verification
	Says           string // what the register says
	Entry          *SchoolChoice
	Status         string // of the school in the register
	ImportedAt     Instant
	Evidence       []EvidenceRow
	SignOns        []SignOnRow // newest first
	Vouches        []VouchRow
	Conflicts      []ConflictRow
	History        []AuditRow
	Appeal         string
	Reason         string // of the decision
	DecidedBy      string
	ProposedBy     string
	ProposedReason string
	// What the viewer may do, and why somebody else has to admit them, see
	// community.ApplicationCase.
	MayAdmit, MayExcept, MayRefuse, MayFind bool
	Another, Own                            bool
	Next, Previous                          int64
	Typed                                   DecisionForm
}

// DecisionForm is what an operator typed.
type DecisionForm struct{ Reason, Refuse, Exception, Kind, Note string }

// ConflictRow is something to look at, with whom it is about.
type ConflictRow struct {
	Kind string
	Href string // of whom or what it is about, or ""
	Name string
}

// EvidenceRow is one piece of evidence. Applicants are not told Note, By and
// Mailbox.
type EvidenceRow struct {
	Kind  string
	At    Instant
	Until Instant // it counts until then
	Note  string
	By    string

	Mailbox string // from which a code came back
	Service string // that said it, and the language of its name
	Lang    string
}

// Action is where the form goes.
func (a Apply) Action() string {
	if a.Again {
		return "/application/new"
	}
	return "/apply"
}

func (Apply) template() string         { return "apply" }
func (ApplySent) template() string     { return "apply-sent" }
func (ApplyConfirm) template() string  { return "apply-confirm" }
func (MyApplication) template() string { return "application" }
func (Vouches) template() string       { return "vouches" }

func (OperatorApplications) template() string { return "operator-applications" }
func (OperatorApplication) template() string  { return "operator-application" }

// FindingOptions are the kinds of evidence that an operator adds.
func (p Page) FindingOptions() []Option { return p.codes("evidence", "facilitator", "regulator") }

// MannerOptions are the ways in which a school is led.
func (p Page) MannerOptions() []Option {
	return p.codes("manner", "head", "acting", "executive", "co-head", "seconded", "retired")
}
