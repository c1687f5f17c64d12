package community

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base32"
	"strings"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/hotp"
	"github.com/pquerna/otp/totp"

	"headroom/community/policy"
)

// The second factor follows RFC 6238 in the form that every app knows: SHA-1, six
// digits, steps of thirty seconds.
const (
	totpStep      = 30 // seconds
	totpSkew      = 1  // steps that a clock may be wrong, either way
	totpSecret    = 20 // bytes
	recoveryCodes = 10
)

// SecondFactor is what an account is opened with beside a password.
type SecondFactor struct {
	App      time.Time // since when codes of an app are asked for; zero when they are not
	Recovery int       // codes for when it is lost that have not been used
	Passkeys []Passkey
	Required bool // the account holds a role of trust
}

// AppSetup is what an app needs to make codes: the key as text and the address
// that a QR code shows.
type AppSetup struct {
	Key string
	URI string
}

// MayUseRole refuses who holds a role of trust (operators, moderators,
// facilitators) and has no second factor, with the reason
// [policy.ReasonSecondFactor]. For who holds none there is no such thing.
func (s *Service) MayUseRole(ctx context.Context, v Viewer) error {
	return s.Store.View(ctx, func(tx Tx) error {
		f, p, err := s.viewerFacts(tx, v)
		if err != nil {
			return err
		}
		if p != nil {
			if f.Staff, err = s.trusted(tx, *p); err != nil {
				return err
			}
		}
		return refuse(policy.Decide(policy.UseRole, f))
	})
}

// MayEditCommunity refuses who may not change what a community says of itself.
func (s *Service) MayEditCommunity(ctx context.Context, v Viewer, id int64) error {
	return s.Store.View(ctx, func(tx Tx) error {
		_, _, err := s.inCommunity(tx, v, id, policy.EditCommunity)
		return err
	})
}

// trusted reports whether a person moderates or facilitates, anywhere.
func (s *Service) trusted(tx Tx, p Person) (bool, error) {
	if _, held, err := s.appointed(tx, p, RoleFacilitator); err != nil || held {
		return held, err
	}
	all, err := tx.MembershipsOf(p.ID)
	for _, m := range all {
		if m.State == policy.Active && m.Role >= policy.FacilitatorRole {
			return true, err
		}
	}
	return false, err
}

// staffAccount reports whether an account holds a role of trust.
func (s *Service) staffAccount(tx Tx, a Account) (bool, error) {
	if a.PersonID == 0 {
		return a.isOperator(), nil
	}
	p, err := tx.Person(a.PersonID)
	if err != nil {
		return false, err
	}
	return s.trusted(tx, p)
}

// weak reports whether roles of trust do nothing with the account now, unless it was
// opened with a passkey.
func (s *Service) weak(a Account) bool {
	return a.SecondAt.IsZero() && !s.now().Before(s.SecondFactorFrom)
}

// myAccount gives the viewer's account, for what is about their own sign-in.
func (s *Service) myAccount(tx Tx, v Viewer) (Account, error) {
	f, _, err := s.viewerFacts(tx, v)
	if err != nil {
		return Account{}, err
	}
	f.Self = v.Account != 0
	if err := refuse(policy.Decide(policy.UseAccount, f)); err != nil {
		return Account{}, err
	}
	return tx.Account(v.Account)
}

// SecondFactor tells the viewer about their own second factor.
func (s *Service) SecondFactor(ctx context.Context, v Viewer) (SecondFactor, error) {
	return view(ctx, s, func(tx Tx) (out SecondFactor, err error) {
		a, err := s.myAccount(tx, v)
		if err != nil {
			return out, err
		}
		app, err := tx.TOTP(a.ID)
		if skipMissing(err) != nil {
			return out, err
		}
		out.App = app.ConfirmedAt
		codes, err := tx.RecoveryCodes(a.ID)
		if err != nil {
			return out, err
		}
		for _, c := range codes {
			if c.UsedAt.IsZero() {
				out.Recovery++
			}
		}
		if out.Passkeys, err = tx.Passkeys(a.ID); err != nil {
			return out, err
		}
		out.Required, err = s.staffAccount(tx, a)
		return out, err
	})
}

// SetUpApp gives the viewer a key for an app that makes codes; the same one until
// it has been confirmed. Conflict when codes are asked for already, or when the
// account has a passkey and the viewer came without it.
func (s *Service) SetUpApp(ctx context.Context, v Viewer) (AppSetup, error) {
	return update(ctx, s, func(tx Tx) (AppSetup, error) {
		a, err := s.myAccount(tx, v)
		if err != nil {
			return AppSetup{}, err
		}
		if _, err := s.mayAddWay(tx, v, a); err != nil {
			return AppSetup{}, err
		}
		app, err := tx.TOTP(a.ID)
		switch {
		case IsNotFound(err):
			secret := make([]byte, totpSecret)
			rand.Read(secret) // never fails
			return s.putSecret(tx, a, secret)
		case err != nil:
			return AppSetup{}, err
		case !app.ConfirmedAt.IsZero():
			return AppSetup{}, &Error{Class: Conflict, Key: "error.app_there"}
		}
		secret, err := s.Secrets.Open(app.Sealed, totpBound(a.ID))
		if err != nil {
			return AppSetup{}, err
		}
		return s.appSetup(a, secret)
	})
}

// putSecret keeps a secret that no app has shown a code of yet.
func (s *Service) putSecret(tx Tx, a Account, secret []byte) (AppSetup, error) {
	sealed, err := s.Secrets.Seal(secret, totpBound(a.ID))
	if err != nil {
		return AppSetup{}, err
	}
	if err := tx.PutTOTP(TOTP{AccountID: a.ID, Sealed: sealed, MadeAt: s.now()}); err != nil {
		return AppSetup{}, err
	}
	return s.appSetup(a, secret)
}

