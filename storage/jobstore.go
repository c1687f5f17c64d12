package storage

import (
	"context"
	"fmt"
	"time"

	"headroom/community"
	"headroom/internal/crash"
)

// settle runs one statement of the job store in a transaction of its own.
func (db *DB) settle(ctx context.Context, query string, args ...any) error {
	err := db.update(ctx, loose, func(t *tx) error {
		_, err := t.exec(query, args...)
		return err
	})
	if err != nil {
		return fmt.Errorf("storage: jobs: %w", err)
	}
	return nil
}

// ExtendLeases implements jobs.Store.
func (db *DB) ExtendLeases(ctx context.Context, owner string, list []int64, until time.Time) (held []int64, err error) {
	if len(list) == 0 {
		return nil, nil
	}
	query, args := in("update job set lease_until = ? where lease_owner = ? and id in (??) returning id",
		list, []any{millis(until), owner}, nil)
	err = db.update(ctx, loose, func(t *tx) (err error) {
		held, err = values[int64](t, query, args...)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("storage: jobs: %w", err)
	}
	return held, nil
}

// FinishJobs implements jobs.Store.
func (db *DB) FinishJobs(ctx context.Context, owner string, list []int64) error {
	if len(list) == 0 {
		return nil
	}
	query, args := in("delete from job where lease_owner = ? and id in (??)", list, []any{owner}, nil)
	err := db.settle(ctx, query, args...)
	crash.At(crash.Settled)
	return err
}

// RetryJob implements jobs.Store.
func (db *DB) RetryJob(ctx context.Context, owner string, id int64, runAt time.Time, lastError string) error {
	return db.settle(ctx, `update job set lease_owner = '', lease_until = 0, run_at = ?, last_error = ?
		where id = ? and lease_owner = ?`, millis(runAt), lastError, id, owner)
}

// HoldJob implements jobs.Store.
func (db *DB) HoldJob(ctx context.Context, owner string, id int64, runAt time.Time, lastError string) error {
	return db.settle(ctx, `update job set lease_owner = '', lease_until = 0, attempts = attempts - 1, run_at = ?, last_error = ?
		where id = ? and lease_owner = ?`, millis(runAt), lastError, id, owner)
}

// ParkJob implements jobs.Store.
func (db *DB) ParkJob(ctx context.Context, owner string, id int64, reason string) error {
	return db.settle(ctx, `update job set lease_owner = '', lease_until = 0, parked_at = ?, last_error = ?
		where id = ? and lease_owner = ?`, millis(db.now()), reason, id, owner)
}

// PutBack implements jobs.Store.
func (db *DB) PutBack(ctx context.Context, owner string, list []int64) error {
	if len(list) == 0 {
		return nil
	}
	query, args := in(`update job set lease_owner = '', lease_until = 0, attempts = attempts - 1
		where lease_owner = ? and id in (??)`, list, []any{owner}, nil)
	return db.settle(ctx, query, args...)
}

// ReleaseJobs implements jobs.Store.
func (db *DB) ReleaseJobs(ctx context.Context, owner string) error {
	err := db.update(ctx, loose, func(t *tx) error {
		if _, err := t.exec(`update job set lease_owner = '', lease_until = 0, attempts = attempts - 1
			where lease_owner = ? and lease_owner <> ''`, owner); err != nil {
			return err
		}
		_, err := t.exec("update lane set runner = '', runner_until = 0 where runner = ? and runner <> ''", owner)
		return err
	})
	return wrapJobs(err)
}

// PauseLane implements jobs.Store.
func (db *DB) PauseLane(ctx context.Context, lane string, until time.Time, failures int, lastError string) error {
	return db.settle(ctx, `insert into lane (name, paused_until, held, failures, last_error, last_success_at)
		values (?, ?, false, ?, ?, 0) on conflict (name) do update set
		paused_until = excluded.paused_until, failures = excluded.failures, last_error = excluded.last_error`,
		lane, millis(until), failures, lastError)
}

// LaneSucceeded implements jobs.Store.
func (db *DB) LaneSucceeded(ctx context.Context, lane string, at time.Time) error {
	return db.settle(ctx, `insert into lane (name, paused_until, held, failures, last_error, last_success_at)
		values (?, 0, false, 0, '', ?) on conflict (name) do update set
		failures = 0, last_error = '', last_success_at = excluded.last_success_at`, lane, millis(at))
}

// NextRunAt implements jobs.Store. Jobs of lanes that are held by hand wait for
// a hand.
func (db *DB) NextRunAt(ctx context.Context, kinds []string) (time.Time, bool, error) {
	if len(kinds) == 0 {
		return time.Time{}, false, nil
	}
	// The greatest of three, in words that both databases have.
	query, args := in(`select min(case when a > b and a > c then a when b > c then b else c end) from
		(select j.run_at as a, j.lease_until as b, coalesce(l.paused_until, 0) as c
		from job j left join lane l on l.name = j.lane
		where j.kind in (??) and j.parked_at = 0 and not coalesce(l.held, false)) as times`, kinds, nil, nil)
	var next *int64
	err := db.view(ctx, func(t *tx) (err error) {
		next, err = value[*int64](t, query, args...)
		return err
	})
	if err != nil {
		return time.Time{}, false, fmt.Errorf("storage: jobs: %w", err)
	}
	if next == nil {
		return time.Time{}, false, nil
	}
	return moment(*next), true, nil
}

// RequeueJob makes a parked job ready again, due at runAt, with no attempts
// counted; ErrNotFound when no such job is parked.
func (db *DB) RequeueJob(ctx context.Context, id int64, runAt time.Time) error {
	err := db.update(ctx, loose, func(t *tx) error {
		n, err := t.exec("update job set parked_at = 0, attempts = 0, run_at = ? where id = ? and parked_at > 0",
			millis(runAt), id)
		if err == nil && n == 0 {
			return community.ErrNotFound
		}
		t.notable, t.left.any = true, true
		return err
	})
	return wrapJobs(err)
}
