package community

import "time"

// MailReplyTx keeps who answers by e-mail, and what came.
type MailReplyTx interface {
	// MailReplies gives a person's choice; ErrNotFound for who has made none.
	MailReplies(person int64) (MailReplies, error)
	PutMailReplies(MailReplies) error
	// TakeMail notes that a mail came; false when it was noted before.
	TakeMail(TakenMail) (bool, error)
	// MailsTaken gives a person's mails since a moment, oldest first.
	MailsTaken(person int64, since time.Time, limit int) ([]TakenMail, error)
	// DropTakenMails forgets mails that came before a moment.
	DropTakenMails(before time.Time) error
}

// MailReplies is what a person chose about answering by e-mail.
type MailReplies struct {
	PersonID  int64
	Off       bool
	Since     time.Time // addresses made before it have ended
	UpdatedAt time.Time
}

// TakenMail is a mail that came to a person's address. The same one, sent again
// or played back, has the same digest.
type TakenMail struct {
	PersonID int64
	Digest   string
	Refused  bool
	At       time.Time
}
