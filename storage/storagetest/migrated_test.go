package storagetest_test

import (
	"database/sql"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"headroom/storage"
	"headroom/storage/storagetest"
)

// TestACopyIsWhatMigratingMakes compares a copy of the migrated database with
// one that was migrated by itself: its schema and every row.
func TestACopyIsWhatMigratingMakes(t *testing.T) {
	t.Parallel()
	type database struct {
		Schema []string
		Rows   map[string]storagetest.Contents
	}
	read := func(address string) (d database) {
		storagetest.Open(t, storage.Options{Database: address})
		file := strings.TrimPrefix(address, "sqlite:")
		d.Rows = storagetest.OpenBeside(t, file).Read(func(table, column string) bool {
			switch table {
			case "goose_db_version":
				return column == "tstamp"
			case "node":
				return column == "owner" || column == "lease_until" // this opening's
			}
			return false
		})
		db, err := sql.Open("sqlite3", "file:"+file+"?_query_only=on")
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = db.Close() }()
		rows, err := db.Query("select type || ' ' || name || ': ' || coalesce(sql, '') from sqlite_master order by rowid")
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = rows.Close() }()
		for rows.Next() {
			var text string
			if err := rows.Scan(&text); err != nil {
				t.Fatal(err)
			}
			d.Schema = append(d.Schema, text)
		}
		if err := rows.Err(); err != nil {
			t.Fatal(err)
		}
		return d
	}
	want, got := read(storagetest.SQLite.Empty(t)), read(storagetest.SQLite.Address(t))
	if len(want.Schema) < 50 || want.Rows["goose_db_version"].Rows < 10 {
		t.Fatalf("hardly anything was migrated: %d tables and indices", len(want.Schema))
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("a copy differs (-migrated +copied):\n%s", diff)
	}
}
