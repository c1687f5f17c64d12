package storagetest

import (
	"context"
	"errors"
	"time"

	"headroom/community"
)

// foresees checks that a use case which says beforehand what it will ask and write
// is told the same as one that does not, and that what it was wrong about is found
// out before anything is kept.
func foresees(b *bench) {
	ctx := context.Background()
	var doc community.Document
	var stone community.Tombstone
	b.do(func(tx community.Tx) {
		doc = insert(b, tx, tx.InsertDocument, nil)
		stone = insert(b, tx, tx.PutTombstone, nil)
		fresh, _, err := tx.Receive("https://a.example/u/1", "https://a.example/old", "digest", time.Now())
		b.ok(err)
		same(b, "fresh", fresh, true)
	})
	f := community.Foreseen{Community: 7, Signer: "https://a.example/u/1", Activity: "https://a.example/old",
		Object: stone.Object, Parent: "https://a.example/none"}
	b.do(func(tx community.Tx) {
		b.ok(tx.Foresee(f))
		is[community.Tombstone](b, "the tombstone")(tx.Tombstone(stone.Object))(stone)
		missing[community.LogEntry](b, "no entry")(tx.LogEntryByActivity(7, f.Activity))
		missing[community.PostPlace](b, "no parent")(tx.PostPlace(f.Parent))
		fresh, same, err := tx.Receive(f.Signer, f.Activity, "digest", time.Now())
		if fresh || !same || err != nil {
			b.Errorf("received again: fresh %v, the same %v, %v", fresh, same, err)
		}
	})

	err := b.store.Update(ctx, func(tx community.Tx) error {
		b.ok(tx.Foresee(f))
		if err := tx.InsertDocument(doc); err != nil {
			return err
		}
		return tx.PutSetting("mistaken", "kept")
	})
	b.kind(err, community.Conflict)
	if b.setting("mistaken") != "" {
		b.Error("what a use case wrote that was wrong about a row was kept")
	}

	no := errors.New("no")
	other := community.Document{}
	err = b.store.Update(ctx, func(tx community.Tx) error {
		b.ok(tx.Foresee(f))
		other = filled[community.Document](tx)
		b.ok(tx.InsertDocument(other))
		return no
	})
	if !errors.Is(err, no) {
		b.Errorf("the use case failed with %v", err)
	}
	b.do(func(tx community.Tx) { missing[community.Document](b, "undone")(tx.Document(other.ID)) })

	f.Activity = "https://a.example/new"
	b.do(func(tx community.Tx) {
		b.ok(tx.Foresee(f))
		fresh, _, err := tx.Receive(f.Signer, f.Activity, "digest", time.Now())
		b.ok(err)
		same(b, "fresh", fresh, true)
		b.ok(tx.InsertDocument(other))
		is[community.Document](b, "its own")(tx.Document(other.ID))(other)
	})
	b.do(func(tx community.Tx) {
		fresh, _, err := tx.Receive(f.Signer, f.Activity, "digest", time.Now())
		if fresh || err != nil {
			b.Errorf("received twice: %v", err)
		}
	})
}
