package storage

import (
	"time"

	"headroom/community"
)

type mailRepliesRow struct {
	PersonID  int64     `db:"person_id"`
	Off       bool      `db:"off"`
	Since     time.Time `db:"since"`
	UpdatedAt time.Time `db:"updated_at"`
}

type takenMailRow struct {
	PersonID int64     `db:"person_id"`
	Digest   string    `db:"digest"`
	Refused  bool      `db:"refused"`
	At       time.Time `db:"at"`
}

var (
	mailReplies      = newTable[mailRepliesRow]("mail_reply", 1)
	mailReplySelect  = "select " + mailReplies.list + " from mail_reply where person_id = ?"
	mailReplyPut     = mailReplies.replace("person_id")
	takenMails       = newTable[takenMailRow]("mail_taken", 2)
	takenMailsSelect = "select " + takenMails.list + " from mail_taken where person_id = ? and at >= ? order by at, digest limit ?"
)

// MailReplies implements community.MailReplyTx.
func (t *tx) MailReplies(person int64) (community.MailReplies, error) {
	row, err := selectRow(t, mailReplies, mailReplySelect, person)
	return community.MailReplies(row), err
}

// PutMailReplies implements community.MailReplyTx.
func (t *tx) PutMailReplies(m community.MailReplies) error {
	_, err := execRow(t, mailReplies, mailReplyPut, mailRepliesRow(m))
	return err
}

// TakeMail implements community.MailReplyTx.
func (t *tx) TakeMail(m community.TakenMail) (bool, error) {
	n, err := execRow(t, takenMails, takenMails.insert, takenMailRow(m))
	return n > 0, err
}

// MailsTaken implements community.MailReplyTx.
func (t *tx) MailsTaken(person int64, since time.Time, limit int) ([]community.TakenMail, error) {
	rows, err := selectRows(t, takenMails, takenMailsSelect, person, millis(since), limit)
	return convert(rows, err, func(r takenMailRow) community.TakenMail { return community.TakenMail(r) })
}

// DropTakenMails implements community.MailReplyTx.
func (t *tx) DropTakenMails(before time.Time) error {
	_, err := t.exec("delete from mail_taken where at < ?", millis(before))
	return err
}
