package community

import (
	"time"

	"headroom/community/policy"
)

// PersonView is a person as another person may see them.
type PersonView struct {
	Person
	Head        bool // a current credential
	Facilitator bool
	Aspiring    bool
	Role        string // id of the further role that they hold, "" for none
	Standing    string // as in MemberRow; said to operators
	Suspended   bool   // a credential is suspended; said to themselves and to operators
	Self        bool
	Operator    bool               // the asker may verify and revoke
	Credentials []CredentialRecord // for operators and oneself
	Account     Account            // for operators and oneself; zero otherwise
}

// CommunityCard is a community in the directory, for one asker.
type CommunityCard struct {
	Community
	State     string // "", invited, pending, active, lapsed, ended
	Role      string // member, facilitator, moderator, guest
	CanJoin   bool
	ByLink    bool // they would be let in at once, as a member of a linked community
	CanPost   bool
	CanEdit   bool
	CanQueue  bool
	CanInvite bool
	Members   int64      // to members only; 0 otherwise
	Pending   int64      // join requests, to who decides them
	Reason    string     // why the membership ended or was declined
	Since     time.Time  // the viewer reads what was begun since then only; zero for all
	Guest     *GuestPass // what the viewer, a guest or invited as one, is there for
	Silenced  time.Time  // until then the viewer reads and does not write; zero for no time-out
	Address   string     // @name@host at which other software follows it; "" when none can
	Followers int64      // so many do, to members only
}

// GuestPass is what somebody is told who is a guest of a community, or invited
// as one: on whose word, until when, and once they are in, in what.
type GuestPass struct {
	Sponsor string // name, "" when it is not known here
	Until   time.Time
	Threads []Thread // that have arrived
}

// Server is an instance that receives copies of a community's posts.
type Server struct {
	Host    string
	Name    string
	Nation  string
	Issuer  string
	Members int64
}

// Room is who is in a community and which servers receive copies: exactly the
// delivery set.
type Room struct {
	Card         CommunityCard
	Moderators   []MemberView
	Facilitators []MemberView
	Members      []MemberView // full members that are neither
	Guests       []MemberView
	Servers      []Server // with our own first
	CanRemove    bool
	CanAppoint   bool
	CanMeasure   bool // warn, and take the right to write for a time
	CanReview    bool // have somebody's posts wait for a facilitator
}

// Audience is what the composer says about who will read.
type Audience struct {
	Partial      bool // of a peer's community whose host does not answer: there are more
	Public       bool // anybody can read, whether they are in it or not
	Heads        int64
	Facilitators int64
	Others       int64 // aspiring heads and further roles
	Guests       int64
	Nations      []string
	Servers      []Server
}

// ThreadView is one page of a thread, for one reader.
type ThreadView struct {
	Card        CommunityCard
	Thread      Thread
	Posts       []PostView
	FirstUnread int64 // post id, 0 when all is read
	Unread      int64
	CanReply    bool
	CanLock     bool
	CanPin      bool // or take a pin back
	CanShare    bool // the viewer began it, and there is a linked community to share it into
	More        bool // older or newer pages exist beyond this one
	Draft       Draft
	Audience    Audience
}

// PostView is a post as one reader may see it.
type PostView struct {
	Post
	Author    PersonView
	Mine      bool
	CanEdit   bool
	CanDelete bool
	CanRemove bool
	CanReact  bool
	CanReport bool
	Unread    bool       // new to the reader
	Counted   bool       // the viewer wrote it and is told how many have read it
	ReadBy    int64      // so many heads here, or 0 for fewer than five
	Late      bool       // sent more than 60 s ago and not confirmed
	Former    bool       // the author is no longer in the community, as far as is known here
	Guest     GuestBadge // of a guest's post, as far as it is known here
	Reactions []ReactionCount
	Outside   int64       // likes from other software
	Via       string      // the linked account that it came from, "" for none
	Deletion  *Deletion   // of a deleted post, to its author and to moderators
	Origin    Community   // of a shared post, where the viewer may know of it
	Folded    bool        // the viewer has blocked or muted its author
	Hits      []FilterHit // of the viewer's filters
	Filtered  string      // the title of one that folds it in its conversation, "" for none
	Hidden    bool        // one leaves it out there
	CanMark   bool        // it can stand among the viewer's bookmarks
	Marked    bool        // and does
	Poll      *PollView   // that the post asks; nil for none
}

// GuestBadge says on whose word, and until when, a guest was there.
type GuestBadge struct {
	Sponsor string
	Until   time.Time
}

// ReactionCount is how many people reacted in one way.
type ReactionCount struct {
	Kind  string
	Count int64
	Mine  bool
}

// ThreadLine is a thread in a list, for one reader.
type ThreadLine struct {
	Thread
	Community Community
	Author    PersonView
	Language  string // of the title
	Unread    int64
	FirstID   int64
}

