package community

import "context"

// AskForPasskey asks a browser for a passkey, whoever's it is, and gives the options
// for its script. bound is a secret of the browser.
func (s *Service) AskForPasskey(ctx context.Context, bound []byte) ([]byte, error) {
	c, err := s.Passkeys.Request()
	if err != nil {
		return nil, err
	}
	return c.Options, s.Store.Update(ctx, func(tx Tx) error { return s.ask(tx, c, PasskeySignIn, bound, 0) })
}

// SignInByPasskey gives the account that a passkey opens: with both factors, whatever
// its roles ask for. A passkey whose counter did not move forward may have been
// copied: it is refused, stopped for good, and its holder is told.
func (s *Service) SignInByPasskey(ctx context.Context, bound, answer []byte) (Account, error) {
	read, state, err := s.takeChallenge(ctx, answer, PasskeySignIn, bound, 0)
	if err != nil {
		return Account{}, err
	}
	var refused error // what is written down about it is kept
	a, err := update(ctx, s, func(tx Tx) (a Account, err error) {
		a, refused, err = s.openWith(tx, read, state, answer)
		return a, err
	})
	if err == nil {
		err = refused
	}
	return a, err
}

func (s *Service) openWith(tx Tx, read PasskeyAnswer, state, answer []byte) (a Account, refused, err error) {
	unknown := FieldError("passkey", "error.passkey_unknown", nil)
	k, err := tx.PasskeyByCredential(read.Credential)
	if IsNotFound(err) {
		return a, nil, unknown
	}
	if err == nil {
		a, err = tx.Account(k.AccountID)
	}
	if err != nil {
		return a, nil, err
	}
	o, err := s.passkeyOwner(tx, a)
	if err != nil {
		return a, nil, err
	}
	moved, copied, err := s.Passkeys.Asserted(o, k, state, answer)
	switch {
	case err != nil:
		return a, nil, err
	case !a.Good(s.now()):
		return a, nil, unknown
	case !k.StoppedAt.IsZero():
		return a, nil, FieldError("passkey", "error.passkey_stopped", nil)
	case copied:
		return a, FieldError("passkey", "error.passkey_stopped", nil), s.stopPasskey(tx, a, k)
	}
	moved.UsedAt = s.now()
	return a, nil, tx.UpdatePasskey(moved)
}

// stopPasskey stops one of which there seems to be a copy. It is written down for
// everybody, not for roles of trust alone.
func (s *Service) stopPasskey(tx Tx, a Account, k Passkey) error {
	k.StoppedAt = s.now()
	if err := tx.UpdatePasskey(k); err != nil {
		return err
	}
	if err := s.mail(tx, Mail{Template: "sign-in-changed", Account: a.ID, Args: map[string]string{"what": "passkey-copied"}}); err != nil {
		return err
	}
	who, err := subjectOf(tx, a)
	if err != nil {
		return err
	}
	return s.audit(tx, who, "account.passkey-copied", who, "", nil)
}
