package community

import "time"

// Bounds of private messages.
const (
	messagePeople   = 20     // people beside the author
	messageMost     = 10_000 // characters
	messagesOnPage  = 50
	conversationsOn = 30
)

// Talk is a private conversation between heads. Its people are those it
// began with: some may leave, and nobody is added.
type Talk struct {
	ID        int64
	IRI       string // the context of its messages, at the home of who began it
	StarterID int64
	CreatedAt time.Time
}

// TalkPerson is somebody's place in a conversation.
type TalkPerson struct {
	ConversationID int64
	PersonID       int64
	LastID         int64 // the newest message that they have; 0 for none
	ReadID         int64 // up to where they have read
	LeftAt         time.Time
	HiddenID       int64 // the newest that they had when they took it off the list of their apps
}

// PrivateMessage is one private message, as its author wrote it. Source is kept at the
// author's home only.
type PrivateMessage struct {
	ID             int64
	IRI            string
	ActivityIRI    string
	ConversationID int64
	AuthorID       int64
	Language       string
	Source         string
	HTML           string
	PublishedAt    time.Time
	CreatedAt      time.Time
	DeletedAt      time.Time
}

// MessageState is how far a message has come with one person.
type MessageState string

// The states. Own and Taken are what somebody may read.
const (
	MessageOwn     MessageState = "own"
	MessageTaken   MessageState = "taken"   // they have it
	MessageSending MessageState = "sending" // on its way to their home
	MessageSent    MessageState = "sent"    // their home has taken it
	MessageRefused MessageState = "refused" // with a reason
	MessageKept    MessageState = "kept"    // they have blocked the author, who is not told
)

// MessagePerson is what became of a message for one person.
type MessagePerson struct {
	MessageID      int64
	PersonID       int64
	ConversationID int64
	State          MessageState
	Reason         string // code, of a refusal
	At             time.Time
}

// MessageInput is a message as it was typed. Conversation is where it goes on;
// with 0 a new one begins, with those whom To names.
type MessageInput struct {
	Conversation   int64
	To             []string // as in InviteInput, or numbers of people known here
	Body           string   // Markdown
	Language       string
	Place          string // of the draft that it was written in
	IdempotencyKey string
	Form           string // as in DraftInput
	Seen           time.Time
}

// MessageResult tells where a message is.
type MessageResult struct {
	Conversation int64
	Message      int64
	Again        bool // the idempotency key had been used: nothing was done twice
}

// TalkView is a conversation for one of its people.
type TalkView struct {
	Talk
	People []TalkMember   // the others
	Last   PrivateMessage // the newest that they have, without its source
	By     Person         // its author
	Unread bool
}

// TalkMember is one of the others in a conversation.
type TalkMember struct {
	PersonView
	Left   bool
	Closed bool // is no head any more, or their home has no agreement with ours
}

// MessageView is a message for one of its readers.
type MessageView struct {
	PrivateMessage
	Author PersonView
	Mine   bool
	New    bool
	// People says of an own message what became of it for each of the others; of
	// another's, when it did not go to all who are in the conversation, whom it
	// went to here.
	People []MessageDelivery
}

// MessageDelivery is what became of a message for somebody.
type MessageDelivery struct {
	Person Person
	State  MessageState
	Reason string
	At     time.Time
}

// TalkPage is a page of a conversation, oldest message first.
type TalkPage struct {
	TalkView
	Messages []MessageView
	Earlier  int64 // the id before which there are more; 0 for none
	CanWrite bool
	Draft    Draft
}
