package community

import "time"

// SearchTerm is one thing to look for: a word, or words that follow one another.
type SearchTerm struct {
	Words  []string // folded: letters and digits only
	Joined string   // the same written as one word ("oneill"), or ""
	Prefix bool     // the last word may go on
}

// PostSearch is a search in accepted posts. It looks into the rooms and threads
// that it names and no others: who searches is given what they may read, and
// counts and order know of nothing else.
type PostSearch struct {
	Rooms    []int64 // communities
	Threads  []int64 // of guests, whose scope is less than a room
	All      []SearchTerm
	None     []SearchTerm
	InTitle  bool      // All must stand in the title
	Author   int64     // 0 for anybody
	Language string    // "" for any
	From     time.Time // arrival here, inclusive; zero for no bound
	Until    time.Time // exclusive
}

// PostText is the folded text of a post, and where it stands.
type PostText struct {
	ID          int64
	CommunityID int64
	ThreadID    int64
	Title       string
	Text        string
}

// SearchTx searches. The index is part of what it indexes: a post is found as
// soon as it is accepted, and not any more when it is blanked or purged.
type SearchTx interface {
	// SearchPosts gives the ids of the posts that match, newest first; Page
	// holds ids. A search without rooms and threads, or without All, finds
	// nothing.
	SearchPosts(q PostSearch, p Page) ([]int64, error)
	// SearchEach is SearchPosts for several searches in one query.
	SearchEach(list []PostSearch, limit int) ([][]int64, error)
	// SearchTexts gives folded texts in no order; unknown ids are left out.
	SearchTexts(posts []int64) ([]PostText, error)
}
