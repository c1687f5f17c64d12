package community

import (
	"context"
	"time"

	"headroom/community/policy"
	"headroom/internal/jobs"
)

// Store keeps everything durable. Update is the only way to write; when it
// returns nil the change is committed and synced to disk, and survives kill -9
// and power loss.
type Store interface {
	// View runs fn on one consistent snapshot. Writing methods fail in it. fn that
	// searches may be run again on another.
	View(ctx context.Context, fn func(Tx) error) error
	// Update runs fn in one read-write transaction and commits it when fn
	// returns nil. fn may run again after a serialization failure, so it must
	// have no effect outside tx. A full disk or a lost database is an Error of
	// kind Unavailable. Nesting is refused.
	Update(ctx context.Context, fn func(Tx) error) error
	// UpdateForeseen is Update by a use case that tells what it is about to ask for
	// and to write, so that a database at a distance is asked once, of several at a
	// time. What it writes it writes in the belief that rows which it has found are
	// there and others are not; where it is wrong it is run again.
	UpdateForeseen(ctx context.Context, f Foreseen, fn func(Tx) error) error
	// Watch calls fn after each commit that emitted an event or enqueued a
	// job, in this or (at the latest after two seconds) another process. fn
	// must not block.
	Watch(fn func())
	// Mark is a number that is another after each commit of Update that wrote
	// anything, before that Update returns. What was worked out from a View which
	// began after the mark was read stays true, but for the passing of time, until the
	// mark is another. ok is false where others may commit unseen: there nothing may
	// be kept.
	Mark() (mark uint64, ok bool)
}

// Tx is one transaction. Reading methods answer ErrNotFound when a single row
// is not there; inserting ones ErrConflict when a unique value is taken. Rows
// with an ID of zero are given one by the use case (NextID) before they are
// inserted. Times are kept in whole milliseconds, UTC.
type Tx interface {
	AccountTx
	SessionTx
	SecondFactorTx
	PasskeyTx
	AppTx
	WelcomeTx
	PersonTx
	DirectoryTx
	RegisterTx
	ApplicationTx
	SignOnTx
	ComposingTx
	KeyTx
	CredentialTx
	CommunityTx
	MembershipTx
	GuestTx
	RoleTx
	PostTx
	ReadingTx
	SearchTx
	ArrivalTx
	TicketTx
	SafetyTx
	ConductTx
	FavouriteTx
	WireTx
	PeersTx
	ReceiptTx
	TransportTx
	FileTx
	HistoryTx
	EventTx
	EndingTx
	NoticeTx
	ModerationTx
	MessageTx
	OutsideTx
	ElsewhereTx
	LinkTx
	MineTx
	ClosingTx
}

// AccountTx keeps accounts, sessions' epochs and one-time links.
type AccountTx interface {
	Account(id int64) (Account, error)
	AccountByEmail(email string) (Account, error) // compared folded to lower case
	AccountOfPerson(person int64) (Account, error)
	// AccountsOf gives the accounts of several people in no order.
	AccountsOf(people []int64) ([]Account, error)
	Operators() ([]Account, error)
	InsertAccount(Account) error
	UpdateAccount(Account) error
	InsertAccountToken(AccountToken) error
	// UseAccountToken marks the token used and gives it back; ErrNotFound when
	// it is unknown, used or expired at now.
	UseAccountToken(hash []byte, now time.Time) (AccountToken, error)
	AccountTokenByHash(hash []byte) (AccountToken, error)
	// DropAccountTokens ends every unused link of an account.
	DropAccountTokens(account int64) error
	// Sessions are kept as opaque bytes under the hash of their token.
	Session(hash string) (data []byte, expires time.Time, err error)
	PutSession(hash string, account int64, data []byte, expires time.Time) error
	DeleteSession(hash string) error
	DeleteSessionsOf(account int64) error
	DeleteSessionsBefore(t time.Time) error
	// Answered remembers the result of a form or API post under its
	// idempotency key; ErrConflict when the key is taken.
	Answer(account int64, key string) (result string, err error)
	InsertAnswer(account int64, key, result string, at time.Time) error
	DeleteAnswersBefore(t time.Time) error
}

// PersonFilter narrows a list of people; empty fields do not narrow.
type PersonFilter struct {
	Local    bool // local people only
	Nation   string
	Phase    string
	Search   string // folded words that must all occur
	Verified bool   // with a current credential issued here or presented to us
	Now      time.Time
}

// PersonTx keeps people, headships and appointments.
type PersonTx interface {
	Person(id int64) (Person, error)
	PersonByIRI(iri string) (Person, error)
	PersonByUsername(username string) (Person, error) // local
	// PeopleByID gives the rows in no order; unknown ids are left out.
	PeopleByID(ids []int64) ([]Person, error)
	People(PersonFilter, Page) ([]Person, error) // newest first by id
	InsertPerson(Person) error
	UpdatePerson(Person) error
	Headships(person int64) ([]Headship, error)
	InsertHeadship(Headship) error
	UpdateHeadship(Headship) error
	Appointments(person int64) ([]Appointment, error) // current and past
	InsertAppointment(Appointment) error
	UpdateAppointment(Appointment) error
	// NameTaken reports whether a local person or group has the username.
	NameTaken(username string) (bool, error)
}

