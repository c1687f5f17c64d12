package storage

import (
	"time"

	"headroom/community"
)

type tokenRow struct {
	Hash      []byte    `db:"hash"`
	AccountID int64     `db:"account_id"`
	Purpose   string    `db:"purpose"`
	ExpiresAt time.Time `db:"expires_at"`
	UsedAt    time.Time `db:"used_at"`
}

var (
	tokens      = newTable[tokenRow]("account_token", 1)
	tokenSelect = "select " + tokens.list + " from account_token where hash = ?"
)

// InsertAccountToken implements community.AccountTx.
func (t *tx) InsertAccountToken(a community.AccountToken) error {
	return insertRow(t, tokens, tokenRow(a))
}

// UseAccountToken implements community.AccountTx.
func (t *tx) UseAccountToken(hash []byte, now time.Time) (community.AccountToken, error) {
	n, err := t.exec("update account_token set used_at = ? where hash = ? and used_at = 0 and expires_at > ?",
		millis(now), hash, millis(now))
	if err != nil {
		return community.AccountToken{}, err
	}
	if n == 0 {
		return community.AccountToken{}, community.ErrNotFound
	}
	return t.AccountTokenByHash(hash)
}

// AccountTokenByHash implements community.AccountTx.
func (t *tx) AccountTokenByHash(hash []byte) (community.AccountToken, error) {
	row, err := selectRow(t, tokens, tokenSelect, hash)
	return community.AccountToken(row), err
}

// DropAccountTokens implements community.AccountTx.
func (t *tx) DropAccountTokens(account int64) error {
	_, err := t.exec("delete from account_token where account_id = ? and used_at = 0", account)
	return err
}
