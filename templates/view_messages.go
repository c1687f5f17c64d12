package templates

import "html/template"

// Messages is GET /messages: the reader's private conversations, the newest
// first.
type Messages struct {
	Page
	Talks  []TalkRow
	Pager  Pager
	Events string // address of the live notices, or ""
}

// TalkRow is one private conversation.
type TalkRow struct {
	ID      int64
	Others  []TalkPerson
	By      string // who wrote last; "" for the reader
	Excerpt string // plain text
	Lang    string
	Deleted bool
	Unread  bool
	At      Instant
}

// TalkPerson is one of the others in a conversation.
type TalkPerson struct {
	Byline
	Left   bool
	Closed bool // cannot be written to any more
}

// MessageNew is GET|POST /messages/new: fields title, the names of whom it goes
// to, body, lang, seen and person, whom the page was opened for.
type MessageNew struct {
	Page
	PersonID int64
	Form     ComposeForm
	Draft    DraftNotice
	Place    string // of the draft
}

// MessageTalk is GET|POST /messages/{id}: one conversation, oldest message
// first. POST /messages/{id}/delete takes the field message back, and
// /messages/{id}/leave leaves.
type MessageTalk struct {
	Page
	ID       int64
	Others   []TalkPerson
	Rows     []MessageRow
	Pager    Pager // Previous leads to earlier messages, Next to the newest
	CanWrite bool
	Form     ComposeForm
	Draft    DraftNotice
	Events   string
}

// MessageRow is one private message.
type MessageRow struct {
	ID      int64
	Author  Byline
	Mine    bool
	New     bool
	Deleted bool
	HTML    template.HTML // sanitised
	Lang    string
	At      Instant
	To      []MessageTo // of the reader's own: whom it has not reached, or not yet
}

// MessageTo is what became of a message for somebody. State is "sending" or
// "refused".
type MessageTo struct {
	Name   string
	State  string
	Reason string // code
}

// Names are the others, for titles.
func (t MessageTalk) Names() string { return joinNames(t.Others) }

// Names are the others.
func (t TalkRow) Names() string { return joinNames(t.Others) }

func joinNames(people []TalkPerson) (names string) {
	for i, p := range people {
		if i > 0 {
			names += ", "
		}
		names += p.Name
	}
	return names
}

// FormKeyed is the idempotency key: of before, when the form is shown again.
func (t MessageTalk) FormKeyed() string { return keyed(t.Page, t.Form, "message") }

// FormKeyed is the idempotency key: of before, when the form is shown again.
func (m MessageNew) FormKeyed() string { return keyed(m.Page, m.Form, "message-new") }

func keyed(p Page, f ComposeForm, name string) string {
	if f.Key != "" {
		return f.Key
	}
	return p.Key(name)
}

// MessageAlert is the fragment that says that there is a new private message.
type MessageAlert struct {
	Page
	Href string
}

func (Messages) template() string     { return "messages" }
func (MessageNew) template() string   { return "message-new" }
func (MessageTalk) template() string  { return "message-talk" }
func (MessageAlert) template() string { return "#message-alert" }
