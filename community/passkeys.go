package community

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"slices"
	"time"
)

const (
	// challengeLife is how long a browser may take to answer.
	challengeLife = 5 * time.Minute

	passkeysMost     = 20
	passkeyNameMax   = 60
	passkeyAnswerMax = 64 << 10
)

// PasskeyOwner is an account as authenticators keep it.
type PasskeyOwner struct {
	Handle      []byte // says nothing of the person
	Email, Name string // shown by the device to its holder
}

// Ceremony is one question to a browser: Options as its scripts take them, the
// Challenge in them, and State to check the answer with.
type Ceremony struct {
	Challenge      string
	Options, State []byte
}

// PasskeyAnswer is what an answer says it is about, before it has been checked.
type PasskeyAnswer struct {
	Challenge          string
	Credential, Handle []byte
}

// Passkeys asks browsers and checks what they answer (WebAuthn Level 3, user
// verification required). Invalid when an answer is not to be believed.
type Passkeys interface {
	// Create asks for a new passkey on a device that has none of these.
	Create(owner PasskeyOwner, have []Passkey) (Ceremony, error)
	// Request asks for a passkey of whoever it is.
	Request() (Ceremony, error)
	Read(answer []byte) (PasskeyAnswer, error)
	// Created gives the new passkey: what its device said of it.
	Created(owner PasskeyOwner, state, answer []byte) (Passkey, error)
	// Asserted gives the passkey with its counter moved on; copied when the counter
	// went back or stood still.
	Asserted(owner PasskeyOwner, k Passkey, state, answer []byte) (moved Passkey, copied bool, err error)
}

// errStale is the answer to challenges that are unknown, used, too old, or of
// another browser or purpose.
func errStale() error { return FieldError("passkey", "error.passkey_stale", nil) }

// mayAddWay refuses to add a way into an account that has a passkey to who came
// without one: a guessed password must not get a second factor of its own.
func (s *Service) mayAddWay(tx Tx, v Viewer, a Account) ([]Passkey, error) {
	have, err := tx.Passkeys(a.ID)
	if err == nil && len(have) > 0 && !v.Session.Passkey && a.SecondAt.IsZero() {
		err = &Error{Class: Conflict, Key: "error.passkey_first"}
	}
	return have, err
}

func (s *Service) passkeyOwner(tx Tx, a Account) (PasskeyOwner, error) {
	o := PasskeyOwner{Handle: passkeyHandle(a.ID), Email: a.Email, Name: a.Name}
	if a.PersonID != 0 {
		p, err := tx.Person(a.PersonID)
		if err != nil {
			return o, err
		}
		o.Name = p.Name
	}
	return o, nil
}

// passkeyHandle names an account to devices, and says nothing else.
func passkeyHandle(account int64) []byte {
	sum := sha256.Sum256([]byte("passkeys of " + itoa(account)))
	return sum[:]
}

func challengeHash(challenge string) []byte {
	sum := sha256.Sum256([]byte("passkey challenge " + challenge))
	return sum[:]
}

// BeginPasskey asks the viewer's browser for a new passkey and gives the options
// for its script. bound is the session that asks. See [NeedsProof].
func (s *Service) BeginPasskey(ctx context.Context, v Viewer, bound []byte) ([]byte, error) {
	return update(ctx, s, func(tx Tx) ([]byte, error) {
		a, err := s.myAccount(tx, v)
		if err != nil {
			return nil, err
		}
		have, err := s.mayAddWay(tx, v, a)
		if err != nil {
			return nil, err
		}
		if err := s.proved(v); err != nil {
			return nil, err
		}
		if len(have) >= passkeysMost {
			return nil, &Error{Class: Conflict, Key: "error.passkeys_most", Args: map[string]any{"Max": passkeysMost}}
		}
		o, err := s.passkeyOwner(tx, a)
		if err != nil {
			return nil, err
		}
		c, err := s.Passkeys.Create(o, have)
		if err != nil {
			return nil, err
		}
		return c.Options, s.ask(tx, c, PasskeyCreate, bound, a.ID)
	})
}

func (s *Service) ask(tx Tx, c Ceremony, purpose string, bound []byte, account int64) error {
	return tx.InsertPasskeyChallenge(PasskeyChallenge{Hash: challengeHash(c.Challenge), Purpose: purpose, Bound: bound, AccountID: account,
		State: c.State, ExpiresAt: s.now().Add(challengeLife)})
}

// takeChallenge takes the challenge that an answer is to. It is used with that, whatever
// becomes of the answer: this has a transaction of its own.
func (s *Service) takeChallenge(ctx context.Context, answer []byte, purpose string, bound []byte, account int64) (PasskeyAnswer, []byte, error) {
	if len(answer) == 0 || len(answer) > passkeyAnswerMax {
		return PasskeyAnswer{}, nil, FieldError("passkey", "error.passkey_wrong", nil)
	}
	read, err := s.Passkeys.Read(answer)
	if err != nil {
		return read, nil, err
	}
	c, err := update(ctx, s, func(tx Tx) (PasskeyChallenge, error) { return tx.TakePasskeyChallenge(challengeHash(read.Challenge)) })
	switch {
	case IsNotFound(err):
		return read, nil, errStale()
	case err != nil:
		return read, nil, err
	case c.Purpose != purpose || c.AccountID != account || !s.now().Before(c.ExpiresAt) || subtle.ConstantTimeCompare(c.Bound, bound) != 1:
		return read, nil, errStale()
	}
	return read, c.State, nil
}

