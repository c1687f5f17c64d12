package community

import "time"

// ArrivalSearch says which accepted posts are listed. It looks into the rooms and
// threads that it names and no others: who lists is given what they may read.
type ArrivalSearch struct {
	Rooms   []int64             // communities, whole
	Begun   map[int64]time.Time // communities: in threads that were begun since
	Threads []int64             // of guests, whose scope is less than a room
	Author  int64               // 0 for anybody
	Files   bool                // only posts with a picture
	Roots   bool                // only first posts of threads
	Open    bool                // only in threads without a label
}

// ArrivalTx lists posts in the order in which they arrived here.
type ArrivalTx interface {
	// Arrivals gives the ids of accepted posts, newest first; Page holds ids. With
	// After and without Before they are those next after it, newest first all the
	// same.
	Arrivals(q ArrivalSearch, p Page) ([]int64, error)
	// SumArrivals counts the accepted posts of an author, or of a community where
	// there is none; last is when the newest of them was published, or arrived.
	SumArrivals(q ArrivalSearch) (n int64, last time.Time, err error)
	// Answers counts the accepted direct answers to each of several posts; posts
	// without are left out.
	Answers(posts []int64) (map[int64]int64, error)
}
