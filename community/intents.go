package community

import (
	"encoding/json"
	"time"

	"headroom/internal/jobs"
)

// Kinds of job that use cases emit. The payload is the intent, never a signed
// document: presentations, stamps and signatures are made at send time.
const (
	JobPublish = "publish" // a local person's act becomes a document: Publish
	JobDeliver = "deliver" // a message to one peer: Delivery
	JobReceive = "receive" // a received document is applied: Receive
	JobPull    = "pull"    // something is fetched from a peer: Pull
	JobMail    = "mail"    // an e-mail: Mail
)

// Priorities of jobs; higher runs first. Revocations and deletions come before
// everything and never expire.
const (
	PriorityUrgent = jobs.Urgent
	PriorityNormal = jobs.Ordinary
	PriorityLow    = -10
)

// Act names what a local person did, for Publish.
type Act string

// The acts that become documents in a community.
const (
	ActCreate  Act = "create"
	ActUpdate  Act = "update"
	ActDelete  Act = "delete"
	ActRemove  Act = "remove" // a moderator's Delete of another's post
	ActReact   Act = "react"
	ActUnreact Act = "unreact"
	ActLock    Act = "lock"
	ActUnlock  Act = "unlock"
	ActPin     Act = "pin"   // Add of a conversation to what is featured
	ActUnpin   Act = "unpin" // Remove of one from it

	// Acts of moderators about people. The first three are not announced; they
	// become documents only where the community's home is another instance.
	ActAcceptJoin Act = "accept-join"
	ActRejectJoin Act = "reject-join"
	ActExpel      Act = "expel"   // Remove of a member
	ActAppoint    Act = "appoint" // Add of a member to the moderators
	ActDismiss    Act = "dismiss" // Remove of one from them
	ActResolve    Act = "resolve" // of a report; not announced
	ActWarn       Act = "warn"    // a member; not announced, as the next two
	ActSilence    Act = "silence" // Block of a member for a time
	ActUnsilence  Act = "unsilence"
	ActReview     Act = "review" // their posts wait for a facilitator
	ActUnreview   Act = "unreview"
	ActRelease    Act = "release"  // a post that waits; not announced
	ActWithhold   Act = "withhold" // Reject of one

	// Acts in private conversations, which go from home to home.
	ActMessage       Act = "message"
	ActMessageDelete Act = "message-delete"
	ActMessageLeave  Act = "message-leave"
	ActTally         Act = "tally" // of a poll: said by the community itself
)

// Publish is the payload of JobPublish.
type Publish struct {
	Act       Act    `json:"act"`
	Community int64  `json:"community"`
	Person    int64  `json:"person"`           // whose key signs
	Post      int64  `json:"post,omitempty"`   // or private message, or the conversation that is left
	Object    string `json:"object,omitempty"` // IRI of a Like that is undone
	Kind      string `json:"kind,omitempty"`   // of a reaction
	Reason    string `json:"reason,omitempty"` // code
	Words     string `json:"words,omitempty"`  // beside the code
	At        int64  `json:"at"`               // ms
	ID        int64  `json:"id"`               // number of the activity's id
	Until     int64  `json:"until,omitempty"`  // ms; of a time-out
}

// Message names what is delivered to a peer, for Delivery.
type Message string

// The messages between instances.
const (
	SendActivity   Message = "activity"           // a member's activity to the group's inbox
	SendAnnounces  Message = "announces"          // the log from an entry on to a member's server
	SendAnnounce   Message = "announce"           // one log entry to a member's server
	SendToGuests   Message = "announce-to-guests" // likewise, unchained, to a server with guests only
	SendFollow     Message = "follow"             // with a presentation made at send time
	SendUndo       Message = "undo-follow"        // leaving
	SendAccept     Message = "accept"             // of a Follow, with the stamp
	SendReject     Message = "reject"             // of a Follow or of an activity
	SendRemove     Message = "remove"             // a membership has ended
	SendInvite     Message = "invite"
	SendOffer      Message = "offer"
	SendOfferYes   Message = "offer-accept"
	SendOfferNo    Message = "offer-reject"
	SendOfferUndo  Message = "offer-undo"
	SendStatusList Message = "status-list" // an Update push of a status list
	SendDirectory  Message = "directory"   // an Update of hr:communities
	SendReceipt    Message = "receipt"     // what we held of a community of theirs is deleted
	SendKeys       Message = "keys"        // an Update of an actor whose keys have changed
	SendFlag       Message = "flag"        // one of our people reports a post of a peer's community
	SendAppeal     Message = "appeal"      // one of our people appeals against what a peer's moderator decided
	SendGroup      Message = "group"       // an Update of a community of ours, to be read anew
	SendWaiting    Message = "waiting"     // something waits for a moderator at their home
	SendResolved   Message = "resolved"    // what came of a report
	SendMeasure    Message = "measure"     // what a moderator did about a member who stays
	SendHeld       Message = "held"        // a post waits for a facilitator, to its author's home
	SendAuditHead  Message = "audit-head"  // the head of the audit chain, daily
	SendDirect     Message = "direct"      // an act in a private conversation, to the homes of its people
	SendDirectNo   Message = "direct-no"   // one of ours does not take a private message
	SendBallot     Message = "ballot"      // a vote of one of our people, to the community's host
	SendTally      Message = "tally"       // what a poll that runs has come to so far

	// To software without an agreement, from open communities (federation.open).
	SendOutsideYes    Message = "outside-accept"   // of a Follow
	SendOutside       Message = "outside-announce" // an activity, whole
	SendOutsideID     Message = "outside-boost"    // a post by its id alone
	SendOutsideGone   Message = "outside-gone"     // the deletion of a post
	SendOutsideUndo   Message = "outside-undo"     // takes the boost back
	SendOutsideDelete Message = "outside-delete"   // the deletion, in its author's name
	SendOutsidePoll   Message = "outside-poll"     // what a poll has come to
	SendOutsideOwn    Message = "outside-poll-own" // the same, in its author's name
	SendOutsideNo     Message = "outside-reject"   // of a Follow by a group that was sent away
	SendTie           Message = "outside-follow"   // one of our communities asks to follow a group
	SendTieUndo       Message = "outside-unfollow"
	SendHeard         Message = "outside-heard"      // what a followed group has said, by its id alone
	SendHeardUndo     Message = "outside-heard-undo" // takes that back
	SendLinkOffer     Message = "link-offer"         // of a link with a community of the peer's
	SendLinkYes       Message = "link-accept"
	SendLinkNo        Message = "link-reject"
	SendLinkUndo      Message = "link-undo"
)

