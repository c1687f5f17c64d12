package templates

import "time"

// OperatorTerms is GET|POST /operator/terms: school years by authority. Fields
// authority and file, or text in the place of a file; POST
// /operator/terms/remove with authority forgets one.
type OperatorTerms struct {
	Page
	Years []TermsRow
	Form  TermsForm
}

// TermsRow is the school year of one authority; "" for all others.
type TermsRow struct {
	Authority string
	By        string
	At        Instant
	Days      []SchoolSpanRow
}

// SchoolSpanRow is a term, or days without school. Days are "2006-01-02".
type SchoolSpanRow struct {
	Name        string
	Open        bool
	From, Until string
}

// TermsForm is what was typed, or read of a file that was not taken.
type TermsForm struct{ Authority, Text string }

func (OperatorTerms) template() string { return "operator-terms" }

// Span says from when until when.
func (t SchoolSpanRow) Span(p Printer) string {
	from, err := time.Parse(time.DateOnly, t.From)
	until, worse := time.Parse(time.DateOnly, t.Until)
	switch {
	case err != nil || worse != nil:
		return ""
	case t.From == t.Until:
		return p.Date(from)
	}
	return p.T("years.span", "From", p.Date(from), "Until", p.Date(until))
}
