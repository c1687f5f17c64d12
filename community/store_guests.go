package community

import (
	"slices"
	"time"
)

// GuestState is how far it has come with a guest.
type GuestState string

// The states of a guest. Whether somebody let in is still a guest is asked of
// the clock, never of the state.
const (
	GuestAsked    GuestState = "asked"
	GuestInvited  GuestState = "invited" // admitted: their home has not answered yet
	GuestIn       GuestState = "in"
	GuestDeclined GuestState = "declined"
	GuestEnded    GuestState = "ended"
)

// Guest is somebody from outside whom a member wants in one conversation, or
// wanted.
type Guest struct {
	ID           int64
	CommunityID  int64
	ThreadID     int64
	PersonID     int64 // 0 until they are let in
	MembershipID int64 // likewise
	SponsorID    int64 // the member on whose word they come
	Email        string
	Name         string
	Post         string // what they do
	Biography    string // who they are, in the sponsor's words
	Reason       string // why they are wanted
	Language     string // of their letter
	Days         int64  // that the sponsor asked for
	State        GuestState
	AskedAt      time.Time
	DecidedBy    string // IRI of the moderator
	DecidedAt    time.Time
	StartAt      time.Time // when they were let in; 30 days count from here
	EndAt        time.Time
	Answer       string // why they were declined
	Person       string // actor IRI of somebody of a peer, who comes from there; "" for an account here
	Invitation   string // IRI of the Invite that their home is sent
}

// Current reports whether somebody is a guest at a moment.
func (g Guest) Current(now time.Time) bool { return g.State == GuestIn && now.Before(g.EndAt) }

// Open reports whether somebody of a peer has been admitted and may still answer.
func (g Guest) Open(now time.Time) bool { return g.State == GuestInvited && now.Before(g.EndAt) }

// GuestElsewhere is what a guest's record says of a guest whose home is a peer.
type GuestElsewhere struct {
	Host           string
	Scope          []string
	StartAt, EndAt time.Time
}

// Current reports whether the guest is one at a moment.
func (g GuestElsewhere) Current(now time.Time) bool {
	return !now.Before(g.StartAt) && now.Before(g.EndAt)
}

// Reads reports whether the guest may read a conversation at a moment.
func (g GuestElsewhere) Reads(context string, now time.Time) bool {
	return g.Current(now) && slices.Contains(g.Scope, context)
}

// GuestTx keeps guests.
type GuestTx interface {
	Guest(id int64) (Guest, error)
	// GuestsOfThread gives the latest of a conversation, newest first.
	GuestsOfThread(thread int64, limit int) ([]Guest, error)
	// GuestsAsked gives those who wait for a decision, oldest first.
	GuestsAsked(community int64, limit int) ([]Guest, error)
	// GuestsAmong gives those who were let in of several people, newest first.
	GuestsAmong(community int64, people []int64) ([]Guest, error)
	// GuestsBy gives those who wait, are invited or were let in on the word of a member.
	GuestsBy(community, sponsor int64) ([]Guest, error)
	// GuestByInvitation gives the guest whose home was sent an invitation.
	GuestByInvitation(iri string) (Guest, error)
	// GuestsElsewhere gives the active records of guests whose home is another
	// instance, by host, over ones too.
	GuestsElsewhere(community int64) ([]GuestElsewhere, error)
	InsertGuest(Guest) error
	UpdateGuest(Guest) error
}
