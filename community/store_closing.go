package community

import "time"

// What becomes of the posts of who closes their account.
const (
	PostsStay = "stay" // under their names as they were
	PostsGo   = "go"   // deleted, here and on every server that was sent them
)

// Closure is an account that its holder has closed.
type Closure struct {
	AccountID int64
	PersonID  int64
	Posts     string   // PostsStay or PostsGo
	Hosts     []string // other instances whose communities they were in
	Link      []byte   // hash of the secret of the page about it
	ClosedAt  time.Time
	EraseAt   time.Time // until then an operator can open the account again
	LeftAt    time.Time // memberships have ended; zero while posts are being deleted
	ErasedAt  time.Time
}

// HostCopies is how many deleted posts of somebody another server was sent, and
// for how many of those it has given a receipt.
type HostCopies struct {
	Host            string
	Sent, Confirmed int64
}

// ClosingTx keeps closed accounts and takes out what was theirs.
type ClosingTx interface {
	Closure(account int64) (Closure, error)
	ClosureByLink(link []byte) (Closure, error)
	ClosuresDue(now time.Time, limit int) ([]Closure, error) // not erased yet
	PutClosure(Closure) error
	DropClosure(account int64) error
	// DropWaysIn deletes what opens an account, or is reached by it: passkeys, the
	// second factor, known browsers, links, apps and devices.
	DropWaysIn(account, person int64) error
	// PostsLeft gives posts of an author that are not deleted, oldest first.
	PostsLeft(author int64, limit int) ([]int64, error)
	// MessagesLeft gives private messages of an author that are not deleted.
	MessagesLeft(author int64, limit int) ([]int64, error)
	// TalksLeft gives conversations that a person has not left.
	TalksLeft(person int64, limit int) ([]int64, error)
	// PublishWaits reports whether something that is said in a community waits to
	// become a document.
	PublishWaits(community int64) (bool, error)
	// ErasePerson deletes every row that is somebody's own and blanks what has to
	// stay, in every table. It gives the digests of files that may be nobody's now.
	ErasePerson(Whose) (files []string, err error)
	// CopiesOfAuthor counts the copies of an author's deleted posts by host.
	CopiesOfAuthor(author int64) ([]HostCopies, error)
}
