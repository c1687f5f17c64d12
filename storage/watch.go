package storage

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/stdlib"
)

// pollEvery is how often other processes' commits are looked for when no
// notification has come.
const pollEvery = 2 * time.Second

// channel is the name under which processes tell each other of commits.
const channel = "headroom"

// watch is who wants to hear of commits.
type watch struct {
	mu   sync.RWMutex
	fns  []func()
	jobs []func(kinds ...string)
	wake chan struct{} // capacity 1: tell other processes
}

// WatchJobs calls fn after each commit that left jobs to be done, with their kinds;
// with none when they may be of any, as when another process has written. fn must
// not block. A runner that is woken for what concerns it asks the database less.
func (db *DB) WatchJobs(fn func(kinds ...string)) {
	db.watch.mu.Lock()
	defer db.watch.mu.Unlock()
	db.watch.jobs = append(db.watch.jobs, fn)
}

// due is which jobs a transaction has left to be done.
type due struct {
	kinds []string
	any   bool
}

func (d *due) add(kind string) {
	if !slices.Contains(d.kinds, kind) {
		d.kinds = append(d.kinds, kind)
	}
}

func (d *due) join(other due) {
	d.any = d.any || other.any
	for _, kind := range other.kinds {
		d.add(kind)
	}
}

// Watch implements community.Store. On SQLite fn has been called when Update
// returns.
func (db *DB) Watch(fn func()) {
	db.watch.mu.Lock()
	defer db.watch.mu.Unlock()
	db.watch.fns = append(db.watch.fns, fn)
}

func (w *watch) call(d due) {
	w.mu.RLock()
	defer w.mu.RUnlock()
	for _, fn := range w.fns {
		fn()
	}
	if !d.any && len(d.kinds) == 0 {
		return
	}
	if d.any {
		d.kinds = nil
	}
	for _, fn := range w.jobs {
		fn(d.kinds...)
	}
}

// notify tells this process at once and the others, on PostgreSQL, soon.
func (db *DB) notify(d due) {
	db.watch.call(d)
	if db.dialect.single {
		return
	}
	select {
	case db.watch.wake <- struct{}{}:
	default: // it will be told anyway
	}
}

// tell notifies other processes. It is done after the commits and once for
// many of them: inside a transaction NOTIFY holds a lock of the whole database
// during the commit.
func (db *DB) tell() {
	for {
		select {
		case <-db.closing.Done():
			return
		case <-db.watch.wake:
		}
		if _, err := db.pool.ExecContext(db.closing, "select pg_notify($1, $2)", channel, db.node.owner); err != nil && db.closing.Err() == nil {
			db.log.Warn("other processes could not be told of a commit; they poll", "error", err)
		}
	}
}

// listen calls the watchers when another process has committed, and every two
// seconds, for what was told while nobody listened.
func (db *DB) listen() {
	for db.closing.Err() == nil {
		if err := db.listenOnce(); err != nil && db.closing.Err() == nil {
			db.log.Warn("not listening for other processes; polling", "error", err)
			db.pause()
		}
	}
}

// pause waits for the time of one poll and calls the watchers.
func (db *DB) pause() {
	select {
	case <-db.closing.Done():
	case <-time.After(pollEvery):
		db.watch.call(due{any: true})
	}
}

// listenOnce listens on one connection until it fails.
func (db *DB) listenOnce() error {
	conn, err := db.pool.Conn(db.closing)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close() }()
	return conn.Raw(func(driver any) error {
		pg := driver.(*stdlib.Conn).Conn()
		if _, err := pg.Exec(db.closing, "listen "+channel); err != nil {
			return err
		}
		for {
			ctx, cancel := context.WithTimeout(db.closing, pollEvery)
			n, err := pg.WaitForNotification(ctx)
			cancel()
			switch {
			case err == nil && n.Payload == db.node.owner: // our own
			case err == nil || ctx.Err() == context.DeadlineExceeded && !pg.IsClosed():
				db.watch.call(due{any: true})
			default:
				return err
			}
		}
	})
}
