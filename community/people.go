package community

import (
	"time"

	"headroom/community/policy"
)

// LangMap is a text in several languages, keyed by BCP 47 tag.
type LangMap map[string]string

// In gives the text in lang, else in one of the fallbacks, else any.
func (m LangMap) In(lang string, fallbacks ...string) string {
	for _, l := range append([]string{lang}, fallbacks...) {
		if s := m[l]; s != "" {
			return s
		}
	}
	for _, l := range []string{"en", "cy", "gd"} {
		if s := m[l]; s != "" {
			return s
		}
	}
	for _, s := range m {
		return s
	}
	return ""
}

// Said is In with the language that the text is in, "" for an unknown one.
func (m LangMap) Said(lang string, fallbacks ...string) (text, in string) {
	text = m.In(lang, fallbacks...)
	for _, l := range append(append([]string{lang}, fallbacks...), "en", "cy", "gd") {
		if m[l] == text {
			return text, l
		}
	}
	return text, ""
}

// Account is a way to sign in. An account without a person is an operator's:
// it has no actor, no membership and sees no content.
type Account struct {
	ID           int64
	PersonID     int64 // 0 for an operator
	Email        string
	PasswordHash string // argon2id, "" until a password has been chosen
	Operator     bool
	Name         string // of an operator, for the audit log
	Language     string // en, cy, gd
	Zone         string // IANA time zone
	Epoch        int64  // raised to end every session of the account
	CreatedAt    time.Time
	DisabledAt   time.Time // zero while the account may sign in
	EndAt        time.Time // of a guest's account, from when it may not; zero for every other
	SecondAt     time.Time // since when a password alone does not open it; zero while one does
	AppRoom      int64     // community that a text from an app goes to which names none; 0 for none
	TermsSeen    int64     // the newest terms of use that its person has said to have seen
}

// Good reports whether somebody may sign in with the account at a moment.
func (a Account) Good(now time.Time) bool {
	return a.DisabledAt.IsZero() && (a.EndAt.IsZero() || now.Before(a.EndAt))
}

// isOperator reports whether the account looks after the instance.
func (a Account) isOperator() bool { return a.Operator && a.PersonID == 0 }

// AccountToken is a one-time link: a password reset or an operator's first
// sign-in. Only the hash of the token is kept.
type AccountToken struct {
	Hash      []byte
	AccountID int64
	Purpose   string // "reset", "first"
	ExpiresAt time.Time
	UsedAt    time.Time
}

// Person is an actor: a member of this instance or of a peer.
type Person struct {
	ID       int64
	IRI      string
	Host     string // canonical host of the home
	Local    bool
	Username string
	Name     string // full, professional name: there are no pseudonyms

	Post        string // "Headteacher"
	School      string
	SchoolID    string // register identifier (URN, SEED, DfES number)
	Authority   string // name of the local education authority
	AuthorityID string // GSS code
	Nation      string // SCT, CYM, ENG, NIR
	Phase       []string
	Specialisms []string
	Biography   string
	Language    string
	ShareSchool bool // the credential names school and identifier to peers

	Languages  []string // spoken, BCP 47
	AskMe      []string // short topics that colleagues may ask about
	Contact    string   // one of Contacts; "" is ContactCommunity
	HeadSince  int      // year of the first headship, 0 when not said
	ShareYears bool     // others see the years of headship
	Photo      string   // digest of the photograph, "" for none; local people only
	PhotoSmall string   // digest of the same in the size of a byline
	PhotoAlt   string
	SchoolRef  int64    // row of School, 0 for none
	Terms      []string // folded values of the directory's filters, made on write

	Inbox         string // of a remote person; the shared inbox of its home is the peer's
	CredentialURL string
	KeysURL       string
	SearchText    string // folded in Go on write

	CreatedAt   time.Time
	UpdatedAt   time.Time
	FetchedAt   time.Time // of a remote person: when the document was last fetched
	SuspendedAt time.Time
}

// Headship ties a person to a school for a time: many to many.
type Headship struct {
	ID          int64
	PersonID    int64
	School      string
	SchoolID    string
	Authority   string
	AuthorityID string
	Kind        string // head, acting, executive, co-head, aspiring, retired
	From        time.Time
	Until       time.Time // zero while it lasts
	SchoolRef   int64     // row of School, 0 for none
}

// Appointment gives a person a role that is not headship, for a time.
type Appointment struct {
	ID        int64
	PersonID  int64
	Role      string // facilitator, moderator, verifier, desk
	Scope     string // instance, community, thread
	ScopeID   int64
	By        string // who appointed
	Reason    string
	From      time.Time
	Until     time.Time
	CreatedAt time.Time

	// Whose desk it is, as it stood in the profile when it was given.
	Authority   string
	AuthorityID string
}

// KeyOwner is what a key belongs to.
type KeyOwner string

// The owners of keys.
const (
	IssuerKey KeyOwner = "issuer"
	PersonKey KeyOwner = "person"
	GroupKey  KeyOwner = "group"
)

// Key is a signing key. Private is sealed with the key file and present only
// for our own keys.
type Key struct {
	ID          int64
	IRI         string // "https://b/u/31#ed25519-1"
	Owner       string // IRI of the actor
	OwnerKind   KeyOwner
	Host        string
	Algorithm   string // "ed25519" or "rsa"
	Public      []byte // 32 bytes of Ed25519, or PKIX DER of RSA
	Sealed      []byte // of our own keys: the private key, sealed
	StartAt     time.Time
	EndAt       time.Time // zero while current
	RevokedFrom time.Time // acceptances later than this are void
	FetchedAt   time.Time // of remote keys
	Waiting     bool      // an issuer's next key: not used, or not confirmed, yet
	Fingerprint string    // of an issuer's key, what operators compare
	ComparedBy  string    // the operator here who has compared it first
}

// KeyRecord is a signed statement of an issuer that a key belongs to a person
// or group (FEDERATION.md, Actors), kept for ever.
type KeyRecord struct {
	IRI         string
	Issuer      string
	Subject     string
	Key         string // key IRI
	Public      string // multibase
	StartAt     time.Time
	EndAt       time.Time
	RevokedFrom time.Time
	Raw         []byte
}

// CredentialRecord is a credential that we issued or that was presented to us.
type CredentialRecord struct {
	ID             int64
	IRI            string
	PersonID       int64
	Issuer         string
	Local          bool // issued here
	Kind           policy.Credential
	Type           string // HeadteacherCredential, …
	ValidFrom      time.Time
	ValidUntil     time.Time
	RevocationList string
	SuspensionList string
	Index          int64
	RevokedAt      time.Time // found on the list, or revoked here
	SuspendedAt    time.Time
	Reason         string
	By             string
	Raw            []byte
	CreatedAt      time.Time

	// The place that somebody was verified at, of credentials issued here.
	School      string
	Authority   string
	AuthorityID string
}

// StatusList is a bitstring status list: one of ours, or one that we depend on.
type StatusList struct {
	IRI        string
	Issuer     string
	Local      bool
	Purpose    string // revocation, suspension
	Bits       []byte // inflated bitstring
	Raw        []byte // the signed credential as last received or issued
	ETag       string
	ValidFrom  time.Time // when it was signed, in whole seconds
	ValidUntil time.Time
	FetchedAt  time.Time // last successful fetch
	ChangedAt  time.Time
}
