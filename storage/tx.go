package storage

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"headroom/community"
)

var (
	errReadOnly = errors.New("storage: a writing method was called in View")
	errOver     = errors.New("storage: a transaction was used after its end")
)

// tx is one transaction: it implements community.Tx.
type tx struct {
	db       *DB
	ctx      context.Context // the caller's: nothing more is run when it has ended
	runCtx   context.Context // what statements are run under
	sql      session
	writable bool
	over     bool    // fn has returned
	wrote    bool    // there is something to undo
	failed   error   // the statement that ended the transaction
	aside    bool    // of jobs and leases only
	notable  bool    // Watch is to hear of it
	left     due     // and WatchJobs of these
	recall   *recall // what the one writer knows; nil elsewhere
	guesses  bool    // its use case has foreseen what it does: rows are where it takes them to be

	unsearched int  // posts written that are not in SQLite's index yet
	search     bool // the index is to be up to date: asked for by who searches

	// What is numbered in the order of commits waits for the end of fn.
	audits     []community.AuditRow
	events     []community.Event
	modEntries []community.ModEntry
}

var _ community.Tx = (*tx)(nil)

// NextID implements community.EventTx.
func (t *tx) NextID() int64 { return t.db.NextID() }

// ready reports whether a statement may be run.
func (t *tx) ready() error {
	switch {
	case t.failed != nil:
		return t.failed
	case t.over:
		return errOver
	}
	return t.ctx.Err()
}

// clean reports whether nothing has to be undone when fn fails.
func (t *tx) clean() bool { return !t.wrote && t.failed == nil }

// fail remembers the error that ended the transaction: PostgreSQL takes nothing
// after one, and SQLite is made to do the same.
func (t *tx) fail(query string, err error) error {
	verb, _, _ := strings.Cut(strings.TrimSpace(query), " (")
	if len(verb) > 60 {
		verb = verb[:60]
	}
	err = t.db.translate(fmt.Errorf("storage: %s…: %w", verb, err))
	if t.writable {
		t.failed = err
	}
	return err
}

// exec runs a statement that writes and gives the number of rows.
func (t *tx) exec(query string, args ...any) (int64, error) {
	if t.recall != nil {
		t.recall.forget(query)
	}
	return t.run(query, args...)
}

// run is exec by a caller who corrects what is remembered.
func (t *tx) run(query string, args ...any) (int64, error) {
	if !t.writable {
		return 0, errReadOnly
	}
	if err := t.ready(); err != nil {
		return 0, err
	}
	n, err := t.sql.exec(t.runCtx, t.db.bind(query), args)
	if err != nil {
		return 0, t.fail(query, err)
	}
	t.wrote = t.wrote || n > 0
	return n, nil
}

// runLater is run of a statement that touches so many rows, or anyRows: where the
// session can, it is kept until something is asked, and the number is taken for granted.
func (t *tx) runLater(rows int64, query string, args ...any) (int64, error) {
	p, ok := t.sql.(*pipeline)
	if !ok || p.apart || rows != anyRows && !t.guesses {
		return t.run(query, args...)
	}
	if !t.writable {
		return 0, errReadOnly
	}
	if err := t.ready(); err != nil {
		return 0, err
	}
	t.wrote = true
	p.later(t.db.bind(query), args, rows)
	return max(rows, 1), nil
}

// query runs a statement that gives rows and hands each to scan.
func (t *tx) query(scan func(scanner) error, query string, args ...any) error {
	if err := t.ready(); err != nil {
		return err
	}
	t.wrote = t.wrote || t.writable && !strings.HasPrefix(query, "select ")
	if err := t.sql.query(t.runCtx, scan, t.db.bind(query), args); err != nil {
		return t.fail(query, err)
	}
	return nil
}

// insertRow inserts a row; ErrConflict when a unique value is taken.
func insertRow[R any](t *tx, tab *table[R], row R) error { return insertAs(t, tab, tab.insert, row) }

// insertAs is insertRow by a statement that takes derived values first.
func insertAs[R any](t *tx, tab *table[R], query string, row R, derived ...any) error {
	n, err := putRow(t, 1, tab, query, row, derived...)
	if err == nil && n == 0 {
		return community.ErrConflict
	}
	return err
}

// execRow runs a statement that takes all columns of a row.
func execRow[R any](t *tx, tab *table[R], query string, row R, derived ...any) (int64, error) {
	return writeRow(t, t.run, tab, query, row, derived)
}

// putRow is execRow for a statement that may be kept for later: it touches so many
// rows, or its caller does not need to know.
func putRow[R any](t *tx, rows int64, tab *table[R], query string, row R, derived ...any) (int64, error) {
	later := func(query string, args ...any) (int64, error) { return t.runLater(rows, query, args...) }
	return writeRow(t, later, tab, query, row, derived)
}

func writeRow[R any](t *tx, run func(string, ...any) (int64, error), tab *table[R], query string, row R, derived []any) (int64, error) {
	args, err := tab.values(&row)
	if err != nil {
		return 0, err
	}
	n, err := run(query, slices.Concat(derived, args)...)
	switch {
	case n == 0 || t.recall == nil:
	case strings.HasSuffix(query, "do nothing"):
		t.recall.inserted(tab.name, tab.valueIn(args))
	default:
		t.recall.forget(query) // another row may have been written over
	}
	return n, err
}

