package storage

import (
	"time"

	"headroom/community"
)

type totpRow struct {
	AccountID   int64     `db:"account_id"`
	Sealed      []byte    `db:"sealed"`
	MadeAt      time.Time `db:"made_at"`
	ConfirmedAt time.Time `db:"confirmed_at"`
	Step        int64     `db:"step"`
}

type recoveryRow struct {
	AccountID int64     `db:"account_id"`
	Hash      []byte    `db:"hash"`
	MadeAt    time.Time `db:"made_at"`
	UsedAt    time.Time `db:"used_at"`
}

var (
	totps      = newTable[totpRow]("totp", 1)
	totpSelect = "select " + totps.list + " from totp where account_id = ?"
	totpPut    = totps.replace("account_id")

	recoveries      = newTable[recoveryRow]("recovery_code", 2)
	recoverySelect  = "select " + recoveries.list + " from recovery_code where account_id = ?"
	recoveryMarking = "update recovery_code set used_at = ? where account_id = ? and hash = ? and used_at = 0"
)

// TOTP implements community.SecondFactorTx.
func (t *tx) TOTP(account int64) (community.TOTP, error) {
	row, err := selectRow(t, totps, totpSelect, account)
	return community.TOTP(row), err
}

// PutTOTP implements community.SecondFactorTx.
func (t *tx) PutTOTP(f community.TOTP) error {
	row := totpRow(f)
	args, err := totps.values(&row)
	if err == nil {
		_, err = t.exec(totpPut, args...)
	}
	return err
}

// DeleteTOTP implements community.SecondFactorTx.
func (t *tx) DeleteTOTP(account int64) error {
	_, err := t.exec("delete from totp where account_id = ?", account)
	return err
}

// RecoveryCodes implements community.SecondFactorTx.
func (t *tx) RecoveryCodes(account int64) ([]community.RecoveryCode, error) {
	rows, err := selectRows(t, recoveries, recoverySelect, account)
	return convert(rows, err, func(r recoveryRow) community.RecoveryCode { return community.RecoveryCode(r) })
}

// PutRecoveryCodes implements community.SecondFactorTx.
func (t *tx) PutRecoveryCodes(account int64, hashes [][]byte, at time.Time) error {
	if _, err := t.exec("delete from recovery_code where account_id = ?", account); err != nil {
		return err
	}
	for _, hash := range hashes {
		if err := insertRow(t, recoveries, recoveryRow{AccountID: account, Hash: hash, MadeAt: at}); err != nil {
			return err
		}
	}
	return nil
}

// UseRecoveryCode implements community.SecondFactorTx.
func (t *tx) UseRecoveryCode(account int64, hash []byte, at time.Time) error {
	n, err := t.exec(recoveryMarking, millis(at), account, hash)
	if err == nil && n == 0 {
		return community.ErrNotFound
	}
	return err
}
