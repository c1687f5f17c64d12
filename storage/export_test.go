package storage

import (
	"context"
	"reflect"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"headroom/community"
	"headroom/internal/jobs"
)

// ParkedRows gives the parked jobs with everything that is kept of them.
func (db *DB) ParkedRows(ctx context.Context) (list []jobs.Job, err error) {
	err = db.view(ctx, func(t *tx) error {
		rows, err := selectRows(t, jobRows, "select "+jobRows.list+" from job where parked_at > 0 order by id")
		for _, r := range rows {
			list = append(list, jobs.Job{ID: r.ID, Attempts: r.Attempts, CreatedAt: r.CreatedAt, LastError: r.LastError,
				New: jobs.New{Lane: r.Lane, Kind: r.Kind, Key: r.Key, Payload: r.Payload, Priority: r.Priority, RunAt: r.RunAt}})
		}
		return err
	})
	return list, err
}

// Exec runs a statement in a writing transaction.
func (db *DB) Exec(ctx context.Context, query string, args ...any) error {
	return db.settle(ctx, query, args...)
}

// Cut ends every connection to the database but the one it uses.
func (db *DB) Cut(ctx context.Context) error {
	_, err := db.pool.ExecContext(ctx, `select pg_terminate_backend(pid) from pg_stat_activity
		where datname = current_database() and pid <> pg_backend_pid()`)
	return err
}

// MakeReadOnly makes PostgreSQL take the transaction for one on a standby.
func MakeReadOnly(c community.Tx) error {
	_, err := c.(*tx).exec("set transaction read only")
	return err
}

// Vocabulary counts the posts that the search index of SQLite holds a word of,
// once it is up to date.
func (db *DB) Vocabulary(t testing.TB, word string) (posts int) {
	t.Helper()
	if err := db.writer.update(context.Background(), nil, func(t *tx) error { t.search = true; return nil }); err != nil {
		t.Fatal(err)
	}
	for _, query := range []string{"create virtual table if not exists temp.vocabulary using fts5vocab('main', 'post_search', 'row')",
		"insert into post_search (post_search) values ('integrity-check')"} {
		if _, err := db.pool.Exec(query); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.pool.Get(&posts, "select coalesce(sum(doc), 0) from temp.vocabulary where term = ?", word); err != nil {
		t.Fatal(err)
	}
	return posts
}

// Checkpoint brings the write-ahead log of SQLite into the file.
func (db *DB) Checkpoint(ctx context.Context) error {
	_, err := db.pool.ExecContext(ctx, "pragma wal_checkpoint(truncate)")
	return err
}

// Whatever a writer of these tests remembers is asked for again.
func init() {
	doubtRecall = func(query string, known, asked any) {
		if diff := cmp.Diff(asked, known, cmp.Exporter(func(reflect.Type) bool { return true })); diff != "" {
			panic("storage: what is remembered is not what stands in the database: " + query + "\n" + diff)
		}
	}
}

// UnnamedReferences gives the foreign keys of tables whose rows are merged that are
// not named with them.
func UnnamedReferences(ctx context.Context, db *DB) (list []string, err error) {
	rows, err := db.pool.QueryContext(ctx, "select conrelid::regclass, confrelid::regclass from pg_constraint where contype = 'f'")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var from, to string
		if err := rows.Scan(&from, &to); err != nil {
			return nil, err
		}
		if named, listed := mergeable[from]; listed && !slices.Contains(named, to) {
			list = append(list, from+" -> "+to)
		}
	}
	return list, rows.Err()
}
