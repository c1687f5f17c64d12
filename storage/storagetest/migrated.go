package storagetest

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"headroom/storage"
)

// migrated is the file of an SQLite database after every migration and before
// any use. The production path makes it, once in each test process.
var migrated = sync.OnceValues(func() (image []byte, err error) {
	dir, err := os.MkdirTemp("", "headroom-migrated-")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	path := filepath.Join(dir, "headroom.db")
	db, err := storage.Open(context.Background(), storage.Options{Database: "sqlite:" + path})
	if err != nil {
		return nil, err
	}
	if err := db.Close(); err != nil {
		return nil, err
	}
	if err := unused(path); err != nil {
		return nil, err
	}
	return os.ReadFile(path)
})

// unused takes back what the opening itself wrote, and brings all into the one
// file.
func unused(path string) (err error) {
	db, err := sql.Open("sqlite3", "file:"+path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if _, err := db.Exec("update node set owner = ''"); err != nil {
		return err
	}
	var busy, left, moved int
	if err := db.QueryRow("pragma wal_checkpoint(truncate)").Scan(&busy, &left, &moved); err != nil {
		return err
	}
	if busy != 0 || left != 0 {
		return fmt.Errorf("%d pages stay in the write-ahead log", left)
	}
	return nil
}

// copied is the path of a new SQLite database with the schema.
func copied(t testing.TB) string {
	t.Helper()
	image, err := migrated()
	if err != nil {
		t.Fatal(err)
	}
	path := file(t)
	if err := os.WriteFile(path, image, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