// Delivery is the payload of JobDeliver.
type Delivery struct {
	Message    Message `json:"message"`
	Host       string  `json:"host"`
	Community  int64   `json:"community,omitempty"`
	Membership int64   `json:"membership,omitempty"`
	Person     int64   `json:"person,omitempty"`
	To         int64   `json:"to,omitempty"` // the person whose message is not taken
	Document   int64   `json:"document,omitempty"`
	Epoch      int64   `json:"epoch,omitempty"`
	Seq        int64   `json:"seq,omitempty"`
	Version    int64   `json:"version,omitempty"`
	Object     string  `json:"object,omitempty"` // what is accepted, rejected, undone or pushed
	Reason     string  `json:"reason,omitempty"`
	Record     int64   `json:"record,omitempty"`  // of what is told, by the kind of message
	ID         int64   `json:"id"`                // number of the activity's id
	Inbox      string  `json:"inbox,omitempty"`   // of other software: where it is sent
	Outside    int64   `json:"outside,omitempty"` // actor of other software
	At         int64   `json:"at,omitempty"`      // ms; to other software nothing is sent for ever
}

// Receive is the payload of JobReceive. Signer is never empty: the verified
// signer survives the queue.
type Receive struct {
	Document int64  `json:"document"`
	Signer   string `json:"signer"`
	Held     int64  `json:"held,omitempty"` // of a post that waited and has been released
}

// Pull is the payload of JobPull.
type Pull struct {
	What      string `json:"what"` // "log", "stamps", "directory", "group", "conduct", "status-list", "file"
	Host      string `json:"host"`
	Community int64  `json:"community,omitempty"`
	URL       string `json:"url,omitempty"`
}

// Mail is the payload of JobMail: a template and its arguments; the text is
// made, and the right to it asked again, when it is sent.
type Mail struct {
	Template string `json:"template"` // "reset", "first-operator", "welcome", "join-decided", "apply" …
	Account  int64  `json:"account"`
	// Application is whose letter it is when the reader has no account yet, or
	// is the school.
	Application int64 `json:"application,omitempty"`
	// Report is the report whose sender is told what came of it.
	Report int64             `json:"report,omitempty"`
	Args   map[string]string `json:"args,omitempty"`
	// Language is that of the page on which the mail was asked for; it is
	// written in it when its reader has chosen none.
	Language string `json:"language,omitempty"`
}

// PeerLane is the lane of deliveries to a host.
func PeerLane(host string) string { return "peer:" + host }

func intent(lane, kind, key string, priority int, at time.Time, payload any) jobs.New {
	raw, err := json.Marshal(payload)
	if err != nil { // plain structs of strings and numbers always marshal
		panic(err)
	}
	return jobs.New{Lane: lane, Kind: kind, Key: key, Payload: raw, Priority: priority, RunAt: at}
}

// deliver enqueues a message to a peer in the transaction of its cause.
func (s *Service) deliver(tx Tx, d Delivery, priority int) error {
	if d.ID == 0 {
		d.ID = tx.NextID()
	}
	return tx.Enqueue(intent(PeerLane(d.Host), JobDeliver, "", priority, s.now(), d))
}

// publish enqueues the making of a document for a local person's act.
func (s *Service) publish(tx Tx, p Publish) error {
	if p.ID == 0 {
		p.ID = tx.NextID()
	}
	p.At = s.now().UnixMilli()
	priority := PriorityNormal
	if p.Act == ActDelete || p.Act == ActRemove {
		priority = PriorityUrgent
	}
	// One lane a community, one at a time: what was said first stands first in
	// its log.
	return tx.Enqueue(intent(PublishLane(p.Community), JobPublish, "", priority, s.now(), p))
}

// PublishLane is the lane in which what is said in a community becomes documents.
func PublishLane(community int64) string { return JobPublish + ":" + itoa(community) }

// pullWindow is how close together two equal fetches of the future are one.
const pullWindow = 10 * time.Second

// pull enqueues a fetch. Equal ones that are due in the same window of the
// future are one; one that is due now is always enqueued, since another that
// runs already may have looked before what is to be fetched was there.
func (s *Service) pull(tx Tx, p Pull, at time.Time) error {
	key := p.What + " " + p.Host + " " + p.URL + " " + itoa(p.Community) + " "
	if at.After(s.now()) {
		key += "at " + itoa(at.Truncate(pullWindow).Unix())
	} else {
		key += itoa(tx.NextID())
	}
	return tx.Enqueue(intent("pull:"+p.Host, JobPull, key, PriorityNormal, at, p))
}

func (s *Service) mail(tx Tx, m Mail) error {
	return tx.Enqueue(intent(JobMail, JobMail, "", PriorityNormal, s.now(), m))
}
