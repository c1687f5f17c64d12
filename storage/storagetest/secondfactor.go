package storagetest

import (
	"slices"
	"time"

	"headroom/community"
)

// secondFactors: one secret for an account, and codes of which each is used once.
func secondFactors(b *bench) {
	b.do(func(tx community.Tx) {
		a := insert(b, tx, tx.InsertAccount, func(a *community.Account) { a.SecondAt = now })
		is[community.Account](b, "the account")(tx.Account(a.ID))(a)
		missing[community.TOTP](b, "no secret")(tx.TOTP(a.ID))
		f := community.TOTP{AccountID: a.ID, Sealed: []byte("sealed"), MadeAt: now}
		b.ok(tx.PutTOTP(f))
		f.ConfirmedAt, f.Step = now.Add(time.Minute), 57_000_000
		b.ok(tx.PutTOTP(f))
		is[community.TOTP](b, "the secret")(tx.TOTP(a.ID))(f)
		b.ok(tx.DeleteTOTP(a.ID))
		missing[community.TOTP](b, "deleted")(tx.TOTP(a.ID))

		b.ok(tx.PutRecoveryCodes(a.ID, [][]byte{[]byte("old")}, now))
		b.ok(tx.PutRecoveryCodes(a.ID, [][]byte{[]byte("one"), []byte("two")}, now))
		b.ok(tx.UseRecoveryCode(a.ID, []byte("two"), now.Add(time.Hour)))
		for _, hash := range []string{"two", "old", "never"} {
			if err := tx.UseRecoveryCode(a.ID, []byte(hash), now); !community.IsNotFound(err) {
				b.Errorf("recovery code %s: %v", hash, err)
			}
		}
		codes, err := tx.RecoveryCodes(a.ID)
		b.ok(err)
		if len(codes) != 2 || !slices.ContainsFunc(codes, func(c community.RecoveryCode) bool { return c.UsedAt.Equal(now.Add(time.Hour)) }) {
			b.Errorf("recovery codes: %+v", codes)
		}
		b.ok(tx.PutRecoveryCodes(a.ID, nil, now))
		is[[]community.RecoveryCode](b, "none")(tx.RecoveryCodes(a.ID))(nil)
	})
}
