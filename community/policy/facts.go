// Package policy says who may do what. It is pure and total: Decide takes an
// action and facts and gives an answer without reading anything else, and what
// no rule names is refused. Every door (pages, client API, federation, command
// line) asks here through the use cases of package community; no other package
// holds a copy of a rule.
//
// The package imports the standard library only.
package policy

// Asker is the kind of principal that a request comes from.
type Asker uint8

// The kinds of asker. Stranger is a host that is no peer or a request whose
// signature does not verify; Issuer is a peer's Application actor (the server
// channel); Person is anyone with an actor, local or of a peer; Operator is an
// account without an actor, which has no membership and sees no content.
const (
	Anonymous Asker = iota
	Stranger
	Issuer
	Person
	Operator
)

// Credential is what the asker's credential is worth at this moment.
type Credential uint8

// What a credential may be worth. Withheld is a suspended one, which may come
// back. Unknown means that its status list could not be fetched for five
// minutes: nothing new is allowed, nothing is taken away. Appointed is a role
// that the configuration of an instance adds: it counts in rooms of that
// instance which admit it, and nowhere else.
const (
	NoCredential Credential = iota
	Head
	Aspiring
	Facilitator
	Lapsed
	Revoked
	Withheld
	Unknown
	Appointed
)

// Access is how a community may be found.
type Access uint8

// Open communities are public, closed ones are listed to heads of peers within
// reach and joined on request, private ones are unlisted and by invitation.
const (
	Open Access = iota
	Closed
	Private
)

// State is the state of the asker's membership record in the community.
type State uint8

// The states of a membership record. Suspended is a record
// that rests on a suspended credential, or waits for a moderator after a restore.
const (
	NotMember State = iota
	Invited
	Pending
	Active
	Suspended
	Expired
	Removed
	Left
)

// Role is the role that the membership record gives.
type Role uint8

// Roles in a community. A guest is bound to a scope of threads and an end.
const (
	NoRole Role = iota
	Guest
	Member
	FacilitatorRole
	Moderator
)

// Facts is everything a decision rests on. The use case loads it in the same
// transaction as the write it guards. The zero value is an anonymous asker who
// knows nothing, and is refused everything that is not public.
type Facts struct {
	Asker      Asker
	Local      bool       // the asker's home is this instance
	Credential Credential // of a Person
	Biography  bool       // the person has a biography of 40 to 600 characters
	Suspended  bool       // the account or person is suspended here
	Desk       bool       // holds the desk of an authority now; it counts for ViewDesk alone
	Visiting   bool       // the account is a guest's: it lives and dies with an invitation
	Weak       bool       // signed in with an account that has no second factor, where roles of trust need one
	Staff      bool       // holds a role of trust somewhere; it counts for UseRole alone

	Access           Access
	Hosted           bool // the community, or for actions on people the person asked for, has its home on this instance
	WithinReach      bool // the asker's home is within the community's reach
	Ended            bool // the community has been deleted
	AdmitsCredential bool // the community admits the asker's type of credential
	Linked           bool // a link with another community is in force now and has the effect that is asked for

	Membership  State
	Role        Role
	Current     bool // the record (or, for a remote community, the stamp) has not lapsed at this moment
	InScope     bool // the thing asked for is within the scope of a guest, or in the history of who is bound to one
	Bounded     bool // the record begins with a time: conversations begun before are not the asker's to read
	FullMember  bool // for an Issuer: its server has an active full member
	AnyRelation bool // for an Issuer: one of its people is a member or invited
	GuestsOnly  bool // for an Issuer: its server has active guests, and no full member

	Author     bool // the asker wrote the thing
	Self       bool // the thing is the asker's own account, profile, draft, membership or decision
	Locked     bool // the thread is locked
	Silenced   bool // the asker is in a time-out: reads and does not write
	Hurried    bool // the asker is new to the community and has written as much as new members may for now
	Reviewed   bool // a facilitator wants to see what the asker writes first; it counts for HeldBecause alone, as the next two
	HoldsAll   bool // the community wants that of everybody
	Newcomer   bool // or of new members, and the asker is one
	Gone       bool // the thing has been deleted
	Poll       bool // the post has been put to the vote
	Over       bool // and the time for that has passed
	LastOfRole bool // the asker is the community's last moderator
	Decided    bool // the join request, report or appeal has been decided before; of MakeAppeal: there is one already
	PublicFed  bool // federation.open is on
	PostsOpen  bool // the person asked for posts in open communities
	Welcome    bool // the person written to takes messages from the asker: by their choice, or because the two are in the conversation
}

