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
	batchSize   = 256
	batchTime   = 20 * time.Millisecond
	batchMany   = 4 // from so many on one more is waited for
	batchLinger = 2 * time.Millisecond
)

// errLost says that a batch on PostgreSQL has lost against another transaction:
// nothing of it is kept, and each of its use cases is to be run again.
var errLost = errors.New("storage: the batch lost against another transaction")

// errAborted says that fn panicked or ended its goroutine.
var errAborted = errors.New("storage: the use case did not return")

// errClosed says that the database has been closed: the process is going down.
var errClosed = unavailable(errors.New("storage: closed"))

// writer is SQLite's one writer, and that of one process's use cases on PostgreSQL,
// where a lock keeps those of several processes apart. Use cases queue up; the writer
// opens a transaction, gives each its turn between a savepoint and its release,
// commits once, and answers them all. fn runs on its caller's goroutine, so that a
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
	w := &writer{db: db, queue: make(chan *turn, batchSize), recall: recall{make(map[string]map[string]*asked), doubtRecall}}
	if db.dialect.single {
		w.index.late = time.After(indexLate) // for what a crash has left
	}
	return w
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

// batch runs the use cases that wait in one transaction, and answers them once it
// is on the disk. Where one transaction is synced while the next works, it does not
// wait for that.
func (w *writer) batch(first *turn) {
	var done []*turn
	err := w.gather(first, &done)
	if err != nil || w.db.dialect.single {
		w.answer(done, err)
		return
	}
	w.db.working.Go(func() { w.answer(done, w.db.synced()) })
}

// answer ends the turns of a batch.
func (w *writer) answer(done []*turn, err error) {
	notable, left := false, due{}
	for _, one := range done {
		notable = notable || one.tx.notable
		left.join(one.tx.left)
	}
	if err == nil && notable {
		w.db.notify(left)
	}
	for _, one := range done {
		one.answer <- err
	}
}

// gather runs use cases from the first on and commits. Those that succeeded are
// left in done and answered by the caller with the error; the others have their
// answers already.
func (w *writer) gather(first *turn, done *[]*turn) (err error) {
	var sqlTx *sqlx.Tx
	began := time.Now()
	for one := first; one != nil; one = w.next(len(*done), began) {
		if !one.taken.CompareAndSwap(false, true) {
			continue
		}
		if sqlTx == nil {
			if sqlTx, err = w.begin(); err != nil {
				one.refuse(w.db, fmt.Errorf("storage: begin: %w", err))
				return nil
			}
		}
		if broken := w.give(sqlTx, one, done); broken != nil {
			return w.lost(sqlTx, broken)
		}
	}
	if sqlTx == nil {
		return nil
	}
	if len(*done) == 0 {
		_ = sqlTx.Rollback() // every one has failed, and nothing is left to keep
		return nil
	}
	return w.commit(sqlTx, *done)
}

// begin opens the transaction of a batch. On PostgreSQL it waits until no other
// process has one: what a batch reads stays true in it, and its commit does not wait
// for the disk, so that the lock is held for the work alone.
func (w *writer) begin() (*sqlx.Tx, error) {
	sqlTx, err := w.db.pool.BeginTxx(context.Background(), &w.db.dialect.write)
	if err != nil || w.db.dialect.orderLock == "" {
		return sqlTx, err
	}
	w.recall.forgetAll() // another process may have written
	if _, err := sqlTx.Exec(w.db.dialect.orderLock); err != nil {
		_ = sqlTx.Rollback()
		return nil, err
	}
	return sqlTx, nil
}

// commit keeps what the use cases of a batch have done.
func (w *writer) commit(sqlTx *sqlx.Tx, done []*turn) error {
	indexed, err := w.index.keepUp(w.db, sqlTx, done)
	if err != nil {
		return w.lost(sqlTx, fmt.Errorf("storage: index: %w", err))
	}
	crash.At(crash.BeforeCommit)
	if err := sqlTx.Commit(); err != nil {
		return w.lost(sqlTx, fmt.Errorf("storage: commit: %w", err))
	}
	crash.At(crash.AfterCommit)
	w.index.committed(indexed, done)
	return nil
}

// lost ends a transaction of which nothing is kept.
func (w *writer) lost(sqlTx *sqlx.Tx, why error) error {
	_ = sqlTx.Rollback()
	w.recall.forgetAll()
	if w.db.dialect.retryable(why) {
		return errLost
	}
	return unavailable(why)
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
	}
	if size < batchMany {
		return nil
	}
	select { // where so many have come together more are on their way
	case one := <-w.queue:
		return one
	case <-time.After(batchLinger):
		return nil
	}
}

// give runs one use case inside a savepoint. An error means that the whole
// transaction is lost: SQLite itself rolls back on a full disk, for example, and
// PostgreSQL ends one that waits for another that waits for it.
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
		one.answer <- w.refusal(err)
		return err
	}
	if w.db.dialect.retryable(err) {
		one.answer <- errLost
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

// refusal is what a use case is answered whose end the database refuses.
func (w *writer) refusal(err error) error {
	if w.db.dialect.retryable(err) {
		return errLost
	}
	return unavailable(err)
}

// refuse ends a turn that cannot be given.
func (one *turn) refuse(db *DB, err error) {
	if db.dialect.retryable(err) {
		err = errLost
	}
	one.answer <- db.translate(err)
	one.start <- nil
}

// entryOf gives the address of a function.
func entryOf(fn any) uintptr { return runtime.FuncForPC(reflect.ValueOf(fn).Pointer()).Entry() }
