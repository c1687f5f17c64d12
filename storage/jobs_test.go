package storage_test

import (
	"context"
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
