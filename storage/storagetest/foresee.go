package storagetest

import (
	"context"
	"errors"
	"fmt"
	"sync"
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
	var room community.Community
	var entry community.LogEntry
	b.do(func(tx community.Tx) {
		room = insert(b, tx, tx.InsertCommunity, nil)
		doc = insert(b, tx, tx.InsertDocument, nil)
		stone = insert(b, tx, tx.PutTombstone, nil)
		entry = insert(b, tx, tx.InsertLogEntry, func(e *community.LogEntry) { e.CommunityID, e.Activity = room.ID, "https://a.example/old" })
		fresh, _, err := tx.Receive("https://a.example/u/1", "https://a.example/old", "digest", time.Now())
		b.ok(err)
		same(b, "fresh", fresh, true)
	})
	f := community.Foreseen{Community: room.IRI, Signer: "https://a.example/u/1", Activity: "https://a.example/old",
		Object: stone.Object, Parent: "https://a.example/none"}
	foreseen := func(fn func(tx community.Tx)) {
		b.Helper()
		b.ok(b.store.UpdateForeseen(ctx, f, func(tx community.Tx) error { fn(tx); return nil }))
	}
	foreseen(func(tx community.Tx) {
		is[community.Tombstone](b, "the tombstone")(tx.Tombstone(stone.Object))(stone)
		is[community.LogEntry](b, "the entry")(tx.LogEntryByActivity(room.ID, f.Activity))(entry)
		missing[community.LogEntry](b, "no entry there")(tx.LogEntryByActivity(room.ID+1, f.Activity))
		missing[community.PostPlace](b, "no parent")(tx.PostPlace(f.Parent))
		fresh, same, err := tx.Receive(f.Signer, f.Activity, "digest", time.Now())
		if fresh || !same || err != nil {
			b.Errorf("received again: fresh %v, the same %v, %v", fresh, same, err)
		}
	})

	err := b.store.UpdateForeseen(ctx, f, func(tx community.Tx) error {
		if err := tx.InsertDocument(doc); err != nil {
			return err
		}
		return tx.PutSetting("mistaken", "kept")
	})
	b.kind(err, community.Conflict)
	err = b.store.UpdateForeseen(ctx, f, func(tx community.Tx) error { return tx.InsertDocument(doc) })
	b.kind(err, community.Conflict)
	if b.setting("mistaken") != "" {
		b.Error("what a use case wrote that was wrong about a row was kept")
	}

	no := errors.New("no")
	other := community.Document{}
	err = b.store.UpdateForeseen(ctx, f, func(tx community.Tx) error {
		other = filled[community.Document](tx)
		b.ok(tx.InsertDocument(other))
		return no
	})
	if !errors.Is(err, no) {
		b.Errorf("the use case failed with %v", err)
	}
	b.do(func(tx community.Tx) { missing[community.Document](b, "undone")(tx.Document(other.ID)) })

	f.Activity, f.Object = "https://a.example/new", "https://a.example/new/1"
	foreseen(func(tx community.Tx) {
		missing[community.Tombstone](b, "no tombstone")(tx.Tombstone(f.Object))
		missing[community.PostPlace](b, "no post")(tx.PostPlace(f.Object))
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

// foreseesMany runs many use cases at once that have foreseen what they do; some are
// about the same activity or the same object, and some fail. What one has written the
// next knows of, everything is kept once and in order, and nothing of those that failed.
func foreseesMany(b *bench) {
	const many = 60
	ctx := context.Background()
	var room community.Community
	var thread community.Thread
	b.do(func(tx community.Tx) {
		room = insert(b, tx, tx.InsertCommunity, nil)
		thread = insert(b, tx, tx.InsertThread, func(t *community.Thread) { t.CommunityID, t.Posts = room.ID, 0 })
	})
	no := errors.New("no")
	var all sync.WaitGroup
	var mu sync.Mutex
	taken := make(map[string]community.Post)
	for i := range many {
		f := community.Foreseen{Community: room.IRI, Signer: "https://a.example/u/1",
			Activity: fmt.Sprint("https://a.example/a/", i-i%5/4), Object: fmt.Sprint("https://a.example/o/", i-i%7/6)}
		all.Go(func() {
			var post community.Post
			err := b.store.UpdateForeseen(ctx, f, func(tx community.Tx) error {
				post = community.Post{}
				if fresh, _, err := tx.Receive(f.Signer, f.Activity, "digest", now); err != nil || !fresh {
					return err
				}
				if _, err := tx.PostPlace(f.Object); !community.IsNotFound(err) {
					return errors.Join(err, no)
				}
				t, err := tx.Thread(thread.ID)
				if err != nil {
					return err
				}
				one := filled[community.Post](tx)
				one.IRI, one.CommunityID, one.ThreadID, one.Attachments, one.Mentions = f.Object, room.ID, thread.ID, nil, []int64{7}
				t.Posts++
				one.Seq = t.Posts
				post = one
				if err := errors.Join(tx.InsertPost(one), tx.UpdateThread(t), tx.Emit(community.Event{Kind: community.EventPosted,
					CommunityID: room.ID, ObjectID: one.ID})); err != nil {
					return err
				}
				if i%11 == 10 {
					return no
				}
				return nil
			})
			if err != nil && !errors.Is(err, no) {
				b.Error(err)
			}
			mu.Lock()
			defer mu.Unlock()
			if err == nil && post.ID != 0 {
				if _, twice := taken[f.Object]; twice {
					b.Errorf("%s was written twice", f.Object)
				}
				taken[f.Object] = post
			}
		})
	}
	all.Wait()
	b.do(func(tx community.Tx) {
		for iri, post := range taken {
			is[community.Post](b, "a post")(tx.PostByIRI(iri))(post)
		}
		rows, err := tx.Posts(thread.ID, community.Page{Limit: 2 * many})
		b.ok(err)
		same(b, "posts", len(rows), len(taken))
		t, err := tx.Thread(thread.ID)
		b.ok(err)
		same(b, "counted", t.Posts, int64(len(taken)))
		events, err := tx.EventsAfter(0, 2*many)
		b.ok(err)
		seq := int64(0)
		for _, e := range events {
			post, err := tx.Post(e.ObjectID)
			b.ok(err)
			seq++
			same(b, "the order of events", post.Seq, seq)
		}
		same(b, "events", seq, int64(len(taken)))
	})
}
