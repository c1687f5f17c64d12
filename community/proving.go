package community

import (
	"context"
	"time"
)

// proofLife is how long somebody counts as having just shown that it is them.
const proofLife = 10 * time.Minute

// SignedIn is how a session came about, as far as the domain asks.
type SignedIn struct {
	Passkey bool      // with a passkey
	Proved  time.Time // when the viewer last showed that it is them
}

// errProve asks for a proof first.
func errProve() error { return &Error{Class: Conflict, Key: "error.prove_first"} }

// NeedsProof reports whether an error says that the viewer must show first that it
// is them.
func NeedsProof(err error) bool {
	e, ok := err.(*Error)
	return ok && e.Key == "error.prove_first"
}

// NeedsPasskey reports whether an error says that the viewer must come with their
// passkey.
func NeedsPasskey(err error) bool {
	e, ok := err.(*Error)
	return ok && e.Key == "error.passkey_first"
}

// proved refuses who has not shown within ten minutes that it is them.
func (s *Service) proved(v Viewer) error {
	if s.now().Sub(v.Session.Proved) >= proofLife {
		return errProve()
	}
	return nil
}

// Prove takes the viewer's password, or a code where the account asks for one, and
// so shows that it is them: within ten minutes they may change how they sign in.
func (s *Service) Prove(ctx context.Context, v Viewer, typed string) error {
	a, err := view(ctx, s, func(tx Tx) (Account, error) { return s.myAccount(tx, v) })
	if err != nil {
		return err
	}
	if !a.SecondAt.IsZero() {
		err := s.Store.Update(ctx, func(tx Tx) error {
			a, err := s.myAccount(tx, v)
			if err != nil {
				return err
			}
			return s.takeSecond(tx, a, typed)
		})
		return err
	}
	if typed == "" {
		return FieldError("proof", "error.required", nil)
	}
	if len(typed) > 4*passwordMax {
		return FieldError("proof", "error.password_wrong", nil)
	}
	ok, err := s.Passwords.Check(typed, a.PasswordHash)
	if err == nil && (!ok || a.PasswordHash == "") {
		err = FieldError("proof", "error.password_wrong", nil)
	}
	return err
}

// ProofAsked is what [Service.Prove] takes of the viewer.
type ProofAsked struct {
	Code     bool // a code
	Password bool // their password; neither when they have none
	Passkeys int  // with which they may sign in anew instead
}

// AskedToProve tells the viewer how they may show that it is them.
func (s *Service) AskedToProve(ctx context.Context, v Viewer) (ProofAsked, error) {
	return view(ctx, s, func(tx Tx) (ProofAsked, error) {
		a, err := s.myAccount(tx, v)
		if err != nil {
			return ProofAsked{}, err
		}
		keys, err := tx.Passkeys(a.ID)
		return ProofAsked{Code: !a.SecondAt.IsZero(), Password: a.SecondAt.IsZero() && a.PasswordHash != "", Passkeys: len(keys)}, err
	})
}
