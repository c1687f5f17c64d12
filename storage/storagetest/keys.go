package storagetest

import (
	"time"

	"headroom/community"
)

func keys(b *bench) {
	b.do(func(tx community.Tx) {
		put := func(start time.Duration, ended bool) community.Key {
			return insert(b, tx, tx.PutKey, func(k *community.Key) {
				k.Owner, k.StartAt, k.Waiting = "https://b.example/u/1", now.Add(start), false
				if !ended {
					k.EndAt = time.Time{}
				}
			})
		}
		old, current, newest := put(0, false), put(time.Hour, false), put(2*time.Hour, true)
		is[community.Key](b, "key")(tx.KeyByIRI(old.IRI))(old)
		is[community.Key](b, "current")(tx.CurrentKey(old.Owner))(current)
		is[[]community.Key](b, "keys")(tx.Keys(old.Owner))([]community.Key{newest, current, old})
		missing[community.Key](b, "unknown")(tx.KeyByIRI("x"))
		missing[community.Key](b, "none current")(tx.CurrentKey("x"))
		changed := current
		changed.ID, changed.RevokedFrom, changed.EndAt, changed.Sealed = tx.NextID(), now, now, nil
		b.ok(tx.PutKey(changed))
		changed.ID = current.ID
		is[community.Key](b, "replaced")(tx.KeyByIRI(current.IRI))(changed)
		is[community.Key](b, "current after")(tx.CurrentKey(old.Owner))(old)
		next := insert(b, tx, tx.PutKey, func(k *community.Key) {
			k.Owner, k.StartAt, k.EndAt, k.Waiting = old.Owner, now.Add(3*time.Hour), time.Time{}, true
		})
		is[community.Key](b, "the next is not current")(tx.CurrentKey(old.Owner))(old)
		is[community.Key](b, "the next is kept")(tx.KeyByIRI(next.IRI))(next)

		record := func(key string, start time.Duration) community.KeyRecord {
			return insert(b, tx, tx.PutKeyRecord, func(r *community.KeyRecord) {
				r.Subject, r.Key, r.StartAt = "https://b.example/u/1", key, now.Add(start)
			})
		}
		first, second := record("k1", 0), record("k2", time.Hour)
		third := record("k2", 2*time.Hour)
		is[[]community.KeyRecord](b, "records")(tx.KeyRecords(first.Subject))([]community.KeyRecord{third, second, first})
		is[community.KeyRecord](b, "newest")(tx.KeyRecordByKey("k2"))(third)
		missing[community.KeyRecord](b, "no record")(tx.KeyRecordByKey("x"))
		forged := filled[community.KeyRecord](tx)
		forged.IRI = first.IRI
		b.ok(tx.PutKeyRecord(forged))
		is[community.KeyRecord](b, "the first stays")(tx.KeyRecordByKey("k1"))(first)

		of := func(host string, kind community.KeyOwner) community.Key {
			return insert(b, tx, tx.PutKey, func(k *community.Key) { k.Host, k.OwnerKind = host, kind })
		}
		person, group, issuer := of("v.example", community.PersonKey), of("v.example", community.GroupKey), of("v.example", community.IssuerKey)
		other := of("w.example", community.PersonKey)
		vouched := insert(b, tx, tx.PutKeyRecord, func(r *community.KeyRecord) { r.Issuer, r.Key = "https://v.example/issuer", person.IRI })
		b.ok(tx.DropVouched("v.example", vouched.Issuer))
		missing[community.Key](b, "a person's, vouched for")(tx.KeyByIRI(person.IRI))
		missing[community.Key](b, "a group's, vouched for")(tx.KeyByIRI(group.IRI))
		is[community.Key](b, "the issuer's")(tx.KeyByIRI(issuer.IRI))(issuer)
		is[community.Key](b, "another host's")(tx.KeyByIRI(other.IRI))(other)
		missing[community.KeyRecord](b, "what vouched")(tx.KeyRecordByKey(person.IRI))
		is[community.KeyRecord](b, "what another vouches for")(tx.KeyRecordByKey("k1"))(first)
	})
}

