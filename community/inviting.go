package community

import (
	"context"

	"headroom/community/policy"
)

// unopened reports whether nobody has made a way into an account yet: no password,
// no passkey, no app. Guests have their own letters.
func unopened(tx Tx, a Account) (bool, error) {
	if a.PasswordHash != "" || !a.SecondAt.IsZero() || !a.EndAt.IsZero() {
		return false, nil
	}
	keys, err := tx.Passkeys(a.ID)
	return len(keys) == 0, err
}

// Unopened tells an operator whether a member has not opened their account yet.
func (s *Service) Unopened(ctx context.Context, v Viewer, person int64) (bool, error) {
	return view(ctx, s, func(tx Tx) (bool, error) {
		if _, err := s.may(tx, v, policy.AddMember); err != nil {
			return false, err
		}
		a, err := tx.AccountOfPerson(person)
		if err != nil {
			return false, skipMissing(err)
		}
		return unopened(tx, a)
	})
}

// InviteByLink makes a link that opens a member's account for the first time, to be
// given to them in person, and gives its token, which is not kept. Earlier links stop
// working. Conflict when the account has been opened.
func (s *Service) InviteByLink(ctx context.Context, v Viewer, person int64) (token string, p Person, err error) {
	token, hash := newToken()
	err = s.Store.Update(ctx, func(tx Tx) error {
		if _, err := s.may(tx, v, policy.AddMember); err != nil {
			return err
		}
		a, err := tx.AccountOfPerson(person)
		if err != nil {
			return err
		}
		if p, err = tx.Person(person); err != nil {
			return err
		}
		new, err := unopened(tx, a)
		if err != nil {
			return err
		}
		if !new || !a.Good(s.now()) {
			return &Error{Class: Conflict, Key: "error.opened"}
		}
		if err := tx.DropAccountTokens(a.ID); err != nil {
			return err
		}
		if err := tx.InsertAccountToken(s.link(hash, a, LinkFirst)); err != nil {
			return err
		}
		return s.audit(tx, v.name(nil), "person.invite-link", p.IRI, "", nil)
	})
	return token, p, err
}

// BeginFirstPasskey asks the device of who holds a first link for a passkey, and gives
// the options for its script; nil where a passkey is not to be had that way: the
// account has been opened, or is a guest's. The link is not used. Gone as for
// [Service.CheckLink].
func (s *Service) BeginFirstPasskey(ctx context.Context, token string) ([]byte, error) {
	l, err := s.CheckLink(ctx, token)
	if err != nil || l.Purpose != LinkFirst {
		return nil, err
	}
	return update(ctx, s, func(tx Tx) ([]byte, error) {
		a, err := tx.Account(l.Account)
		if err != nil {
			return nil, err
		}
		if new, err := unopened(tx, a); err != nil || !new {
			return nil, err
		}
		o, err := s.passkeyOwner(tx, a)
		if err != nil {
			return nil, err
		}
		c, err := s.Passkeys.Create(o, nil)
		if err != nil {
			return nil, err
		}
		return c.Options, s.ask(tx, c, PasskeyCreate, tokenHash(token), a.ID)
	})
}

// takeFirstPasskey takes what a device has answered to who holds a link, for an account
// that is still to be opened, with the name that they give the passkey.
func (s *Service) takeFirstPasskey(ctx context.Context, token, typed string, answer []byte, account int64) (name string, state []byte, err error) {
	var in input
	name = in.line("name", typed, passkeyNameMax, true)
	if err := in.problems.Err(); err != nil {
		return "", nil, err
	}
	_, state, err = s.takeChallenge(ctx, answer, PasskeyCreate, tokenHash(token), account)
	return name, state, err
}

// OpenByPasskey uses a first link: the passkey that has been made with it opens the
// account from now on. It gives the account.
func (s *Service) OpenByPasskey(ctx context.Context, token, name string, answer []byte) (Account, error) {
	l, err := s.CheckLink(ctx, token)
	if err == nil && l.Purpose != LinkFirst {
		err = errLink()
	}
	if err != nil {
		return Account{}, err
	}
	name, state, err := s.takeFirstPasskey(ctx, token, name, answer, l.Account)
	if err != nil {
		return Account{}, err
	}
	return update(ctx, s, func(tx Tx) (Account, error) {
		a, err := s.useLink(tx, token)
		if err != nil {
			return a, err
		}
		if new, err := unopened(tx, a); err != nil || !new || !a.Good(s.now()) {
			return a, orElse(err, errLink)
		}
		if err := s.keepPasskey(tx, a, name, state, answer); err != nil {
			return a, err
		}
		return s.endSessions(tx, a)
	})
}
