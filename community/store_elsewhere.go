package community

import "time"

// TieState is how far an open community of ours follows a group of other software.
type TieState string

// The states. Only an active tie hears anything; TieNone keeps that a group was sent
// away.
const (
	TieNone    TieState = "none"
	TieAsked   TieState = "asked"
	TieActive  TieState = "active"
	TieRefused TieState = "refused"
)

// OutsideTie is what an open community of ours has to do with a group of other
// software (FEP-d36d): whether it follows it, and whether that group may follow.
type OutsideTie struct {
	CommunityID int64
	ActorID     int64
	State       TieState
	IRI         string // of our Follow; "" for none
	Shut        bool   // the group was sent away: its Follow is refused
	CreatedAt   time.Time
	UpdatedAt   time.Time
}

// OutsideHeard is the beginning of a conversation in a group that a community of ours
// follows: where it stands, what it is called and who began it. It is read there.
type OutsideHeard struct {
	ID          int64
	CommunityID int64  // of ours
	ActorID     int64  // the group that it was heard from
	Object      string // its id at its author's server
	Writer      string // IRI of who wrote it
	Handle      string // of who wrote it, where their server says it
	Title       string
	Page        string // where people read it
	HeardAt     time.Time
	Removed     bool // taken back there, or by a moderator here: it does not come again
}

// ElsewhereTx keeps which groups of other software our open communities follow, and
// what they have heard there.
type ElsewhereTx interface {
	OutsideTie(community, actor int64) (OutsideTie, error)
	// OutsideTieOf finds a tie by the id of our Follow.
	OutsideTieOf(iri string) (OutsideTie, error)
	// PutOutsideTie inserts or replaces by community and actor.
	PutOutsideTie(OutsideTie) error
	DropOutsideTie(community, actor int64) error
	// OutsideTies gives those of a community, oldest first.
	OutsideTies(community int64) ([]OutsideTie, error)
	// OutsideListeners gives the active ties with a group.
	OutsideListeners(actor int64) ([]OutsideTie, error)
	// OutsideGroups gives the groups that follow a community, by their IRI.
	OutsideGroups(community int64) ([]OutsideActor, error)

	// OutsideHeard finds what a community has heard by its id there, removed or not.
	OutsideHeard(community int64, object string) (OutsideHeard, error)
	OutsideHeardByID(id int64) (OutsideHeard, error)
	InsertOutsideHeard(OutsideHeard) error
	UpdateOutsideHeard(OutsideHeard) error
	// OutsideHeardIn gives what a community has heard and nobody has removed, newest
	// first.
	OutsideHeardIn(community int64, limit int) ([]OutsideHeard, error)
	// CountOutsideHeard counts what a community has heard from a group since.
	CountOutsideHeard(community, actor int64, since time.Time) (int64, error)
	// DropOutsideHeard forgets what a community has heard from a group.
	DropOutsideHeard(community, actor int64) error
	// DropOutsideHeardBefore forgets what was heard before a time.
	DropOutsideHeardBefore(before time.Time) (int64, error)
}
