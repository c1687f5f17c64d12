package storagetest

import (
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"fmt"
	"hash"
	"strings"
	"testing"

	_ "github.com/mattn/go-sqlite3" // reads the file
)

// Contents is what a table held: how many rows, and a digest of all of them.
type Contents struct {
	Rows   int
	Digest string
}

// Beside reads an SQLite database beside the program that has it, so that a
// test can tell whether anything in it has changed.
type Beside struct {
	t  testing.TB
	db *sql.DB
}

// OpenBeside opens the file until the test ends.
func OpenBeside(t testing.TB, file string) *Beside {
	t.Helper()
	db, err := sql.Open("sqlite3", "file:"+file+"?_query_only=on")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return &Beside{t: t, db: db}
}

// Snapshot copies what is committed in an SQLite database that is in use to a new
// file.
func Snapshot(t testing.TB, file, to string) {
	t.Helper()
	db, err := sql.Open("sqlite3", "file:"+file)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	if _, err := db.Exec("vacuum into ?", to); err != nil {
		t.Fatalf("what is committed in %s cannot be copied: %v", file, err)
	}
}

// Read gives the contents of every table. leaveOut tells of columns that do
// not count, "" being the table as a whole.
func (b *Beside) Read(leaveOut func(table, column string) bool) map[string]Contents {
	b.t.Helper()
	all := map[string]Contents{}
	for _, table := range b.tables() {
		if leaveOut(table, "") {
			continue
		}
		rows, err := b.db.Query(`select * from "` + table + `"`)
		if err != nil {
			b.t.Fatal(err)
		}
		all[table] = b.contents(rows, func(column string) bool { return leaveOut(table, column) })
	}
	return all
}

// Holds reports whether words stand anywhere in any row.
func (b *Beside) Holds(words string) (found bool) {
	b.t.Helper()
	b.Scan(func(_, _, value string) { found = found || strings.Contains(value, words) })
	return found
}

// Scan gives every value of every row of every table, as text.
func (b *Beside) Scan(found func(table, column, value string)) {
	b.t.Helper()
	for _, table := range b.tables() {
		rows, err := b.db.Query(`select * from "` + table + `"`)
		if err != nil {
			b.t.Fatal(err)
		}
		b.each(rows, func(columns []string, values []any) {
			for n, v := range values {
				found(table, columns[n], text(*v.(*any)))
			}
		})
	}
}

func text(v any) string {
	if raw, ok := v.([]byte); ok {
		return string(raw)
	}
	return fmt.Sprint(v)
}

func (b *Beside) tables() (names []string) {
	rows, err := b.db.Query("select name from sqlite_master where type = 'table' and name not like 'sqlite_%' and sql not like 'create virtual%' order by name")
	if err != nil {
		b.t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			b.t.Fatal(err)
		}
		names = append(names, name)
	}
	if err := rows.Err(); err != nil {
		b.t.Fatal(err)
	}
	return names
}

func (b *Beside) contents(rows *sql.Rows, leaveOut func(column string) bool) Contents {
	b.t.Helper()
	c, sum := Contents{}, sha256.New()
	b.each(rows, func(columns []string, values []any) {
		c.Rows++
		write(sum, columns, values, leaveOut)
	})
	c.Digest = hex.EncodeToString(sum.Sum(nil))
	return c
}

// each goes through the rows; what it gives of one is used for the next.
func (b *Beside) each(rows *sql.Rows, visit func(columns []string, values []any)) {
	b.t.Helper()
	defer func() { _ = rows.Close() }()
	columns, err := rows.Columns()
	if err != nil {
		b.t.Fatal(err)
	}
	for rows.Next() {
		values := make([]any, len(columns))
		for i := range values {
			values[i] = new(any)
		}
		if err := rows.Scan(values...); err != nil {
			b.t.Fatal(err)
		}
		visit(columns, values)
	}
	if err := rows.Err(); err != nil {
		b.t.Fatal(err)
	}
}

func write(sum hash.Hash, columns []string, values []any, leaveOut func(string) bool) {
	for i, v := range values {
		if !leaveOut(columns[i]) {
			_, _ = fmt.Fprintf(sum, "%v|", *v.(*any))
		}
	}
}

// Tamper changes an SQLite database behind the back of the program that uses it.
func Tamper(t testing.TB, file, query string) {
	t.Helper()
	db, err := sql.Open("sqlite3", "file:"+file)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	if _, err := db.ExecContext(t.Context(), query); err != nil {
		t.Fatal(err)
	}
}
