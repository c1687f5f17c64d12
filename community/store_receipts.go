package community

import "time"

// ReceiptTx answers what servers have said of single deletions.
type ReceiptTx interface {
	// CopiesOf gives the copies of several objects, by object and host.
	CopiesOf(objects []string) ([]Copy, error)
	// ReceiptCopy marks an object that was sent to a host as deleted there. It
	// gives the number of copies marked: 0 when none was sent, or for one that is
	// marked already.
	ReceiptCopy(host string, community int64, object string, at time.Time) (int64, error)
	// DeletionsOpen counts, for each community of ours, the deleted posts that a
	// host was sent and has not given a receipt for.
	DeletionsOpen(host string, late time.Time) ([]DeletionsOpen, error)
}

// DeletionsOpen says how many deleted posts of one community a host may still
// hold.
type DeletionsOpen struct {
	CommunityID int64
	Posts       int64
	Late        int64     // of those, deleted before the time that was asked about
	Since       time.Time // when the oldest was deleted
}
