package storage

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"runtime"
	"runtime/debug"
	"sync/atomic"
	"time"

	"headroom/community"
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

// errUndone says that a use case of a batch failed when it had written: the others
// are run again, each with a savepoint of its own.
var errUndone = errors.New("storage: a use case of the batch failed")

// errAborted says that fn panicked or ended its goroutine.
var errAborted = errors.New("storage: the use case did not return")

// errClosed says that the database has been closed: the process is going down.
var errClosed = unavailable(errors.New("storage: closed"))

// writer is SQLite's one writer, and that of one process's use cases on PostgreSQL,
// where a lock keeps those of several processes apart. Use cases queue up; the writer
// opens a transaction, runs one after the other, commits once, and answers them all.
// They run on its goroutine, because a hand-over costs more than many of them; a panic
// goes where it belongs, to the caller.
//
// Few fail once they have written. So they are not kept apart by savepoints, which cost
// a copy of every page: when one does fail, the batch is rolled back, the others are
// run again, and for a while each has a savepoint.
type writer struct {
	db      *DB
	queue   chan *turn
	ahead   []*turn // have come out of the queue and wait for their turn
	recall  recall
	conn    connection // to PostgreSQL
	index   backlog
	careful int // so many use cases more get a savepoint
}

// turn is one use case that waits.
type turn struct {
	ctx    context.Context
	fn     func(*tx) error
	taken  atomic.Bool // by the writer, or by the caller who gives up
	answer chan error  // the writer says: committed, or why not
	tx     *tx

	foreseen *community.Foreseen // what fn will ask, or nil
	asked    bool                // it has been asked in the transaction of this batch

	panicked any  // what fn panicked with
	exited   bool // fn ended the goroutine
}

func newWriter(db *DB) *writer {
	w := &writer{db: db, queue: make(chan *turn, batchSize), recall: recall{make(map[string]map[string]*asked), doubtRecall}}
	if db.dialect.single {
		w.index.late = time.After(indexLate) // for what a crash has left
	}
	return w
}

// update waits for its turn and returns after the commit. Who gives up waiting is not
// run.
func (w *writer) update(ctx context.Context, f *community.Foreseen, fn func(*tx) error) error {
	one := &turn{ctx: ctx, fn: fn, foreseen: f, answer: make(chan error, 1)}
	select {
	case w.queue <- one:
	case <-ctx.Done():
		return ctx.Err()
	case <-w.db.closing.Done():
		return errClosed
	}
	select {
	case err := <-one.answer:
		return one.ended(err)
	case <-ctx.Done():
		if one.taken.CompareAndSwap(false, true) {
			return ctx.Err()
		}
	case <-w.db.closing.Done():
		if one.taken.CompareAndSwap(false, true) {
			return errClosed
		}
	}
	return one.ended(<-one.answer) // the writer was quicker
}

// ended is the end of a use case on its caller's goroutine.
func (one *turn) ended(err error) error {
	if one.exited {
		runtime.Goexit()
	}
	if one.panicked != nil {
		panic(one.panicked)
	}
	return err
}

// run is the writer's goroutine. It ends when the database is closed.
func (w *writer) run() {
	for {
		if one := w.pop(); one != nil && w.db.closing.Err() == nil {
			w.batch(one)
			continue
		}
		select {
		case one := <-w.queue:
			w.batch(one)
		case <-w.index.late:
			w.index.catchUp(w.db)
		case <-w.db.closing.Done():
			w.conn.drop()
			return
		}
	}
}

// pop is the first of those that have come out of the queue, or nil.
func (w *writer) pop() *turn {
	if len(w.ahead) == 0 {
		w.ahead = nil
		return nil
	}
	one := w.ahead[0]
	w.ahead = w.ahead[1:]
	return one
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
		if one.tx.wrote && !one.tx.aside {
			w.db.mark.Add(1)
		}
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
	var sqlTx batched
	one, began := first, time.Now()
	defer func() {
		if one != nil && one.exited {
			w.exit(sqlTx, one, *done)
		}
	}()
	for ; one != nil; one = w.next(len(*done), began) {
		if !one.taken.CompareAndSwap(false, true) {
			continue
		}
		if sqlTx == nil {
			if sqlTx, err = w.begin(); err != nil {
				one.answer <- w.refusal(fmt.Errorf("storage: begin: %w", err))
				return nil
			}
		}
		if broken := w.lookAhead(sqlTx, one); broken != nil {
			one.answer <- w.refusal(broken)
			return w.lost(sqlTx, broken)
		}
		if broken := w.give(sqlTx, one, done); broken != nil {
			return w.lost(sqlTx, broken)
		}
	}
	if sqlTx == nil {
		return nil
	}
	if len(*done) == 0 {
		sqlTx.rollback() // every one has failed, and nothing is left to keep
		return nil
	}
	return w.commit(sqlTx, *done)
}

