package community

import "time"

// RoleTx keeps what is asked of roles beyond one person's.
type RoleTx interface {
	// AppointmentsIn gives the appointments to a role that hold at a moment, "" for
	// all roles, oldest first.
	AppointmentsIn(role string, now time.Time, limit int) ([]Appointment, error)
	// HeadsByPhase counts our own heads with a credential that counts at a moment,
	// by the phases of their schools: those whom the newest of them was issued to
	// as heads of an authority, whatever their profile says since. An authority
	// without an id is known by its name.
	HeadsByPhase(authorityID, authority string, phases []string, now time.Time) (map[string]int64, error)
	// ReadsOf gives the rows of privileged reads about either of two subjects,
	// newest first; Page.Before and After are values of Seq.
	ReadsOf(subject, other string, p Page) ([]AuditRow, error)
}
