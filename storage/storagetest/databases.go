// Package storagetest holds the conformance suite of the store, and opens
// databases for the tests of other packages.
package storagetest

import (
	"context"
	"crypto/rand"
	"database/sql"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"headroom/storage"
)

// Env names the environment variable with the postgres:// URL of a server where
// tests may create databases.
const Env = "HEADROOM_POSTGRES"

// Database is one kind of database to test on.
type Database struct {
	Name string
	// Address makes a new empty database, dropped at the end of the test, and
	// gives its address for storage.Options.
	Address func(t testing.TB) string
}

// Open opens a new empty database and closes it at the end of the test.
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
var SQLite = Database{Name: "sqlite", Address: func(t testing.TB) string {
	return "sqlite:" + filepath.Join(t.TempDir(), "headroom.db")
}}

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
	return []Database{SQLite, {Name: "postgres", Address: func(t testing.TB) string { return create(t, server) }}}
}

// create makes a database on the server.
func create(t testing.TB, server string) string {
	t.Helper()
	admin, err := sql.Open("pgx", server)
	if err != nil {
		t.Fatal(err)
	}
	name := "headroom_test_" + strings.ToLower(rand.Text()[:12])
	if _, err := admin.Exec("create database " + name); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if _, err := admin.Exec("drop database " + name + " with (force)"); err != nil {
			t.Error(err)
		}
		_ = admin.Close() // nothing is running on it
	})
	u, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	u.Path = "/" + name
	return u.String()
}
