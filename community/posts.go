package community

import (
	"time"

	"headroom/community/policy"
)

// Byline is who the author was when they wrote: it is kept with the post and
// never rewritten by a later change of profile.
type Byline struct {
	Name      string
	Post      string
	School    string
	Authority string
	Nation    string
	Biography string
	Role      string // "head", "facilitator", "guest", "aspiring", the id of a further role of ours, or "other" for a peer's
}

// Thread is a conversation in a community.
type Thread struct {
	ID          int64
	CommunityID int64
	Context     string // IRI: the group's threads prefix + 32 hex digits
	RootID      int64  // post
	RootIRI     string
	Title       string
	AuthorID    int64
	LastPostID  int64 // arrival order here: unread and paging go by it
	LastAt      time.Time
	Posts       int64 // shown posts, tombstones left out
	LockedAt    time.Time
	CreatedAt   time.Time
	PinnedAt    time.Time // shown first in its community since; zero when it is not
	Label       policy.Label
}

// PostState is how far a post has come.
type PostState string

// Accepted: in the log of its community (announced or local). Sent: written
// here into a peer's community and not confirmed yet; only its author sees it.
// Refused: the host said no; the text is a draft again. Deleted: a tombstone.
const (
	PostAccepted PostState = "accepted"
	PostSent     PostState = "sent"
	PostRefused  PostState = "refused"
	PostDeleted  PostState = "deleted"
)

// Post is one contribution. Source is kept for posts written here.
type Post struct {
	ID            int64
	IRI           string // of the object
	ActivityIRI   string // of the Create
	CommunityID   int64
	ThreadID      int64
	ParentID      int64 // 0 for the first of a thread
	ParentIRI     string
	AuthorID      int64
	AuthorIRI     string
	Kind          string // Note, Article, Question
	Title         string
	Language      string
	Source        string // Markdown, of posts written here
	HTML          string // sanitised
	SearchTitle   string // folded words of the title, made on write
	SearchText    string // folded words of the text, made on write
	Byline        Byline
	State         PostState
	Reason        string // of a refusal or removal
	ReasonCode    string // of a removal by a moderator, one of policy.RemovalReasons
	RemovedBy     string // IRI of the moderator
	Revision      int64  // 0 until edited
	Seq           int64  // in the community's log, 0 until accepted
	Epoch         int64
	PublishedAt   time.Time // only shown, never sorted by
	EditedAt      time.Time
	DeletedAt     time.Time
	CreatedAt     time.Time // arrival here
	ConfirmedAt   time.Time
	Attachments   []Attachment // loaded with the post
	Mentions      []int64      // person ids
	DepthFromRoot int          // 0 for the first
	BranchID      int64        // the direct answer to the first post that it hangs below; itself, or 0 for the first
	HeldAt        time.Time    // of a sent post: since when its community holds it, as far as is known
	SharedFrom    string       // IRI of the linked community that its author has shared it from
}

// Revision is an earlier text of a post.
type Revision struct {
	PostID   int64
	Number   int64
	Title    string
	Source   string
	HTML     string
	EditedAt time.Time
}

// Attachment is a file that hangs on a post.
type Attachment struct {
	ID        int64
	PostID    int64 // 0 until the post is there
	OwnerID   int64 // person who uploaded
	Digest    string
	URL       string // of a remote file
	MediaType string
	Size      int64
	Width     int
	Height    int
	Alt       string
	CreatedAt time.Time
	Place     int   // among the pictures of its post, from 0
	FocusX    int   // the point that stays in sight where it is cropped, in thousandths
	FocusY    int   // from the middle: -1000 is left and bottom, 1000 right and top
	KeptFor   int64 // the draft or scheduled post that it waits with until there is a post; 0 for none
}

// Reaction is one person's wordless answer to a post: "thanks", "agree",
// "thinking-of-you".
type Reaction struct {
	ID        int64
	IRI       string // of the Like
	PostID    int64
	PersonID  int64
	Kind      string
	CreatedAt time.Time
}

// Draft is text that has not been posted, kept on the server, one per place.
type Draft struct {
	ID        int64
	PersonID  int64
	Place     string // "community:12", "thread:34", "post:56"; of private messages "conversation:78", "person:9", "messages:9"
	Parent    int64  // post answered, in a thread
	Title     string
	Body      string
	Language  string
	Reason    string // reason code when a post was refused and came back
	UpdatedAt time.Time
	Form      string       // the form that wrote it
	Label     policy.Label // of the conversation that it would begin
}

// ThreadRow is a line of a list of threads, for one reader.
type ThreadRow struct {
	Thread
	Community string // name map is with the community; this is its id in text for keys of pages
	Author    Byline
	Unread    int64
}

// Page is a keyset page: rows older than Before or newer than After (ids,
// arrival order here), at most Limit.
type Page struct {
	Before int64
	After  int64
	Limit  int
}

// Foreseen is what a use case is about to write: an activity that its signer has sent,
// about an object that may be under another, in a community. They are IRIs, "" for none.
type Foreseen struct{ Community, Signer, Activity, Object, Parent string }

// PostPlace is where a post stands and whose it is.
type PostPlace struct {
	ID          int64
	CommunityID int64
	ThreadID    int64
	Context     string // of the thread
	AuthorIRI   string
	State       PostState
	Kind        string
	Depth       int
	Branch      int64 // BranchID
}
