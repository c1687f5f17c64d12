package templates

import "strings"

// OperatorSafety is GET|POST /operator/safety: adds to the register with the fields kind,
// happened (a date) and text_LANG.
type OperatorSafety struct {
	Page
	Form    SafetyForm
	Records []SafetyRow
	Cases   []SafetyCase
	Due     Instant // when the risks have to be looked at again; zero where nobody has yet
	Overdue bool
}

// SafetyForm is the form as typed.
type SafetyForm struct {
	Kind, Happened string
	Texts          map[string]string // by language
}

// SafetyRow is a record, or a version of the terms of use.
type SafetyRow struct {
	ID         int64
	Kind       string
	At, Due    Instant
	Text, Lang string
	// Of the terms that hold: how many were told of them, and how many of these have said
	// that they have seen them.
	Told, Seen int
}

// SafetyCase is a report or an appeal: not what was said.
type SafetyCase struct {
	Kind        string
	Number      int64
	Code        string
	Host        string // "" for this instance
	At, Decided Instant
	Outcome     string
}

// KindOptions are what can be recorded.
func (o OperatorSafety) KindOptions() []Option {
	return o.codes("safety_kind", "assessment", "review", "measure", "complaint", "terms")
}

// SafetyText is the field for one language.
func (o OperatorSafety) SafetyText(code, name string) Field {
	f := o.Field("text_"+code, "incidents.text", o.Form.Texts[code]).Tall(8).AtMost(20000).In(code)
	f.Label += " (" + name + ")"
	return f
}

// TermsOfUse is GET /terms. Old is the version that was asked for, nil for the one that
// holds.
type TermsOfUse struct {
	Page
	Now    SafetyRow
	Old    *SafetyRow
	Before []SafetyRow
}

// Shown is the version that the page shows.
func (t TermsOfUse) Shown() SafetyRow {
	if t.Old != nil {
		return *t.Old
	}
	return t.Now
}

// Paragraphs are the parts of a text between empty lines.
func (r SafetyRow) Paragraphs() (list []string) {
	for _, p := range strings.Split(strings.ReplaceAll(r.Text, "\r\n", "\n"), "\n\n") {
		if p = strings.TrimSpace(p); p != "" {
			list = append(list, p)
		}
	}
	return list
}

func (OperatorSafety) template() string { return "operator-safety" }
func (TermsOfUse) template() string     { return "terms-of-use" }
