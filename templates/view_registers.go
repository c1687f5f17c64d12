package templates

// OperatorRegisters is GET /operator/registers: what was imported of the
// nations' registers, and which headships they put in question.
type OperatorRegisters struct {
	Page
	Imports []RegisterRow
	Waiting []ConfirmationRow
	Pager   Pager
}

// RegisterRow is one import that was made.
type RegisterRow struct {
	ID                              int64
	Source                          string // "gias", "gias-links", "scotland" or "wales"
	Nation                          string
	At                              Instant
	By                              string
	Rows, Added, Changed, Unchanged int
	Heads, Confirm                  int // schools with other heads, headships put in question
}

// ConfirmationRow is a headship that is to be confirmed.
type ConfirmationRow struct {
	PersonID     int64
	Name, School string
	Reason       string // "head-changed" or "school-closed"
	Until        Instant
}

func (OperatorRegisters) template() string { return "operator-registers" }
