package community

// EndingTx finds what has to end with somebody's headship.
type EndingTx interface {
	// InvitationsBy gives the unused invitations that a person has issued, newest
	// first.
	InvitationsBy(person string) ([]Invitation, error)
}
