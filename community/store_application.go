package community

import (
	"time"

	"headroom/community/verification"
)

// States of an application.
const (
	ApplicationNew      = "new"      // its address has not been confirmed
	ApplicationWaiting  = "waiting"  // for a decision
	ApplicationAdmitted = "admitted" // a credential was issued
	ApplicationRefused  = "refused"
	ApplicationAppealed = "appealed" // refused, and to be looked at by somebody else
	ApplicationClosed   = "closed"   // refused again: nothing more can be asked
)

// Application is somebody's request to be admitted, in their own words. The
// school is the register's where one was chosen from it.
type Application struct {
	ID       int64
	State    string
	Email    string
	Language string
	Name     string
	Skeleton string // what the name looks like, see verification.Skeleton
	Post     string
	Manner   string // of headship, see verification.Manner

	Nation       string
	Register     string // identifier of the school, "" when it is not listed
	School       string
	Authority    string
	AuthorityID  string
	OtherSchools []string
	From         time.Time
	Until        time.Time // zero while it lasts
	Biography    string

	TokenHash  []byte // of the link that confirms the address
	TokenUntil time.Time
	PersonID   int64 // 0 until the address was confirmed
	AccountID  int64

	CreatedAt   time.Time
	ConfirmedAt time.Time
	DecidedAt   time.Time
	DecidedBy   string
	Reason      string // of the decision, as the applicant is told it
	Appeal      string
	AppealedAt  time.Time
	RefusedBy   string // who refused it first, and so cannot decide the appeal

	ProposedBy     string // who asked for an exception
	ProposedReason string
	ProposedAt     time.Time
}

// Open reports whether an application waits for a decision.
func (a Application) Open() bool {
	return a.State == ApplicationWaiting || a.State == ApplicationAppealed
}

// Evidence is one piece of evidence as it is kept: what was found, by whom and
// when. Of registers and regulators that is all.
type Evidence struct {
	ID            int64
	ApplicationID int64
	Kind          verification.Kind
	Named         bool
	By            string // who vouches, or the operator who looked; "" for the program
	Ref           string // identifier in the register, mailbox, issuer
	Note          string // an operator's words
	At            time.Time
}

// Vouch is a request to a colleague to answer for an applicant.
type Vouch struct {
	ID            int64
	ApplicationID int64
	Email         string // as the applicant named them
	PersonID      int64  // 0 when nobody who can vouch has the address
	AskedAt       time.Time
	AnsweredAt    time.Time
	Answer        string // yes, no
}

// MailboxCode is a code that was sent to a school's mailbox.
type MailboxCode struct {
	ID            int64
	ApplicationID int64
	Mailbox       string
	Hash          []byte
	AskedAt       time.Time
	ExpiresAt     time.Time
	Tries         int64
	UsedAt        time.Time
}

// PersonName is a person of ours and their name.
type PersonName struct {
	ID   int64
	Name string
}

// ApplicationTx keeps applications and the evidence for them.
type ApplicationTx interface {
	Application(id int64) (Application, error)
	ApplicationByToken(hash []byte) (Application, error)
	// ApplicationOfPerson gives a person's newest.
	ApplicationOfPerson(person int64) (Application, error)
	// Applications gives those in the states, oldest first.
	Applications(states []string, p Page) ([]Application, error)
	// ApplicationsCount gives how many are in the states.
	ApplicationsCount(states ...string) (int64, error)
	// ApplicationsTo gives how many came from an address, folded, since.
	ApplicationsTo(email string, since time.Time) (int64, error)
	// ApplicationsLike gives confirmed ones for a school of the register, or of
	// a name that looks alike; at most 20, newest first.
	ApplicationsLike(nation, register, skeleton string) ([]Application, error)
	InsertApplication(Application) error
	UpdateApplication(Application) error
	// DropApplicationsBefore deletes those made before t whose address was never
	// confirmed.
	DropApplicationsBefore(t time.Time) error

	// EvidenceOf gives what there is for applications, oldest first.
	EvidenceOf(applications []int64) ([]Evidence, error)
	InsertEvidence(Evidence) error

	Vouch(id int64) (Vouch, error)
	Vouches(application int64) ([]Vouch, error) // oldest first
	// VouchesAskedOf gives what waits for a person's answer, oldest first.
	VouchesAskedOf(person int64) ([]Vouch, error)
	// VouchesGiven gives how often a person has vouched since.
	VouchesGiven(person int64, since time.Time) (int64, error)
	InsertVouch(Vouch) error
	UpdateVouch(Vouch) error

	// MailboxCodes gives the codes of an application, newest first.
	MailboxCodes(application int64) ([]MailboxCode, error)
	InsertMailboxCode(MailboxCode) error
	UpdateMailboxCode(MailboxCode) error

	// PeopleNames gives the names of all people of ours.
	PeopleNames() ([]PersonName, error)
	// SchoolsOnSite gives how many schools of the registers name a website on a
	// host.
	SchoolsOnSite(host string) (int64, error)
}
