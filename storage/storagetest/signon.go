package storagetest

import (
	"time"

	"headroom/community"
)

// signingOn checks visits to sign-on services.
func signingOn(b *bench) {
	b.do(func(tx community.Tx) {
		apply := func() community.Application {
			return insert(b, tx, tx.InsertApplication, func(a *community.Application) { a.State, a.PersonID = community.ApplicationWaiting, a.ID })
		}
		one, two := apply(), apply()
		begin := func(a community.Application, hash string, at time.Time) community.SignOnAttempt {
			return insert(b, tx, tx.InsertSignOnAttempt, func(t *community.SignOnAttempt) {
				t.ApplicationID, t.Hash, t.AskedAt, t.UsedAt = a.ID, []byte(hash), at, time.Time{}
			})
		}
		older, newer, other := begin(one, "a", now), begin(one, "b", now.Add(time.Hour)), begin(two, "c", now.Add(time.Hour))
		is[community.SignOnAttempt](b, "by its state")(tx.SignOnAttempt([]byte("b")))(newer)
		missing[community.SignOnAttempt](b, "by another state")(tx.SignOnAttempt([]byte("d")))
		missing[community.SignOnAttempt](b, "by none")(tx.SignOnAttempt(nil))
		is[int64](b, "begun")(tx.SignOnAttempts(one.ID, now))(2)
		is[int64](b, "begun lately")(tx.SignOnAttempts(one.ID, now.Add(time.Millisecond)))(1)
		older.UsedAt = now
		b.ok(tx.UpdateSignOnAttempt(older))
		is[community.SignOnAttempt](b, "used")(tx.SignOnAttempt([]byte("a")))(older)
		b.ok(tx.DropSignOnAttemptsBefore(now.Add(time.Hour)))
		missing[community.SignOnAttempt](b, "dropped")(tx.SignOnAttempt([]byte("a")))
		is[community.SignOnAttempt](b, "not yet dropped")(tx.SignOnAttempt([]byte("c")))(other)

		keep := func(a community.Application, subject []byte) community.SignOnResult {
			return insert(b, tx, tx.InsertSignOn, func(r *community.SignOnResult) { r.ApplicationID, r.Subject = a.ID, subject })
		}
		first, nothing, second, again := keep(one, []byte("s")), keep(one, nil), keep(two, []byte("s")), keep(one, []byte("s"))
		is[[]community.SignOnResult](b, "newest first")(tx.SignOnsOf(one.ID))([]community.SignOnResult{again, nothing, first})
		is[[]community.SignOnResult](b, "of another")(tx.SignOnsOf(two.ID))([]community.SignOnResult{second})
		is[[]community.SignOnResult](b, "of none")(tx.SignOnsOf(0))(nil)
		is[[]int64](b, "with one account")(tx.ApplicationsOfSubject([]byte("s")))([]int64{one.ID, two.ID})
		is[[]int64](b, "with another account")(tx.ApplicationsOfSubject([]byte("t")))(nil)
		is[[]int64](b, "that came to nothing")(tx.ApplicationsOfSubject(nil))(nil)
	})
}
