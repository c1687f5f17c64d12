package community

import (
	"context"
	"time"

	"headroom/community/policy"
)

// FirstOperator makes the first operator's account on a new instance and gives
// the token of the one-time link to its first password. An account that has
// never had a password is given a new link; with an operator who can sign in
// there is nothing to do and the token is empty. An ended account of that address
// is taken up again when nobody is left, as after a backup was restored that did
// not know the others: who can read the link has the server.
func (s *Service) FirstOperator(ctx context.Context, email string) (token string, created bool, err error) {
	var in input
	email = in.email("email", email)
	if err := in.problems.Err(); err != nil {
		return "", false, err
	}
	made, hash := newToken()
	err = s.Store.Update(ctx, func(tx Tx) error {
		token, created = "", false
		all, err := tx.Operators()
		if err != nil {
			return err
		}
		var a Account
		for _, o := range all {
			if o.PasswordHash != "" && o.DisabledAt.IsZero() {
				return nil
			}
			if o.DisabledAt.IsZero() {
				a = o
			}
		}
		if a.ID == 0 {
			ended, err := s.endedOperator(tx, email)
			if err != nil {
				return err
			}
			if a, err = s.putOperator(tx, ended, email, email, "", ""); err != nil {
				return err
			}
			created = true
			if err := s.audit(tx, "installation", "operator.add", email, "", nil); err != nil {
				return err
			}
		}
		token = made
		return tx.InsertAccountToken(s.link(hash, a, LinkFirst))
	})
	if err != nil {
		return "", false, err
	}
	return token, created, nil
}

// OperatorInput is somebody who is to look after the instance.
type OperatorInput struct {
	Email    string
	Name     string // stands in the audit log
	Language string // of their letters and pages; may be left out
	Password string // without one they are sent a one-time link
}

// AddOperator adds an account that looks after the instance: it has no actor,
// no membership and sees no content. Without a password its holder is sent a
// one-time link. An operator whose account was ended is given it back, with
// nothing of its old password.
func (s *Service) AddOperator(ctx context.Context, v Viewer, typed OperatorInput) (Account, error) {
	var in input
	email := in.email("email", typed.Email)
	name := in.line("name", typed.Name, lineMax, true)
	language := in.choice("language", typed.Language, s.Identity.Languages, false)
	hash, err := s.firstPassword(&in, typed.Password, email)
	if err != nil {
		return Account{}, err
	}
	return update(ctx, s, func(tx Tx) (Account, error) {
		if _, err := s.may(tx, v, policy.ManageOperators); err != nil {
			return Account{}, err
		}
		a, err := s.endedOperator(tx, email)
		if err != nil {
			return a, err
		}
		if a.ID == 0 {
			if err := s.emailFree(tx, &in, email); err != nil {
				return a, err
			}
		}
		if err := in.problems.Err(); err != nil {
			return Account{}, err
		}
		if a, err = s.putOperator(tx, a, email, name, language, hash); err != nil {
			return a, err
		}
		if hash == "" {
			if err := s.mail(tx, Mail{Template: "first-operator", Account: a.ID}); err != nil {
				return a, err
			}
		}
		if err := s.tellOthers(tx, v, ToldOperatorAdded, a.Email, a.ID); err != nil {
			return a, err
		}
		return a, s.audit(tx, v.name(nil), "operator.add", a.Email, "", nil)
	})
}

// endedOperator is the ended account of an operator with that address, zero
// when there is none.
func (s *Service) endedOperator(tx Tx, email string) (Account, error) {
	a, err := tx.AccountByEmail(email)
	if err != nil || !a.isOperator() || a.DisabledAt.IsZero() {
		return Account{}, skipMissing(err)
	}
	return a, nil
}

// putOperator stores a new operator's account, or gives back an ended one.
func (s *Service) putOperator(tx Tx, a Account, email, name, language, hash string) (Account, error) {
	if a.ID == 0 {
		a = s.newAccount(tx.NextID(), email, language)
		a.Operator, a.Name, a.PasswordHash = true, name, hash
		return a, tx.InsertAccount(a)
	}
	a.Name, a.PasswordHash, a.DisabledAt = name, hash, time.Time{}
	if language != "" {
		a.Language = language
	}
	a, err := s.endSessions(tx, a)
	if err != nil {
		return a, err
	}
	return a, s.remember(LedgerEntry{Kind: ledgerOperatorBack, Number: a.ID, Reason: "operator-added"})
}

// Operators lists who looks after the instance or has done so, in the order in
// which they were added.
func (s *Service) Operators(ctx context.Context, v Viewer) ([]Account, error) {
	return view(ctx, s, func(tx Tx) ([]Account, error) {
		if _, err := s.may(tx, v, policy.ManageOperators); err != nil {
			return nil, err
		}
		return tx.Operators()
	})
}

// EndOperator ends the account of an operator, with a reason: when it returns
// they are signed out everywhere, their open pages hear nothing more and their
// one-time links are void. What they did stays in the audit log under their
// address. NotFound for an address that is no operator's; Conflict for an
// account that has ended already, and for the last one with which somebody can
// sign in.
func (s *Service) EndOperator(ctx context.Context, v Viewer, email, reason string) (Account, error) {
	reason, bad := reasonText(reason)
	return update(ctx, s, func(tx Tx) (Account, error) {
		if _, err := s.may(tx, v, policy.ManageOperators); err != nil {
			return Account{}, err
		}
		a, err := tx.AccountByEmail(email)
		switch {
		case err != nil:
			return a, err
		case !a.isOperator():
			return Account{}, ErrNotFound
		case bad != nil:
			return a, bad
		case !a.DisabledAt.IsZero():
			return a, &Error{Class: Conflict, Key: "error.operator_ended"}
		}
		if err := s.othersRemain(tx, a); err != nil {
			return a, err
		}
		if err := s.remember(LedgerEntry{Kind: ledgerOperator, Number: a.ID, Reason: "operator-ended"}); err != nil {
			return a, err
		}
		if a, err = s.closeOperator(tx, a); err != nil {
			return a, err
		}
		if err := s.tellOthers(tx, v, ToldOperatorEnded, a.Email, a.ID); err != nil {
			return a, err
		}
		return a, s.audit(tx, v.name(nil), "operator.end", a.Email, reason, nil)
	})
}

// closeOperator closes an account with its sessions, links and streams.
func (s *Service) closeOperator(tx Tx, a Account) (Account, error) {
	a.DisabledAt, a.PasswordHash = s.now(), ""
	a, err := s.endSessions(tx, a)
	if err != nil {
		return a, err
	}
	return a, s.emit(tx, Event{Kind: EventOperator})
}

// othersRemain refuses to end an account without which nobody could sign in to
// look after the instance: who has never chosen a password does not count.
func (s *Service) othersRemain(tx Tx, a Account) error {
	all, err := tx.Operators()
	if err != nil {
		return err
	}
	for _, o := range all {
		if o.ID != a.ID && o.isOperator() && o.PasswordHash != "" && o.Good(s.now()) {
			return nil
		}
	}
	return &Error{Class: Conflict, Key: "error.last_operator"}
}
