package templates

// Team is GET /facilitators: who the facilitators of this instance are, and for
// how long.
type Team struct {
	Page
	Rows []TeamRow
}

// TeamRow is one facilitator with the time of the appointment.
type TeamRow struct {
	Byline
	From, Until Instant
}

// Reads is GET /communities/{id}/reads: who has looked at what is not for
// everybody.
type Reads struct {
	Page
	Community CommunityRow
	Rows      []ReadRow
	Pager     Pager
}

// ReadRow is one look: of which kind, and whose; PersonID is 0 for an operator.
type ReadRow struct {
	Kind     string // "queue" or "audit"
	PersonID int64
	Name     string
	At       Instant
}

// Desk is GET /desk: the sums of one authority, for its staff.
type Desk struct {
	Page
	Authority string
	Until     Instant
	Rows      []DeskRow
}

// DeskRow is how many heads lead schools of a phase; Few is fewer than five.
type DeskRow struct {
	Phase string
	Count int
	Few   bool
}

func (Desk) template() string  { return "desk" }
func (Team) template() string  { return "team" }
func (Reads) template() string { return "reads" }