// Verdict is the kind of answer.
type Verdict uint8

// The verdicts. NotFound is for who may not know that the thing exists and is
// byte-identical to the answer for a thing that does not exist; Forbidden only
// for who may know.
const (
	Allow Verdict = iota + 1
	Unauthenticated
	Forbidden
	NotFound
	Unavailable
)

// Decision is a verdict with the reason code that the asker (or the remote
// asker, as hr:reason) is given.
type Decision struct {
	Verdict Verdict
	Reason  string
}

// OK reports whether the decision allows the action.
func (d Decision) OK() bool { return d.Verdict == Allow }

// Action is something that somebody wants to do.
type Action string

// Actions on communities.
const (
	ViewStub        Action = "community.view-stub"    // key-only document
	ViewListed      Action = "community.view-listed"  // name, summary, rules, questions, requires
	ViewFull        Action = "community.view-full"    // members, servers, everything
	ViewMembers     Action = "community.view-members" // who is in here
	ViewOutside     Action = "community.view-outside" // for software that has no agreement with this instance
	ViewLog         Action = "community.view-log"     // hr:log: server channel
	ViewStamps      Action = "community.view-stamps"  // hr:stamps: server channel, guests' homes too
	ViewQueue       Action = "community.view-queue"   // join requests
	CreateCommunity Action = "community.create"
	EditCommunity   Action = "community.edit"
	Join            Action = "community.join"
	Leave           Action = "community.leave"
	Invite          Action = "community.invite"
	DecideJoin      Action = "community.decide-join"
	RemoveMember    Action = "community.remove-member"
	WarnMember      Action = "community.warn-member"
	SilenceMember   Action = "community.silence-member" // takes the right to write for a time, and gives it back
	// ReviewMember is to have one member's posts wait, and DecidePost to show
	// what waits, or to give it back.
	ReviewMember  Action = "community.review-member"
	DecidePost    Action = "community.decide-post"
	Appoint       Action = "community.appoint"      // makes a member a moderator, and takes that back
	AdmitGuest    Action = "community.admit-guest"  // lets in whom a member wants to invite; extends, ends
	ViewReports   Action = "community.view-reports" // what members have reported
	ResolveReport Action = "community.resolve-report"
	// AdmitByLink is to be let in because one is in a linked community, by the
	// standing rule that SetLinkRule makes and takes back.
	AdmitByLink Action = "community.admit-by-link"
	SetLinkRule Action = "community.set-link-rule"
)

// Actions on threads and posts.
const (
	ViewThread  Action = "thread.view"
	StartThread Action = "thread.start"
	Reply       Action = "thread.reply"
	LockThread  Action = "thread.lock"
	PinThread   Action = "thread.pin"       // shows it first in its community, and takes that back
	AskGuest    Action = "thread.ask-guest" // to invite somebody from outside into one conversation
	EndGuest    Action = "thread.end-guest" // before their time
	ReportPost  Action = "post.report"      // to its moderators
	// DecideAppeal is to answer an appeal against what a moderator did.
	DecideAppeal Action = "community.decide-appeal"
	// ReportPublic is to report what everybody can read, also without an account.
	ReportPublic Action = "post.report-public"
	ShareThread  Action = "thread.share" // to say in a linked community what one has begun here
	ViewHistory  Action = "post.view-history"
	ViewReaders  Action = "post.view-readers" // how many have read it, never who
	ViewFile     Action = "post.view-file"
	EditPost     Action = "post.edit"
	DeletePost   Action = "post.delete" // by its author
	RemovePost   Action = "post.remove" // by a moderator, with a reason
	React        Action = "post.react"
	Vote         Action = "poll.vote" // or to change what one has voted
)

