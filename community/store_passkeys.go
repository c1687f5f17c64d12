package community

import "time"

// Passkey is a public key with which an account is opened (WebAuthn). Its private
// half never leaves the device, or the person's own store of passkeys.
type Passkey struct {
	ID         int64
	AccountID  int64
	Name       string // that its holder gave it
	Credential []byte // its id, unique on this instance
	PublicKey  []byte // COSE
	SignCount  int64  // the counter that its device last showed; 0 where it counts nothing
	Flags      int64  // of its authenticator data, one octet
	AAGUID     []byte // model of the device, where it says
	Transports []string
	MadeAt     time.Time
	UsedAt     time.Time
	StoppedAt  time.Time // a copy of it seems to be in use: it opens nothing any more
}

// PasskeyChallenge is what a browser has been asked to answer.
type PasskeyChallenge struct {
	Hash      []byte // of the challenge
	Purpose   string // PasskeyCreate or PasskeySignIn
	Bound     []byte // to the session that asked
	AccountID int64  // whose passkey is to be made; 0 for a sign-in
	State     []byte // what [Passkeys] keeps between question and answer
	ExpiresAt time.Time
}

// What a challenge is for.
const (
	PasskeyCreate = "create"
	PasskeySignIn = "sign-in"
)

// PasskeyTx keeps passkeys and challenges.
type PasskeyTx interface {
	PasskeyByCredential(credential []byte) (Passkey, error)
	Passkeys(account int64) ([]Passkey, error) // oldest first
	// InsertPasskey answers ErrConflict when the credential is known.
	InsertPasskey(Passkey) error
	UpdatePasskey(Passkey) error
	// DeletePasskey answers ErrNotFound when the account has no such passkey.
	DeletePasskey(account, id int64) error
	DeletePasskeysOf(account int64) error
	InsertPasskeyChallenge(PasskeyChallenge) error
	// TakePasskeyChallenge gives a challenge and deletes it.
	TakePasskeyChallenge(hash []byte) (PasskeyChallenge, error)
	DeletePasskeyChallengesBefore(time.Time) error
}
