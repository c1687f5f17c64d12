package community

import "time"

// WireTx keeps peers, documents, the chain and copies.
type WireTx interface {
	Peer(host string) (Peer, error)
	PeerByIssuer(iri string) (Peer, error)
	Peers() ([]Peer, error)
	PutPeer(Peer) error

	// LastAuditHead gives the highest head of its audit chain that a host told.
	LastAuditHead(host string) (AuditHead, error)
	InsertAuditHead(AuditHead) error // ErrConflict when (host, seq) is there

	Document(id int64) (Document, error)
	Documents(ids []int64) ([]Document, error)  // in no order, unknown ids left out
	DocumentByIRI(iri string) (Document, error) // newest
	InsertDocument(Document) error
	// PurgeDocuments deletes the bytes of what concerns an object; log headers
	// stay. It gives the number of documents.
	// except is a document that stays: that of the Delete itself; 0 for none.
	PurgeDocuments(community int64, object string, except int64) (int64, error)
	// PurgeCommunity deletes every post, thread, document and attachment row of
	// a remote community and gives the ids of the posts and the digests of the
	// files that went. Drafts are their
	// authors' own and stay.
	PurgeCommunity(community int64) (objects []string, err error)

	// Receive remembers (signer, activity id) with the digest of the body;
	// fresh is false when it was there, same tells whether the body was equal.
	Receive(signer, activity, digest string, at time.Time) (fresh, same bool, err error)
	Tombstone(object string) (Tombstone, error)
	PutTombstone(Tombstone) error // the first stays

	LogHead(community int64) (ChainHead, error) // of applied entries; ErrNotFound when empty
	LogEntry(community, epoch, seq int64) (LogEntry, error)
	LogEntryByActivity(community int64, activity string) (LogEntry, error)
	// LogAfter gives entries of an epoch after seq, ascending.
	LogAfter(community, epoch, seq int64, limit int) ([]LogEntry, error)
	// LogWaiting gives entries received ahead of their turn, ascending.
	LogWaiting(community int64) ([]LogEntry, error)
	// LogOfObject gives the entries about an object, ascending.
	LogOfObject(community int64, object string) ([]LogEntry, error)
	// LogCopy gives the last entry with bytes about the object whose id has
	// this SHA-256 (lowercase hex): its Create or newest Update.
	LogCopy(community int64, objectHash string) (LogEntry, error)
	InsertLogEntry(LogEntry) error // ErrConflict when (epoch, seq) is taken
	UpdateLogEntry(LogEntry) error

	PutCopy(Copy) error // insert, or update the later times
	Copies(object string) ([]Copy, error)
	CopiesOnHost(host string, community int64) ([]Copy, error) // community 0: all
}

// Lane is the state of one lane of jobs, for the queue page and command.
type Lane struct {
	Name        string
	Waiting     int64
	Parked      int64
	OldestAt    time.Time
	PausedUntil time.Time
	Held        bool
	Failures    int64
	LastError   string
	LastSuccess time.Time
	Lag         time.Duration // for how long the oldest has waited; of Service.Lanes
}

// ParkedJob is a job that failed for good, kept with its reason.
type ParkedJob struct {
	ID     int64
	Lane   string
	Kind   string
	Reason string
	At     time.Time
}
