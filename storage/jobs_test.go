package storage_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"headroom/community"
	"headroom/internal/jobs"
	"headroom/internal/jobs/jobstest"
	"headroom/storage"
	"headroom/storage/storagetest"
)

// TestJobs runs the conformance suite of job stores.
func TestJobs(t *testing.T) {
	t.Parallel()
	for _, kind := range storagetest.Databases(t) {
		t.Run(kind.Name, func(t *testing.T) {
			t.Parallel()
			jobstest.Exercise(t, func(t *testing.T) jobstest.Store {
				s := &jobStore{now: time.Date(2026, 9, 1, 8, 0, 0, 0, time.UTC)}
				s.DB = kind.Open(t, storage.Options{Now: s.clock})
				return s
			})
		})
	}
}

// jobStore adds what the suite needs besides jobs.Store, by the methods that
// use cases have.
type jobStore struct {
	*storage.DB
	mu  sync.Mutex
	now time.Time
}

func (s *jobStore) clock() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.now
}

func (s *jobStore) Enqueue(ctx context.Context, now time.Time, list ...jobs.New) error {
	s.mu.Lock()
	s.now = now
	s.mu.Unlock()
	return s.Update(ctx, func(tx community.Tx) error {
		for _, j := range list {
			if err := tx.Enqueue(j); err != nil {
				return err
			}
		}
		return nil
	})
}

func (s *jobStore) ParkedJobs(ctx context.Context) ([]jobs.Job, error) { return s.ParkedRows(ctx) }

func (s *jobStore) Lane(ctx context.Context, name string) (lane jobs.Lane, err error) {
	lane.Name = name
	err = s.View(ctx, func(tx community.Tx) error {
		lanes, err := tx.Lanes(time.Time{})
		for _, l := range lanes {
			if l.Name == name {
				lane = jobs.Lane{Name: name, PausedUntil: l.PausedUntil, Failures: int(l.Failures),
					LastError: l.LastError, LastSuccessAt: l.LastSuccess}
			}
		}
		return err
	})
	return lane, err
}

// TestWatchJobs hears of the kinds of jobs that a commit leaves, and of nothing
// where it leaves none.
func TestWatchJobs(t *testing.T) {
	t.Parallel()
	db := storagetest.Open(t, storage.Options{Database: "sqlite:" + filepath.Join(t.TempDir(), "headroom.db")})
	var heard []string
	db.WatchJobs(func(kinds ...string) { heard = append(heard, fmt.Sprint(kinds)) })
	for _, change := range []func(community.Tx) error{
		func(tx community.Tx) error { return tx.Emit(community.Event{Kind: community.EventPosted}) },
		func(tx community.Tx) error {
			return errors.Join(tx.Enqueue(jobs.New{Lane: "x", Kind: "x", Key: "k"}), tx.Enqueue(jobs.New{Lane: "y", Kind: "y"}))
		},
		func(tx community.Tx) error { return tx.Enqueue(jobs.New{Lane: "x", Kind: "x", Key: "k"}) }, // there already
		func(tx community.Tx) error { return tx.HoldLane("x", false) },
	} {
		if err := db.Update(context.Background(), change); err != nil {
			t.Fatal(err)
		}
	}
	if got := strings.Join(heard, " "); got != "[x y] []" {
		t.Errorf("heard of %s", got)
	}
}
