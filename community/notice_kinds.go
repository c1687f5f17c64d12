package community

import "time"

// NoticeKind is what somebody is told of.
type NoticeKind string

// The kinds of notice. What each says is a sentence of the catalogues.
const (
	NoticeMention  NoticeKind = "mention"  // a post names the reader
	NoticeReply    NoticeKind = "reply"    // a post answers one of the reader's
	NoticeThread   NoticeKind = "thread"   // a post in a conversation that the reader follows
	NoticePost     NoticeKind = "post"     // a post in a community of which the reader wants all
	NoticeReaction NoticeKind = "reaction" // to a post of the reader's
	NoticeRequest  NoticeKind = "request"  // somebody asks to join; to who decides it
	NoticeInvited  NoticeKind = "invited"
	NoticeAccepted NoticeKind = "accepted" // the reader's request to join
	NoticeDeclined NoticeKind = "declined" // likewise
	NoticeLapsed   NoticeKind = "lapsed"   // a membership whose time is over
	NoticeEnded    NoticeKind = "ended"    // a membership that was ended by somebody else
	NoticeRole     NoticeKind = "role"     // in a community
	NoticeRemoved  NoticeKind = "removed"  // the reader's post, by a moderator
	NoticeRefused  NoticeKind = "refused"  // the reader's text, by its host: a draft again
	NoticeUnsent   NoticeKind = "unsent"   // what the reader had scheduled, when it was to be posted: a draft again
	NoticeVerified NoticeKind = "verified" // the first credential
	NoticeRenewed  NoticeKind = "renewed"  // a later one
	NoticeSoon     NoticeKind = "soon"     // the credential ends soon
	// The headship of somebody who leads a school for a time ends, and their
	// credential with it: in four weeks, and in one.
	NoticeHeadshipMonth NoticeKind = "headship_month"
	NoticeHeadshipWeek  NoticeKind = "headship_week"

	NoticeOver   NoticeKind = "over"   // the credential has ended
	NoticePaused NoticeKind = "paused" // the credential is suspended
	NoticeBack   NoticeKind = "back"   // and that has been lifted
	// A member wants a guest in a conversation, to who decides; and what was
	// decided, to that member.
	NoticeGuestAsked    NoticeKind = "guest_asked"
	NoticeGuestIn       NoticeKind = "guest_in"
	NoticeGuestDeclined NoticeKind = "guest_declined"
	// A member has reported a post, to its moderators; and what came of it, to
	// who reported.
	NoticeReported   NoticeKind = "report"
	NoticeReportDone NoticeKind = "report_done"
	// What a moderator did about the reader, who stays a member.
	NoticeWarned     NoticeKind = "warned"
	NoticeSilenced   NoticeKind = "silenced"
	NoticeUnsilenced NoticeKind = "unsilenced"
	// Somebody appeals against what a moderator decided, to who may decide it; and
	// what came of it, to who appealed.
	NoticeAppeal     NoticeKind = "appeal"
	NoticeAppealDone NoticeKind = "appeal_done"
	NoticeReviewed   NoticeKind = "reviewed"
	NoticeUnreviewed NoticeKind = "unreviewed"
	// A post waits, to who decides; and the reader's own is shown now.
	NoticeHeld     NoticeKind = "held"
	NoticeReleased NoticeKind = "released"
	NoticePollDone NoticeKind = "poll_done" // the reader's poll is over, with its result
	// Something waits in a peer's community, to its moderators here.
	NoticeWaiting NoticeKind = "waiting"
	// Somebody has written to the reader alone, or to a few; and what the reader
	// wrote so, and nobody got.
	NoticeMessage     NoticeKind = "message"
	NoticeMessageBack NoticeKind = "message_back"
	NoticeConduct     NoticeKind = "conduct" // a community of the reader's has other rules
	NoticeTerms       NoticeKind = "terms"   // the instance has other terms of use
)

// NoticeTopic is a group of kinds that people choose about as one.
type NoticeTopic string

// The topics, as the settings and the filter name them.
const (
	TopicMention    NoticeTopic = "mention"
	TopicMessage    NoticeTopic = "message"
	TopicReply      NoticeTopic = "reply"
	TopicThread     NoticeTopic = "thread"
	TopicPost       NoticeTopic = "post"
	TopicReaction   NoticeTopic = "reaction"
	TopicRequest    NoticeTopic = "request"
	TopicInvited    NoticeTopic = "invited"
	TopicMembership NoticeTopic = "membership"
	TopicRole       NoticeTopic = "role"
	TopicWriting    NoticeTopic = "writing"
	TopicCredential NoticeTopic = "credential"
	TopicRules      NoticeTopic = "rules"
)

