package templates

import "headroom/community/policy"

// Admission is GET|POST /about/admission: who is admitted, and a report from
// anybody with the fields about, place, text and email.
type Admission struct {
	Page
	Groups  []TitleGroup
	Further []string // further roles of the instance, as ids
	Form    ReportForm
	Number  int64 // of the report that was just taken, 0 for none
}

// PersonOptions are why a person can be reported.
func (p Page) PersonOptions() []Option { return p.codes("person_reason", policy.PersonReasons...) }

// TitleGroup is titles that say the same of who holds them.
type TitleGroup struct {
	Standing string // "leads", "supports", "part", "aspires", "past" or "outside"
	Titles   []TitleExample
}

// TitleExample is a title in its language.
type TitleExample struct{ Lang, Title string }

// ReportForm is a report as typed.
type ReportForm struct{ About, Place, Text, Email, Code string }

// Report is GET|POST /people/{id}/report.
type Report struct {
	Page
	PersonID int64
	Name     string
	Form     ReportForm
	Number   int64 // of the report that was just taken, 0 for none
}

// OperatorReports is GET /operator/reports.
type OperatorReports struct {
	Page
	Waiting, Decided []ReportRow
}

// ReportRow is one report.
type ReportRow struct {
	ID, PersonID       int64
	About, Place, Text string
	Lang               string
	Member             bool // a member of this server sent it
	Email              string
	At, Decided        Instant
	By                 string
	Outcome, Reason    string
	Code               string // why
}

// OperatorReport is GET|POST /operator/reports/{id} with the fields outcome
// and reason. Ours is a person of this server.
type OperatorReport struct {
	Page
	Row             ReportRow
	Ours            bool
	Outcome, Reason string
}

// OutcomeOptions are what can come of the report.
func (o OperatorReport) OutcomeOptions() []Option {
	if o.Ours {
		return o.codes("report_outcome", "suspended", "revoked", "unfounded")
	}
	return o.codes("report_outcome", "passed", "unfounded")
}

func (Admission) template() string       { return "admission" }
func (Report) template() string          { return "report" }
func (OperatorReports) template() string { return "operator-reports" }
func (OperatorReport) template() string  { return "operator-report" }

// ReportLetter tells an operator that a report waits.
type ReportLetter struct{ Name, Link string }

// ReportedLetter tells who sent a report what came of it, without a word of
// whom it was about. With a Number it is about a public post, and moderators
// have answered.
type ReportedLetter struct{ Outcome, Number, Answer string }

func (ReportLetter) letter() string   { return "report" }
func (ReportedLetter) letter() string { return "reported" }
