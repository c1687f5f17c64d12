package community

import "time"

// PeerState is the state of an agreement between two instances.
type PeerState string

// The states (FEDERATION.md, Agreement). Rejected is an offer that was declined; the
// host may be expected anew.
const (
	PeerExpected PeerState = "expected"
	PeerOffered  PeerState = "offered"  // we have offered
	PeerReceived PeerState = "received" // they have offered, we have not answered
	PeerActive   PeerState = "active"
	PeerPaused   PeerState = "paused"
	PeerEnded    PeerState = "ended"
	PeerRejected PeerState = "rejected"
)

// Peer is another instance that our operator has named.
type Peer struct {
	ID             int64
	Host           string // canonical
	Name           string
	Nation         string
	Issuer         string // IRI
	Inbox          string // shared inbox
	CommunitiesURL string
	KeysURL        string
	PeersURL       string
	Fingerprint    string // of the issuer's key, compared outside
	State          PeerState
	OurOffer       string // IRI of the Offer we sent
	TheirOffer     string // IRI of the Offer we received
	OurAgreement   []byte
	TheirAgreement []byte
	Trusts         []string      // credential types that we accept from them
	Knows          []string      // issuers that it says it has agreements with
	Skew           time.Duration // how far its clock is ahead of ours, as last measured
	CreatedAt      time.Time
	UpdatedAt      time.Time
	ActiveAt       time.Time
	EndedAt        time.Time

	EndAt      time.Time // of the agreement, the earlier of its halves; zero when they name none
	Told       int64     // how many days before it operators were told last
	NextOffer  string    // IRI of the last offer to go on
	NextOurs   []byte    // our half of it, while it is ours and waits
	NextTheirs []byte    // likewise theirs
}

// skewMost is how far the clock of a peer may be from ours while its people, or
// ours there, are guests: their end is a moment on both.
const skewMost = time.Minute

// SkewTooLarge reports a peer whose clock is so far from ours that nobody can be
// a guest across the two.
func (p Peer) SkewTooLarge() bool { return p.Skew > skewMost || p.Skew < -skewMost }

// Document is a received or sent document as bytes: the record. Purge, erasure
// and retention reach it by community, object and author.
type Document struct {
	ID          int64
	IRI         string // of the activity
	Signer      string // actor IRI whose key signed the request; never empty for received ones
	Sent        bool
	CommunityID int64
	Object      string
	Author      string
	Class       string // retention key: "activity", "announce", "agreement", "credential", "direct"
	Hold        bool
	Raw         []byte
	CreatedAt   time.Time
}

// LogEntry is one link of a community's header chain (FEDERATION.md, Announce with header chain): of
// our own community, or of a peer's as received.
type LogEntry struct {
	CommunityID int64
	Epoch       int64
	Seq         int64
	Prev        string
	Digest      string
	Hash        string // of this header
	PublishedAt time.Time
	AnnounceIRI string
	Activity    string // IRI
	Kind        string // Create, Update, Delete, Like, Undo, Lock …
	Object      string
	Author      string
	DocumentID  int64  // 0 when withheld
	Withheld    string // "", "deleted", "issuer"; "key" at a home: its author's did not count
	Waiting     bool   // at a home: received before its predecessor, not applied yet
	ReceivedAt  time.Time
}

// ChainHead is the last link of a chain.
type ChainHead struct {
	Epoch       int64
	Seq         int64
	Hash        string
	PublishedAt time.Time
}

// Copy says that a server has been sent an object: it feeds "who reads this",
// purge receipts and the list of what a severed peer holds.
type Copy struct {
	Object      string
	CommunityID int64
	Host        string
	SentAt      time.Time
	PurgedAt    time.Time
	ReceiptedAt time.Time
}

// Tombstone wins over whatever arrives later under the same id.
type Tombstone struct {
	Object    string
	Author    string
	By        string
	Reason    string
	CreatedAt time.Time
}

// EventKind is what happened.
type EventKind string

// The kinds of event. Every consumer asks policy when it sends, not here.
const (
	EventPosted     EventKind = "post.accepted"
	EventPostSent   EventKind = "post.sent"
	EventEdited     EventKind = "post.edited"
	EventDeleted    EventKind = "post.deleted"
	EventReacted    EventKind = "post.reacted"
	EventRefused    EventKind = "post.refused"
	EventLocked     EventKind = "thread.locked"
	EventPinned     EventKind = "thread.pinned"
	EventActRefused EventKind = "moderation.refused" // a moderator's act, by a peer
	EventRequested  EventKind = "membership.requested"
	EventJoined     EventKind = "membership.active"
	EventDeclined   EventKind = "membership.declined"
	EventEnded      EventKind = "membership.ended"
	EventInvited    EventKind = "membership.invited"
	EventVerified   EventKind = "person.verified"
	EventRevoked    EventKind = "person.revoked"
	EventSuspended  EventKind = "person.suspended"
	EventRestored   EventKind = "person.restored"
	EventExpired    EventKind = "person.expired"
	EventPeer       EventKind = "peer.changed"
	EventLink       EventKind = "link.changed" // between two communities
	EventCommunity  EventKind = "community.changed"
	EventConduct    EventKind = "community.conduct" // other rules than before
	EventTerms      EventKind = "terms.changed"     // the instance's own, of use
	EventGuestAsked EventKind = "guest.asked"
	EventGuestDone  EventKind = "guest.decided"
	EventReported   EventKind = "report.made"   // of a post, to moderators
	EventWaiting    EventKind = "queue.waiting" // at a peer, for moderators here
	EventReportDone EventKind = "report.resolved"
	EventMeasure    EventKind = "membership.measure" // about a member who stays
	EventAppealed   EventKind = "appeal.made"        // against what a moderator did
	EventAppealDone EventKind = "appeal.decided"
	EventPollDone   EventKind = "poll.counted"
	EventHeld       EventKind = "post.held"     // to who decides
	EventReleased   EventKind = "post.released" // to its author
	EventStatusList EventKind = "status-list.changed"
	EventOperator   EventKind = "operator.ended"  // nobody is told; it wakes the streams of the account
	EventNotified   EventKind = "people.notified" // somebody has something new to read

	// In a private conversation, for one of its people; and that a message reached
	// nobody, for its author.
	EventMessage     EventKind = "message.changed"
	EventMessageBack EventKind = "message.refused"
)

// Event is one row of the one event log, written in the transaction of the
// change it tells of.
type Event struct {
	Seq         int64 // order of commit
	Kind        EventKind
	CommunityID int64
	ThreadID    int64
	ObjectID    int64 // post, membership …
	PersonID    int64 // whom it concerns
	At          time.Time
}

// AuditRow is one link of the hash-chained audit log. It stores a message key
// and arguments, never text.
type AuditRow struct {
	Seq     int64
	At      time.Time
	Actor   string // account or person that acted
	Action  string // "person.verify", "peer.offer" …
	Subject string
	Reason  string
	Key     string
	Args    map[string]string
	Prev    string
	Hash    string
}

// AuditHead is the last row of an instance's audit chain, as it told its peers:
// a tail that is cut later shows.
type AuditHead struct {
	Host string
	Seq  int64
	Hash string
	At   time.Time
}