// KeyTx keeps keys and key records.
type KeyTx interface {
	KeyByIRI(iri string) (Key, error)
	CurrentKey(owner string) (Key, error) // newest without EndAt that does not wait
	Keys(owner string) ([]Key, error)     // newest first
	PutKey(Key) error                     // insert or replace by IRI
	KeyRecords(subject string) ([]KeyRecord, error)
	KeyRecordByKey(key string) (KeyRecord, error) // newest for that key IRI
	// PutKeyRecord keeps the first record under an IRI.
	PutKeyRecord(KeyRecord) error
	// DropVouched forgets the keys of the people and groups of another host,
	// and every record of a key by its issuer.
	DropVouched(host, issuer string) error
}

// CredentialTx keeps credentials and status lists.
type CredentialTx interface {
	Credential(id int64) (CredentialRecord, error)
	CredentialByIRI(iri string) (CredentialRecord, error)
	// Credentials gives all of a person, newest first.
	Credentials(person int64) ([]CredentialRecord, error)
	// CredentialsOf gives all of several people, newest first.
	CredentialsOf(people []int64) ([]CredentialRecord, error)
	// CredentialsOnList gives the unrevoked credentials that name a status
	// list in either purpose.
	CredentialsOnList(list string) ([]CredentialRecord, error)
	InsertCredential(CredentialRecord) error
	UpdateCredential(CredentialRecord) error
	// IndexTaken reports whether a local status list index has ever been used.
	IndexTaken(index int64) (bool, error)
	StatusList(iri string) (StatusList, error)
	// StatusListTimes gives when a list was fetched and until when it is valid,
	// without the list: every decision about a remote person asks.
	StatusListTimes(iri string) (fetched, until time.Time, err error)
	StatusLists(local bool) ([]StatusList, error)
	// ListsInUse gives the remote lists that unrevoked credentials name.
	ListsInUse() ([]string, error)
	PutStatusList(StatusList) error
}

// CommunityTx keeps communities and invitations.
type CommunityTx interface {
	Community(id int64) (Community, error)
	CommunityByIRI(iri string) (Community, error)
	CommunityByUsername(username string) (Community, error) // local
	// CommunitiesByID gives the rows in no order, deleted ones too; unknown ids
	// are left out.
	CommunitiesByID(ids []int64) ([]Community, error)
	Communities(local *bool) ([]Community, error) // not deleted, newest first
	CommunitiesOfHost(host string) ([]Community, error)
	InsertCommunity(Community) error
	UpdateCommunity(Community) error
	Invitation(iri string) (Invitation, error)
	InvitationsFor(person string) ([]Invitation, error) // unused, newest first
	InvitationFor(community int64, person string) (Invitation, error)
	InsertInvitation(Invitation) error
	UpdateInvitation(Invitation) error
}

// MembershipTx keeps membership records.
type MembershipTx interface {
	Membership(id int64) (Membership, error)
	MembershipOf(community, person int64) (Membership, error)
	MembershipByFollow(follow string) (Membership, error)
	MembershipsOf(person int64) ([]Membership, error)
	// Members gives all records of a community in the given states (all when
	// none are named) with their people, oldest first.
	Members(community int64, states ...policy.State) ([]MemberView, error)
	// EndedAmong gives which of several people were in a community and no longer
	// are: they left, were removed, or their time was over.
	EndedAmong(community int64, people []int64) ([]int64, error)
	// MembersOver gives the active and suspended records in communities of this instance that
	// are over at now: their end has come, or that of the credential they rest on.
	MembersOver(now time.Time) ([]MemberView, error)
	// MemberHosts gives the canonical hosts, other than our own, with an active
	// member at now; full leaves servers out that have only guests.
	MemberHosts(community int64, full bool, now time.Time) ([]string, error)
	// ActiveOnHost gives the active records, at now, of people of one host.
	ActiveOnHost(community int64, host string, now time.Time) ([]MemberView, error)
	// ServedOnHost reports whether any active record, at now, is of a person of
	// the host, and whether one of them is more than a guest's.
	ServedOnHost(community int64, host string, now time.Time) (some, full bool, err error)
	// Audience counts the active records at now by host, nation, role and office.
	Audience(community int64, now time.Time) ([]AudienceCount, error)
	// Moderators gives every active moderator's record in communities of ours.
	Moderators() ([]Membership, error)
	// LocalMemberships gives our own people's records in communities of peers.
	LocalMemberships() ([]Membership, error)
	// RelationOnHost reports whether a person of the host is a member, pending or
	// invited (unused invitation) in the community.
	RelationOnHost(community int64, host string) (bool, error)
	// MembershipsByCredential gives records that rest on a credential.
	MembershipsByCredential(credential int64) ([]Membership, error)
	InsertMembership(Membership) error
	UpdateMembership(Membership) error
	// FollowUsed reports whether a Follow id has ever been accepted for
	// processing, and remembers it: a used one is never accepted again.
	UseFollow(follow string, at time.Time) (fresh bool, err error)
}

