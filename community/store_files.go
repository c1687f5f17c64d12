package community

import "time"

// FileTx keeps where the bytes of files are.
type FileTx interface {
	// BytesFrom adds up the files that people of a host have attached since then.
	BytesFrom(host string, since time.Time) (int64, error)
	// PostsWithFile gives the posts of a community, not deleted, on which a file
	// hangs, oldest first.
	PostsWithFile(community int64, digest string) ([]int64, error)
	// FileHere marks a file as kept here wherever it hangs on posts of a
	// community. It gives the number of places.
	FileHere(community int64, digest string) (int64, error)
}