// appSetup writes a secret for an app.
func (s *Service) appSetup(a Account, secret []byte) (AppSetup, error) {
	key, err := totp.Generate(totp.GenerateOpts{Issuer: s.Identity.Host, AccountName: a.Email, Secret: secret,
		Period: totpStep, Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1})
	if err != nil {
		return AppSetup{}, err
	}
	return AppSetup{Key: key.Secret(), URI: key.URL()}, nil
}

func totpBound(account int64) []byte { return []byte("totp " + itoa(account)) }

// ConfirmApp takes the first code of the app. From then on a password alone does
// not open the account. It gives the codes for when the app is lost, which are
// never shown again.
func (s *Service) ConfirmApp(ctx context.Context, v Viewer, code string) ([]string, error) {
	codes, hashes := newRecoveryCodes()
	err := s.Store.Update(ctx, func(tx Tx) error {
		a, err := s.myAccount(tx, v)
		if err != nil {
			return err
		}
		if _, err := s.mayAddWay(tx, v, a); err != nil {
			return err
		}
		app, err := tx.TOTP(a.ID)
		switch {
		case IsNotFound(err):
			return FieldError("code", "error.factor_key", nil)
		case err != nil:
			return err
		case !app.ConfirmedAt.IsZero():
			return &Error{Class: Conflict, Key: "error.app_there"}
		}
		app.ConfirmedAt = s.now()
		if err := s.takeCode(tx, app, code); err != nil {
			return err
		}
		if err := tx.PutRecoveryCodes(a.ID, hashes, s.now()); err != nil {
			return err
		}
		if a.SecondAt.IsZero() {
			a.SecondAt = s.now()
			if err := tx.UpdateAccount(a); err != nil {
				return err
			}
		}
		return s.signInChanged(tx, a, "account.app-added")
	})
	if err != nil {
		return nil, err
	}
	return codes, nil
}

// takeCode takes a code of an app once: a step of time, or one before a step that
// was taken, is never taken again.
func (s *Service) takeCode(tx Tx, app TOTP, code string) error {
	secret, err := s.Secrets.Open(app.Sealed, totpBound(app.AccountID))
	if err != nil {
		return err
	}
	now := s.now().Unix() / totpStep
	for step := now - totpSkew; step <= now+totpSkew; step++ {
		want, err := codeAt(secret, step)
		if err != nil {
			return err
		}
		if subtle.ConstantTimeCompare([]byte(want), []byte(code)) != 1 {
			continue
		}
		if step <= app.Step {
			return FieldError("code", "error.factor_used", nil)
		}
		app.Step = step
		return tx.PutTOTP(app)
	}
	return FieldError("code", "error.factor_wrong", nil)
}

// codeAt is the code of a secret in a step of time.
func codeAt(secret []byte, step int64) (string, error) {
	return hotp.GenerateCodeCustom(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(secret), uint64(step),
		hotp.ValidateOpts{Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1})
}

// ConfirmSignIn takes the second factor of an account whose password was right, at
// the epoch that it had then: a code of the app, or a recovery code. Each counts
// once. Unauthenticated when the sign-in has to begin anew.
func (s *Service) ConfirmSignIn(ctx context.Context, account, epoch int64, code string) (Account, error) {
	return update(ctx, s, func(tx Tx) (Account, error) {
		a, err := tx.Account(account)
		if skipMissing(err) != nil {
			return a, err
		}
		if err != nil || a.Epoch != epoch || !a.Good(s.now()) {
			return a, &Error{Class: Unauthenticated, Key: "error.session_ended"}
		}
		return a, s.takeSecond(tx, a, code)
	})
}

// takeSecond takes a code of either kind.
func (s *Service) takeSecond(tx Tx, a Account, typed string) error {
	code := strings.ToLower(strings.Map(func(r rune) rune {
		if strings.ContainsRune(" -\t\u00a0", r) {
			return -1
		}
		return r
	}, typed))
	switch {
	case code == "":
		return FieldError("code", "error.required", nil)
	case len(code) > 64:
		return FieldError("code", "error.factor_wrong", nil)
	case len(code) != recoveryLetters:
		app, err := tx.TOTP(a.ID)
		if IsNotFound(err) || err == nil && app.ConfirmedAt.IsZero() {
			return FieldError("code", "error.factor_wrong", nil)
		}
		if err != nil {
			return err
		}
		return s.takeCode(tx, app, code)
	}
	hash := recoveryHash(code)
	err := tx.UseRecoveryCode(a.ID, hash, s.now())
	if !IsNotFound(err) {
		return orElse(err, func() error { return s.signInChanged(tx, a, "account.recovery-used") })
	}
	all, err := tx.RecoveryCodes(a.ID)
	if err != nil {
		return err
	}
	for _, c := range all {
		if subtle.ConstantTimeCompare(c.Hash, hash) == 1 {
			return FieldError("code", "error.recovery_used", nil)
		}
	}
	return FieldError("code", "error.factor_wrong", nil)
}

// recoveryLetters is how long a recovery code is: 60 bits.
const recoveryLetters = 12

// newRecoveryCodes makes codes, written in groups of four, and their hashes.
func newRecoveryCodes() (codes []string, hashes [][]byte) {
	for range recoveryCodes {
		c := strings.ToLower(rand.Text()[:recoveryLetters])
		codes, hashes = append(codes, c[:4]+"-"+c[4:8]+"-"+c[8:]), append(hashes, recoveryHash(c))
	}
	return codes, hashes
}

// recoveryHash needs no salt: the codes are random.
func recoveryHash(code string) []byte {
	sum := sha256.Sum256([]byte("recovery " + code))
	return sum[:]
}
