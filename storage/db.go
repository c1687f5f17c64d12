package storage

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gofrs/flock"
	"github.com/jmoiron/sqlx"

	"headroom/community"
	"headroom/internal/ids"
	"headroom/internal/jobs"
)

// ErrInUse is returned by Open when another process has the SQLite database.
var ErrInUse = errors.New("storage: another process uses the database")

// Options say which database to open.
type Options struct {
	// Database is "sqlite:PATH" or a "postgres://" URL.
	Database string
	Now      func() time.Time // default time.Now
	Log      *slog.Logger     // of background work; default none
	Readers  int              // connections that read at once; default twice the processors, at least 4
	// Trace is told of every statement before it runs: tests count them.
	Trace func(query string)
}

// DB is an open database. It is safe for use by many goroutines.
type DB struct {
	dialect *dialect
	now     func() time.Time
	log     *slog.Logger
	trace   func(query string) // or nil

	pool    *sqlx.DB // that writes
	readers *sqlx.DB // that reads; on PostgreSQL the same
	file    *flock.Flock
	writer  *writer // of use cases
	syncs   syncer  // PostgreSQL
	mark    atomic.Uint64
	bound   sync.Map // query text -> the same with the database's placeholders

	node  node
	watch watch

	closing context.Context
	close   context.CancelFunc
	working sync.WaitGroup
}

var (
	_ community.Store = (*DB)(nil)
	_ jobs.Store      = (*DB)(nil)
)

// Open opens the database, brings its schema up to date and leases a node
// number for the ids made here. It returns ErrInUse for an SQLite database that
// another process has, and ErrNewer for one of a later version of the program.
func Open(ctx context.Context, o Options) (*DB, error) {
	db := &DB{now: o.Now, log: o.Log, trace: o.Trace}
	db.node.owner = rand.Text()
	db.watch.wake = make(chan struct{}, 1)
	if db.now == nil {
		db.now = time.Now
	}
	if db.log == nil {
		db.log = slog.New(slog.DiscardHandler)
	}
	if o.Readers <= 0 {
		o.Readers = max(4, 2*runtime.GOMAXPROCS(0))
	}
	switch scheme, rest, _ := strings.Cut(o.Database, ":"); {
	case scheme == "sqlite" && rest != "":
		db.dialect = sqlite
		if err := db.lock(rest); err != nil {
			return nil, err
		}
	case scheme == "postgres" || scheme == "postgresql":
		db.dialect = postgres
	default:
		return nil, fmt.Errorf("storage: the database is neither sqlite:PATH nor postgres://…: %q", redacted(o.Database))
	}
	db.closing, db.close = context.WithCancel(context.Background())
	if err := db.start(ctx, o); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

// redacted is a database's address without its password.
func redacted(database string) string {
	u, err := url.Parse(database)
	if err != nil {
		return "(not an address)"
	}
	return u.Redacted()
}

// lock takes the lock file next to an SQLite database.
func (db *DB) lock(path string) error {
	path, err := filepath.Abs(path)
	if err != nil {
		return fmt.Errorf("storage: %w", err)
	}
	db.file = flock.New(path + ".lock")
	held, err := db.file.TryLock()
	if err != nil {
		return fmt.Errorf("storage: lock the database: %w", err)
	}
	if !held {
		return fmt.Errorf("%w: %s", ErrInUse, path)
	}
	return nil
}

// start connects, migrates, leases a node and starts what runs beside.
func (db *DB) start(ctx context.Context, o Options) (err error) {
	if db.pool, db.readers, err = db.dialect.openPools(o.Database, o.Readers); err != nil {
		return err
	}
	if err := db.dialect.check(ctx, db.pool); err != nil {
		return err
	}
	if err := db.dialect.migrate(ctx, db.pool); err != nil {
		return err
	}
	db.writer = newWriter(db)
	db.working.Go(db.writer.run)
	if db.dialect.single {
		// The lock is ours, so whoever leased these jobs has died.
		if _, err := db.pool.ExecContext(ctx, "update job set lease_owner = '', lease_until = 0 where lease_owner <> ''"); err != nil {
			return fmt.Errorf("storage: release jobs: %w", err)
		}
	} else {
		db.working.Go(db.listen)
		db.working.Go(db.tell)
	}
	return db.startNode(ctx)
}

// Close ends background work, waits for running transactions, gives the node
// number back and closes the database. Calls after it fail.
func (db *DB) Close() error {
	var errs []error
	if db.node.ready() {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		errs = append(errs, db.releaseNode(ctx))
		cancel()
	}
	db.close()
	db.working.Wait()
	if db.readers != nil && db.readers != db.pool {
		errs = append(errs, db.readers.Close())
	}
	if db.pool != nil {
		errs = append(errs, db.pool.Close())
	}
	if db.file != nil {
		errs = append(errs, db.file.Close())
	}
	return errors.Join(errs...)
}

// Ping reports whether the database answers.
func (db *DB) Ping(ctx context.Context) error {
	if err := db.readers.PingContext(ctx); err != nil {
		return db.translate(err)
	}
	return nil
}

// NextID gives a new time-ordered id.
func (db *DB) NextID() int64 { return db.node.maker().Next() }

// bind gives a query the database's own placeholders.
func (db *DB) bind(query string) string {
	if db.trace != nil {
		db.trace(query)
	}
	if bound, ok := db.bound.Load(query); ok {
		return bound.(string)
	}
	bound := db.pool.Rebind(query)
	db.bound.Store(query, bound)
	return bound
}

// translate turns an error of the database into one of the domain's, or leaves
// it as it is: internal.
func (db *DB) translate(err error) error {
	var known *community.Error
	switch {
	case err == nil, errors.As(err, &known), errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return err
	case db.dialect.unique(err):
		return &community.Error{Class: community.Conflict, Key: "error.conflict", Cause: err}
	case db.dialect.unavailable(err), db.dialect.retryable(err):
		return unavailable(err)
	}
	return err
}

// unavailable says that the database cannot be written to, or not reached.
func unavailable(cause error) error {
	return &community.Error{Class: community.Unavailable, Key: "error.unavailable", Cause: cause}
}

// highest gives the highest id in the tables that grow with use, so that ids
// made after a restart with a wrong clock are still higher.
const highest = `select max(id) from (
	select max(id) as id from account union all select max(id) from person
	union all select max(id) from community union all select max(id) from membership
	union all select max(id) from thread union all select max(id) from post
	union all select max(id) from document union all select max(id) from job
	union all select max(id) from credential union all select max(id) from reaction
	union all select max(id) from peer union all select max(id) from draft) as ids`

// makerOf gives the maker of a node's ids, going on after the highest stored.
func (db *DB) makerOf(ctx context.Context, number int) (*ids.Maker, error) {
	var last *int64
	if err := db.pool.GetContext(ctx, &last, highest); err != nil {
		return nil, fmt.Errorf("storage: highest id: %w", db.translate(err))
	}
	maker := ids.New(number, db.now)
	if last != nil {
		maker.After(*last)
	}
	return maker, nil
}