func credentials(b *bench) {
	b.do(func(tx community.Tx) {
		ann, ben := head(b, tx), head(b, tx)
		issue := func(person int64, edit func(*community.CredentialRecord)) community.CredentialRecord {
			return insert(b, tx, tx.InsertCredential, func(c *community.CredentialRecord) {
				c.PersonID, c.RevocationList, c.SuspensionList, c.RevokedAt = person, "https://a/r", "https://a/s", time.Time{}
				edit(c)
			})
		}
		local := issue(ann.ID, func(c *community.CredentialRecord) { c.Index = 5 })
		remote := issue(ann.ID, func(c *community.CredentialRecord) { c.Local, c.Index, c.RevocationList = false, 5, "https://w/r" })
		revoked := issue(ben.ID, func(c *community.CredentialRecord) { c.Local, c.RevokedAt = false, now })
		is[community.CredentialRecord](b, "credential")(tx.Credential(local.ID))(local)
		is[community.CredentialRecord](b, "by IRI")(tx.CredentialByIRI(remote.IRI))(remote)
		missing[community.CredentialRecord](b, "unknown")(tx.Credential(1))
		missing[community.CredentialRecord](b, "unknown IRI")(tx.CredentialByIRI("x"))
		is[[]community.CredentialRecord](b, "of a person")(tx.Credentials(ann.ID))([]community.CredentialRecord{remote, local})
		is[[]community.CredentialRecord](b, "of people")(tx.CredentialsOf([]int64{ann.ID, ben.ID}))(
			[]community.CredentialRecord{revoked, remote, local})
		is[[]community.CredentialRecord](b, "on a list")(tx.CredentialsOnList("https://a/s"))(
			[]community.CredentialRecord{local, remote})
		is[[]community.CredentialRecord](b, "on another")(tx.CredentialsOnList("https://a/r"))([]community.CredentialRecord{local})
		is[[]string](b, "lists in use")(tx.ListsInUse())([]string{"https://a/s", "https://w/r"})
		is[bool](b, "index taken")(tx.IndexTaken(5))(true)
		is[bool](b, "index free")(tx.IndexTaken(6))(false)

		twin := filled[community.CredentialRecord](tx)
		twin.PersonID, twin.Index = ben.ID, 5
		b.kind(tx.InsertCredential(twin), community.Conflict)
		local.RevokedAt, local.Reason = now, "left the post"
		b.ok(tx.UpdateCredential(local))
		is[community.CredentialRecord](b, "updated")(tx.Credential(local.ID))(local)
		is[bool](b, "index still taken")(tx.IndexTaken(5))(true)
		b.kind(tx.UpdateCredential(twin), community.NotFound)

		ours := insert(b, tx, tx.PutStatusList, func(l *community.StatusList) { l.IRI = "https://b/1" })
		theirs := insert(b, tx, tx.PutStatusList, func(l *community.StatusList) { l.Local, l.IRI = false, "https://a/1" })
		is[community.StatusList](b, "list")(tx.StatusList(ours.IRI))(ours)
		fetched, until, err := tx.StatusListTimes(ours.IRI)
		is[[2]time.Time](b, "list's times")([2]time.Time{fetched, until}, err)([2]time.Time{ours.FetchedAt, ours.ValidUntil})
		_, _, err = tx.StatusListTimes("x")
		b.kind(err, community.NotFound)
		missing[community.StatusList](b, "unknown list")(tx.StatusList("x"))
		theirs.Bits, theirs.Raw, theirs.FetchedAt = []byte{1, 2, 3, 4}, nil, now.Add(time.Hour)
		b.ok(tx.PutStatusList(theirs))
		is[[]community.StatusList](b, "remote lists")(tx.StatusLists(false))([]community.StatusList{theirs})
		is[[]community.StatusList](b, "local lists")(tx.StatusLists(true))([]community.StatusList{ours})
	})
}