// AudienceCount is how many people of one host and nation have a role.
type AudienceCount struct {
	Host        string
	Nation      string
	Role        policy.Role
	Facilitator bool // by office: who holds a facilitator's credential and no head's
	Other       bool // neither head nor facilitator: an aspiring head, or a further role
	People      int64
}

// PostTx keeps threads, posts and what hangs on them.
type PostTx interface {
	Thread(id int64) (Thread, error)
	ThreadByContext(context string) (Thread, error)
	ThreadsByID(ids []int64) ([]Thread, error) // in no order
	// Threads gives a community's threads by last activity, newest first;
	// Page.Before and After are values of LastPostID.
	Threads(community int64, p Page) ([]Thread, error)
	// PinnedThreads gives those that moderators have pinned, longest pinned first.
	PinnedThreads(community int64) ([]Thread, error)
	// ThreadsOf is Threads over several communities in one list.
	ThreadsOf(communities []int64, p Page) ([]Thread, error)
	InsertThread(Thread) error
	UpdateThread(Thread) error

	Post(id int64) (Post, error) // with attachments and mentions
	PostByIRI(iri string) (Post, error)
	// PostPlace says where a post stands and whose it is, without reading it.
	PostPlace(iri string) (PostPlace, error)
	PostByActivity(iri string) (Post, error)
	// Posts gives a thread's posts by id (arrival here), oldest first, with
	// attachments; Page.After continues.
	Posts(thread int64, p Page) ([]Post, error)
	PostsByID(ids []int64) ([]Post, error)
	// PostHeads is PostsByID without what makes a post long: texts, attachments
	// and mentions are left out. Lists ask for whole pages of them.
	PostHeads(ids []int64) ([]Post, error)
	InsertPost(Post) error // with its mentions; attachments by their own method
	UpdatePost(Post) error
	// BlankPost deletes a post's revisions, attachment rows, mentions, reactions
	// and what people were told of it: a tombstone keeps none of them.
	BlankPost(post int64) error
	InsertRevision(Revision) error
	Revisions(post int64) ([]Revision, error) // oldest first

	Attachment(id int64) (Attachment, error)
	AttachmentsByDigest(community int64, digest string) ([]Attachment, error)
	InsertAttachment(Attachment) error
	UpdateAttachment(Attachment) error
	DeleteAttachment(id int64) error
	// UploadsKept gives the uploads that wait with a draft or a scheduled post, in
	// their order.
	UploadsKept(holder int64) ([]Attachment, error)
	// DigestInUse reports whether any attachment or photograph still names the
	// file.
	DigestInUse(digest string) (bool, error)

	Reactions(posts []int64) ([]Reaction, error)
	ReactionByIRI(iri string) (Reaction, error)
	ReactionOf(post, person int64, kind string) (Reaction, error)
	InsertReaction(Reaction) error // ErrConflict when the person has that kind already
	DeleteReaction(id int64) error

	// MarkRead moves the reader's mark forward, never back: everything up to the
	// post counts as read, and what they were told of it with it.
	MarkRead(person, thread, post int64, at time.Time) error
	// Unread counts, per thread, accepted posts of others that were not seen.
	Unread(person int64, threads []int64) ([]UnreadCount, error)
	// MentionsOf gives posts that mention a person, newest first.
	MentionsOf(person int64, p Page) ([]Post, error)
	// RepliesTo gives accepted replies of others to a person's posts, newest first.
	RepliesTo(person int64, p Page) ([]Post, error)

	Draft(person int64, place string) (Draft, error)
	DraftByID(id int64) (Draft, error)
	Drafts(person int64) ([]Draft, error) // newest first
	PutDraft(Draft) error                 // one per person and place
	DeleteDraft(person int64, place string) error
}

// EventTx keeps the event log, the audit chain, jobs, settings and ids.
type EventTx interface {
	// NextID gives a new time-ordered id below 2^53.
	NextID() int64
	Emit(Event) error // Seq is given in order of commit
	EventsAfter(seq int64, limit int) ([]Event, error)
	LastEvent() (int64, error)
	AppendAudit(AuditRow) error // Seq, Prev and Hash are filled in
	Audit(p Page) ([]AuditRow, error)
	AuditFrom(seq int64, limit int) ([]AuditRow, error)

	Enqueue(jobs.New) error // a Key that is taken by an unfinished job is not an error
	FinishJob(id int64) error
	DeleteJobs(lane, kind string) (int64, error)
	Lanes(now time.Time) ([]Lane, error)
	ParkedJobs(limit int) ([]ParkedJob, error)
	// RetryLane makes parked and waiting jobs of a lane due now; "" is all.
	RetryLane(lane string, now time.Time) (int64, error)
	// PauseLane and ResumeLane stop and start a lane by hand.
	HoldLane(lane string, held bool) error

	Setting(key string) (string, error)
	PutSetting(key, value string) error
}
