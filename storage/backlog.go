package storage

import (
	"context"
	"time"
)

// New posts go into SQLite's search index so many at a time, or this late: FTS5
// writes out what it has gathered at every commit and merges it with what it wrote
// before, so that single posts cost several times what many together cost.
const (
	indexMost = 128
	indexLate = time.Second
)

// backlog is what is committed and not in SQLite's search index yet: the rows of
// post_unsearched, where a crash leaves them too. Who searches meanwhile has it
// brought up to date first, see view. Only the writer uses it.
type backlog struct {
	posts int
	late  <-chan time.Time // when there are any: they have waited for long enough
}

// keepUp brings the index up to date in the transaction of a batch when enough
// waits, or when one of the use cases asks for it.
func (b *backlog) keepUp(db *DB, sqlTx session, done []*turn) (indexed bool, err error) {
	if !db.dialect.single {
		return true, nil // a trigger has
	}
	posts, asked := b.posts, false
	for _, one := range done {
		posts, asked = posts+one.tx.unsearched, asked || one.tx.search
	}
	if posts < indexMost && !asked {
		return false, nil
	}
	for _, query := range searchUnsearched {
		if _, err := sqlTx.exec(context.Background(), query, nil); err != nil {
			return false, err
		}
	}
	return true, nil
}

// committed counts what a batch has left behind.
func (b *backlog) committed(indexed bool, done []*turn) {
	if indexed {
		b.posts, b.late = 0, nil
		return
	}
	for _, one := range done {
		b.posts += one.tx.unsearched
	}
	if b.posts > 0 && b.late == nil {
		b.late = time.After(indexLate)
	}
}

// catchUp brings the index up to date because nobody else has. What fails is tried
// again a while later.
func (b *backlog) catchUp(db *DB) {
	b.late = time.After(indexLate)
	sqlTx, err := db.pool.BeginTxx(context.Background(), nil)
	if err != nil {
		return
	}
	defer func() { _ = sqlTx.Rollback() }() // does nothing after the commit
	for _, query := range searchUnsearched {
		if _, err := sqlTx.Exec(query); err != nil {
			return
		}
	}
	if sqlTx.Commit() == nil {
		b.posts, b.late = 0, nil
	}
}