// begin opens the transaction of a batch.
func (w *writer) begin() (batched, error) {
	if !w.db.dialect.single {
		return w.beginBatch(context.Background())
	}
	sqlTx, err := w.db.pool.BeginTxx(context.Background(), &w.db.dialect.write)
	return &plainSession{Tx: sqlTx}, err
}

// commit keeps what the use cases of a batch have done.
func (w *writer) commit(sqlTx batched, done []*turn) error {
	indexed, err := w.index.keepUp(w.db, sqlTx, done)
	if err != nil {
		return w.lost(sqlTx, fmt.Errorf("storage: index: %w", err))
	}
	crash.At(crash.BeforeCommit)
	if err := sqlTx.commit(); err != nil {
		return w.lost(sqlTx, fmt.Errorf("storage: commit: %w", err))
	}
	crash.At(crash.AfterCommit)
	w.index.committed(indexed, done)
	return nil
}

// lost ends a transaction of which nothing is kept.
func (w *writer) lost(sqlTx batched, why error) error {
	sqlTx.rollback()
	w.recall.forgetAll()
	for _, one := range w.ahead {
		one.asked = false
	}
	if errors.Is(why, errGuess) {
		w.careful = batchSize
	}
	return w.refusal(why)
}

// exit ends a batch of which a use case has ended the writer's goroutine, and lets
// another go on: the caller's ends in its place.
func (w *writer) exit(sqlTx batched, one *turn, done []*turn) {
	w.answer(done, w.lost(sqlTx, errUndone))
	one.answer <- errAborted
	w.db.working.Go(w.run)
}

// next is the next use case of a batch, if one waits and the batch has room.
func (w *writer) next(size int, began time.Time) *turn {
	if size >= batchSize || time.Since(began) > batchTime {
		return nil
	}
	if one := w.pop(); one != nil {
		return one
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

// give runs one use case. An error means that the whole transaction is lost: a use
// case has failed that had written, SQLite itself rolls back on a full disk, for
// example, and PostgreSQL ends one that waits for another that waits for it.
func (w *writer) give(sqlTx batched, one *turn, done *[]*turn) error {
	apart := w.careful > 0
	if apart {
		w.careful--
	}
	if err := sqlTx.begin(apart); err != nil {
		one.answer <- w.refusal(err)
		return err
	}
	// The statements do not see the caller's context: SQLite answers an
	// interrupted write by rolling back the transaction, with everyone in it.
	one.tx = &tx{db: w.db, ctx: one.ctx, runCtx: context.Background(), sql: sqlTx, writable: true, recall: &w.recall, guesses: one.asked && !apart}
	err := w.call(one)
	if err == nil {
		err = sqlTx.kept()
		if err == nil {
			*done = append(*done, one)
			return nil
		}
		one.answer <- w.refusal(err)
		return err
	}
	if w.again(err) {
		w.careful = batchSize
		one.answer <- errLost
		return err
	}
	one.answer <- w.db.translate(err)
	if one.tx.clean() {
		return nil
	}
	w.recall.forgetAll() // of what is undone
	lost := sqlTx.undone()
	if lost != nil && len(*done) > 0 {
		w.careful = batchSize
	}
	return lost
}

// again reports whether what was lost by an error is to be run again.
func (w *writer) again(err error) bool {
	return errors.Is(err, errUndone) || errors.Is(err, errGuess) || w.db.dialect.retryable(err)
}

// call runs fn. What it panics with is kept for its caller.
func (w *writer) call(one *turn) (err error) {
	one.exited = true
	defer func() {
		if v := recover(); v != nil {
			w.db.log.Error("a use case panicked", "panic", v, "stack", string(debug.Stack()))
			one.exited, one.panicked, err = false, v, errAborted
		}
	}()
	err = call(one.tx, one.fn)
	one.exited = false
	return err
}

// refusal is what a use case is answered whose end the database refuses.
func (w *writer) refusal(err error) error {
	if w.again(err) {
		return errLost
	}
	return unavailable(err)
}

// entryOf gives the address of a function.
func entryOf(fn any) uintptr { return runtime.FuncForPC(reflect.ValueOf(fn).Pointer()).Entry() }
