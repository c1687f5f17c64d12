package community

import "time"

// RegisterEntry is a school of a nation's register as it is kept.
type RegisterEntry struct {
	ID          int64
	Nation      string
	Register    string // identifier in the nation's register
	Name        LangMap
	Folded      string // all names, folded, to be found by
	Authority   string
	AuthorityID string
	Phase       []string
	Kind        string
	Status      string
	Place       string
	Mailbox     string
	Website     string
	OpenedAt    time.Time
	ClosedAt    time.Time
	Heads       []byte // keyed hashes of the forms of its heads' names, 16 bytes each
	Digest      string // of everything that the register says
	HeadsAt     time.Time
	ImportedAt  time.Time
}

// RegisterMark is what an import needs to know of a school that is kept.
type RegisterMark struct {
	ID     int64
	Digest string
	Heads  []byte
}

// RegisterImport is one import that was made.
type RegisterImport struct {
	ID     int64
	Source string
	Nation string
	RegisterReport
	By string
	At time.Time
}

// Confirmation is a headship that is to be confirmed by EndAt, because its
// register no longer bears it out.
type Confirmation struct {
	ID       int64
	PersonID int64
	Nation   string
	Register string
	Reason   string // head-changed, school-closed
	StartAt  time.Time
	EndAt    time.Time
	ClosedAt time.Time // zero while it waits
	Outcome  string    // confirmed, lapsed
	By       string
}

// RegisterTx keeps registers of schools, and the headships that they put in
// question.
type RegisterTx interface {
	// RegisterMarks gives a mark of every school of a nation, by identifier.
	RegisterMarks(nation string) (map[string]RegisterMark, error)
	RegisterEntry(nation, id string) (RegisterEntry, error)
	// RegisterEntries finds schools of a nation, or of all when it is "", whose
	// names hold all the folded words; open ones first, at most limit.
	RegisterEntries(nation string, words []string, limit int) ([]RegisterEntry, error)
	InsertRegisterEntry(RegisterEntry) error
	UpdateRegisterEntry(RegisterEntry) error
	// PutRegisterLink reports whether the link was not there, or said something
	// else.
	PutRegisterLink(nation string, l RegisterLink) (fresh, changed bool, err error)
	// Successors gives who directly followed a school.
	Successors(nation, id string) ([]RegisterLink, error)
	InsertRegisterImport(RegisterImport) error
	RegisterImports(Page) ([]RegisterImport, error) // newest first
	// PeopleOfSchool gives our own people who lead a school of the register.
	PeopleOfSchool(nation, id string) ([]Person, error)

	OpenConfirmation(person int64) (Confirmation, error)
	Confirmations(Page) ([]Confirmation, error) // that wait, newest first
	// ConfirmationsDue gives those that wait and whose time is over at now.
	ConfirmationsDue(now time.Time) ([]Confirmation, error)
	InsertConfirmation(Confirmation) error
	UpdateConfirmation(Confirmation) error
}
