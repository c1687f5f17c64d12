package community

import "time"

// EndingTx finds what has to end with somebody's headship.
type EndingTx interface {
	// InvitationsBy gives the unused invitations that a person has issued, newest
	// first.
	InvitationsBy(person string) ([]Invitation, error)
	// InvitationsAcross gives the unused invitations of people of a host, and those
	// into its communities, newest first.
	InvitationsAcross(host string) ([]Invitation, error)
	// PostsUnanswered gives what people of ours have written in a community and
	// its host has neither accepted nor refused, oldest first.
	PostsUnanswered(community int64) ([]Post, error)
	// HomesInside gives the hosts, other than our own, of people with an active or
	// suspended record in a community whose end has not come at now.
	HomesInside(community int64, now time.Time) ([]string, error)
	// KnownOnHost reports whether a community may be named to a host: somebody
	// there has, or had, a record in it, or was invited.
	KnownOnHost(community int64, host string) (bool, error)
	// DropDocument deletes one document unless it is on hold, and reports whether
	// there was one.
	DropDocument(id int64) (bool, error)
}