// updateRow overwrites a row; ErrNotFound when it is not there.
func updateRow[R any](t *tx, tab *table[R], row R) error { return updateAs(t, tab, tab.update, row) }

// updateAs is updateRow by a statement that takes derived values first.
func updateAs[R any](t *tx, tab *table[R], query string, row R, derived ...any) error {
	args, err := tab.values(&row)
	if err != nil {
		return err
	}
	n, err := t.runLater(1, query, slices.Concat(derived, tab.updateArgs(args))...)
	if n > 0 && t.recall != nil {
		updatedRow(t.recall, tab, args)
	}
	if err == nil && n == 0 {
		return community.ErrNotFound
	}
	return err
}

// selectRows gives the rows of a query for all columns of a table.
func selectRows[R any](t *tx, tab *table[R], query string, args ...any) ([]R, error) {
	if t.recall == nil || !recallable(tab.name, query) {
		return readRows(t, tab, query, args)
	}
	form := func() question { return questionOf(query, func(column string) bool { return tab.fixed[column] }) }
	return remembered(t, tab.name, query, form, args, func() ([]R, error) { return readRows(t, tab, query, args) })
}

// readRows is selectRows without memory.
func readRows[R any](t *tx, tab *table[R], query string, args []any) ([]R, error) {
	var list []R
	err := t.query(func(rows scanner) error {
		var row R
		if err := rows.Scan(tab.into(&row)...); err != nil {
			return err
		}
		list = append(list, row)
		return nil
	}, query, args...)
	return list, err
}

// selectIn gives the rows of a query with "in (??)"; none for an empty list.
func selectIn[R any](t *tx, tab *table[R], query string, list []int64) ([]R, error) {
	if len(list) == 0 {
		return nil, t.ready()
	}
	text, args := in(query, list, nil, nil)
	return selectRows(t, tab, text, args...)
}

// selectRow gives the first row of a query; ErrNotFound when there is none.
func selectRow[R any](t *tx, tab *table[R], query string, args ...any) (R, error) {
	list, err := selectRows(t, tab, query, args...)
	if err == nil && len(list) == 0 {
		err = community.ErrNotFound
	}
	if err != nil {
		var none R
		return none, err
	}
	return list[0], nil
}

// values gives the rows of a query of one column.
func values[T any](t *tx, query string, args ...any) ([]T, error) {
	var list []T
	err := t.query(func(rows scanner) error {
		var v T
		if err := rows.Scan(&v); err != nil {
			return err
		}
		list = append(list, v)
		return nil
	}, query, args...)
	return list, err
}

// value gives the one value of a query; ErrNotFound when there is no row.
func value[T any](t *tx, query string, args ...any) (T, error) {
	list, err := values[T](t, query, args...)
	if err == nil && len(list) == 0 {
		err = community.ErrNotFound
	}
	if err != nil {
		var none T
		return none, err
	}
	return list[0], nil
}

// found reports whether a query gives a row.
func found(t *tx, query string, args ...any) (bool, error) {
	list, err := values[int64](t, query, args...)
	return len(list) > 0, err
}

// convert turns rows into what the domain calls them.
func convert[R, D any](rows []R, err error, to func(R) D) ([]D, error) {
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	list := make([]D, len(rows))
	for i, row := range rows {
		list[i] = to(row)
	}
	return list, nil
}

// in expands the list in "in (?)". It repeats the last item until there are a
// power of two, so that lists of all lengths make few statements, which the
// drivers keep prepared. The list must not be empty.
func in[T any](query string, list []T, before, after []any) (string, []any) {
	n := 1
	for n < len(list) {
		n *= 2
	}
	args := slices.Clone(before)
	for i := range n {
		args = append(args, list[min(i, len(list)-1)])
	}
	marks := strings.TrimSuffix(strings.Repeat("?, ", n), ", ")
	return strings.Replace(query, "(??)", "("+marks+")", 1), append(args, after...)
}

// pageLimit is the length of a page that does not say.
const pageLimit = 50

// paged adds the end of a query for one page: rows whose key column lies
// between After and Before, and of those the ones next to the given bound.
// Newest first, unless oldest; turned tells that the rows come the other way
// round and must be reversed.
func paged(query, key string, p community.Page, oldest bool, args []any) (text string, all []any, turned bool) {
	before, after, limit := p.Before, p.After, p.Limit
	if before <= 0 {
		before = math.MaxInt64
	}
	if limit <= 0 {
		limit = pageLimit
	}
	descending := !oldest
	switch {
	case oldest && p.Before > 0 && p.After <= 0:
		descending, turned = true, true
	case !oldest && p.After > 0 && p.Before <= 0:
		descending, turned = false, true
	}
	order := " order by " + key
	if descending {
		order += " desc"
	}
	text = query + " and " + key + " < ? and " + key + " > ?" + order + " limit ?"
	return text, append(slices.Clone(args), before, after, limit), turned
}

// selectPage gives one page of a table.
func selectPage[R any](t *tx, tab *table[R], query, key string, p community.Page, oldest bool, args ...any) ([]R, error) {
	text, all, turned := paged(query, key, p, oldest, args)
	list, err := selectRows(t, tab, text, all...)
	if turned {
		slices.Reverse(list)
	}
	return list, err
}
