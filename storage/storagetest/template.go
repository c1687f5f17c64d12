package storagetest

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"net/url"
	"strings"
	"sync"
	"testing"

	"headroom/storage"
)

// template is a migrated database on the PostgreSQL server, of which others are
// made as copies. It is there as long as a test holds it.
var template struct {
	mu      sync.Mutex
	holders int
	name    string // "" until the first copy is asked for
}

// holdTemplate keeps the template until the end of a test and its subtests.
func holdTemplate(t testing.TB, server string) {
	template.mu.Lock()
	defer template.mu.Unlock()
	template.holders++
	t.Cleanup(func() {
		template.mu.Lock()
		defer template.mu.Unlock()
		template.holders--
		if template.holders > 0 || template.name == "" {
			return
		}
		if err := drop(server, template.name); err != nil {
			t.Error(err)
		}
		template.name = ""
	})
}

// templateOn is the template's name; the first call migrates it.
func templateOn(t testing.TB, server string) string {
	t.Helper()
	template.mu.Lock()
	defer template.mu.Unlock()
	if template.name != "" {
		return template.name
	}
	name, err := create(server, "template1")
	if err != nil {
		t.Fatal(err)
	}
	db, err := storage.Open(context.Background(), storage.Options{Database: at(server, name)})
	if err == nil {
		err = errors.Join(db.Close(), run(at(server, name), "update node set owner = ''"))
	}
	if err != nil {
		t.Fatal(errors.Join(err, drop(server, name)))
	}
	template.name = name
	return name
}

// postgres gives a new copy of a database, dropped at the end of the test.
func postgres(t testing.TB, server, of string) string {
	t.Helper()
	name, err := create(server, of)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := drop(server, name); err != nil {
			t.Error(err)
		}
	})
	return at(server, name)
}

func create(server, of string) (name string, err error) {
	name = "headroom_test_" + strings.ToLower(rand.Text()[:12])
	return name, run(server, "create database "+name+" template "+of)
}

func drop(server, name string) error { return run(server, "drop database "+name+" with (force)") }

// run carries out one statement on a connection of its own.
func run(address, statement string) error {
	db, err := sql.Open("pgx", address)
	if err != nil {
		return err
	}
	_, err = db.Exec(statement)
	return errors.Join(err, db.Close())
}

// at is the address of another database on the server.
func at(server, name string) string {
	u, err := url.Parse(server)
	if err != nil {
		return server // which storage.Open refuses
	}
	u.Path = "/" + name
	return u.String()
}