// topicInfo is what holds for a topic: its kinds, and whether it goes by
// e-mail to who has chosen nothing.
type topicInfo struct {
	topic NoticeTopic
	mail  bool
	kinds []NoticeKind
}

// topics are all topics in the order of the settings page. Every one is shown
// on the page unless its reader has turned it off.
var topics = []topicInfo{
	{TopicMessage, true, []NoticeKind{NoticeMessage, NoticeMessageBack}},
	{TopicMention, false, []NoticeKind{NoticeMention}},
	{TopicReply, false, []NoticeKind{NoticeReply}},
	{TopicThread, false, []NoticeKind{NoticeThread}},
	{TopicPost, false, []NoticeKind{NoticePost}},
	{TopicReaction, false, []NoticeKind{NoticeReaction}},
	{TopicWriting, false, []NoticeKind{NoticeRemoved, NoticeRefused, NoticeUnsent, NoticeReleased, NoticeReportDone, NoticePollDone}},
	{TopicInvited, true, []NoticeKind{NoticeInvited}},
	{TopicMembership, true, []NoticeKind{NoticeAccepted, NoticeDeclined, NoticeLapsed, NoticeEnded, NoticeWarned, NoticeSilenced, NoticeUnsilenced, NoticeReviewed, NoticeUnreviewed, NoticeAppealDone, NoticeGuestIn, NoticeGuestDeclined}},
	{TopicRequest, true, []NoticeKind{NoticeRequest, NoticeGuestAsked, NoticeReported, NoticeHeld, NoticeAppeal, NoticeWaiting}},
	{TopicRole, false, []NoticeKind{NoticeRole}},
	{TopicRules, true, []NoticeKind{NoticeConduct, NoticeTerms}},
	{TopicCredential, true, []NoticeKind{NoticeVerified, NoticeRenewed, NoticeSoon, NoticeHeadshipMonth, NoticeHeadshipWeek, NoticeOver, NoticePaused, NoticeBack}},
}

// NoticeTopics are all topics in the order in which they are shown.
func NoticeTopics() []NoticeTopic {
	list := make([]NoticeTopic, len(topics))
	for i, t := range topics {
		list[i] = t.topic
	}
	return list
}

// Kinds are the kinds of a topic; none of an unknown one.
func (t NoticeTopic) Kinds() []NoticeKind { return t.info().kinds }

func (t NoticeTopic) info() topicInfo {
	for _, info := range topics {
		if info.topic == t {
			return info
		}
	}
	return topicInfo{}
}

// MailsFirst reports whether a topic goes by e-mail to who has chosen nothing.
func (t NoticeTopic) MailsFirst() bool { return t.info().mail }

// Topic is the topic of a kind.
func (k NoticeKind) Topic() NoticeTopic {
	for _, info := range topics {
		for _, kind := range info.kinds {
			if kind == k {
				return info.topic
			}
		}
	}
	return ""
}

// NoticeMail is what became of the e-mail about a notice.
type NoticeMail int64

// The states of a notice's e-mail.
const (
	NoMail NoticeMail = iota
	MailDue
	MailSent
	MailDropped // refused, or not to be known any more when it was to be sent
)

// Notice is one thing that somebody is told of: keys, never text.
type Notice struct {
	ID          int64
	PersonID    int64
	Kind        NoticeKind
	CommunityID int64
	ThreadID    int64
	PostID      int64
	RecordID    int64 // membership, invitation, credential or private conversation
	EventSeq    int64 // 0 where the same is told once for ever
	ActorID     int64
	Args        map[string]string
	Mail        NoticeMail
	Lead        bool // the newest of those that are shown as one
	CreatedAt   time.Time
	ReadAt      time.Time
}

// NoticeChoice is what a person chose about a topic.
type NoticeChoice struct {
	PersonID  int64
	Topic     NoticeTopic
	Page      bool
	Mail      bool
	UpdatedAt time.Time
}

// PlaceChoice is what a person chose about a community (Thread is 0) or a
// conversation. It is kept while they are away.
type PlaceChoice struct {
	PersonID    int64
	CommunityID int64
	ThreadID    int64
	Choice      string // of a community "all", "mine" or "none"; of a thread "follow" or "mute"
	Content     bool   // e-mails about a community that is not open may say what was written
	UpdatedAt   time.Time
}

// What may be chosen about places.
const (
	PlaceAll    = "all"    // every new post
	PlaceMine   = "mine"   // what concerns the reader: the usual
	PlaceNone   = "none"   // nothing of what is written there
	PlaceFollow = "follow" // of a thread: every post
	PlaceMute   = "mute"   // of a thread: only what names the reader
)