// Actions on people.
const (
	ViewKeyDocument Action = "person.view-key-document"
	ViewCredential  Action = "person.view-credential"
	ViewProfile     Action = "person.view-profile"
	ViewDirectory   Action = "person.view-directory"
	EditProfile     Action = "person.edit-profile"
	UseDrafts       Action = "person.use-drafts"
	// UseApplication is to see and add to one's own request to be admitted.
	UseApplication Action = "person.use-application"
	// ApplyAgain is to ask to be admitted with the account that one has.
	ApplyAgain Action = "person.apply-again"
	// LinkAccount is to say that an account of other software is one's own.
	LinkAccount Action = "person.link-account"
	// UseAccount is to look after one's own account: how one signs in, where one is
	// signed in.
	UseAccount Action = "person.use-account"
	// MakeAppeal is to ask that another looks again at what a moderator decided about
	// oneself.
	MakeAppeal Action = "person.appeal"
	// Vouch is to answer for a colleague who asks to be admitted.
	Vouch Action = "person.vouch"
	// SendMessage is to write to one person, beside all communities; ReadMessages
	// to see one's own conversations, and LeaveMessages to take back what one has
	// written in them, or to leave them.
	SendMessage   Action = "person.send-message"
	ReadMessages  Action = "person.read-messages"
	LeaveMessages Action = "person.leave-messages"
)

// Actions on the instance.
const (
	ViewPeers     Action = "instance.view-peers"
	ManagePeers   Action = "instance.manage-peers"
	ManageLinks   Action = "instance.manage-links" // between a community of this instance and another
	AddMember     Action = "instance.add-member"
	VerifyPerson  Action = "instance.verify-person"
	RevokePerson  Action = "instance.revoke-person"
	SuspendPerson Action = "instance.suspend-person" // and lift it again
	RotateKeys    Action = "instance.rotate-keys"
	ManageQueue   Action = "instance.manage-queue"
	ViewAudit     Action = "instance.view-audit"
	// ImportRegister takes in a nation's register of schools, and shows what was.
	ImportRegister Action = "instance.import-register"
	// SetSchoolDays is to say when the schools of an authority are open, and to see
	// what was said.
	SetSchoolDays Action = "instance.set-school-days"
	// ViewDesk is to see the sums of one's own authority.
	ViewDesk Action = "instance.view-desk"
	// ViewTeam is to see who the facilitators are.
	ViewTeam Action = "instance.view-team"
	// Roam is to look at anything beside one's own account and the conversations
	// that one is a guest of.
	Roam Action = "instance.roam"
	// TellIncidents is to tell the public what went wrong, and HandleReports
	// to look into people who are said to be no heads.
	TellIncidents Action = "instance.publish-incidents"
	HandleReports Action = "instance.handle-reports"
	// KeepSafety is to read and write the register of safety, and the terms of use.
	KeepSafety Action = "instance.keep-safety"
	// ManageOperators is to see, add and end those who look after the instance.
	ManageOperators Action = "instance.manage-operators"
	// EndSessions is to sign everybody out.
	EndSessions Action = "instance.end-sessions"
	// UseRole is to do anything at all that a role of trust lets its holder do:
	// an operator, and whoever moderates or facilitates.
	UseRole Action = "instance.use-role"
	// ViewStyles shows the style guide.
	ViewStyles Action = "instance.view-styles"
)

// Actions lists every action; the tests fail when one of them has no rows.
var Actions = []Action{
	ViewStub, ViewListed, ViewFull, ViewMembers, ViewOutside, ViewLog, ViewStamps, ViewQueue, CreateCommunity, EditCommunity,
	Join, Leave, Invite, DecideJoin, RemoveMember, WarnMember, SilenceMember, ReviewMember, DecidePost, Appoint, ReportPost, ReportPublic, ViewReports, ResolveReport, MakeAppeal, DecideAppeal, AdmitGuest, AskGuest, EndGuest,
	AdmitByLink, SetLinkRule, ShareThread, ManageLinks,
	ViewThread, StartThread, Reply, LockThread, PinThread, ViewHistory, ViewReaders, ViewFile, EditPost, DeletePost, RemovePost, React, Vote,
	ViewKeyDocument, ViewCredential, ViewProfile, ViewDirectory, EditProfile, UseDrafts, UseApplication, ApplyAgain, LinkAccount, Vouch,
	SendMessage, ReadMessages, LeaveMessages,
	UseAccount,
	ViewPeers, ManagePeers, AddMember, VerifyPerson, RevokePerson, SuspendPerson, RotateKeys, ManageQueue, ViewAudit, ImportRegister, ViewStyles, Roam,
	TellIncidents, HandleReports, KeepSafety, ManageOperators, EndSessions, UseRole, ViewTeam, ViewDesk,
	SetSchoolDays,
}
