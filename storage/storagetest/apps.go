package storagetest

import (
	"time"

	"headroom/community"
)

// apps: a code is used once, and tokens end one by one, by app, by code, and with
// every session of their account.
func apps(b *bench) {
	b.do(func(tx community.Tx) {
		a := insert(b, tx, tx.InsertApp, nil)
		again := a
		again.ID = tx.NextID()
		b.kind(tx.InsertApp(again), community.Conflict)
		is[community.App](b, "an app")(tx.App(a.ID))(a)
		is[community.App](b, "by name")(tx.AppByClient(a.Client))(a)
		missing[community.App](b, "unknown")(tx.AppByClient("nobody"))

		mine, other := insert(b, tx, tx.InsertAccount, nil), insert(b, tx, tx.InsertAccount, nil)
		c := insert(b, tx, tx.InsertAppCode, func(c *community.AppCode) {
			c.AppID, c.AccountID, c.UsedAt, c.ExpiresAt = a.ID, mine.ID, time.Time{}, now
		})
		is[community.AppCode](b, "a code")(tx.AppCode(c.Hash))(c)
		is[bool](b, "used")(tx.UseAppCode(c.Hash, now))(true)
		is[bool](b, "used twice")(tx.UseAppCode(c.Hash, now.Add(time.Hour)))(false)
		c.UsedAt = now
		is[community.AppCode](b, "a used code")(tx.AppCode(c.Hash))(c)
		b.ok(tx.DeleteAppCodesBefore(now))
		is[community.AppCode](b, "not too old yet")(tx.AppCode(c.Hash))(c)
		b.ok(tx.DeleteAppCodesBefore(now.Add(time.Millisecond)))
		missing[community.AppCode](b, "too old")(tx.AppCode(c.Hash))

		token := func(hash string, account community.Account, code string) community.AppToken {
			return insert(b, tx, tx.InsertAppToken, func(k *community.AppToken) {
				k.Hash, k.AppID, k.AccountID, k.Epoch, k.Code = []byte(hash), a.ID, account.ID, account.Epoch, []byte(code)
			})
		}
		one, two, three, hers := token("1", mine, "x"), token("2", mine, "y"), token("3", mine, "z"), token("4", other, "u")
		own := token("5", community.Account{}, "")
		b.ok(tx.AppTokenUsed(one.ID, now.Add(time.Hour)))
		one.UsedAt = now.Add(time.Hour)
		is[community.AppToken](b, "a token")(tx.AppToken(one.Hash))(one)
		is[[]community.AppToken](b, "all of one")(tx.AppTokens(mine.ID))([]community.AppToken{one, two, three})
		b.ok(tx.DeleteAppToken(one.ID))
		missing[community.AppToken](b, "ended")(tx.AppToken(one.Hash))
		b.ok(tx.DeleteAppTokensByCode([]byte("y")))
		is[[]community.AppToken](b, "by code")(tx.AppTokens(mine.ID))([]community.AppToken{three})
		b.ok(tx.DeleteEndedAppTokens())
		is[[]community.AppToken](b, "none has ended")(tx.AppTokens(mine.ID))([]community.AppToken{three})
		mine.Epoch++
		b.ok(tx.UpdateAccount(mine))
		b.ok(tx.DeleteEndedAppTokens())
		is[[]community.AppToken](b, "ended with the sessions")(tx.AppTokens(mine.ID))(nil)
		is[int64](b, "of an app")(tx.DeleteAppTokensOf(other.ID, a.ID))(1)
		is[int64](b, "of an app, again")(tx.DeleteAppTokensOf(other.ID, a.ID))(0)
		missing[community.AppToken](b, "hers")(tx.AppToken(hers.Hash))
		is[community.AppToken](b, "the app's own")(tx.AppToken(own.Hash))(own)
	})
}
