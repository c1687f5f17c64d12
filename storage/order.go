package storage

import (
	"context"
	"fmt"
	"sync"
	"time"
)

// syncer lets transactions of PostgreSQL that wait for the disk share one sync.
//
// Batches of use cases are committed under a lock, one after the other, whatever
// process they are of. If each held it until its commit is on disk, the next could
// not begin before. So they commit without waiting, and wait afterwards: the
// log is written in order, and the sync of any later commit is theirs too.
// Another process may see a change a moment before it is on disk; what it does
// about it is a commit of its own, which syncs both.
type syncer struct {
	turn    sync.Mutex // held while a round is synced
	mu      sync.Mutex
	forming *round // takes those who come
}

// round is one sync and those who wait for it.
type round struct {
	done chan struct{}
	err  error
}

// wait returns when a run that began after this call has ended.
func (s *syncer) wait(run func() error) error {
	s.mu.Lock()
	r, leads := s.forming, s.forming == nil
	if leads {
		r = &round{done: make(chan struct{})}
		s.forming = r
	}
	s.mu.Unlock()
	if !leads {
		<-r.done
		return r.err
	}
	s.turn.Lock()
	defer s.turn.Unlock()
	s.mu.Lock()
	s.forming = nil // who comes now needs the next round
	s.mu.Unlock()
	r.err = run()
	close(r.done)
	return r.err
}

// syncTime is how long a sync may take before the database counts as lost.
const syncTime = 15 * time.Second

// synced returns when everything committed so far is on disk.
func (db *DB) synced() error {
	err := db.syncs.wait(func() error {
		ctx, cancel := context.WithTimeout(context.Background(), syncTime)
		defer cancel()
		_, err := db.pool.ExecContext(ctx, db.bind("update node set owner = owner where number = ?"), db.node.leased())
		return err
	})
	if err != nil {
		return unavailable(fmt.Errorf("storage: sync: %w", err))
	}
	return nil
}
