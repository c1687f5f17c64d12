// Package storagetest holds the conformance suite of the store, and opens
// databases for the tests of other packages.
package storagetest

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"headroom/storage"
)

// Env names the environment variable with the postgres:// URL of a server where
// tests may create databases.
const Env = "HEADROOM_POSTGRES"

// Database is one kind of database to test on.
type Database struct {
	Name string
	// Empty makes a new database without a schema, dropped at the end of the
	// test, and gives its address for storage.Options.
	Empty func(t testing.TB) string
	// Address is the same after every migration: a copy of one that was
	// migrated before.
	Address func(t testing.TB) string
}

// Open opens a new database and closes it at the end of the test.
func (d Database) Open(t testing.TB, o storage.Options) *storage.DB {
	t.Helper()
	o.Database = d.Address(t)
	return Open(t, o)
}

// Open opens the database that o names and closes it at the end of the test.
func Open(t testing.TB, o storage.Options) *storage.DB {
	t.Helper()
	db, err := storage.Open(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

// SQLite makes databases in the test's temporary directory.
var SQLite = Database{Name: "sqlite", Empty: func(t testing.TB) string { return "sqlite:" + file(t) },
	Address: func(t testing.TB) string { return "sqlite:" + copied(t) }}

func file(t testing.TB) string { return filepath.Join(t.TempDir(), "headroom.db") }

// Databases are the kinds that can be tested here: SQLite, and PostgreSQL when
// HEADROOM_POSTGRES names a server. Where CI=true the test fails without one.
func Databases(t testing.TB) []Database {
	t.Helper()
	server := os.Getenv(Env)
	if server == "" {
		if os.Getenv("CI") == "true" {
			t.Fatalf("%s is not set: the suite must run on PostgreSQL too", Env)
		}
		t.Logf("%s is not set: not tested on PostgreSQL", Env)
		return []Database{SQLite}
	}
	holdTemplate(t, server)
	return []Database{SQLite, {Name: "postgres", Empty: func(t testing.TB) string { return postgres(t, server, "template1") },
		Address: func(t testing.TB) string { return postgres(t, server, templateOn(t, server)) }}}
}
