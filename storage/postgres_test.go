package storage_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"headroom/community"
	"headroom/internal/jobs"
	"headroom/storage"
	"headroom/storage/storagetest"
)

// postgres runs a test on PostgreSQL when there is one.
func postgres(t *testing.T, run func(t *testing.T, kind storagetest.Database)) {
	t.Parallel()
	for _, kind := range storagetest.Databases(t) {
		if kind.Name != "sqlite" {
			run(t, kind)
		}
	}
}

// TestOtherProcess checks that one process hears of another's commits, and that
// both together claim each job once.
func TestOtherProcess(t *testing.T) {
	postgres(t, func(t *testing.T, kind storagetest.Database) {
		ctx := context.Background()
		address := kind.Address(t)
		one := storagetest.Open(t, storage.Options{Database: address})
		two := storagetest.Open(t, storage.Options{Database: address})
		heard := make(chan struct{}, 1)
		two.Watch(func() {
			select {
			case heard <- struct{}{}:
			default:
			}
		})
		if err := one.Update(ctx, func(tx community.Tx) error {
			return tx.Enqueue(jobs.New{Lane: "x", Kind: "x"})
		}); err != nil {
			t.Fatal(err)
		}
		select {
		case <-heard:
		case <-time.After(30 * time.Second):
			t.Fatal("the other process was not told")
		}
		at := time.Now().Add(time.Minute)
		claimed := 0
		for i, db := range []*storage.DB{one, two} {
			got, err := db.ClaimJobs(ctx, jobs.Claim{Owner: string(rune('a' + i)), Kinds: []string{"x"}, Now: at,
				LeaseUntil: at.Add(time.Minute), Limit: 5, PerLane: 5})
			if err != nil {
				t.Fatal(err)
			}
			claimed += len(got)
		}
		if claimed != 1 {
			t.Errorf("one job was claimed %d times", claimed)
		}
	})
}

// TestRowsOfAnotherProcess lets two processes write the same row by turns: neither
// believes what it remembers of it.
func TestRowsOfAnotherProcess(t *testing.T) {
	postgres(t, func(t *testing.T, kind storagetest.Database) {
		ctx := t.Context()
		address := kind.Address(t)
		both := []*storage.DB{storagetest.Open(t, storage.Options{Database: address}), storagetest.Open(t, storage.Options{Database: address})}
		p := community.Person{IRI: "https://a.example/u/1", Host: "a.example"}
		if err := both[0].Update(ctx, func(tx community.Tx) error { p.ID = tx.NextID(); return tx.InsertPerson(p) }); err != nil {
			t.Fatal(err)
		}
		for n := range 6 {
			for range 2 {
				err := both[n%2].Update(ctx, func(tx community.Tx) error {
					have, err := tx.PersonByIRI(p.IRI)
					if err == nil && have.Name != p.Name {
						t.Errorf("turn %d: the person is called %q, not %q", n, have.Name, p.Name)
					}
					p.Name += "x"
					have.Name = p.Name
					return errors.Join(err, tx.UpdatePerson(have))
				})
				if err != nil {
					t.Fatal(err)
				}
			}
		}
	})
}

// TestLostConnection cuts every connection: a transaction that was open says
// Unavailable, nothing of it is there, and the next one works.
func TestLostConnection(t *testing.T) {
	postgres(t, func(t *testing.T, kind storagetest.Database) {
		ctx := context.Background()
		address := kind.Address(t)
		db := storagetest.Open(t, storage.Options{Database: address})
		other := storagetest.Open(t, storage.Options{Database: address})
		err := db.Update(ctx, func(tx community.Tx) error {
			if err := tx.PutSetting("x", "there"); err != nil {
				return err
			}
			if err := other.Cut(ctx); err != nil {
				t.Error(err)
			}
			return tx.PutSetting("y", "there")
		})
		if community.KindOf(err) != community.Unavailable {
			t.Errorf("with a lost connection: %v, want Unavailable", err)
		}
		if get(t, other, "x") != "" {
			t.Error("half of a transaction is there")
		}
		put(t, db, "x", "again")
	})
}

// TestReadOnlyServer checks what a standby after a failover does: writing is
// unavailable, reading goes on.
func TestReadOnlyServer(t *testing.T) {
	postgres(t, func(t *testing.T, kind storagetest.Database) {
		ctx := context.Background()
		db := kind.Open(t, storage.Options{})
		put(t, db, "x", "there")
		err := db.Update(ctx, func(tx community.Tx) error {
			if err := storage.MakeReadOnly(tx); err != nil {
				return err
			}
			return tx.PutSetting("x", "changed")
		})
		if community.KindOf(err) != community.Unavailable {
			t.Errorf("write to a read-only server: %v, want Unavailable", err)
		}
		if got := get(t, db, "x"); got != "there" {
			t.Errorf("read: %q", got)
		}
	})
}

// TestMergedTablesNameWhatTheyPointAt: a row that is written before its turn must not
// come before the row that it points at.
func TestMergedTablesNameWhatTheyPointAt(t *testing.T) {
	postgres(t, func(t *testing.T, kind storagetest.Database) {
		list, err := storage.UnnamedReferences(t.Context(), kind.Open(t, storage.Options{}))
		if err != nil || len(list) > 0 {
			t.Errorf("foreign keys that merge.go does not know: %v (%v)", list, err)
		}
	})
}
