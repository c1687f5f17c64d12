package community

import (
	"context"
	"strings"
	"time"

	"headroom/community/policy"
)

// signInChanged writes to the holder of an account what has changed about how it is
// opened, and into the audit log where the account holds a role of trust. The
// letter has a sentence "mail_signin." for each act after "account.".
func (s *Service) signInChanged(tx Tx, a Account, act string) error {
	what := strings.TrimPrefix(act, "account.")
	if err := s.mail(tx, Mail{Template: "sign-in-changed", Account: a.ID, Args: map[string]string{"what": what}}); err != nil {
		return err
	}
	staff, err := s.staffAccount(tx, a)
	if err != nil || !staff {
		return err
	}
	who, err := subjectOf(tx, a)
	if err != nil {
		return err
	}
	return s.audit(tx, who, act, who, "", nil)
}

// subjectOf names an account in the audit log.
func subjectOf(tx Tx, a Account) (string, error) {
	if a.PersonID == 0 {
		return a.Email, nil
	}
	p, err := tx.Person(a.PersonID)
	return p.IRI, err
}

// RenewRecoveryCodes gives new codes in place of all others, for a code of the app
// or one of the old ones.
func (s *Service) RenewRecoveryCodes(ctx context.Context, v Viewer, code string) ([]string, error) {
	codes, hashes := newRecoveryCodes()
	err := s.Store.Update(ctx, func(tx Tx) error {
		a, err := s.myAccount(tx, v)
		if err != nil {
			return err
		}
		if a.SecondAt.IsZero() {
			return &Error{Class: Conflict, Key: "error.app_missing"}
		}
		if err := s.takeSecond(tx, a, code); err != nil {
			return err
		}
		if err := tx.PutRecoveryCodes(a.ID, hashes, s.now()); err != nil {
			return err
		}
		return s.signInChanged(tx, a, "account.codes-renewed")
	})
	if err != nil {
		return nil, err
	}
	return codes, nil
}

// RemoveApp stops asking for codes, for one of them. Conflict for who holds a role
// of trust and would be left with a password alone.
func (s *Service) RemoveApp(ctx context.Context, v Viewer, code string) error {
	return s.Store.Update(ctx, func(tx Tx) error {
		a, err := s.myAccount(tx, v)
		if err != nil {
			return err
		}
		app, err := tx.TOTP(a.ID)
		if skipMissing(err) != nil {
			return err
		}
		if err != nil || app.ConfirmedAt.IsZero() {
			return &Error{Class: Conflict, Key: "error.app_missing"}
		}
		staff, err := s.staffAccount(tx, a)
		if err != nil {
			return err
		}
		keys, err := tx.Passkeys(a.ID)
		if err != nil {
			return err
		}
		if staff && len(keys) == 0 {
			return FieldError("code", "error.app_needed", nil)
		}
		if err := s.takeSecond(tx, a, code); err != nil {
			return err
		}
		if err := s.dropSecond(tx, &a); err != nil {
			return err
		}
		if err := tx.UpdateAccount(a); err != nil {
			return err
		}
		return s.signInChanged(tx, a, "account.app-removed")
	})
}

// dropSecond deletes the app of an account and its recovery codes; the row is the
// caller's to store.
func (s *Service) dropSecond(tx Tx, a *Account) error {
	a.SecondAt = time.Time{}
	if err := tx.DeleteTOTP(a.ID); err != nil {
		return err
	}
	return tx.PutRecoveryCodes(a.ID, nil, s.now())
}

// ResetSecondFactor takes the second factor, and every passkey, from an account whose
// holder has lost them, with a reason: an operator's act, after they have made sure who asks. The
// account is signed out everywhere; its holder is written to.
func (s *Service) ResetSecondFactor(ctx context.Context, v Viewer, email, reason string) (Account, error) {
	reason, bad := reasonText(reason)
	return update(ctx, s, func(tx Tx) (Account, error) {
		if _, err := s.may(tx, v, policy.ManageOperators); err != nil {
			return Account{}, err
		}
		a, err := tx.AccountByEmail(email)
		switch {
		case err != nil:
			return a, err
		case bad != nil:
			return a, bad
		}
		keys, err := tx.Passkeys(a.ID)
		if err != nil {
			return a, err
		}
		if a.SecondAt.IsZero() && len(keys) == 0 {
			return a, &Error{Class: Conflict, Key: "error.app_missing"}
		}
		if err := s.dropSecond(tx, &a); err != nil {
			return a, err
		}
		if err := tx.DeletePasskeysOf(a.ID); err != nil {
			return a, err
		}
		if a, err = s.endSessions(tx, a); err != nil {
			return a, err
		}
		if err := s.mail(tx, Mail{Template: "sign-in-changed", Account: a.ID, Args: map[string]string{"what": "reset"}}); err != nil {
			return a, err
		}
		who, err := subjectOf(tx, a)
		if err != nil {
			return a, err
		}
		return a, s.audit(tx, v.name(nil), "account.reset", who, reason, nil)
	})
}

// SampleSecret gives an account of the demonstration a secret that everybody may
// know: it is confirmed without a code. Only the command line may.
func (s *Service) SampleSecret(ctx context.Context, v Viewer, account int64, secret []byte) (string, error) {
	return update(ctx, s, func(tx Tx) (string, error) {
		if v != CommandLine {
			return "", ErrNotFound
		}
		a, err := tx.Account(account)
		if err != nil {
			return "", err
		}
		setup, err := s.appSetup(a, secret)
		if err != nil || !a.SecondAt.IsZero() {
			return setup.Key, err
		}
		if _, err := s.putSecret(tx, a, secret); err != nil {
			return "", err
		}
		app, err := tx.TOTP(a.ID)
		if err != nil {
			return "", err
		}
		app.ConfirmedAt, a.SecondAt = s.now(), s.now()
		if err := tx.PutTOTP(app); err != nil {
			return "", err
		}
		return setup.Key, tx.UpdateAccount(a)
	})
}
