package community

import "time"

// A school's standing in its register.
const (
	SchoolOpen     = "open"
	SchoolClosing  = "closing"  // open, and proposed to close
	SchoolProposed = "proposed" // proposed to open
	SchoolClosed   = "closed"
)

// RegisterSchool is one school as a nation's register has it.
type RegisterSchool struct {
	Row         int    // in the file, from 1, its header included
	ID          string // URN, SEED code or school number
	Name        LangMap
	Authority   string // name in English, as authorities are named here
	AuthorityID string // GSS code, "" outside any authority
	Phase       []string
	Kind        string // type of establishment, as the register words it
	Status      string // SchoolOpen …
	Place       string // town or post code area
	Mailbox     string // published e-mail address, "" when there is none
	Website     string
	Opened      time.Time
	Closed      time.Time
	// Heads are the names that the register gives. They are compared with who
	// applies and never kept: see RegisterKey.
	Heads []string
}

// RegisterLink says that a school has become another.
type RegisterLink struct {
	Row  int
	From string // the predecessor's identifier
	To   string // the successor's
	Kind string // successor, merged, amalgamated, split
	At   time.Time
}

// Register is a whole file of a nation's register: schools, or links.
type Register struct {
	Nation  string // SCT, CYM, ENG
	Source  string // gias, gias-links, scotland, wales
	Schools []RegisterSchool
	Links   []RegisterLink
	Passed  int // rows that are no schools of the nation and were passed over
}

// Rows is how many rows the register holds.
func (r Register) Rows() int { return len(r.Schools) + len(r.Links) }

// RegisterReport says what an import changed, or would change.
type RegisterReport struct {
	Rows      int
	Added     int
	Changed   int
	Unchanged int
	Passed    int // over: outside the nation
	Absent    int // known before, not in this file: left as they were
	Heads     int // schools whose heads changed
	Confirm   int // headships that are now to be confirmed
}

// RegisterKey makes the keyed hash of a head's name at a school, with a key
// that lies outside the database: without it nobody can try names.
type RegisterKey interface {
	NameHash(school, form string) []byte
}
