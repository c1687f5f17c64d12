package community

import "time"

// Following says that somebody reads a person's posts on a page of their own. It is
// theirs alone: the person is not told, nobody else is shown it, and it stays on
// this instance.
type Following struct {
	PersonID  int64
	OtherID   int64
	CreatedAt time.Time
}

// PeopleList is a list of people that somebody has made, to read their posts
// together. It is theirs alone, like Following.
type PeopleList struct {
	ID        int64
	PersonID  int64
	Title     string
	CreatedAt time.Time
}

// PeopleListEntry is somebody's place in a list.
type PeopleListEntry struct {
	ListID   int64
	OtherID  int64
	PersonID int64 // whose list it is
	AddedAt  time.Time
}

// FollowingTx keeps whom people follow, and their lists of people.
type FollowingTx interface {
	Following(person, other int64) (Following, error)
	FollowingOf(person int64) ([]Following, error) // the last first
	PutFollowing(Following) error
	DeleteFollowing(person, other int64) error

	PeopleList(id int64) (PeopleList, error)
	PeopleLists(person int64) ([]PeopleList, error) // by id: the order in which they were made
	InsertPeopleList(PeopleList) error
	UpdatePeopleList(PeopleList) error
	DeletePeopleList(id int64) error // with its entries
	// PeopleListEntries gives those of one list, the last added first.
	PeopleListEntries(list int64) ([]PeopleListEntry, error)
	// PeopleListEntriesOf gives those of all lists of somebody, in no order.
	PeopleListEntriesOf(person int64) ([]PeopleListEntry, error)
	PutPeopleListEntry(PeopleListEntry) error
	DeletePeopleListEntry(list, other int64) error

	// PostIDsOf gives the ids of what several people have written, in whatever
	// state, the last to arrive first.
	PostIDsOf(authors []int64, p Page) ([]int64, error)
	// ForgetFollowing deletes everything of the kind that somebody has kept.
	ForgetFollowing(person int64) error
}
