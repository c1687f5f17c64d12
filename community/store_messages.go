package community

import "time"

// MessageTx keeps what is between people: private messages, and what one thinks of
// another.
type MessageTx interface {
	StanceTx
	TagTx
	FollowingTx
	FilterTx
	ScheduledTx

	Talk(id int64) (Talk, error)
	TalkByIRI(iri string) (Talk, error)
	// TalkOfTwo gives the newest conversation that two people have alone
	// and that neither has left.
	TalkOfTwo(one, other int64) (Talk, error)
	InsertTalk(Talk) error
	// TalkPeople gives everybody's place in a conversation, by person.
	TalkPeople(conversation int64) ([]TalkPerson, error)
	PutTalkPerson(TalkPerson) error
	// TalksOf gives somebody's places in the conversations that they are in
	// and have a message of, the newest message first; Page.Before is a value of
	// LastID. Without hidden those are left out that they have taken off the list.
	TalksOf(person int64, hidden bool, p Page) ([]TalkPerson, error)
	// UnreadTalks counts those with something new for them, to at most most.
	UnreadTalks(person int64, most int) (int, error)

	PrivateMessage(id int64) (PrivateMessage, error)
	PrivateMessageByIRI(iri string) (PrivateMessage, error)
	PrivateMessageByActivity(iri string) (PrivateMessage, error)
	PrivateMessagesByID(ids []int64) ([]PrivateMessage, error) // in no order
	// MessagesFor gives what somebody has written or been given in a conversation,
	// newest first.
	MessagesFor(person, conversation int64, p Page) ([]PrivateMessage, error)
	InsertPrivateMessage(PrivateMessage) error
	UpdatePrivateMessage(PrivateMessage) error
	// MessagePeople gives what became of messages for everybody they went to.
	MessagePeople(messages []int64) ([]MessagePerson, error)
	PutMessagePerson(MessagePerson) error
	// ReadMessageNotices marks what somebody was told of a conversation as read.
	ReadMessageNotices(person, conversation int64, at time.Time) error
}
