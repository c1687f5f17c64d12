package storage_test

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"headroom/community"
	"headroom/internal/jobs"
	"headroom/storage"
	"headroom/storage/storagetest"
)

// BenchmarkUpdate measures durable use cases by 64 callers at once: rows/s is
// what they write together.
func BenchmarkUpdate(b *testing.B) {
	at := time.Date(2026, 9, 1, 8, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		name string
		rows int
		run  func(tx community.Tx, n int64) error
	}{
		{"received", 1, func(tx community.Tx, n int64) error {
			_, _, err := tx.Receive("https://w.example/u/1", fmt.Sprint("https://w.example/a/", n), "digest", at)
			return err
		}},
		{"event", 1, func(tx community.Tx, n int64) error {
			return tx.Emit(community.Event{Kind: community.EventPosted, ObjectID: n, At: at})
		}},
		{"job", 1, func(tx community.Tx, n int64) error {
			return tx.Enqueue(jobs.New{Lane: "receive", Kind: "receive", Key: fmt.Sprint(n), Payload: make([]byte, 500)})
		}},
		{"inbox", 3, func(tx community.Tx, n int64) error {
			iri := fmt.Sprint("https://w.example/a/", n)
			if _, _, err := tx.Receive("https://w.example/u/1", iri, "digest", at); err != nil {
				return err
			}
			id := tx.NextID()
			if err := tx.InsertDocument(community.Document{ID: id, IRI: iri, Raw: make([]byte, 1500), CreatedAt: at}); err != nil {
				return err
			}
			return tx.Enqueue(jobs.New{Lane: "receive", Kind: "receive", Key: iri, Payload: []byte(fmt.Sprint(id))})
		}},
		{"post", 4, func(tx community.Tx, n int64) error {
			thread, err := tx.Thread(1)
			if err != nil {
				return err
			}
			id := tx.NextID()
			if err := tx.InsertPost(community.Post{ID: id, IRI: fmt.Sprint("https://b.example/p/", n), CommunityID: 1,
				ThreadID: 1, AuthorID: 1, HTML: "<p>Sample</p>", State: community.PostAccepted, CreatedAt: at}); err != nil {
				return err
			}
			thread.LastPostID, thread.Posts = id, thread.Posts+1
			if err := tx.UpdateThread(thread); err != nil {
				return err
			}
			if err := tx.Emit(community.Event{Kind: community.EventPosted, ObjectID: id, At: at}); err != nil {
				return err
			}
			return tx.Enqueue(jobs.New{Lane: "publish", Kind: "publish", Payload: []byte(fmt.Sprint(id))})
		}},
	} {
		b.Run(c.name, func(b *testing.B) {
			for _, kind := range storagetest.Databases(b) {
				b.Run(kind.Name, func(b *testing.B) { benchmark(b, kind, c.rows, c.run) })
			}
		})
	}
}

func benchmark(b *testing.B, kind storagetest.Database, rows int, run func(community.Tx, int64) error) {
	db := kind.Open(b, storage.Options{})
	ctx := context.Background()
	err := db.Update(ctx, func(tx community.Tx) error {
		if err := tx.InsertCommunity(community.Community{ID: 1, IRI: "https://b.example/g/1"}); err != nil {
			return err
		}
		return tx.InsertThread(community.Thread{ID: 1, CommunityID: 1, Context: "https://b.example/g/1/t/1"})
	})
	if err != nil {
		b.Fatal(err)
	}
	var n atomic.Int64
	b.SetParallelism(32) // times two processors
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			i := n.Add(1)
			if err := db.Update(ctx, func(tx community.Tx) error { return run(tx, i) }); err != nil {
				b.Error(err)
			}
		}
	})
	b.ReportMetric(float64(b.N*rows)/b.Elapsed().Seconds(), "rows/s")
}
