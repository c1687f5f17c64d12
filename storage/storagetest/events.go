package storagetest

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"headroom/community"
	"headroom/internal/jobs"
)

func events(b *bench) {
	var sent []community.Event
	b.look(func(tx community.Tx) { is[int64](b, "last of none")(tx.LastEvent())(0) })
	b.do(func(tx community.Tx) {
		for range 3 {
			e := filled[community.Event](tx)
			e.Seq = 0
			b.ok(tx.Emit(e))
			sent = append(sent, e)
		}
		got, err := tx.EventsAfter(0, 10)
		b.ok(err)
		if len(got) != 3 {
			b.Errorf("%d events seen by their own transaction, want 3", len(got))
		}
	})
	b.look(func(tx community.Tx) {
		got, err := tx.EventsAfter(0, 10)
		b.ok(err)
		for i := range got {
			if i > 0 && got[i].Seq <= got[i-1].Seq {
				b.Errorf("event %d has seq %d after %d", i, got[i].Seq, got[i-1].Seq)
			}
			sent[i].Seq = got[i].Seq
		}
		same(b, "events", got, sent)
		is[int64](b, "last")(tx.LastEvent())(got[2].Seq)
		is[[]community.Event](b, "after the first, one")(tx.EventsAfter(got[0].Seq, 1))(sent[1:2])
		missing[string](b, "no setting")(tx.Setting("x"))
	})
	b.do(func(tx community.Tx) {
		b.ok(tx.PutSetting("x", "1"))
		b.ok(tx.PutSetting("x", "2"))
		is[string](b, "setting")(tx.Setting("x"))("2")
	})
	inOrder(b)
}

// inOrder checks that a reader who goes on from the last event it has seen
// misses none, while many write at once.
func inOrder(b *bench) {
	const writers, each = 8, 10
	var group sync.WaitGroup
	var start int64
	b.look(func(tx community.Tx) { start, _ = tx.LastEvent() })
	for range writers {
		group.Go(func() {
			for range each {
				if err := b.store.Update(context.Background(), func(tx community.Tx) error {
					return tx.Emit(community.Event{Kind: community.EventPosted, At: now})
				}); err != nil {
					b.Error(err)
				}
			}
		})
	}
	written := make(chan struct{})
	go func() { group.Wait(); close(written) }()
	seen, after := 0, start
	for last := false; ; {
		select {
		case <-written:
			last = true
		default:
		}
		b.look(func(tx community.Tx) {
			got, err := tx.EventsAfter(after, 1000)
			b.ok(err)
			seen += len(got)
			if len(got) > 0 {
				after = got[len(got)-1].Seq
			}
		})
		if last {
			break
		}
	}
	if seen != writers*each {
		b.Errorf("the reader saw %d events, want %d", seen, writers*each)
	}
}

func audit(b *bench) {
	const writers, each = 6, 5
	var group sync.WaitGroup
	for range writers {
		group.Go(func() {
			for range each {
				if err := b.store.Update(context.Background(), func(tx community.Tx) error {
					row := filled[community.AuditRow](tx)
					row.Args = map[string]string{"person": "https://b/u/1", "a": "<&>"}
					if tx.NextID()%2 == 0 {
						row.Args = nil
					}
					return tx.AppendAudit(row)
				}); err != nil {
					b.Error(err)
				}
			}
		})
	}
	group.Wait()
	b.look(func(tx community.Tx) {
		rows, err := tx.AuditFrom(1, 1000)
		b.ok(err)
		if len(rows) != writers*each {
			b.Fatalf("%d audit rows, want %d", len(rows), writers*each)
		}
		prev := ""
		for i, row := range rows {
			if row.Seq != int64(i+1) || row.Prev != prev || row.Hash != row.Digest() {
				b.Errorf("audit row %d is not linked: %+v", i+1, row)
			}
			prev = row.Hash
		}
		is[[]community.AuditRow](b, "newest first")(tx.Audit(community.Page{Limit: 1}))(rows[len(rows)-1:])
		is[[]community.AuditRow](b, "older")(tx.Audit(community.Page{Limit: 1, Before: 2}))(rows[:1])
		is[[]community.AuditRow](b, "from")(tx.AuditFrom(3, 1))(rows[2:3])
	})
}

