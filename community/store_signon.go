package community

import "time"

// What a sign-on service's e-mail address is beside that of an application.
const (
	SignOnEmailSame  = "same"
	SignOnEmailOther = "other"
)

// SignOnAttempt is a visit to a sign-on service that was begun. Of its state and
// of the session only hashes are kept.
type SignOnAttempt struct {
	ID            int64
	Hash          []byte // of the state
	ApplicationID int64
	Service       string
	Session       []byte
	AskedAt       time.Time
	ExpiresAt     time.Time
	UsedAt        time.Time
}

// SignOnResult is what became of a visit. No token and no claim is kept.
type SignOnResult struct {
	ID            int64
	ApplicationID int64
	Service       string
	Result        string
	Role          bool   // it gives them the role of head
	Email         string // SignOnEmailSame, SignOnEmailOther or "" where it names none
	Subject       []byte // keyed hash of issuer and subject; nil when the visit came to nothing
	At            time.Time
}

// Said reports whether the service has said something about the person.
func (r SignOnResult) Said() bool { return len(r.Subject) > 0 }

// SignOnTx keeps visits to sign-on services.
type SignOnTx interface {
	SignOnAttempt(hash []byte) (SignOnAttempt, error)
	// SignOnAttempts gives how many were begun for an application since.
	SignOnAttempts(application int64, since time.Time) (int64, error)
	InsertSignOnAttempt(SignOnAttempt) error
	UpdateSignOnAttempt(SignOnAttempt) error
	// DropSignOnAttemptsBefore deletes those that were begun before t.
	DropSignOnAttemptsBefore(t time.Time) error

	// SignOnsOf gives what became of an application's visits, newest first; at
	// most 100.
	SignOnsOf(application int64) ([]SignOnResult, error)
	// ApplicationsOfSubject gives the applications for which an account of a
	// service was shown, oldest first; at most 20.
	ApplicationsOfSubject(subject []byte) ([]int64, error)
	InsertSignOn(SignOnResult) error
}
