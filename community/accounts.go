package community

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"strings"
	"time"
)

// How long one-time links are good.
const (
	resetLife = time.Hour
	firstLife = 14 * 24 * time.Hour

	signInLife = 15 * time.Minute
)

// errSignIn is the one answer to every sign-in that fails.
func errSignIn() error { return FieldError("email", "error.sign_in", nil) }

// errLink is the one answer to every one-time link that is not good any more.
func errLink() error { return &Error{Class: Gone, Key: "error.link"} }

// SignIn gives the account of an e-mail address and password. Every failure is
// the same error.sign_in, at the same cost: an unknown address, a wrong
// password, an account without one, a disabled account.
func (s *Service) SignIn(ctx context.Context, email, password string) (Account, error) {
	email = strings.TrimSpace(email)
	if len(email) > 254 || len(password) > 4*passwordMax {
		return Account{}, errSignIn()
	}
	a, err := view(ctx, s, func(tx Tx) (Account, error) { return tx.AccountByEmail(email) })
	if err != nil && !IsNotFound(err) {
		return Account{}, err
	}
	ok, err := s.Passwords.Check(password, a.PasswordHash)
	if err != nil {
		return Account{}, err
	}
	if !ok || a.ID == 0 || a.PasswordHash == "" || !a.Good(s.now()) {
		return Account{}, errSignIn()
	}
	return a, nil
}

// Authenticate is [Service.Resume] for a session of which nothing more is known than
// that it began with all that the account asks for.
func (s *Service) Authenticate(ctx context.Context, account, epoch int64) (Viewer, Account, Person, error) {
	return s.Resume(ctx, account, epoch, SignedIn{})
}

// Resume gives the viewer that a session stands for. Unauthenticated when the
// account has gone, is disabled, or has ended its sessions since (its epoch was
// raised). The person is zero for an operator.
func (s *Service) Resume(ctx context.Context, account, epoch int64, how SignedIn) (v Viewer, a Account, p Person, err error) {
	err = s.Store.View(ctx, func(tx Tx) error {
		v, a, p, err = s.resumeAccount(tx, account, epoch, how)
		return err
	})
	if err != nil {
		return Viewer{}, Account{}, Person{}, err
	}
	return v, a, p, nil
}

// resumeAccount is Resume within a transaction.
func (s *Service) resumeAccount(tx Tx, account, epoch int64, how SignedIn) (v Viewer, a Account, p Person, err error) {
	ended := &Error{Class: Unauthenticated, Key: "error.session_ended"}
	if a, err = tx.Account(account); IsNotFound(err) {
		return v, a, p, ended
	} else if err != nil {
		return v, a, p, err
	}
	if a.Epoch != epoch || !a.Good(s.now()) {
		return v, a, p, ended
	}
	v = Viewer{Account: a.ID, Person: a.PersonID, Operator: a.isOperator(), Name: a.Email, Visiting: !a.EndAt.IsZero(),
		Weak: !how.Passkey && s.weak(a), Session: how}
	if a.PersonID == 0 {
		return v, a, p, nil
	}
	if p, err = tx.Person(a.PersonID); err != nil {
		return v, a, p, err
	}
	v.Name = p.IRI
	return v, a, p, nil
}

// RequestReset sends a one-time link to an address that has an account. The
// answer is nil whether or not it has one. The link is made when the mail is
// sent (IssueLink), so that no job holds a token. The mail is in the account's
// language, or in that one when none was chosen.
func (s *Service) RequestReset(ctx context.Context, email, language string) error {
	return s.mailAccount(ctx, email, language, "reset")
}

// mailAccount mails what a template says to an address, where it has an account.
func (s *Service) mailAccount(ctx context.Context, email, language, template string) error {
	var in input
	email = in.email("email", email)
	if err := in.problems.Err(); err != nil {
		return err
	}
	return s.Store.Update(ctx, func(tx Tx) error {
		a, err := tx.AccountByEmail(email)
		if err != nil || !a.Good(s.now()) {
			return skipMissing(err)
		}
		return s.mail(tx, Mail{Template: template, Account: a.ID, Language: language})
	})
}

// IssueLink makes a one-time link for an account and gives its token, of which
// only the hash is kept. NotFound when the account has gone or is disabled:
// the right to the mail is asked again when it is sent.
func (s *Service) IssueLink(ctx context.Context, account int64, purpose string) (token string, err error) {
	token, hash := newToken()
	err = s.Store.Update(ctx, func(tx Tx) error {
		a, err := tx.Account(account)
		if err != nil {
			return err
		}
		if !a.Good(s.now()) {
			return ErrNotFound
		}
		return tx.InsertAccountToken(s.link(hash, a, purpose))
	})
	if err != nil {
		return "", err
	}
	return token, nil
}

