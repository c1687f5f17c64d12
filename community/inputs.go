package community

import (
	"context"

	"headroom/community/policy"
)

// Link is a one-time link that is still good.
type Link struct {
	Account int64
	Email   string
	Purpose string // LinkReset or LinkFirst
}

// Purposes of one-time links.
const (
	LinkReset = "reset" // a forgotten password
	LinkFirst = "first" // the first password of an account

	LinkSignIn = "sign-in" // into the account, once, without a password
)

// InviteInput asks a person into a community. Person is an actor's IRI, the
// username of somebody of this instance, or of anybody known here the address
// name@host or the full name, where only one has it.
type InviteInput struct {
	Person string
	Role   policy.Role // Member when zero; Guest is not offered yet
	Reason string
}

// EventFilter narrows a stream of events; zero fields do not narrow.
type EventFilter struct {
	Community int64
	Thread    int64
}

// RosterEntry is one member of a peer's community as its host lists them.
type RosterEntry struct {
	IRI       string
	Username  string // lower case; "" when the host does not tell
	Name      string
	School    string
	Authority string
	Role      policy.Role
	// Office is what they are, whatever the role in the room: "" for a head,
	// "facilitator", "aspiring" or "other".
	Office string
	// Membership is the number of their record at the host, which it tells
	// moderators only; 0 for none.
	Membership int64
}

// Roster asks the host of a peer's community who is in it, with the key of the
// reader. An answer is at most five minutes old.
type Roster interface {
	Room(ctx context.Context, c Community, reader Person) (members []RosterEntry, servers []Server, err error)
}
