package storage

import (
	"time"

	"headroom/community"
)

type conversationRow struct {
	ID        int64     `db:"id"`
	IRI       string    `db:"iri"`
	StarterID int64     `db:"starter_id"`
	CreatedAt time.Time `db:"created_at"`
}

type conversationPersonRow struct {
	ConversationID int64     `db:"conversation_id"`
	PersonID       int64     `db:"person_id"`
	LastID         int64     `db:"last_id"`
	ReadID         int64     `db:"read_id"`
	LeftAt         time.Time `db:"left_at"`
	HiddenID       int64     `db:"hidden_id"`
}

type messageRow struct {
	ID             int64     `db:"id"`
	IRI            string    `db:"iri"`
	ActivityIRI    string    `db:"activity_iri"`
	ConversationID int64     `db:"conversation_id"`
	AuthorID       int64     `db:"author_id"`
	Language       string    `db:"language"`
	Source         string    `db:"source"`
	HTML           string    `db:"html"`
	PublishedAt    time.Time `db:"published_at"`
	CreatedAt      time.Time `db:"created_at"`
	DeletedAt      time.Time `db:"deleted_at"`
}

type messagePersonRow struct {
	MessageID      int64                  `db:"message_id"`
	PersonID       int64                  `db:"person_id"`
	ConversationID int64                  `db:"conversation_id"`
	State          community.MessageState `db:"state"`
	Reason         string                 `db:"reason"`
	At             time.Time              `db:"at"`
}

var (
	conversations      = newTable[conversationRow]("conversation", 1)
	conversationSelect = "select " + conversations.list + " from conversation where "

	conversationPeople        = newTable[conversationPersonRow]("conversation_person", 2)
	conversationPersonSelect  = "select " + conversationPeople.list + " from conversation_person where "
	conversationPersonReplace = conversationPeople.replace("conversation_id,person_id")

	messages      = newTable[messageRow]("message", 1)
	messageSelect = "select " + messages.list + " from message where "
	messageFor    = "select " + messages.of("message") + ` from message_person join message on message.id = message_person.message_id
		where message_person.person_id = ? and message_person.conversation_id = ? and message_person.state in ('own', 'taken')`

	messagePeople        = newTable[messagePersonRow]("message_person", 2)
	messagePersonSelect  = "select " + messagePeople.list + " from message_person where "
	messagePersonReplace = messagePeople.replace("message_id,person_id")
)

func conversation(r conversationRow) community.Talk { return community.Talk(r) }

func conversationPerson(r conversationPersonRow) community.TalkPerson {
	return community.TalkPerson(r)
}

func message(r messageRow) community.PrivateMessage { return community.PrivateMessage(r) }

func messagePerson(r messagePersonRow) community.MessagePerson { return community.MessagePerson(r) }

// Talk implements community.MessageTx.
func (t *tx) Talk(id int64) (community.Talk, error) {
	row, err := selectRow(t, conversations, conversationSelect+"id = ?", id)
	return conversation(row), err
}

// TalkByIRI implements community.MessageTx.
func (t *tx) TalkByIRI(iri string) (community.Talk, error) {
	row, err := selectRow(t, conversations, conversationSelect+"iri = ?", iri)
	return conversation(row), err
}

// TalkOfTwo implements community.MessageTx.
func (t *tx) TalkOfTwo(one, other int64) (community.Talk, error) {
	row, err := selectRow(t, conversations, conversationSelect+`id = (select a.conversation_id from conversation_person a
		join conversation_person b on b.conversation_id = a.conversation_id and b.person_id = ? and b.left_at = 0
		where a.person_id = ? and a.left_at = 0
			and (select count(*) from conversation_person c where c.conversation_id = a.conversation_id) = 2
		order by a.conversation_id desc limit 1)`, other, one)
	return conversation(row), err
}

// InsertTalk implements community.MessageTx.
func (t *tx) InsertTalk(c community.Talk) error {
	return insertRow(t, conversations, conversationRow(c))
}

