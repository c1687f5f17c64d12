package community

import (
	"time"

	"headroom/community/policy"
)

// Stub is a post without its words: enough to say where it hangs.
type Stub struct {
	ID        int64
	ParentID  int64
	BranchID  int64
	AuthorID  int64
	State     PostState
	Confirmed bool // the community has had it
}

// ReadState is what of a thread a reader has seen: everything up to the mark,
// and these posts ahead of it, ascending.
type ReadState struct {
	UpTo  int64
	Ahead []int64
}

// ReadingTx keeps the shape of threads and what was read of them.
type ReadingTx interface {
	// Tops gives the ids of a thread's direct answers to its first post, by id,
	// as Page says: ascending with After or neither, descending with Before.
	Tops(thread int64, p Page) ([]int64, error)
	// Branches gives every post that hangs below the given direct answers, and
	// these themselves, by id.
	Branches(thread int64, tops []int64) ([]Stub, error)
	// Readers gives who may read in a community of ours at a moment: the active
	// records, of the given roles or all, whose people are not suspended, hold a
	// credential that counts (guests come without one) and come from here or from
	// an instance with an agreement that is not ended. Oldest first.
	Readers(community int64, now time.Time, roles ...policy.Role) ([]MemberView, error)
	// ReaderCounts counts them by host, nation, role and office.
	ReaderCounts(community int64, now time.Time) ([]AudienceCount, error)
	// ReadCounts gives what the authors of posts were told last.
	ReadCounts(posts []int64) ([]ReadCount, error)
	// PutReadCount keeps a count, unless one was kept after a moment: then it is
	// ErrConflict.
	PutReadCount(c ReadCount, before time.Time) error
	// HeadsWhoRead counts, for posts of a thread, the heads from here who are in
	// the community at a moment and have read them; and how many there are to read. The
	// author is not counted, nor guests, nor anybody without a membership.
	HeadsWhoRead(community, thread int64, posts []int64, author int64, now time.Time) (heads map[int64]int64, could int64, err error)
	// ReadState gives what a reader has seen of a thread.
	ReadState(person, thread int64) (ReadState, error)
	// Saw notes that posts of a thread were shown to a reader. The mark moves to
	// the last post before which nothing of others is unseen: it never passes a
	// post that was not shown. What they were told of these posts counts as read.
	Saw(person, thread int64, posts []int64, at time.Time) error
}

// UnreadCount is the number of unread posts of a thread for one reader.
type UnreadCount struct {
	ThreadID int64
	Unread   int64
	FirstID  int64 // first unread post
}
