package community

import "time"

// TOTP is a secret that an account shares with an app (RFC 6238).
type TOTP struct {
	AccountID   int64
	Sealed      []byte // the secret, sealed and bound to the account
	MadeAt      time.Time
	ConfirmedAt time.Time // zero until the app has shown a code
	Step        int64     // the newest step of time of which a code was taken
}

// RecoveryCode opens an account once whose app is lost. Only its hash is kept.
type RecoveryCode struct {
	AccountID int64
	Hash      []byte
	MadeAt    time.Time
	UsedAt    time.Time
}

// SecondFactorTx keeps what an account is opened with beside a password.
type SecondFactorTx interface {
	TOTP(account int64) (TOTP, error)
	// PutTOTP keeps the secret of an account in place of any other.
	PutTOTP(TOTP) error
	DeleteTOTP(account int64) error
	RecoveryCodes(account int64) ([]RecoveryCode, error)
	// PutRecoveryCodes keeps these in place of all others; none deletes them.
	PutRecoveryCodes(account int64, hashes [][]byte, at time.Time) error
	// UseRecoveryCode marks a code used; ErrNotFound when there is none that has
	// not been used.
	UseRecoveryCode(account int64, hash []byte, at time.Time) error
}
