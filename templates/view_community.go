package templates

import "time"

// Instant is a point in time; the printer puts it into the viewer's zone.
type Instant = time.Time

// Byline says who someone is, as it stood when they wrote or joined.
type Byline struct {
	PersonID  int64 // page of the person, 0 when there is none to show
	Name      string
	Post      string // "Headteacher"
	School    string
	Authority string
	Nation    string // code
	Host      string // "" when of this instance
	Office    string // "head", "facilitator", "aspiring", "guest" or ""
	Lang      string // that post, school and authority are in, where it is known
	Photo     string // address of a small photograph; "" for none
}

// CommunityRow is one community in a list, and the head of its pages.
type CommunityRow struct {
	ID      int64
	Name    string
	Lang    string // of name and summary
	Summary string
	Nation  string
	Host    string // where it lives; "" when here
	Access  string // "open", "closed" or "private"
	Joining string // "open", "request" or "invite"
	State   string // of the viewer: "joined", "pending", "invited", "refused" or "none"
	Members int    // 0 when unknown
	Unread  int
	Guest   bool       // the viewer is in there as a guest
	Pass    *GuestPass // what for, or what they are invited to; nil for everybody else

	ByLink   bool      // the viewer is let in at once, as a member of a linked community
	LinkedTo []LinkEnd // communities that it is linked with, in a list
}

// Remote tells whether the community lives on another instance.
func (c CommunityRow) Remote() bool { return c.Host != "" }

// AtOnce tells whether the viewer becomes a member by asking, without a decision.
func (c CommunityRow) AtOnce() bool { return c.Joining == "open" || c.State == "invited" || c.ByLink }

// ThreadRow is one thread in a list.
type ThreadRow struct {
	ID          int64
	Title       string
	Lang        string
	CommunityID int64
	Community   string
	Host        string // "" when local
	Nation      string
	Author      Byline
	Posts       int
	Unread      int
	FirstUnread int64 // post to jump to, 0 for the top
	Last        Instant
	Locked      bool
	Label       string // code of where its words may go, or ""
	Pinned      bool   // shown first, on the page of its community
	Unconfirmed bool   // not yet confirmed by the community's server
	Held        bool   // it waits for a facilitator
}

// Audience is who will read what is written in a place.
type Audience struct {
	Heads, Nations, Facilitators, Guests int
	Others                               int  // aspiring heads and further roles
	Partial                              bool // there are more than are known: no numbers are said
	Public                               bool // anybody can read, member or not
	Servers                              []ServerRow
	Shown                                string // what the form carries of it
	Wider                                Wider  // who has come since the form was opened
}

// Wider is who has come to an audience while somebody wrote for it.
type Wider struct {
	Public  bool
	Kinds   []string // "heads", "facilitators", "others", "guests"
	Nations []string
	Servers []string // hosts
}

// Any reports whether anybody has.
func (w Wider) Any() bool { return w.Public || len(w.Kinds)+len(w.Nations)+len(w.Servers) > 0 }

// Communities is GET /communities: this instance's and its peers'.
type Communities struct {
	Page
	Rows      []CommunityRow
	Nation    string   // filter, "" for all
	Nations   []string // that have communities
	Pager     Pager
	CanCreate bool
}

// CommunityEdit is GET|POST /communities/new (ID 0) and /communities/{id}/edit.
type CommunityEdit struct {
	Page
	ID   int64
	Form CommunityForm
	// Further are the ids of the roles that the instance has beside those built
	// in; none leaves the question out.
	Further []string
}

// CommunityForm are its fields: username, access, joining, admits, further (several),
// reach, and for each language name_xx, summary_xx, rules_xx.
type CommunityForm struct {
	Username, Access, Joining, Reach string
	Admits                           string // "heads", "aspiring", "both" or "further"
	Further                          []string
	History, Since                   string // "all", "date" with a day, or "joining"
	Hold                             string // "nobody", "new" with a number, or "all"
	HoldPosts, HoldDays              string // as typed
	Pace, PaceDays                   string // likewise; "" for no limit
	Texts                            []CommunityText
}

// CommunityText is what a community says of itself in one language.
type CommunityText struct{ Lang, Name, Summary, Rules string }

// Community is GET /communities/{id} for who may read it.
type Community struct {
	Page
	Community CommunityRow
	Linked    []LinkedRow
	Since     Instant // the reader sees what was begun since then only; zero for all
	Silenced  Instant // until then the reader does not write; zero for no time-out
	Threads   []ThreadRow
	Audience  Audience
	Pager     Pager
	Rules     Rules
	Pending   int // requests the viewer may decide
	CanPost   bool
	CanDecide bool
	CanEdit   bool
	CanLeave  bool
	Returning bool   // who leaves can come back without being asked
	Events    string // address of the live notices, or "" for none
	Stale     bool   // its server has not been heard from; what is shown may be old
	Address   string // at which other software follows it; "" when none can
	Followers int    // so many do, to members; -1 for who is not told
}

