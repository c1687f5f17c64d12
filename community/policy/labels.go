package policy

// Label is what the first post of a conversation says of where its words may go.
// It is never taken off, and never changed.
type Label string

// What is said under the Chatham House Rule may be used, but not who said it or who
// else was there. What is confidential does not leave the pages of this instance and
// the servers of members.
const (
	NoLabel      Label = ""
	ChathamHouse Label = "chatham-house"
	Confidential Label = "confidential"
)

// Labels are those that can be chosen.
var Labels = []Label{ChathamHouse, Confidential}

// LabelOf reads a label that came from elsewhere. One that nobody here knows counts
// as the strictest.
func LabelOf(name string) Label {
	switch Label(name) {
	case NoLabel, ChathamHouse:
		return Label(name)
	default:
		return Confidential
	}
}

// Channel is a way on which words leave their room.
type Channel string

// The channels. A page, and what the servers of members hold, are inside the room; all
// else is outside of it, also where it goes to a member.
const (
	ChannelPage    Channel = "page"    // the conversation, and lists that lead to it
	ChannelMembers Channel = "members" // the servers of members, over ActivityPub
	ChannelSearch  Channel = "search"  // what a list of hits quotes
	ChannelMail    Channel = "mail"    // notices, and answers to letters
	ChannelDigest  Channel = "digest"
	ChannelPush    Channel = "push" // to a browser, or to an app
	ChannelFeed    Channel = "feed"
	ChannelExport  Channel = "export"  // what somebody takes along
	ChannelApp     Channel = "app"     // the client API, and its streams
	ChannelShare   Channel = "share"   // said again in a linked community
	ChannelOutside Channel = "outside" // ActivityPub to anybody but the servers of members
)

// Channels lists them.
var Channels = []Channel{ChannelPage, ChannelMembers, ChannelSearch, ChannelMail, ChannelDigest, ChannelPush, ChannelFeed, ChannelExport,
	ChannelApp, ChannelShare, ChannelOutside}

// Disclosure is how much of a post a channel carries.
type Disclosure int

// Nothing is nothing of it: no word, no title, no name. Unattributed is its words
// without anybody's name.
const (
	Nothing Disclosure = iota
	Unattributed
	Whole
)

// Disclose decides what a channel carries of a post in a conversation with a label; own
// is a post of whom it goes to. What is not named here carries nothing.
func Disclose(l Label, ch Channel, own bool) Disclosure {
	switch ch {
	case ChannelPage, ChannelMembers:
		return Whole
	case ChannelExport, ChannelApp:
		if own {
			return Whole
		}
	case ChannelSearch:
		if l == ChathamHouse { // a page of this instance, to members
			return Whole
		}
	case ChannelMail, ChannelDigest, ChannelPush, ChannelFeed:
	default:
		if l != NoLabel {
			return Nothing
		}
	}
	switch l {
	case NoLabel:
		return Whole
	case ChathamHouse:
		return Unattributed
	default:
		return Nothing
	}
}

// MayLabel reports whether conversations of a community can have labels: where everybody
// reads, nobody can be held to one.
func MayLabel(a Access) bool { return a != Open }
