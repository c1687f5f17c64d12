package storage_test

import (
	"testing"
	"time"

	"headroom/community"
	"headroom/community/policy"
	"headroom/storage"
	"headroom/storage/storagetest"
)

// BenchmarkTellEverybody tells 25,000 people, who want all posts of a room, of
// one, some thousands in a transaction as Notify does.
func BenchmarkTellEverybody(b *testing.B) {
	const many, piece = 25_000, 2_000
	now := time.Date(2026, 9, 1, 8, 0, 0, 0, time.UTC)
	db := storagetest.SQLite.Open(b, storage.Options{Now: func() time.Time { return now }})
	var room community.Community
	var thread community.Thread
	update := func(fn func(community.Tx) error) {
		b.Helper()
		if err := db.Update(b.Context(), fn); err != nil {
			b.Fatal(err)
		}
	}
	update(func(tx community.Tx) error {
		room = community.Community{ID: tx.NextID(), IRI: "https://b.example/g/1", Local: true, Username: "room"}
		thread = community.Thread{ID: tx.NextID(), CommunityID: room.ID, Context: "https://b.example/g/1/threads/1"}
		if err := tx.InsertCommunity(room); err != nil {
			return err
		}
		if err := tx.InsertThread(thread); err != nil {
			return err
		}
		for range many {
			id := tx.NextID()
			name := "person" + time.Duration(id).String()
			if err := tx.InsertPerson(community.Person{ID: id, IRI: "https://b.example/u/" + name, Host: "b.example", Local: true, Username: name}); err != nil {
				return err
			}
			if err := tx.InsertMembership(community.Membership{ID: tx.NextID(), CommunityID: room.ID, PersonID: id, State: policy.Active,
				Role: policy.Member, IRI: "https://b.example/m/" + name, StartAt: now.Add(-time.Hour)}); err != nil {
				return err
			}
			if err := tx.PutPlaceChoice(community.PlaceChoice{PersonID: id, CommunityID: room.ID, Choice: community.PlaceAll, UpdatedAt: now}); err != nil {
				return err
			}
		}
		return nil
	})
	b.ResetTimer()
	for b.Loop() {
		var e community.Event
		update(func(tx community.Tx) error {
			p := community.Post{ID: tx.NextID(), CommunityID: room.ID, ThreadID: thread.ID, State: community.PostAccepted, PublishedAt: now}
			p.IRI = "https://b.example/o/" + time.Duration(p.ID).String()
			e = community.Event{Kind: community.EventPosted, CommunityID: room.ID, ThreadID: thread.ID, ObjectID: p.ID}
			return tx.InsertPost(p)
		})
		told := int64(0)
		for after, more := int64(0), true; more; {
			update(func(tx community.Tx) error {
				until, rest, err := tx.PostAudience(e, after, piece)
				if err != nil {
					return err
				}
				n, err := tx.TellOfPost(e, after, until, now)
				told, after, more = told+n, until, rest
				return err
			})
		}
		if told != many {
			b.Fatalf("%d were told, want %d", told, many)
		}
	}
	b.ReportMetric(float64(many)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}
