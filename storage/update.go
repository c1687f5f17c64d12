package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"runtime"
	"sync"
	"time"

	"headroom/community"
	"headroom/internal/crash"
)

// errNested says that a use case called View or Update inside another.
var errNested = errors.New("storage: a transaction inside a transaction")

// isolation is how much a writing transaction is kept apart from others; on
// SQLite there is one writer, and it makes no difference.
type isolation uint8

const (
	strict isolation = iota // as if alone: use cases
	loose                   // each statement sees what is committed: jobs, leases
)

// View implements community.Store.
func (db *DB) View(ctx context.Context, fn func(community.Tx) error) error {
	return db.view(ctx, func(t *tx) error { return fn(t) })
}

// view runs fn on a snapshot; on another when it searches what the index does not
// have yet, so that whoever searches finds what was committed before. Where the
// index cannot be written, on a full disk for example, it is searched as it is.
func (db *DB) view(ctx context.Context, fn func(*tx) error) error {
	if nested() {
		return errNested
	}
	behind, err := db.look(ctx, false, fn)
	if !behind {
		return err
	}
	if err := db.writer.update(ctx, func(t *tx) error { t.search = true; return nil }); err != nil {
		db.log.WarnContext(ctx, "the search index could not be brought up to date", "error", err)
	}
	_, err = db.look(ctx, true, fn)
	return err
}

// look runs fn on one snapshot. behind says that it could not search it.
func (db *DB) look(ctx context.Context, indexed bool, fn func(*tx) error) (behind bool, err error) {
	if err := ctx.Err(); err != nil {
		return false, err
	}
	sqlTx, err := db.readers.BeginTxx(ctx, &db.dialect.read)
	if err != nil {
		return false, fmt.Errorf("storage: begin: %w", db.translate(err))
	}
	defer func() { _ = sqlTx.Rollback() }() // nothing was written
	t := &tx{db: db, ctx: ctx, runCtx: ctx, sql: sqlTx, search: indexed}
	err = call(t, fn)
	return t.search && !indexed, err
}

// Update implements community.Store. A method of Tx that fails in the database,
// for any reason but ErrNotFound and the ErrConflict of an insert, ends the
// transaction: it is rolled back whatever fn returns.
func (db *DB) Update(ctx context.Context, fn func(community.Tx) error) error {
	if db.node.lapsed(db.now()) {
		if err := db.RenewNode(ctx); err != nil {
			return err
		}
	}
	return db.update(ctx, strict, func(t *tx) error { return fn(t) })
}

// update runs fn in a writing transaction.
func (db *DB) update(ctx context.Context, i isolation, fn func(*tx) error) error {
	if nested() {
		return errNested
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if db.writer != nil {
		return db.writer.update(ctx, fn)
	}
	return db.attempt(ctx, i, fn)
}

// attempts is how often a transaction is run that keeps losing against others.
// Having lost, it has this process's writing to itself, and so do all use cases
// for a moment: those that come together mostly want the same rows.
const (
	attempts  = 6
	crowdTime = time.Second
)

// attempt runs fn in a transaction of its own, again when it lost.
func (db *DB) attempt(ctx context.Context, i isolation, fn func(*tx) error) error {
	var err error
	for n := range attempts {
		alone := n > 0 || i == strict && time.Now().UnixNano() < db.crowded.Load()
		if err = db.once(ctx, i, alone, fn); err == nil || !db.dialect.retryable(err) {
			return db.translate(err)
		}
		db.crowded.Store(time.Now().Add(crowdTime).UnixNano())
		select { // let the winner finish; a little longer each time
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(time.Duration(n) * 2 * time.Millisecond):
		}
	}
	return db.translate(err)
}

// once runs fn in one transaction of PostgreSQL.
func (db *DB) once(ctx context.Context, i isolation, alone bool, fn func(*tx) error) error {
	leave := db.gate.RUnlock
	if alone {
		db.gate.Lock()
		leave = db.gate.Unlock
	} else {
		db.gate.RLock()
	}
	leave = sync.OnceFunc(leave)
	defer leave()
	options := db.dialect.write
	if i == loose {
		options.Isolation = sql.LevelReadCommitted
	}
	sqlTx, err := db.pool.BeginTxx(ctx, &options)
	if err != nil {
		return fmt.Errorf("storage: begin: %w", err)
	}
	defer func() { _ = sqlTx.Rollback() }() // does nothing after the commit
	t := &tx{db: db, ctx: ctx, runCtx: ctx, sql: sqlTx, writable: true}
	if err := call(t, fn); err != nil {
		return err
	}
	crash.At(crash.BeforeCommit)
	if err := sqlTx.Commit(); err != nil {
		return fmt.Errorf("storage: commit: %w", err)
	}
	crash.At(crash.AfterCommit)
	leave() // the next may begin while this waits for the disk, which serves many
	if t.unsynced {
		if err := db.synced(); err != nil {
			return err
		}
	}
	if t.notable {
		db.notify()
	}
	return nil
}

// call runs fn, writes what it left for the end, and closes the tx to later
// use. A failed statement wins over what fn made of it.
//
//go:noinline
func call(t *tx, fn func(*tx) error) error {
	defer func() { t.over = true }()
	err := fn(t)
	if t.failed != nil && !errors.Is(err, t.failed) {
		return errors.Join(t.failed, err)
	}
	if err != nil {
		return err
	}
	return t.flush()
}

// callEntry is where call begins.
var callEntry = entryOf(call)

// nested reports whether the caller is inside the fn of a View or an Update: on
// SQLite it would wait for itself. The call stack knows; the context does not,
// as fn is given none.
func nested() bool {
	var pcs [64]uintptr
	for skip := 2; ; skip += len(pcs) {
		n := runtime.Callers(skip, pcs[:])
		for _, pc := range pcs[:n] {
			if f := runtime.FuncForPC(pc - 1); f != nil && f.Entry() == callEntry {
				return true
			}
		}
		if n < len(pcs) {
			return false
		}
	}
}
