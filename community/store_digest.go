package community

import "time"

// DigestTx keeps who wants digests, and finds what they are about.
type DigestTx interface {
	Digest(person int64) (Digest, error)
	PutDigest(Digest) error
	// DigestsDue gives those whose time has come, at most limit of them.
	DigestsDue(now time.Time, limit int) ([]Digest, error)
	// BusyThreads gives the threads of a community with accepted posts that
	// arrived after one moment and not after another: first those in which most
	// people wrote, then those with most posts, then the newest.
	BusyThreads(community int64, after, until time.Time, limit int) ([]BusyThread, error)
}

// BusyThread is what arrived in a thread in a time.
type BusyThread struct {
	ThreadID int64
	Posts    int64
	Writers  int64
	NewestID int64 // post
}
