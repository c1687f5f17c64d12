package community

import "time"

// OutsideKind names what somebody whose server has no agreement with this one
// asks of an open community.
type OutsideKind string

// The kinds of act that are understood. Everything else that other software
// sends means nothing here.
const (
	OutsideFollow   OutsideKind = "follow"
	OutsideUnfollow OutsideKind = "unfollow"
	OutsideLike     OutsideKind = "like"
	OutsideUnlike   OutsideKind = "unlike"
	OutsideUndo     OutsideKind = "undo" // of a Follow or Like that is named by its id alone
	OutsideCreate   OutsideKind = "create"
	OutsideUpdate   OutsideKind = "update"
	OutsideDelete   OutsideKind = "delete"
	OutsideLeave    OutsideKind = "leave"   // the account itself has been deleted
	OutsideChanged  OutsideKind = "changed" // its document has changed
	OutsideYes      OutsideKind = "yes"     // to our Follow, which Object names
	OutsideNo       OutsideKind = "no"      // likewise; also later, when it ends it
	OutsideHear     OutsideKind = "hear"    // a group announces a beginning that was made there
	OutsideUnhear   OutsideKind = "unhear"  // and that it is gone
)

// OutsideAct is one activity of other software, in the domain's terms. Actor is
// who it says it is from: it counts once a key of that actor's has signed it.
type OutsideAct struct {
	Kind   OutsideKind
	ID     string
	Actor  string
	Object string // the community followed; the post liked; what is created, edited or deleted
	Undone string // id of the Follow or Like that is taken back
	Note   *OutsideNote
	Raw    []byte // as received
	Writer string // of what a group announces: who wrote it
	Handle string // and how they are called, once it has been looked up
	Page   string // and where it is read
}

// OutsideNote is what somebody outside wrote.
type OutsideNote struct {
	Parent string // what it answers; "" for the beginning of a conversation
	// Addressed names everything that it is sent to. It places a beginning and
	// never an answer: an answer stands where what it answers stands, whatever
	// software calls its audience.
	Addressed []string
	Public    bool
	// Votes are the options that it names if what it answers is a poll: words
	// without a text are a vote there (FEP-9967), and mean nothing elsewhere.
	Votes []string
	// Options are what it puts to the vote itself, and Page is where that is done.
	Options   []string
	Page      string
	Title     string
	HTML      string
	Language  string
	Published time.Time
	Updated   time.Time
}

// OutsideActor is an actor of other software, as its own document says.
type OutsideActor struct {
	ID          int64
	IRI         string
	Host        string
	Kind        string // Person, Group, Service, Application, Organization
	Username    string
	Name        string
	Inbox       string
	SharedInbox string
	Page        string // where people look at it
	KeyID       string
	Algorithm   string // rsa or ed25519
	Public      []byte // PKIX
	FetchedAt   time.Time
	Words       []string // plain text that stands on it: where a code can be shown; not kept
}

// Where gives the address that serves many of its server's people at once, or
// its own.
func (a OutsideActor) Where() string {
	if a.SharedInbox != "" {
		return a.SharedInbox
	}
	return a.Inbox
}
