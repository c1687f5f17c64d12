package storage

import (
	"context"
	"errors"
	"fmt"
	"runtime"
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
	strict isolation = iota // as if alone, in batches: use cases
	loose                   // beside them, each statement seeing what is committed: jobs, leases
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
	if err := db.writer.update(ctx, nil, func(t *tx) error { t.search = true; return nil }); err != nil {
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
	t := &tx{db: db, ctx: ctx, runCtx: ctx, sql: &plainSession{Tx: sqlTx}, search: indexed}
	err = call(t, fn)
	return t.search && !indexed, err
}

// Update implements community.Store. A method of Tx that fails in the database,
// for any reason but ErrNotFound and the ErrConflict of an insert, ends the
// transaction: it is rolled back whatever fn returns.
func (db *DB) Update(ctx context.Context, fn func(community.Tx) error) error {
	return db.updateForeseen(ctx, nil, fn)
}

// UpdateForeseen implements community.Store.
func (db *DB) UpdateForeseen(ctx context.Context, f community.Foreseen, fn func(community.Tx) error) error {
	return db.updateForeseen(ctx, &f, fn)
}

func (db *DB) updateForeseen(ctx context.Context, f *community.Foreseen, fn func(community.Tx) error) error {
	if db.node.lapsed(db.now()) {
		if err := db.RenewNode(ctx); err != nil {
			return err
		}
	}
	return db.again(ctx, func() error { return db.writer.update(ctx, f, func(t *tx) error { return fn(t) }) })
}

// update runs fn in a writing transaction.
func (db *DB) update(ctx context.Context, i isolation, fn func(*tx) error) error {
	return db.again(ctx, func() error {
		if i == loose && !db.dialect.single {
			return db.once(ctx, fn)
		}
		return db.writer.update(ctx, nil, func(t *tx) error {
			t.aside = i == loose
			return fn(t)
		})
	})
}

// Mark implements community.Store. Jobs and leases, which no reader is shown, leave it
// as it is. On PostgreSQL other processes write too.
func (db *DB) Mark() (mark uint64, ok bool) { return db.mark.Load(), db.dialect.single }

// again runs a transaction, and once more when it has lost against another.
func (db *DB) again(ctx context.Context, run func() error) error {
	if nested() {
		return errNested
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	var err error
	for n := range attempts {
		if err = run(); err == nil || !errors.Is(err, errLost) && !db.dialect.retryable(err) {
			return db.translate(err)
		}
		select { // let the winner finish; a little longer each time
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(time.Duration(n) * 2 * time.Millisecond):
		}
	}
	return unavailable(err)
}

// attempts is how often a transaction is run that keeps losing against others.
const attempts = 6

// once runs fn in one transaction of PostgreSQL, beside those of use cases.
func (db *DB) once(ctx context.Context, fn func(*tx) error) error {
	sqlTx, err := db.pool.BeginTxx(ctx, &db.dialect.write)
	if err != nil {
		return fmt.Errorf("storage: begin: %w", err)
	}
	defer func() { _ = sqlTx.Rollback() }() // does nothing after the commit
	t := &tx{db: db, ctx: ctx, runCtx: ctx, sql: &plainSession{Tx: sqlTx}, writable: true}
	if err := call(t, fn); err != nil {
		return err
	}
	crash.At(crash.BeforeCommit)
	if err := sqlTx.Commit(); err != nil {
		return fmt.Errorf("storage: commit: %w", err)
	}
	crash.At(crash.AfterCommit)
	if t.notable {
		db.notify(t.left)
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
