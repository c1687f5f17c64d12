package community

import "time"

// ComposingTx finds whom a text may name, and uploads that nothing names.
type ComposingTx interface {
	// PeopleNamed gives the people of every instance with a username, compared
	// without case, those of ours first.
	PeopleNamed(username string) ([]Person, error)
	// MembersLike gives people with an active record in a community at now of
	// whom every word begins a word of what is searched, or their username; by
	// name, at most limit of them.
	MembersLike(community int64, words []string, now time.Time, limit int) ([]MemberView, error)
	// DeleteUnposted deletes uploads from before a time that hang on no post,
	// and gives the digests of what went, at most limit of them.
	DeleteUnposted(before time.Time, limit int) ([]string, error)
}