// TalkPeople implements community.MessageTx.
func (t *tx) TalkPeople(id int64) ([]community.TalkPerson, error) {
	rows, err := selectRows(t, conversationPeople, conversationPersonSelect+"conversation_id = ? order by person_id", id)
	return convert(rows, err, conversationPerson)
}

// PutTalkPerson implements community.MessageTx.
func (t *tx) PutTalkPerson(p community.TalkPerson) error {
	_, err := execRow(t, conversationPeople, conversationPersonReplace, conversationPersonRow(p))
	return err
}

// TalksOf implements community.MessageTx.
func (t *tx) TalksOf(person int64, hidden bool, p community.Page) ([]community.TalkPerson, error) {
	query := conversationPersonSelect + "person_id = ? and left_at = 0 and last_id <> 0"
	if !hidden {
		query += " and last_id > hidden_id"
	}
	rows, err := selectPage(t, conversationPeople, query, "last_id", p, false, person)
	return convert(rows, err, conversationPerson)
}

// UnreadTalks implements community.MessageTx.
func (t *tx) UnreadTalks(person int64, most int) (int, error) {
	return value[int](t, `select count(*) from (select 1 from conversation_person
		where person_id = ? and left_at = 0 and last_id > read_id limit ?) as fresh`, person, most)
}

// PrivateMessage implements community.MessageTx.
func (t *tx) PrivateMessage(id int64) (community.PrivateMessage, error) {
	row, err := selectRow(t, messages, messageSelect+"id = ?", id)
	return message(row), err
}

// PrivateMessageByIRI implements community.MessageTx.
func (t *tx) PrivateMessageByIRI(iri string) (community.PrivateMessage, error) {
	row, err := selectRow(t, messages, messageSelect+"iri = ?", iri)
	return message(row), err
}

// PrivateMessageByActivity implements community.MessageTx.
func (t *tx) PrivateMessageByActivity(iri string) (community.PrivateMessage, error) {
	row, err := selectRow(t, messages, messageSelect+"activity_iri = ?", iri)
	return message(row), err
}

// PrivateMessagesByID implements community.MessageTx.
func (t *tx) PrivateMessagesByID(list []int64) ([]community.PrivateMessage, error) {
	rows, err := selectIn(t, messages, messageSelect+"id in (??)", list)
	return convert(rows, err, message)
}

// MessagesFor implements community.MessageTx.
func (t *tx) MessagesFor(person, conversation int64, p community.Page) ([]community.PrivateMessage, error) {
	rows, err := selectPage(t, messages, messageFor, "message_person.message_id", p, false, person, conversation)
	return convert(rows, err, message)
}

// InsertPrivateMessage implements community.MessageTx.
func (t *tx) InsertPrivateMessage(m community.PrivateMessage) error {
	return insertRow(t, messages, messageRow(m))
}

// UpdatePrivateMessage implements community.MessageTx.
func (t *tx) UpdatePrivateMessage(m community.PrivateMessage) error {
	return updateRow(t, messages, messageRow(m))
}

// MessagePeople implements community.MessageTx.
func (t *tx) MessagePeople(list []int64) ([]community.MessagePerson, error) {
	rows, err := selectIn(t, messagePeople, messagePersonSelect+"message_id in (??) order by message_id, person_id", list)
	return convert(rows, err, messagePerson)
}

// PutMessagePerson implements community.MessageTx.
func (t *tx) PutMessagePerson(p community.MessagePerson) error {
	_, err := execRow(t, messagePeople, messagePersonReplace, messagePersonRow(p))
	return err
}

// ReadMessageNotices implements community.MessageTx.
func (t *tx) ReadMessageNotices(person, conversation int64, at time.Time) error {
	_, err := t.exec("update notification set read_at = ? where lead and read_at = 0 and person_id = ? and kind in (?, ?) and record_id = ?",
		millis(at), person, string(community.NoticeMessage), string(community.NoticeMessageBack), conversation)
	return err
}
