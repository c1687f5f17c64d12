package community

import "time"

// OutsideTx keeps what open communities know of the world: whoever follows
// them, and what each said yes to.
type OutsideTx interface {
	OutsideActor(id int64) (OutsideActor, error)
	OutsideActorByIRI(iri string) (OutsideActor, error)
	// PutOutsideActor inserts or replaces by IRI. One that is replaced keeps its ID.
	PutOutsideActor(OutsideActor) error
	// DropOutsideActor forgets an actor with all that it follows and likes.
	DropOutsideActor(id int64) error
	// DropIdleOutsideActors forgets those who follow and like nothing, save
	// accounts that are linked, and have not been fetched since.
	DropIdleOutsideActors(since time.Time) (int64, error)

	OutsideFollow(community, actor int64) (OutsideFollower, error)
	PutOutsideFollow(OutsideFollower) error
	DropOutsideFollow(community, actor int64) (int64, error)
	CountOutsideFollowers(community int64) (int64, error)
	// OutsideInboxes gives where followers of a community are sent to, each once:
	// the inbox that serves their server, or their own.
	OutsideInboxes(community int64) ([]string, error)
	// DropOutsideInbox forgets everybody who is reached at an inbox that is gone.
	DropOutsideInbox(inbox string) error

	OutsideLike(post, actor int64) (OutsideLiking, error)
	PutOutsideLike(OutsideLiking) error
	DropOutsideLike(post, actor int64) (int64, error)
	// OutsideLikes counts, for each of several posts; posts without are left out.
	OutsideLikes(posts []int64) (map[int64]int64, error)
	// OutsideActOf finds what an actor has said before by the id of its Follow or
	// Like: the community or the post, and 0 for the other.
	OutsideActOf(actor int64, iri string) (community, post int64, err error)

	OutsideKey(owner string) (OutsideKey, error)
	InsertOutsideKey(OutsideKey) error

	// OutsideConsent gives since when a person has agreed; ErrNotFound when not.
	OutsideConsent(person int64) (since time.Time, err error)
	PutOutsideConsent(person int64, since time.Time) error
	DropOutsideConsent(person int64) error
	// ForgetOutsideYes takes back every consent, and the proof of every linked
	// account that has not ended.
	ForgetOutsideYes() error

	// OutsideShown gives that other software may have been shown a post.
	OutsideShown(object string) (OutsideShown, error)
	PutOutsideShown(OutsideShown) error
	DropOutsideShown(object string) error
	CountOutsideShown(community int64) (int64, error)
	// LinkedAccounts gives those of a person that have not ended, oldest first.
	LinkedAccounts(person int64) ([]LinkedAccount, error)
	LinkedAccount(id int64) (LinkedAccount, error)
	// AccountsOfActor gives the links to an actor that have not ended.
	AccountsOfActor(actor string) ([]LinkedAccount, error)
	InsertLinkedAccount(LinkedAccount) error
	UpdateLinkedAccount(LinkedAccount) error

	LinkedPost(object string) (LinkedPost, error)
	// LinkedPosts gives those of several posts that came from linked accounts.
	LinkedPosts(posts []int64) ([]LinkedPost, error)
	PutLinkedPost(LinkedPost) error

	// OutsideShownOf gives what was shown of a person, oldest first.
	OutsideShownOf(person int64, limit int) ([]OutsideShown, error)
}

// OutsideFollower says that an actor of other software follows an open community.
type OutsideFollower struct {
	CommunityID int64
	ActorID     int64
	IRI         string // of its Follow
	CreatedAt   time.Time
}

// OutsideLiking is one like of a post in an open community.
type OutsideLiking struct {
	PostID    int64
	ActorID   int64
	IRI       string // of its Like
	CreatedAt time.Time
}

// OutsideKey is an RSA key of a community or person of ours. It is for software
// that knows no other kind, and vouches for nothing between peers.
type OutsideKey struct {
	Owner     string // IRI
	IRI       string
	Public    []byte // PKIX
	Sealed    []byte // PKCS #8
	CreatedAt time.Time
}

// OutsideShown is a post that other software may hold a copy of.
type OutsideShown struct {
	Object      string
	CommunityID int64
	PersonID    int64
	CreatedAt   time.Time
}

// LinkedAccount is an account of other software that somebody of this instance
// says is theirs. It counts from ProvedAt on, until it ends.
type LinkedAccount struct {
	ID        int64
	PersonID  int64
	Handle    string // @name@server
	Actor     string // IRI
	Code      string // to be shown on the account's own page
	CreatedAt time.Time
	ProvedAt  time.Time
	EndedAt   time.Time
}

// LinkedPost says which post here an object of a linked account is.
type LinkedPost struct {
	Object    string // its id there
	PostID    int64
	AccountID int64
	Actor     string
	Handle    string
	Activity  string // id of the last Create or Update
	Raw       []byte // that, as it came; nil once the post is gone
	CreatedAt time.Time
}
