package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

// pipeline is a transaction of PostgreSQL in which statements wait for each other
// instead of for the network: what a use case writes is sent with the next thing that
// somebody asks, in one message. That such a write finds its row, or no other in its
// way, is taken for granted and looked at when the answer comes: a guess that was
// wrong loses the batch, and its use cases run again apart, one statement after the
// other.
type pipeline struct {
	conn    *pgx.Conn
	waiting []statement
	start   int  // where the statements begin of the use case whose turn it is
	sent    bool // some of them have gone
	apart   bool // it has a savepoint, and none of them waits
	broken  bool // a statement has failed: the database takes no other
}

// statement waits to be sent.
type statement struct {
	query string
	args  []any
	rows  int64 // that it must touch, or anyRows
}

// anyRows is said of a statement of which nothing is taken for granted.
const anyRows = -1

func (p *pipeline) later(query string, args []any, rows int64) {
	p.waiting = append(p.waiting, statement{query, args, rows})
}

func (p *pipeline) exec(ctx context.Context, query string, args []any) (n int64, err error) {
	p.sent = true
	err = p.send(ctx, []statement{{query: query, args: args}}, func(r pgx.BatchResults) error {
		tag, err := r.Exec()
		n = tag.RowsAffected()
		return err
	})
	return n, err
}

func (p *pipeline) query(ctx context.Context, scan func(scanner) error, query string, args []any) error {
	return p.ask(ctx, []asking{{statement{query: query, args: args}, scan}})
}

// asking is a statement whose rows are handed to scan.
type asking struct {
	statement
	scan func(scanner) error
}

// ask asks several things at once.
func (p *pipeline) ask(ctx context.Context, list []asking) error {
	more := make([]statement, len(list))
	for i, one := range list {
		more[i] = one.statement
	}
	return p.send(ctx, more, func(r pgx.BatchResults) error {
		for _, one := range list {
			if err := eachRow(r, one.scan); err != nil {
				return err
			}
		}
		return nil
	})
}

// eachRow hands the rows of the next answer to scan.
func eachRow(r pgx.BatchResults, scan func(scanner) error) error {
	rows, err := r.Query()
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := scan(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// flush sends what waits.
func (p *pipeline) flush(ctx context.Context) error {
	if len(p.waiting) == 0 {
		return nil
	}
	return p.send(ctx, nil, func(pgx.BatchResults) error { return nil })
}

// send sends what waits and some statements more, and reads the answers.
func (p *pipeline) send(ctx context.Context, more []statement, last func(pgx.BatchResults) error) (err error) {
	batch := &pgx.Batch{}
	p.sent = p.sent || len(p.waiting) > p.start
	waiting := merged(p.waiting)
	for _, s := range waiting {
		batch.Queue(s.query, s.args...)
	}
	for _, s := range more {
		batch.Queue(s.query, s.args...)
	}
	p.waiting, p.start = nil, 0
	results := p.conn.SendBatch(ctx, batch)
	defer func() {
		if closed := results.Close(); err == nil {
			err = closed
		}
		p.broken = p.broken || err != nil
	}()
	for _, s := range waiting {
		tag, err := results.Exec()
		switch {
		case err != nil && p.conn.IsClosed():
			return err
		case err != nil:
			return fmt.Errorf("%w: %w", errGuess, err)
		case s.rows != anyRows && tag.RowsAffected() != s.rows:
			return fmt.Errorf("%w: %d rows, not %d", errGuess, tag.RowsAffected(), s.rows)
		}
	}
	return last(results)
}

// begin implements batched.
func (p *pipeline) begin(apart bool) error {
	p.start, p.sent, p.apart = len(p.waiting), false, apart
	if !apart {
		return nil
	}
	p.later("savepoint one", nil, anyRows)
	return p.flush(context.Background())
}

// kept implements batched.
func (p *pipeline) kept() error {
	if p.apart {
		p.later("release one", nil, anyRows)
	}
	return nil
}

// undone implements batched.
func (p *pipeline) undone() error {
	switch {
	case p.apart:
		p.broken, p.waiting = false, nil
		p.later("release one", nil, anyRows)
		_, err := p.conn.Exec(context.Background(), "rollback to one") // alone: nothing else is taken before
		return err
	case p.sent, p.broken:
		return errUndone
	}
	p.waiting = p.waiting[:p.start]
	return nil
}

func (p *pipeline) commit() error {
	ctx := context.Background()
	if err := p.flush(ctx); err != nil {
		return err
	}
	_, err := p.conn.Exec(ctx, "commit")
	return err
}

func (p *pipeline) rollback() { _, _ = p.conn.Exec(context.Background(), "rollback") } // a lost connection has

// connection is the connection of the writer to PostgreSQL, kept from batch to batch:
// while it lives, and no other process writes, what was read stays true.
type connection struct {
	held *sql.Conn
	pg   *pgx.Conn
}

// get gives the connection; fresh says that it is another than before.
func (c *connection) get(ctx context.Context, db *DB) (fresh bool, err error) {
	if c.pg != nil && !c.pg.IsClosed() {
		return false, nil
	}
	c.drop()
	if c.held, err = db.pool.Conn(ctx); err != nil {
		return true, err
	}
	err = c.held.Raw(func(driver any) error {
		pg, ok := driver.(*stdlib.Conn)
		if !ok {
			return errors.New("storage: not a connection to PostgreSQL")
		}
		c.pg = pg.Conn()
		return nil
	})
	return true, err
}

// drop gives the connection up.
func (c *connection) drop() {
	if c.pg != nil { // it may be in the middle of a transaction
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		_ = c.pg.Close(ctx)
		cancel()
	}
	if c.held != nil {
		_ = c.held.Close()
	}
	c.held, c.pg = nil, nil
}

// writerKey is the setting that names the process which wrote last.
const writerKey = "writer"

// beginBatch opens the transaction of a batch on PostgreSQL. It waits until no other
// process has one: what a batch reads stays true in it, and its commit does not wait
// for the disk, so that the lock is held for the work alone.
func (w *writer) beginBatch(ctx context.Context) (*pipeline, error) {
	for {
		fresh, err := w.conn.get(ctx, w.db)
		if err != nil {
			w.conn.drop()
			return nil, err
		}
		p := &pipeline{conn: w.conn.pg}
		p.later("begin isolation level read committed", nil, anyRows)
		p.later(w.db.dialect.orderLock, nil, anyRows)
		last := ""
		err = p.query(ctx, func(row scanner) error { return row.Scan(&last) },
			w.db.bind("select value from setting where key = ?"), []any{writerKey})
		if err != nil {
			w.conn.drop() // with the transaction; it may have been lost while nobody used it
			if fresh {
				return nil, err
			}
			continue
		}
		if fresh || last != w.db.node.owner {
			w.recall.forgetAll()
		}
		if last != w.db.node.owner {
			p.later(w.db.bind("insert into setting (key, value) values (?, ?) on conflict (key) do update set value = excluded.value"),
				[]any{writerKey, w.db.node.owner}, 1)
		}
		return p, nil
	}
}
