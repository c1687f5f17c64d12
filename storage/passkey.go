package storage

import (
	"time"

	"headroom/community"
)

type passkeyRow struct {
	ID         int64     `db:"id"`
	AccountID  int64     `db:"account_id"`
	Name       string    `db:"name"`
	Credential []byte    `db:"credential"`
	PublicKey  []byte    `db:"public_key"`
	SignCount  int64     `db:"sign_count"`
	Flags      int64     `db:"flags"`
	AAGUID     []byte    `db:"aaguid"`
	Transports []string  `db:"transports"`
	MadeAt     time.Time `db:"made_at"`
	UsedAt     time.Time `db:"used_at"`
	StoppedAt  time.Time `db:"stopped_at"`
}

type challengeRow struct {
	Hash      []byte    `db:"hash"`
	Purpose   string    `db:"purpose"`
	Bound     []byte    `db:"bound"`
	AccountID int64     `db:"account_id"`
	State     []byte    `db:"state"`
	ExpiresAt time.Time `db:"expires_at"`
}

var (
	passkeys      = newTable[passkeyRow]("passkey", 1).fix("account_id", "credential", "public_key", "aaguid", "transports", "made_at")
	passkeySelect = "select " + passkeys.list + " from passkey where "

	challenges      = newTable[challengeRow]("passkey_challenge", 1)
	challengeSelect = "select " + challenges.list + " from passkey_challenge where hash = ?"
)

func passkey(r passkeyRow) community.Passkey { return community.Passkey(r) }

// PasskeyByCredential implements community.PasskeyTx.
func (t *tx) PasskeyByCredential(credential []byte) (community.Passkey, error) {
	row, err := selectRow(t, passkeys, passkeySelect+"credential = ?", credential)
	return passkey(row), err
}

// Passkeys implements community.PasskeyTx.
func (t *tx) Passkeys(account int64) ([]community.Passkey, error) {
	rows, err := selectRows(t, passkeys, passkeySelect+"account_id = ? order by id", account)
	return convert(rows, err, passkey)
}

// InsertPasskey implements community.PasskeyTx.
func (t *tx) InsertPasskey(p community.Passkey) error { return insertRow(t, passkeys, passkeyRow(p)) }

// UpdatePasskey implements community.PasskeyTx.
func (t *tx) UpdatePasskey(p community.Passkey) error { return updateRow(t, passkeys, passkeyRow(p)) }

// DeletePasskey implements community.PasskeyTx.
func (t *tx) DeletePasskey(account, id int64) error {
	n, err := t.exec("delete from passkey where id = ? and account_id = ?", id, account)
	if err == nil && n == 0 {
		return community.ErrNotFound
	}
	return err
}

// DeletePasskeysOf implements community.PasskeyTx.
func (t *tx) DeletePasskeysOf(account int64) error {
	_, err := t.exec("delete from passkey where account_id = ?", account)
	return err
}

// InsertPasskeyChallenge implements community.PasskeyTx.
func (t *tx) InsertPasskeyChallenge(c community.PasskeyChallenge) error {
	return insertRow(t, challenges, challengeRow(c))
}

// TakePasskeyChallenge implements community.PasskeyTx.
func (t *tx) TakePasskeyChallenge(hash []byte) (community.PasskeyChallenge, error) {
	row, err := selectRow(t, challenges, challengeSelect, hash)
	if err != nil {
		return community.PasskeyChallenge{}, err
	}
	// Of two that take it at once only one deletes it.
	n, err := t.exec("delete from passkey_challenge where hash = ?", hash)
	if err == nil && n == 0 {
		err = community.ErrNotFound
	}
	return community.PasskeyChallenge(row), err
}

// DeletePasskeyChallengesBefore implements community.PasskeyTx: what has expired by then.
func (t *tx) DeletePasskeyChallengesBefore(at time.Time) error {
	_, err := t.exec("delete from passkey_challenge where expires_at < ?", millis(at))
	return err
}
