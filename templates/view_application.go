package templates

// Apply is GET|POST /apply. Choices are schools of the register that the typed
// name fits; For is the name that they are for.
type Apply struct {
	Page
	Form    ApplyForm
	Choices []SchoolChoice
	More    bool // there are more schools of that name
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
}

// MyApplication is GET /application: how the viewer's own application stands.
type MyApplication struct {
	Page
	State    string // "waiting", "admitted", "refused", "appealed" or "closed"
	Form     ApplyForm
	Reason   string // of a refusal
	Evidence []EvidenceRow
	Points   int
	Most     int  // points that are needed
	Leads    bool // the post says that they lead a school
	Listed   bool // the school is in the register
}

// EvidenceRow is one piece of evidence. Applicants are not told Note and By.
type EvidenceRow struct {
	Kind  string
	At    Instant
	Until Instant // it counts until then
	Note  string
	By    string
}

func (Apply) template() string         { return "apply" }
func (ApplySent) template() string     { return "apply-sent" }
func (ApplyConfirm) template() string  { return "apply-confirm" }
func (MyApplication) template() string { return "application" }

// MannerOptions are the ways in which a school is led.
func (p Page) MannerOptions() []Option {
	return p.codes("manner", "head", "acting", "executive", "co-head", "seconded", "retired")
}
