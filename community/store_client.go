package community

import "time"

// ClientTx keeps what apps that act for a person leave on the server.
type ClientTx interface {
	// NoticesInOrder gives a person's leading notices, read or not, newest first,
	// without those that were dismissed; with kinds only those.
	NoticesInOrder(person int64, kinds []NoticeKind, p Page) ([]Notice, error)
	// DismissNotices clears notices of a person away, with kinds only those; ids nil
	// clears all.
	DismissNotices(person int64, kinds []NoticeKind, ids []int64) error
	// ReadNoticesUpTo marks a person's notices up to one as read, with kinds only those.
	ReadNoticesUpTo(person int64, kinds []NoticeKind, id int64, at time.Time) error
	// ReadMarkers gives how far a person has read on each timeline.
	ReadMarkers(person int64) ([]ReadMarker, error)
	PutReadMarker(ReadMarker) error

	// LastNotice gives the id of the newest notice of anybody, 0 for none.
	LastNotice() (int64, error)
	// ToldSince gives which of some people have a notice newer than one.
	ToldSince(notice int64, people []int64) ([]int64, error)
	// PeopleAmong gives which of some people have a record in a community, whatever
	// it says.
	PeopleAmong(community int64, people []int64) ([]int64, error)
}
