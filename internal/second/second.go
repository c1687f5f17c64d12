// Package second gives sample people a second factor whose secret everybody may
// know: those of the demonstration and of tests.
package second

import (
	"context"
	"time"

	"github.com/pquerna/otp/totp"

	"headroom/community"
)

// Key is the secret of every sample person, as apps write it.
const Key = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"

// secret is what Key stands for.
var secret = []byte("Hello!\xde\xad\xbe\xefHello!\xde\xad\xbe\xef")

// Give gives an account the second factor, unless it has one.
func Give(ctx context.Context, s *community.Service, account int64) error {
	_, err := s.SampleSecret(ctx, community.CommandLine, account, secret)
	return err
}

// GiveTo is Give for the account of an e-mail address. Guests have none.
func GiveTo(ctx context.Context, s *community.Service, email string) (account int64, err error) {
	var a community.Account
	err = s.Store.View(ctx, func(tx community.Tx) (err error) { a, err = tx.AccountByEmail(email); return err })
	if err != nil || !a.EndAt.IsZero() {
		return 0, err
	}
	return a.ID, Give(ctx, s, a.ID)
}

// CodeOf is what an app with a key shows at a moment.
func CodeOf(key string, at time.Time) (string, error) { return totp.GenerateCode(key, at) }

// Answer is a code that an account's next sign-in takes, as often as a test signs
// in within the same half minute: it makes as if the earlier ones were long ago.
func Answer(ctx context.Context, s *community.Service, account int64) (string, error) {
	err := s.Store.Update(ctx, func(tx community.Tx) error {
		app, err := tx.TOTP(account)
		if err != nil {
			return err
		}
		app.Step = 0
		return tx.PutTOTP(app)
	})
	if err != nil {
		return "", err
	}
	return CodeOf(Key, s.Clock())
}
