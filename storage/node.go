package storage

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"headroom/internal/ids"
)

// nodeLease is how long a node number is ours without being renewed.
const nodeLease = 10 * time.Minute

// node is the node number that this process has leased for its ids.
type node struct {
	mu     sync.RWMutex
	owner  string // set once, at Open
	number int
	until  time.Time
	made   *ids.Maker
}

func (n *node) maker() *ids.Maker {
	n.mu.RLock()
	defer n.mu.RUnlock()
	return n.made
}

// leased is the number.
func (n *node) leased() int {
	n.mu.RLock()
	defer n.mu.RUnlock()
	return n.number
}

func (n *node) ready() bool { return n.maker() != nil }

// startNode leases the first number. Under a lock file every lease, also of a job
// and of a lane, belongs to a process that is no more: after a crash work goes on
// at once.
func (db *DB) startNode(ctx context.Context) error {
	if db.dialect.single {
		for _, query := range []string{
			"update node set lease_until = 0 where lease_until <> 0",
			"update job set lease_owner = '', lease_until = 0 where lease_until <> 0",
			"update lane set runner = '', runner_until = 0 where runner_until <> 0",
		} {
			if _, err := db.pool.ExecContext(ctx, query); err != nil {
				return fmt.Errorf("storage: node: %w", db.translate(err))
			}
		}
	}
	return db.RenewNode(ctx)
}

// RenewNode keeps the lease on this process's node number, or takes another
// number when the lease has lapsed and gone. Call it every minute or so; a
// lease lasts ten. Two processes never make ids with one number as long as
// their clocks agree to within that time.
func (db *DB) RenewNode(ctx context.Context) error {
	now := db.now()
	until := now.Add(nodeLease)
	db.node.mu.RLock()
	number, held := db.node.number, db.node.made != nil
	db.node.mu.RUnlock()
	if held {
		kept, err := db.setNode(ctx, "update node set lease_until = ? where number = ? and owner = ?",
			until.UnixMilli(), number, db.node.owner)
		if err != nil {
			return err
		}
		if kept {
			db.node.mu.Lock()
			db.node.until = until
			db.node.mu.Unlock()
			return nil
		}
	}
	return db.takeNode(ctx, now, until)
}

// takeNode leases a number that nobody holds.
func (db *DB) takeNode(ctx context.Context, now, until time.Time) error {
	var free []int
	err := db.pool.SelectContext(ctx, &free,
		db.bind("select number from node where lease_until <= ? order by number"), now.UnixMilli())
	if err != nil {
		return fmt.Errorf("storage: node: %w", db.translate(err))
	}
	for _, number := range free {
		taken, err := db.setNode(ctx, "update node set lease_until = ?, owner = ? where number = ? and lease_until <= ?",
			until.UnixMilli(), db.node.owner, number, now.UnixMilli())
		if err != nil {
			return err
		}
		if !taken {
			continue // another process was quicker
		}
		maker, err := db.makerOf(ctx, number)
		if err != nil {
			return err
		}
		db.node.mu.Lock()
		defer db.node.mu.Unlock()
		db.node.number, db.node.until, db.node.made = number, until, maker
		return nil
	}
	return unavailable(errors.New("storage: all 64 node numbers are leased"))
}

// releaseNode gives the number back.
func (db *DB) releaseNode(ctx context.Context) error {
	_, err := db.setNode(ctx, "update node set lease_until = 0 where number = ? and owner = ?",
		db.node.number, db.node.owner)
	return err
}

// setNode runs an update of one row and tells whether it was there.
func (db *DB) setNode(ctx context.Context, query string, args ...any) (bool, error) {
	var n int64
	err := db.update(ctx, loose, func(t *tx) (err error) {
		n, err = t.exec(query, args...)
		return err
	})
	if err != nil {
		return false, fmt.Errorf("storage: node: %w", err)
	}
	return n == 1, nil
}

// lapsed reports whether the lease may have gone to another process.
func (n *node) lapsed(now time.Time) bool {
	n.mu.RLock()
	defer n.mu.RUnlock()
	return n.made != nil && now.After(n.until)
}