func lanes(b *bench) {
	b.do(func(tx community.Tx) {
		for i := range 3 {
			b.ok(tx.Enqueue(jobs.New{Lane: "w", Kind: "deliver", Key: fmt.Sprint("k", i), Payload: []byte("x"), RunAt: now.Add(time.Hour)}))
		}
		b.ok(tx.Enqueue(jobs.New{Lane: "w", Kind: "deliver", Key: "k0"})) // taken, and no error
		b.ok(tx.Enqueue(jobs.New{Lane: "e", Kind: "mail"}))
		b.ok(tx.Enqueue(jobs.New{Lane: "e", Kind: "mail"})) // no key
		b.ok(tx.HoldLane("e", true))
		b.ok(tx.HoldLane("quiet", true))
	})
	check := func(want ...community.Lane) {
		b.Helper()
		b.look(func(tx community.Tx) {
			got, err := tx.Lanes(now)
			b.ok(err)
			for i := range got {
				if got[i].Waiting > 0 && got[i].OldestAt.IsZero() {
					b.Errorf("lane %s has no oldest job", got[i].Name)
				}
				got[i].OldestAt = time.Time{}
			}
			same(b, "lanes", got, want)
		})
	}
	quiet := community.Lane{Name: "quiet", Held: true}
	check(community.Lane{Name: "e", Waiting: 2, Held: true}, quiet, community.Lane{Name: "w", Waiting: 3})
	if store, ok := b.store.(jobs.Store); ok {
		parking(b.T, b, store)
	}
	b.do(func(tx community.Tx) {
		b.ok(tx.HoldLane("e", false))
		is[int64](b, "retried")(tx.RetryLane("w", now))(3)
		is[int64](b, "retried, all")(tx.RetryLane("", now))(5)
		is[[]community.ParkedJob](b, "none parked")(tx.ParkedJobs(10))(nil)
		is[int64](b, "deleted")(tx.DeleteJobs("e", "mail"))(2)
		is[int64](b, "deleted of a kind")(tx.DeleteJobs("w", "mail"))(0)
	})
	check(community.Lane{Name: "e"}, quiet, community.Lane{Name: "w", Waiting: 3})
}

// parking parks one job of lane w and sees that a held lane gives none.
func parking(t *testing.T, b *bench, store jobs.Store) {
	ctx := context.Background()
	claim := jobs.Claim{Owner: "x", Kinds: []string{"deliver", "mail"}, Now: time.Now().Add(100 * 365 * 24 * time.Hour), Limit: 1, PerLane: 10}
	claim.LeaseUntil = claim.Now.Add(time.Minute)
	got, err := store.ClaimJobs(ctx, claim)
	if err != nil || len(got) != 1 || got[0].Lane != "w" {
		t.Fatalf("claimed %+v, %v; want one job of lane w", got, err)
	}
	b.ok(store.ParkJob(ctx, "x", got[0].ID, "404 Not Found"))
	b.ok(store.PauseLane(ctx, "w", now.Add(time.Hour), 2, "refused"))
	b.look(func(tx community.Tx) {
		parked, err := tx.ParkedJobs(10)
		b.ok(err)
		if len(parked) != 1 || parked[0].ID != got[0].ID || parked[0].Reason != "404 Not Found" || parked[0].At.IsZero() {
			t.Errorf("parked: %+v", parked)
		}
		list, err := tx.Lanes(now)
		b.ok(err)
		w := list[len(list)-1]
		w.OldestAt = time.Time{}
		same(b, "lane", w, community.Lane{Name: "w", Waiting: 2, Parked: 1, PausedUntil: now.Add(time.Hour),
			Failures: 2, LastError: "refused"})
	})
	b.ok(store.LaneSucceeded(ctx, "w", time.Time{}))
}