// AddPasskey takes the viewer's new passkey under a name of theirs. From then on it
// opens the account, and counts as both factors.
func (s *Service) AddPasskey(ctx context.Context, v Viewer, bound []byte, name string, answer []byte) error {
	var in input
	name = in.line("name", name, passkeyNameMax, true)
	if err := in.problems.Err(); err != nil {
		return err
	}
	_, state, err := s.takeChallenge(ctx, answer, PasskeyCreate, bound, v.Account)
	if err != nil {
		return err
	}
	return s.Store.Update(ctx, func(tx Tx) error {
		a, err := s.myAccount(tx, v)
		if err != nil {
			return err
		}
		have, err := s.mayAddWay(tx, v, a)
		if err != nil {
			return err
		}
		if len(have) >= passkeysMost {
			return &Error{Class: Conflict, Key: "error.passkeys_most", Args: map[string]any{"Max": passkeysMost}}
		}
		return s.keepPasskey(tx, a, name, state, answer)
	})
}

// keepPasskey keeps what a device has made, and tells its holder.
func (s *Service) keepPasskey(tx Tx, a Account, name string, state, answer []byte) error {
	o, err := s.passkeyOwner(tx, a)
	if err != nil {
		return err
	}
	k, err := s.Passkeys.Created(o, state, answer)
	if err != nil {
		return err
	}
	k.ID, k.AccountID, k.Name, k.MadeAt = tx.NextID(), a.ID, name, s.now()
	if err := tx.InsertPasskey(k); KindOf(err) == Conflict {
		return FieldError("passkey", "error.passkey_there", nil)
	} else if err != nil {
		return err
	}
	return s.signInChanged(tx, a, "account.passkey-added")
}

// MyPasskeys lists the viewer's, oldest first.
func (s *Service) MyPasskeys(ctx context.Context, v Viewer) ([]Passkey, error) {
	return view(ctx, s, func(tx Tx) ([]Passkey, error) {
		a, err := s.myAccount(tx, v)
		if err != nil {
			return nil, err
		}
		return tx.Passkeys(a.ID)
	})
}

// ownPasskey is one of the viewer's; another's is not there.
func (s *Service) ownPasskey(tx Tx, v Viewer, id int64) (a Account, k Passkey, all []Passkey, err error) {
	if a, err = s.myAccount(tx, v); err != nil {
		return a, k, nil, err
	}
	if all, err = tx.Passkeys(a.ID); err != nil {
		return a, k, nil, err
	}
	at := slices.IndexFunc(all, func(k Passkey) bool { return k.ID == id })
	if at < 0 {
		return a, k, nil, ErrNotFound
	}
	return a, all[at], all, nil
}

// NamePasskey gives one of the viewer's passkeys another name.
func (s *Service) NamePasskey(ctx context.Context, v Viewer, id int64, name string) error {
	var in input
	name = in.line("name", name, passkeyNameMax, true)
	return s.Store.Update(ctx, func(tx Tx) error {
		_, k, _, err := s.ownPasskey(tx, v, id)
		if err != nil {
			return err
		}
		if err := in.problems.Err(); err != nil {
			return err
		}
		k.Name = name
		return tx.UpdatePasskey(k)
	})
}

// RemovePasskey removes one of the viewer's passkeys and ends every other session:
// one may have been opened with it. The account that it gives has the epoch with
// which the session that asks goes on. Conflict for who holds a role of trust and
// would be left with a password alone, or came with no more than that.
func (s *Service) RemovePasskey(ctx context.Context, v Viewer, id int64) (Account, error) {
	return update(ctx, s, func(tx Tx) (Account, error) {
		a, _, all, err := s.ownPasskey(tx, v, id)
		if err != nil {
			return a, err
		}
		staff, err := s.staffAccount(tx, a)
		if err != nil {
			return a, err
		}
		if staff && a.SecondAt.IsZero() {
			if !v.Session.Passkey {
				return a, &Error{Class: Conflict, Key: "error.passkey_first"}
			}
			if len(all) == 1 {
				return a, &Error{Class: Conflict, Key: "error.passkey_needed"}
			}
		}
		if err := s.proved(v); err != nil {
			return a, err
		}
		if err := tx.DeletePasskey(a.ID, id); err != nil {
			return a, err
		}
		if a, err = s.endSessions(tx, a); err != nil {
			return a, err
		}
		return a, s.signInChanged(tx, a, "account.passkey-removed")
	})
}
