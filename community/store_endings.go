package community

// EndingTx finds what has to end with somebody's headship.
type EndingTx interface {
	// InvitationsBy gives the unused invitations that a person has issued, newest
	// first.
	InvitationsBy(person string) ([]Invitation, error)
	// PostsUnanswered gives what people of ours have written in a community and
	// its host has neither accepted nor refused, oldest first.
	PostsUnanswered(community int64) ([]Post, error)
	// DropDocument deletes one document unless it is on hold, and reports whether
	// there was one.
	DropDocument(id int64) (bool, error)
}
