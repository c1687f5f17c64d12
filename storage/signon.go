package storage

import (
	"time"

	"headroom/community"
)

type signOnAttemptRow struct {
	ID            int64     `db:"id"`
	Hash          []byte    `db:"hash"`
	ApplicationID int64     `db:"application_id"`
	Service       string    `db:"service"`
	Session       []byte    `db:"session"`
	AskedAt       time.Time `db:"asked_at"`
	ExpiresAt     time.Time `db:"expires_at"`
	UsedAt        time.Time `db:"used_at"`
}

type signOnRow struct {
	ID            int64     `db:"id"`
	ApplicationID int64     `db:"application_id"`
	Service       string    `db:"service"`
	Result        string    `db:"result"`
	Role          bool      `db:"role"`
	Email         string    `db:"email"`
	Subject       []byte    `db:"subject"`
	At            time.Time `db:"at"`
}

var (
	signOnAttempts      = newTable[signOnAttemptRow]("sign_on_attempt", 1)
	signOnAttemptSelect = "select " + signOnAttempts.list + " from sign_on_attempt where "

	signOns      = newTable[signOnRow]("sign_on", 1)
	signOnSelect = "select " + signOns.list + " from sign_on where "
)

// SignOnAttempt implements community.SignOnTx.
func (t *tx) SignOnAttempt(hash []byte) (community.SignOnAttempt, error) {
	row, err := selectRow(t, signOnAttempts, signOnAttemptSelect+"hash = ?", hash)
	return community.SignOnAttempt(row), err
}

// SignOnAttempts implements community.SignOnTx.
func (t *tx) SignOnAttempts(application int64, since time.Time) (int64, error) {
	return value[int64](t, "select count(*) from sign_on_attempt where application_id = ? and asked_at >= ?", application, millis(since))
}

// InsertSignOnAttempt implements community.SignOnTx.
func (t *tx) InsertSignOnAttempt(a community.SignOnAttempt) error {
	return insertRow(t, signOnAttempts, signOnAttemptRow(a))
}

// UpdateSignOnAttempt implements community.SignOnTx.
func (t *tx) UpdateSignOnAttempt(a community.SignOnAttempt) error {
	return updateRow(t, signOnAttempts, signOnAttemptRow(a))
}

// DropSignOnAttemptsBefore implements community.SignOnTx.
func (t *tx) DropSignOnAttemptsBefore(at time.Time) error {
	_, err := t.exec("delete from sign_on_attempt where asked_at < ?", millis(at))
	return err
}

// SignOnsOf implements community.SignOnTx.
func (t *tx) SignOnsOf(id int64) ([]community.SignOnResult, error) {
	rows, err := selectRows(t, signOns, signOnSelect+"application_id = ? order by id desc limit 100", id)
	return convert(rows, err, func(r signOnRow) community.SignOnResult { return community.SignOnResult(r) })
}

// ApplicationsOfSubject implements community.SignOnTx.
func (t *tx) ApplicationsOfSubject(subject []byte) ([]int64, error) {
	return values[int64](t, "select application_id from sign_on where subject = ? group by application_id order by min(id) limit 20", subject)
}

// InsertSignOn implements community.SignOnTx.
func (t *tx) InsertSignOn(r community.SignOnResult) error { return insertRow(t, signOns, signOnRow(r)) }
