// Package community is the domain of Headroom: people, communities,
// memberships, posts, and the use cases that pages, client API, federation and
// command line all call. A use case owns its transaction and its policy
// decision: it loads facts, asks package policy, writes and emits, all in one
// Update. It knows no network, no template and no SQL.
package community

import (
	"context"
	"time"

	"headroom/community/policy"
)

// Viewer is who asks: an explicit argument of every use case. The zero value
// is an anonymous visitor.
type Viewer struct {
	Account  int64  // a local account
	Person   int64  // its person, or a person of a peer whose signature was verified
	Operator bool   // an account without an actor, or the command line
	Issuer   string // a peer's issuer (the server channel)
	Host     string // canonical host of a remote viewer, "" when local
	Stranger bool   // a host that is no peer, or a bad signature
	Name     string // for the audit log: "operator@…", "command line", an actor IRI
	Visiting bool   // with a guest's account
	Weak     bool   // came with a password alone, when roles of trust need more
	Session  SignedIn
}

// CommandLine is the viewer of commands that come over the socket.
var CommandLine = Viewer{Operator: true, Name: "command line"}

// SignedIn reports whether the viewer is an account of this instance.
func (v Viewer) SignedIn() bool { return v.Account != 0 }

// Identity is what the instance is, from its configuration.
type Identity struct {
	URL       string // public origin without a final slash; ids begin with it
	Host      string // canonical host of URL
	Name      LangMap
	Nation    string // SCT, CYM, ENG, NIR
	Authority string
	Languages []string
	Language  string // default
	Zone      string
}

// Issuer is the IRI of the instance's Application actor.
func (i Identity) Issuer() string { return i.URL + "/issuer" }

// Passwords hashes and checks passwords (argon2id). Check takes about as long
// for an empty hash as for a real one, so that unknown accounts do not show.
type Passwords interface {
	Hash(password string) (string, error)
	Check(password, hash string) (bool, error)
}

// Secrets seals bytes with a key outside the database; what was bound to one
// thing does not open for another.
type Secrets interface {
	Seal(plain, bound []byte) ([]byte, error)
	Open(sealed, bound []byte) ([]byte, error)
}

// Issuance makes keys and signs credentials with the issuer's key. It is pure
// computing: no network, no storage.
type Issuance interface {
	// NewKey makes a key pair for an actor, its private half sealed.
	NewKey(owner string, kind KeyOwner, number int, now time.Time) (Key, error)
	// KeyRecord signs the statement that the key belongs to its owner.
	KeyRecord(issuer Key, k Key, iri string) (KeyRecord, error)
	// Credential signs a credential for a person; the record's fields are set.
	Credential(issuer Key, p Person, c CredentialRecord) ([]byte, error)
	// StatusList signs a status list credential over the bits.
	StatusList(issuer Key, l StatusList, now time.Time) (StatusList, error)
	// Agreement signs what this instance trusts a peer for.
	Agreement(issuer Key, iri, peer string, trusts []string, now time.Time) ([]byte, error)
	// Receipt signs that we have deleted what we held of a peer's community.
	Receipt(issuer Key, r PurgeReceipt) ([]byte, error)
	// Link signs what a community of ours says of a link, with its key.
	Link(group Key, l LinkHalf, now time.Time) ([]byte, error)
	// Terms reads what an agreement says. Its signature was checked when it was
	// taken.
	Terms(agreement []byte) (Terms, error)
	// Header gives the hash of a chain header, and the hash of the genesis.
	Header(group string, e LogEntry) (string, error)
	Genesis(group string) string
}

// LedgerEntry is a line of the ledger outside the database.
type LedgerEntry struct {
	At         time.Time `json:"at"`
	Kind       string    `json:"kind"` // see the constants of replay.go
	Credential string    `json:"credential,omitempty"`
	Index      *int64    `json:"index,omitempty"` // of the credential on its status lists
	Community  string    `json:"community,omitempty"`
	Person     string    `json:"person,omitempty"`
	Number     int64     `json:"number,omitempty"` // of an account or of a desk
	Host       string    `json:"host,omitempty"`   // of a peer
	Agreement  string    `json:"agreement,omitempty"`
	Key        string    `json:"key,omitempty"`  // that has ended
	Next       string    `json:"next,omitempty"` // key that was made
	Epoch      int64     `json:"epoch,omitempty"`
	Version    int64     `json:"version,omitempty"`
	Reason     string    `json:"reason"`
}