func (s *Service) link(hash []byte, a Account, purpose string) AccountToken {
	life := resetLife
	switch purpose {
	case LinkFirst:
		life = firstLife
	case LinkSignIn:
		life = signInLife
	}
	return AccountToken{Hash: hash, AccountID: a.ID, Purpose: purpose, ExpiresAt: s.now().Add(life)}
}

// CheckLink tells whose password a one-time link sets, without using it. Gone when
// it is unknown, used or expired, or for something else.
func (s *Service) CheckLink(ctx context.Context, token string) (Link, error) {
	l, err := s.checkLink(ctx, token)
	if err == nil && l.Purpose == LinkSignIn {
		return Link{}, errLink()
	}
	return l, err
}

func (s *Service) checkLink(ctx context.Context, token string) (Link, error) {
	return view(ctx, s, func(tx Tx) (Link, error) {
		t, err := tx.AccountTokenByHash(tokenHash(token))
		if IsNotFound(err) {
			return Link{}, errLink()
		}
		if err != nil {
			return Link{}, err
		}
		a, err := tx.Account(t.AccountID)
		if err != nil {
			return Link{}, err
		}
		if !t.UsedAt.IsZero() || !s.now().Before(t.ExpiresAt) || !a.Good(s.now()) {
			return Link{}, errLink()
		}
		return Link{Account: a.ID, Email: a.Email, Purpose: t.Purpose}, nil
	})
}

// SetPassword sets the password of the account whose one-time link is used. It
// ends every session and every other link of the account.
func (s *Service) SetPassword(ctx context.Context, token, password, again string) (Account, error) {
	l, err := s.CheckLink(ctx, token)
	if err != nil {
		return Account{}, err
	}
	var in input
	password = in.password("password", password, l.Email)
	if len(in.problems) == 0 && password != again {
		in.fault("again", "error.password_again", nil)
	}
	if err := in.problems.Err(); err != nil {
		return Account{}, err
	}
	hash, err := s.Passwords.Hash(password)
	if err != nil {
		return Account{}, err
	}
	return update(ctx, s, func(tx Tx) (Account, error) {
		a, err := s.useLink(tx, token)
		if err != nil {
			return a, err
		}
		a.PasswordHash = hash
		return s.endSessions(tx, a)
	})
}

// useLink uses a link up and gives its account.
func (s *Service) useLink(tx Tx, token string) (Account, error) {
	t, err := tx.UseAccountToken(tokenHash(token), s.now())
	if IsNotFound(err) {
		return Account{}, errLink()
	}
	if err != nil {
		return Account{}, err
	}
	return tx.Account(t.AccountID)
}

// endSessions ends every session and one-time link of an account, whatever
// else of the row has been changed, and stores it.
func (s *Service) endSessions(tx Tx, a Account) (Account, error) {
	a.Epoch++
	if err := tx.UpdateAccount(a); err != nil {
		return a, err
	}
	if err := tx.DeleteSessionsOf(a.ID); err != nil {
		return a, err
	}
	return a, tx.DropAccountTokens(a.ID)
}

// SetLanguage keeps the language that a signed-in viewer chose for the pages.
func (s *Service) SetLanguage(ctx context.Context, v Viewer, language string) error {
	var in input
	in.choice("language", language, s.Identity.Languages, true)
	if err := in.problems.Err(); err != nil {
		return err
	}
	return s.Store.Update(ctx, func(tx Tx) error {
		a, err := tx.Account(v.Account)
		if err != nil {
			return err
		}
		a.Language = language
		return tx.UpdateAccount(a)
	})
}

// newAccount is an account of the instance's time zone. Its language is empty
// until the person has chosen one: until then the browser's holds.
func (s *Service) newAccount(id int64, email, language string) Account {
	return Account{ID: id, Email: email, Language: language, Zone: s.Identity.Zone, Epoch: 1, CreatedAt: s.now()}
}

// firstPassword checks and hashes the password of a new account; "" stays "".
func (s *Service) firstPassword(in *input, password, email string) (hash string, err error) {
	if password == "" {
		return "", nil
	}
	in.password("password", password, email)
	if in.problems.Err() != nil {
		return "", nil // the caller answers with the problems
	}
	return s.Passwords.Hash(password)
}

// emailFree notes a problem when an account has the address.
func (s *Service) emailFree(tx Tx, in *input, email string) error {
	_, err := tx.AccountByEmail(email)
	if err == nil {
		in.once("email", "error.email_taken")
		return nil
	}
	return skipMissing(err)
}

// newToken makes the token of a one-time link and the hash that is kept.
func newToken() (token string, hash []byte) {
	b := make([]byte, 32)
	rand.Read(b) // never fails
	token = base64.RawURLEncoding.EncodeToString(b)
	return token, tokenHash(token)
}

func tokenHash(token string) []byte {
	sum := sha256.Sum256([]byte(token))
	return sum[:]
}
