package storage

import (
	"time"

	"headroom/community"
)

type vouchRow struct {
	ID            int64     `db:"id"`
	ApplicationID int64     `db:"application_id"`
	Email         string    `db:"email"`
	PersonID      int64     `db:"person_id"`
	AskedAt       time.Time `db:"asked_at"`
	AnsweredAt    time.Time `db:"answered_at"`
	Answer        string    `db:"answer"`
}

type mailboxCodeRow struct {
	ID            int64     `db:"id"`
	ApplicationID int64     `db:"application_id"`
	Mailbox       string    `db:"mailbox"`
	Hash          []byte    `db:"hash"`
	AskedAt       time.Time `db:"asked_at"`
	ExpiresAt     time.Time `db:"expires_at"`
	Tries         int64     `db:"tries"`
	UsedAt        time.Time `db:"used_at"`
}

var (
	vouches     = newTable[vouchRow]("vouch", 1)
	vouchSelect = "select " + vouches.list + " from vouch where "

	mailboxCodes      = newTable[mailboxCodeRow]("mailbox_code", 1)
	mailboxCodeSelect = "select " + mailboxCodes.list + " from mailbox_code where "
)

func vouch(r vouchRow) community.Vouch { return community.Vouch(r) }

// Vouch implements community.ApplicationTx.
func (t *tx) Vouch(id int64) (community.Vouch, error) {
	row, err := selectRow(t, vouches, vouchSelect+"id = ?", id)
	return vouch(row), err
}

// Vouches implements community.ApplicationTx.
func (t *tx) Vouches(id int64) ([]community.Vouch, error) {
	rows, err := selectRows(t, vouches, vouchSelect+"application_id = ? order by id", id)
	return convert(rows, err, vouch)
}

// VouchesAskedOf implements community.ApplicationTx.
func (t *tx) VouchesAskedOf(person int64) ([]community.Vouch, error) {
	rows, err := selectRows(t, vouches, vouchSelect+"person_id = ? and person_id <> 0 and answered_at = 0 order by id limit 100", person)
	return convert(rows, err, vouch)
}

// VouchesGiven implements community.ApplicationTx.
func (t *tx) VouchesGiven(person int64, since time.Time) (int64, error) {
	return value[int64](t, "select count(*) from vouch where person_id = ? and person_id <> 0 and answered_at >= ? and answer = 'yes'", person, millis(since))
}

// InsertVouch implements community.ApplicationTx.
func (t *tx) InsertVouch(v community.Vouch) error { return insertRow(t, vouches, vouchRow(v)) }

// UpdateVouch implements community.ApplicationTx.
func (t *tx) UpdateVouch(v community.Vouch) error { return updateRow(t, vouches, vouchRow(v)) }

// MailboxCodes implements community.ApplicationTx.
func (t *tx) MailboxCodes(id int64) ([]community.MailboxCode, error) {
	rows, err := selectRows(t, mailboxCodes, mailboxCodeSelect+"application_id = ? order by id desc", id)
	return convert(rows, err, func(r mailboxCodeRow) community.MailboxCode { return community.MailboxCode(r) })
}

// InsertMailboxCode implements community.ApplicationTx.
func (t *tx) InsertMailboxCode(c community.MailboxCode) error {
	return insertRow(t, mailboxCodes, mailboxCodeRow(c))
}

// UpdateMailboxCode implements community.ApplicationTx.
func (t *tx) UpdateMailboxCode(c community.MailboxCode) error {
	return updateRow(t, mailboxCodes, mailboxCodeRow(c))
}