// Ledger keeps every ending outside the database. Append returns when the line is synced to disk.
type Ledger interface {
	Append(LedgerEntry) error
	Entries() ([]LedgerEntry, error)
}

// Text turns what people write into safe HTML and folded search text.
type Text interface {
	// Markdown renders Markdown to sanitised HTML. mention gives the link for
	// an @name of somebody in the room, and false for inert text.
	Markdown(source string, mention func(name string) (href string, ok bool)) string
	// Sanitize cleans HTML that a peer sent.
	Sanitize(html string) string
	// Shown gives sanitised HTML as readers see it: links name the host they
	// lead to, save people of our own host.
	Shown(html, own string) string
	// Unnamed gives sanitised HTML without the people that it mentions.
	Unnamed(html string) string
	// Lines gives what can be read in sanitised HTML, line by line.
	Lines(html string) string
	// Quote makes Markdown that quotes what can be read in sanitised HTML, after
	// the name of who is quoted, at most limit characters of it.
	Quote(html, by string, limit int) string
	// Fold gives text without case and accents, for search and comparison.
	Fold(s string) string
}

// Files keeps the bytes of uploads by digest.
type Files interface {
	Put(ctx context.Context, digest string, data []byte) error
	Get(ctx context.Context, digest string) ([]byte, error)
	Delete(ctx context.Context, digest string) error
}

// Outside looks up what only the network knows.
type Outside interface {
	// Issuer fetches the issuer document of a host that an operator named, with
	// its keys: the one fetch that is made before an agreement exists.
	Issuer(ctx context.Context, host string) (Peer, []Key, error)
	// Forget drops what is remembered, outside the store, of a host's keys.
	Forget(host string)
}

// Config is what a Service is made of. Every field is required.
type Config struct {
	Store     Store
	Identity  Identity
	Clock     func() time.Time
	Passwords Passwords
	Issuance  Issuance
	Ledger    Ledger
	Text      Text
	// RegisterKey hashes the names of heads that registers give.
	RegisterKey RegisterKey
	Files       Files
	Outside     Outside // nil on an instance that only talks to itself
	// BackupTime is how long backups may hold what has been deleted; receipts
	// say so.
	BackupTime time.Duration
	// Roles are those that the configuration adds to the ones built in.
	Roles []FurtherRole
	// Secrets seals what accounts share with apps; Passkeys asks browsers;
	// SecondFactorFrom is the time from
	// which roles of trust need a second factor, at once when it is zero.
	Secrets          Secrets
	Passkeys         Passkeys
	SecondFactorFrom time.Time
	// OpenFederation lets software without an agreement follow open communities.
	OpenFederation bool
}

// Service is the use cases. It holds no state of its own: whatever matters is
// in the store.
type Service struct {
	Config
	// Roster asks hosts who is in their communities; nil leaves what we hold.
	Roster Roster
	// Queues asks hosts what waits for the moderators of their communities; nil
	// knows nothing of what waits elsewhere.
	Queues Queues
	// ModLogs asks them for the logs of their moderators; nil without federation.
	ModLogs ModLogs
	// SignOns asks the sign-on services of nations and authorities; nil knows none.
	SignOns SignOns
	// Profiles asks homes what their people say of themselves; nil leaves what
	// we hold.
	Profiles Profiles
	// Pushes send to the browsers of people; nil sends none.
	Pushes Pushes
	// World looks up accounts of other software; nil knows none.
	World World
	// Draw gives a random number below n; nil draws from the system's source.
	Draw func(n int64) (int64, error)

	shelf digestShelf
}

// New makes the service.
func New(c Config) *Service { return &Service{Config: c} }

func (s *Service) now() time.Time { return s.Clock().UTC().Truncate(time.Millisecond) }

// refuse turns a decision into the error that its verdict stands for; nil when
// the decision allows.
func refuse(d policy.Decision) error {
	switch d.Verdict {
	case policy.Allow:
		return nil
	case policy.Unauthenticated:
		return &Error{Class: Unauthenticated, Key: "error.session_ended", Reason: d.Reason}
	case policy.Forbidden:
		return &Error{Class: Forbidden, Key: refusalKey(d.Reason), Reason: d.Reason}
	case policy.Unavailable:
		return &Error{Class: Unavailable, Key: refusalKey(d.Reason), Reason: d.Reason}
	default:
		return &Error{Class: NotFound, Key: "error.not_found", Reason: d.Reason}
	}
}

// refusalKey is the catalogue key of a reason: every reason code has a message.
func refusalKey(reason string) string {
	if reason == "" {
		return "error.forbidden"
	}
	return "reason." + reason
}