// CommunityAbout is GET /communities/{id} for who may not read it but may know
// of it.
type CommunityAbout struct {
	Page
	Community CommunityRow
	Linked    []LinkedRow
	Rules     Rules
	CanJoin   bool
	Refused   string // reason code of the last refusal
	CanLeave  bool   // as a guest
	Address   string // at which other software follows it; "" when none can
}

// Join is GET|POST /communities/{id}/join: fields reason and answer_1, answer_2
// and so on.
type Join struct {
	Page
	Community CommunityRow
	Rules     Rules
	Questions []Question
	Reason    string
}

// Question is one question of a community to who wants to join.
type Question struct {
	Name   string // of the field
	Text   string
	Lang   string
	Answer string
}

// CommunityPeople is GET /communities/{id}/people, "Who is in here".
type CommunityPeople struct {
	Page
	Community    CommunityRow
	Audience     Audience
	Members      []MemberRow
	Facilitators []MemberRow
	Guests       []MemberRow
	Servers      []ServerRow
	Pager        Pager
	CanRemove    bool
	CanMeasure   bool // warn, and stop for a while; else have posts wait alone
	CanInvite    bool
	Invite       InviteForm
}

// InviteForm is POST /communities/{id}/invite as typed: person and reason.
type InviteForm struct{ Person, Reason string }

// MemberRow is one membership.
type MemberRow struct {
	Byline
	Membership int64
	Moderator  bool
	Since      Instant // zero when it is not known here
	Until      Instant // end of a guest's access; zero for none
	Removable  bool
	Reason     string   // as typed, when the removal was refused
	Role       string   // "member", "facilitator" or "moderator"; as typed, when the change was refused
	Roles      []string // that the viewer may give, empty for none: POST /communities/{id}/members/{membership}/role
	RoleReason string   // as typed, when the change was refused
	Code       string   // likewise, of a removal
	Silenced   Instant  // until then they read and do not write; to moderators
	Reviewed   bool     // what they write waits for a facilitator; to who may change that
	Measurable bool     // POST /communities/{id}/members/{membership}/measure

	Measure, MeasureCode, MeasureReason string // as typed
}

// MeasureRow is what a moderator did about a member who stays.
type MeasureRow struct {
	ID         int64
	Kind       string // "warn", "silence", "unsilence", "review" or "unreview"
	Whom       string
	WhomID     int64 // 0 where they are not known here
	By         string
	Reason     string // code, "" for none
	Words      string
	At, Until  Instant
	Membership int64 // of a time-out or review that goes on, which can be ended; else 0
}

// ServerRow is an instance that holds copies.
type ServerRow struct {
	Name, Host, Nation string
	Home               bool // where the community lives
	Members            int
	Since              Instant // of the link, on pages about the instance
}

// Queue is GET /communities/{id}/queue.
type Queue struct {
	Page
	Community CommunityRow
	Requests  []RequestRow
	Guests    []GuestRow
	Reports   []QueuedReport
	Held      []HeldRow
	Refused   []RefusedAct // the viewer's own, by the community's server
	Measures  []MeasureRow // of the past, newest first
	Back      int          // of the requests: who was in when the server was put back
}

// RefusedAct is what a moderator decided and the community's server did not take.
type RefusedAct struct {
	Act    string // as in the catalogue's moderation.act.…
	Reason string // code
	At     Instant
}

// RequestRow is one request to join.
type RequestRow struct {
	Membership  int64
	CommunityID int64
	Community   string
	Who         Byline
	Biography   string
	Reason      string
	Answers     []Answer
	At          Instant
	Decision    string // as typed, when the decision was refused: why
	Code        string // as typed, of a decision
	Standing    string // what the verification is worth now; "" without one
	Back        bool   // was in when the server was put back from a backup
}

// Answer is a question with what was answered.
type Answer struct{ Question, Text string }

func (Communities) template() string     { return "communities" }
func (CommunityEdit) template() string   { return "community-edit" }
func (Community) template() string       { return "community" }
func (CommunityAbout) template() string  { return "community-about" }
func (Join) template() string            { return "join" }
func (CommunityPeople) template() string { return "community-people" }
func (Queue) template() string           { return "queue" }

// MemberPart is one membership on the page of its community.
type MemberPart struct {
	CommunityPeople
	It MemberRow
}

// Member hands one membership to its partial.
func (c CommunityPeople) Member(m MemberRow) MemberPart { return MemberPart{CommunityPeople: c, It: m} }
