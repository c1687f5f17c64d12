package templates

// ThreadGuests is GET|POST /threads/{id}/guest: who is a guest of a
// conversation, and the form that asks for one.
type ThreadGuests struct {
	Page
	ID        int64
	Title     string
	Lang      string
	Community CommunityRow
	Guests    []GuestRow
	CanAsk    bool // the conversation is not locked
	Form      GuestForm
}

// GuestForm is its form as typed: name, email, post, biography, reason, days.
type GuestForm struct{ Name, Email, Post, Biography, Reason, Days string }

// GuestRow is one guest, or somebody who is to be one. Decisions go to POST
// /communities/{id}/guests/{guest}/decide, /end and /extend.
type GuestRow struct {
	ID, CommunityID, ThreadID    int64
	Thread, ThreadLang           string
	Name, Post, Biography, Email string
	Host                         string // of a linked server that they come from; "" for an account here
	Reason, Sponsor              string
	State                        string // "asked", "invited", "in", "over" or "declined"
	Days                         int
	Answer                       string // why somebody was declined, to who asked for them
	At, Until                    Instant
	CanDecide, CanEnd, CanExtend bool
	Most                         int    // days that can still be given
	Decision, EndReason, MoreWhy string // as typed, when an act was refused
	MoreDays                     string // likewise
}

// GuestPass says on whose word, "" when it is not known, and until when the viewer
// is a guest or invited as one, and the conversations that they are in.
type GuestPass struct {
	Sponsor string
	Until   Instant
	Threads []GuestThread
}

// GuestThread is a conversation that the viewer is a guest of.
type GuestThread struct {
	ID    int64
	Title string
}

// GuestBadge says on whose word, and until when, the author of a post is or was
// a guest; the zero value is nobody's.
type GuestBadge struct {
	Sponsor string
	Until   Instant
}

// GuestLetter invites somebody into one conversation, with the link to their
// first password.
type GuestLetter struct {
	Name    string
	Sponsor string
	Link    string
	Until   Instant
	Hours   int
}

func (ThreadGuests) template() string { return "thread-guests" }
func (GuestLetter) letter() string    { return "guest" }
