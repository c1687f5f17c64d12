package storage

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"runtime"
	"sync/atomic"
	"time"

	"github.com/jmoiron/sqlx"

	"headroom/internal/crash"
)

// A batch is committed when nobody waits any more, after so many use cases, or
// when it has worked so long.
const (
	batchSize = 256
	batchTime = 20 * time.Millisecond
)

// errAborted says that fn panicked or ended its goroutine.
var errAborted = errors.New("storage: the use case did not return")

// errClosed says that the database has been closed: the process is going down.
var errClosed = unavailable(errors.New("storage: closed"))

// writer is SQLite's one writer. Use cases queue up; the writer opens a
// transaction, gives each its turn between a savepoint and its release, commits
// once, and answers them all. fn runs on its caller's goroutine, so that a
// panic goes where it belongs.
type writer struct {
	db     *DB
	queue  chan *turn
	recall recall // of whoever's turn it is
	index  backlog
}

// turn is one use case that waits.
type turn struct {
	ctx    context.Context
	taken  atomic.Bool // by the writer, or by the caller who gives up
	start  chan *tx    // the writer says: your turn; nil: see the answer
	ran    chan error  // the caller says: fn has returned so
	answer chan error  // the writer says: committed, or why not
	tx     *tx
}

func newWriter(db *DB) *writer {
	return &writer{db: db, queue: make(chan *turn, batchSize), recall: recall{make(map[string]map[question]any)},
		index: backlog{late: time.After(indexLate)}} // of what a crash has left
}

// update waits for its turn, runs fn and returns after the commit. Who gives up
// waiting is not run.
func (w *writer) update(ctx context.Context, fn func(*tx) error) error {
	one := &turn{ctx: ctx, start: make(chan *tx, 1), ran: make(chan error, 1), answer: make(chan error, 1)}
	select {
	case w.queue <- one:
	case <-ctx.Done():
		return ctx.Err()
	case <-w.db.closing.Done():
		return errClosed
	}
	select {
	case t := <-one.start:
		return one.run(t, fn)
	case <-ctx.Done():
		if one.taken.CompareAndSwap(false, true) {
			return ctx.Err()
		}
	case <-w.db.closing.Done():
		if one.taken.CompareAndSwap(false, true) {
			return errClosed
		}
	}
	return one.run(<-one.start, fn) // the writer was quicker
}

// run runs fn in the writer's transaction and waits for the answer.
func (one *turn) run(t *tx, fn func(*tx) error) error {
	if t == nil {
		return <-one.answer
	}
	returned := false
	defer func() {
		if !returned {
			t.over = true
			one.ran <- errAborted
			<-one.answer
		}
	}()
	err := call(t, fn)
	returned = true
	one.ran <- err
	return <-one.answer
}

// run is the writer's goroutine. It ends when the database is closed.
func (w *writer) run() {
	for {
		select {
		case one := <-w.queue:
			w.batch(one)
		case <-w.index.late:
			w.index.catchUp(w.db)
		case <-w.db.closing.Done():
			return
		}
	}
}

// batch runs the use cases that wait in one transaction.
func (w *writer) batch(first *turn) {
	var done []*turn
	err := w.gather(first, &done)
	notable := false
	for _, one := range done {
		notable = notable || one.tx.notable
	}
	if err == nil && notable {
		w.db.watch.call()
	}
	for _, one := range done {
		one.answer <- err
	}
}

// gather runs use cases from the first on and commits. Those that succeeded are
// left in done and answered by the caller with the error; the others have their
// answers already.
func (w *writer) gather(first *turn, done *[]*turn) error {
	var sqlTx *sqlx.Tx
	began := time.Now()
	for one := first; one != nil; one = w.next(len(*done), began) {
		if !one.taken.CompareAndSwap(false, true) {
			continue
		}
		if sqlTx == nil {
			var err error
			if sqlTx, err = w.db.pool.BeginTxx(context.Background(), nil); err != nil {
				one.refuse(w.db, fmt.Errorf("storage: begin: %w", err))
				return nil
			}
		}
		if broken := w.give(sqlTx, one, done); broken != nil {
			_ = sqlTx.Rollback()
			w.recall.forgetAll()
			return unavailable(broken)
		}
	}
	if sqlTx == nil {
		return nil
	}
	if len(*done) == 0 {
		_ = sqlTx.Rollback() // every one has failed, and nothing is left to keep
		return nil
	}
	indexed, err := w.index.keepUp(sqlTx, *done)
	if err != nil {
		_ = sqlTx.Rollback()
		w.recall.forgetAll()
		return unavailable(fmt.Errorf("storage: index: %w", err))
	}
	crash.At(crash.BeforeCommit)
	if err := sqlTx.Commit(); err != nil {
		_ = sqlTx.Rollback()
		w.recall.forgetAll()
		return unavailable(fmt.Errorf("storage: commit: %w", err))
	}
	crash.At(crash.AfterCommit)
	w.index.committed(indexed, *done)
	return nil
}

// next is the next use case of a batch, if one waits and the batch has room.
func (w *writer) next(size int, began time.Time) *turn {
	if size >= batchSize || time.Since(began) > batchTime {
		return nil
	}
	select {
	case one := <-w.queue:
		return one
	default:
		return nil
	}
}

// give runs one use case inside a savepoint. An error means that the whole
// transaction is lost: SQLite itself rolls back on a full disk, for example.
func (w *writer) give(sqlTx *sqlx.Tx, one *turn, done *[]*turn) error {
	if _, err := sqlTx.Exec("savepoint one"); err != nil {
		one.refuse(w.db, err)
		return err
	}
	// The statements do not see the caller's context: SQLite answers an
	// interrupted write by rolling back the transaction, with everyone in it.
	one.tx = &tx{db: w.db, ctx: one.ctx, runCtx: context.Background(), sql: sqlTx, writable: true, recall: &w.recall}
	one.start <- one.tx
	err := <-one.ran
	if err == nil {
		if _, err = sqlTx.Exec("release one"); err == nil {
			*done = append(*done, one)
			return nil
		}
		one.answer <- unavailable(err)
		return err
	}
	w.recall.forgetAll() // of what is undone
	_, lost := sqlTx.Exec("rollback to one")
	if lost == nil {
		_, lost = sqlTx.Exec("release one")
	}
	one.answer <- w.db.translate(err)
	return lost
}

// refuse ends a turn that cannot be given.
func (one *turn) refuse(db *DB, err error) {
	one.answer <- db.translate(err)
	one.start <- nil
}

// entryOf gives the address of a function.
func entryOf(fn any) uintptr { return runtime.FuncForPC(reflect.ValueOf(fn).Pointer()).Entry() }
