package community

import "time"

// RoleTx keeps what is asked of roles beyond one person's.
type RoleTx interface {
	// AppointmentsIn gives the appointments to a role that hold at a moment,
	// oldest first.
	AppointmentsIn(role string, now time.Time, limit int) ([]Appointment, error)
	// ReadsOf gives the rows of privileged reads about either of two subjects,
	// newest first; Page.Before and After are values of Seq.
	ReadsOf(subject, other string, p Page) ([]AuditRow, error)
}
