package community

import (
	"context"
	"time"

	"headroom/community/policy"
)

// inPersonLife is how long a link works that is given to an applicant who is there.
const inPersonLife = 24 * time.Hour

// Unconfirmed lists applications whose address nobody has confirmed yet, oldest
// first, for who verifies: somebody may sit beside them who has had no letter.
func (s *Service) Unconfirmed(ctx context.Context, v Viewer, p Page) ([]Application, error) {
	return view(ctx, s, func(tx Tx) ([]Application, error) {
		if _, err := s.may(tx, v, policy.VerifyPerson); err != nil {
			return nil, err
		}
		return tx.Applications([]string{ApplicationNew}, page(p, 50, 200))
	})
}

// InviteApplicant makes a link for an applicant who has had no letter, to be given to
// them in person, and gives its token, which is not kept. It opens this application
// and no other, once, within a day; links that were sent before stop working.
// Conflict when the application has been opened, or its address has an account.
func (s *Service) InviteApplicant(ctx context.Context, v Viewer, id int64) (token string, a Application, err error) {
	token, hash := newToken()
	err = s.Store.Update(ctx, func(tx Tx) error {
		if _, err := s.may(tx, v, policy.VerifyPerson); err != nil {
			return err
		}
		if a, err = tx.Application(id); err != nil {
			return err
		}
		_, err := tx.AccountByEmail(a.Email)
		if skipMissing(err) != nil {
			return err
		}
		if err == nil || a.State != ApplicationNew {
			return &Error{Class: Conflict, Key: "error.opened"}
		}
		a.TokenHash, a.TokenUntil = hash, s.now().Add(inPersonLife)
		if err := tx.UpdateApplication(a); err != nil {
			return err
		}
		return s.audit(tx, v.name(nil), "application.invite-link", itoa(a.ID), "", nil)
	})
	return token, a, err
}

// BeginApplicantPasskey asks the device of who holds the link of an application for a
// passkey, and gives the options for its script. The link is not used. Gone as for
// [Service.CheckApplication].
func (s *Service) BeginApplicantPasskey(ctx context.Context, token string) ([]byte, error) {
	return update(ctx, s, func(tx Tx) ([]byte, error) {
		a, err := s.applicationOfLink(tx, token)
		if err != nil {
			return nil, err
		}
		c, err := s.Passkeys.Create(PasskeyOwner{Handle: passkeyHandle(a.ID), Email: a.Email, Name: a.Name}, nil)
		if err != nil {
			return nil, err
		}
		return c.Options, s.ask(tx, c, PasskeyCreate, tokenHash(token), a.ID)
	})
}

// ConfirmByPasskey is [Service.ConfirmApplication] with a passkey of the applicant's
// own device in place of a password.
func (s *Service) ConfirmByPasskey(ctx context.Context, token, name string, answer []byte) (Account, error) {
	a, err := s.CheckApplication(ctx, token)
	if err != nil {
		return Account{}, err
	}
	name, state, err := s.takeFirstPasskey(ctx, token, name, answer, a.ID)
	if err != nil {
		return Account{}, err
	}
	return update(ctx, s, func(tx Tx) (Account, error) {
		account, err := s.enter(tx, token, "")
		if err != nil {
			return account, err
		}
		return account, s.keepPasskey(tx, account, name, state, answer)
	})
}
