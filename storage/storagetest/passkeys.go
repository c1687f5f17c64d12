package storagetest

import (
	"time"

	"headroom/community"
)

// passkeys: a credential stands once, a challenge is taken once.
func passkeys(b *bench) {
	b.do(func(tx community.Tx) {
		a, other := insert(b, tx, tx.InsertAccount, nil), insert(b, tx, tx.InsertAccount, nil)
		key := insert(b, tx, tx.InsertPasskey, func(k *community.Passkey) { k.AccountID, k.Credential = a.ID, []byte("first") })
		second := insert(b, tx, tx.InsertPasskey, func(k *community.Passkey) { k.AccountID, k.Credential = a.ID, []byte("second") })
		again := key
		again.ID, again.AccountID = tx.NextID(), other.ID
		b.kind(tx.InsertPasskey(again), community.Conflict)
		key.Name, key.SignCount, key.Flags, key.UsedAt, key.StoppedAt = "Tablet", 1<<32-1, 0x1d, now.Add(time.Hour), now.Add(2*time.Hour)
		b.ok(tx.UpdatePasskey(key))
		is[community.Passkey](b, "a passkey")(tx.PasskeyByCredential(key.Credential))(key)
		is[[]community.Passkey](b, "all of one")(tx.Passkeys(a.ID))([]community.Passkey{key, second})
		if err := tx.DeletePasskey(other.ID, key.ID); !community.IsNotFound(err) {
			b.Errorf("another's is deleted: %v", err)
		}
		b.ok(tx.DeletePasskey(a.ID, key.ID))
		missing[community.Passkey](b, "deleted")(tx.PasskeyByCredential(key.Credential))
		b.ok(tx.DeletePasskeysOf(a.ID))
		is[[]community.Passkey](b, "none")(tx.Passkeys(a.ID))(nil)

		c := insert(b, tx, tx.InsertPasskeyChallenge, func(c *community.PasskeyChallenge) { c.ExpiresAt = now })
		is[community.PasskeyChallenge](b, "a challenge")(tx.TakePasskeyChallenge(c.Hash))(c)
		missing[community.PasskeyChallenge](b, "taken")(tx.TakePasskeyChallenge(c.Hash))
		b.ok(tx.InsertPasskeyChallenge(c))
		b.ok(tx.DeletePasskeyChallengesBefore(now))
		is[community.PasskeyChallenge](b, "not too old yet")(tx.TakePasskeyChallenge(c.Hash))(c)
		b.ok(tx.InsertPasskeyChallenge(c))
		b.ok(tx.DeletePasskeyChallengesBefore(now.Add(time.Millisecond)))
		missing[community.PasskeyChallenge](b, "too old")(tx.TakePasskeyChallenge(c.Hash))
	})
}