// HomeView is what is new for one member.
type HomeView struct {
	Unread      []ThreadLine // threads with unread posts, latest first
	Recent      []ThreadLine // the rest, latest first
	Replies     []PostLine   // replies to and mentions of me
	Requests    []Request    // join requests that I may decide
	Invitations []CommunityCard
	Drafts      []Draft
	Communities []CommunityCard
	Facts       HomeFacts
}

// HomeFacts is what home has to say about the member's own standing.
type HomeFacts struct {
	Verified       bool
	NeedsBiography bool
}

// PostLine is a post in a list outside its thread.
type PostLine struct {
	Post      Post
	Thread    Thread
	Community Community
	Author    PersonView
	Filtered  string // the title of the viewer's filter that folds it, "" for none
}

// Request is a join request in the queue.
type Request struct {
	Membership Membership
	Person     Person
	Community  Community
	Credential CredentialRecord // as presented; zero for a local applicant without one
	Issuer     string           // name of the instance that vouches
	Standing   string           // as in MemberRow, of that credential; "" without one
	Back       bool             // in already when the server was put back from a backup
}

// Office is what the applicant is, "" for a head: "facilitator", "aspiring" or a
// further role.
func (r Request) Office() string { return officeOf(r.Credential) }

// ProfileInput is what a person says about themselves. Every field is
// replaced.
type ProfileInput struct {
	Name        string
	Post        string
	School      string
	Authority   string
	Nation      string
	Phase       []string
	Specialisms []string
	Biography   string
	Language    string
	Zone        string
	ShareSchool bool

	OtherSchools []string // that the person leads beside School
	Languages    []string // spoken, BCP 47
	AskMe        []string // short topics
	Contact      string   // any, community, none; "" is community
	HeadSince    string   // a year, "" when not said
	ShareYears   bool     // others see the years of headship
}

// MemberInput adds a person to this instance.
type MemberInput struct {
	Email       string
	Username    string
	Name        string
	Post        string
	School      string
	SchoolID    string
	Authority   string
	AuthorityID string
	Nation      string
	Phase       []string
	Biography   string
	Specialisms []string
	Language    string
	Password    string // "" sends a one-time link by e-mail
}

// CommunityInput creates or describes a community.
type CommunityInput struct {
	Username  string // on creation only
	Name      LangMap
	Summary   LangMap
	Rules     LangMap
	Questions []Question
	Access    string // open, closed, private
	Reach     string // instance, peers, named
	ReachTo   []string
	Requires  []string
	Joining   string // request, automatic, invitation
	History   string // what newcomers read: "" all, date, joining
	Since     string // YYYY-MM-DD, with date
	Hold      string // whose posts wait: "" nobody's, new, all
	HoldPosts int    // with new: until so many have been shown
	HoldDays  int    // or for so many days after joining
	Pace      int    // posts an hour that a new member may write; 0 for no limit
	PaceDays  int    // and for how many days after joining they are new
	Moderator int64  // person who becomes the first moderator; the asker when it is a person
}

// PostInput is a thread's first post (Community set), a reply (Thread and
// Parent set) or an edit (Post set).
type PostInput struct {
	Community      int64
	Thread         int64
	Parent         int64
	Post           int64
	Title          string
	Body           string // Markdown
	Language       string
	Pictures       []PictureInput
	Repicture      bool // Pictures are all that an edit leaves; without it they stay as they are
	IdempotencyKey string
	Sent           string       // digest of all that was sent under the key: with another it is refused; "" compares nothing
	Shared         int64        // thread that this is shared from, see ShareThread
	Label          policy.Label // of a new conversation
	// Form and Seen are as in DraftInput: the draft of the place goes when it is
	// posted, but for one that another form has written since.
	Form string
	Seen time.Time
}

// PostResult tells where the post is.
type PostResult struct {
	Thread int64
	Post   int64
	Again  bool // the idempotency key had been used: nothing was done twice
	Held   bool // it waits for a facilitator
}

// DraftInput saves a draft. Form names the form that it comes from, and Seen is
// when the draft was saved that the form has shown, zero for none: what another
// form has written since is not replaced. Without Form nothing is compared.
type DraftInput struct {
	Form     string
	Seen     time.Time
	Place    string
	Parent   int64
	Title    string
	Body     string
	Language string
	Label    policy.Label   // of a new conversation
	Pictures []PictureInput // uploads that wait with it; nil changes nothing
	TypedAt  time.Time      // when, of a text that could not be sent then; zero for one that is typed now
}

// ImageInput is a processed image: re-encoded, metadata stripped. What stands
// for it may come later, with its post.
type ImageInput struct {
	Digest    string
	MediaType string
	Data      []byte
	Width     int
	Height    int
	Alt       string
	Focus     *Focus // that stays in sight; nil for the middle
}

// MemberRow is a local person in the operators' list.
type MemberRow struct {
	Person
	Email     string
	Disabled  bool
	Standing  string // verified, facilitator, aspiring, appointed, unverified, suspended, revoked, lapsed
	Role      string // further role that they hold, or ""
	LastSeen  time.Time
	Moderates []string
}
