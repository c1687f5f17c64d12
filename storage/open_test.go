package storage_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"headroom/community"
	"headroom/internal/jobs"
	"headroom/storage"
	"headroom/storage/storagetest"
)

// put writes a setting.
func put(t testing.TB, db *storage.DB, key, value string) {
	t.Helper()
	err := db.Update(context.Background(), func(tx community.Tx) error { return tx.PutSetting(key, value) })
	if err != nil {
		t.Fatal(err)
	}
}

// get reads a setting, "" when there is none.
func get(t testing.TB, db *storage.DB, key string) (value string) {
	t.Helper()
	err := db.View(context.Background(), func(tx community.Tx) (err error) {
		value, err = tx.Setting(key)
		return err
	})
	if err != nil && !community.IsNotFound(err) {
		t.Fatal(err)
	}
	return value
}

// TestReopen checks that everything is there after a restart, and that ids go
// on upwards though the clock has gone back.
func TestReopen(t *testing.T) {
	t.Parallel()
	for _, kind := range storagetest.Databases(t) {
		t.Run(kind.Name, func(t *testing.T) {
			t.Parallel()
			at := time.Date(2026, 9, 1, 8, 0, 0, 0, time.UTC)
			o := storage.Options{Database: kind.Empty(t), Now: func() time.Time { return at }}
			db, err := storage.Open(context.Background(), o)
			if err != nil {
				t.Fatal(err)
			}
			put(t, db, "x", "there")
			err = db.Update(context.Background(), func(tx community.Tx) error {
				return tx.Enqueue(jobs.New{Lane: "x", Kind: "x"})
			})
			last := db.NextID()
			if err := errors.Join(err, db.Close()); err != nil {
				t.Fatal(err)
			}
			at = at.Add(-time.Hour)
			db = storagetest.Open(t, o)
			if got := get(t, db, "x"); got != "there" {
				t.Errorf("after a restart x = %q", got)
			}
			if next := db.NextID(); next <= last-1 {
				t.Errorf("id %d after a restart, %d before", next, last)
			}
		})
	}
}

// crashEnv makes the test binary a process that writes until it is killed.
const crashEnv = "HEADROOM_TEST_CRASH"

// TestKill kills a process that writes: whatever it was told is committed is
// there.
func TestKill(t *testing.T) {
	t.Parallel()
	if path := os.Getenv(crashEnv); path != "" {
		writeUntilKilled(t, path)
		return
	}
	path := filepath.Join(t.TempDir(), "headroom.db")
	child := exec.Command(os.Args[0], "-test.run=^TestKill$")
	child.Env = append(os.Environ(), crashEnv+"="+path)
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	text := make([]byte, 0, 1<<16)
	for strings.Count(string(text), "\n") < 200 {
		n, err := out.Read(text[len(text):cap(text)])
		text = text[:len(text)+n]
		if err != nil {
			t.Fatalf("the writer ended by itself: %v\n%s", err, text)
		}
	}
	if err := child.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = child.Wait() // killed
	whole := text[:strings.LastIndexByte(string(text), '\n')]
	db := storagetest.Open(t, storage.Options{Database: "sqlite:" + path})
	for _, key := range strings.Fields(string(whole)) {
		if get(t, db, key) != "there" {
			t.Errorf("%s was acknowledged and is lost", key)
		}
	}
}

// writeUntilKilled prints the name of each setting once it is committed.
func writeUntilKilled(t *testing.T, path string) {
	db := storagetest.Open(t, storage.Options{Database: "sqlite:" + path})
	var group sync.WaitGroup
	for caller := range 8 {
		group.Go(func() {
			for i := 0; ; i++ {
				key := fmt.Sprintf("%d-%d", caller, i)
				if err := db.Update(context.Background(), func(tx community.Tx) error { return tx.PutSetting(key, "there") }); err != nil {
					return
				}
				if _, err := os.Stdout.WriteString(key + "\n"); err != nil {
					return
				}
			}
		})
	}
	group.Wait()
}

func TestSecondProcessIsRefused(t *testing.T) {
	t.Parallel()
	o := storage.Options{Database: storagetest.SQLite.Empty(t)}
	storagetest.Open(t, o)
	if _, err := storage.Open(context.Background(), o); !errors.Is(err, storage.ErrInUse) {
		t.Errorf("second opening: %v, want ErrInUse", err)
	}
}

func TestNewerSchemaIsRefused(t *testing.T) {
	t.Parallel()
	for _, kind := range storagetest.Databases(t) {
		t.Run(kind.Name, func(t *testing.T) {
			t.Parallel()
			o := storage.Options{Database: kind.Empty(t)}
			db, err := storage.Open(context.Background(), o)
			if err != nil {
				t.Fatal(err)
			}
			err = db.Exec(context.Background(), "insert into goose_db_version (version_id, is_applied) values (?, ?)", 9999, true)
			if err := errors.Join(err, db.Close()); err != nil {
				t.Fatal(err)
			}
			if _, err := storage.Open(context.Background(), o); !errors.Is(err, storage.ErrNewer) {
				t.Errorf("opened a newer schema: %v, want ErrNewer", err)
			}
		})
	}
}

func TestAddresses(t *testing.T) {
	t.Parallel()
	for _, address := range []string{"", "sqlite:", "mysql://h/d", "postgres://u:secret@127.0.0.1:1/x"} {
		_, err := storage.Open(context.Background(), storage.Options{Database: address})
		if err == nil || strings.Contains(err.Error(), "secret") {
			t.Errorf("open %q: %v", address, err)
		}
	}
}

// TestFullDisk fills the database up to a limit: writing says so, reading goes
// on, and writing works again when there is room.
func TestFullDisk(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	db := storagetest.SQLite.Open(t, storage.Options{})
	put(t, db, "x", "there")
	limit := func(pages int) {
		t.Helper()
		if err := db.Exec(ctx, "pragma max_page_count = "+strconv.Itoa(pages)); err != nil {
			t.Fatal(err)
		}
	}
	limit(1) // SQLite takes the present size for it
	big := strings.Repeat("x", 1<<20)
	write := func() error {
		return db.Update(ctx, func(tx community.Tx) error { return tx.PutSetting("big", big) })
	}
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			if err := write(); community.KindOf(err) != community.Unavailable {
				t.Errorf("write to a full disk: %v, want Unavailable", err)
			}
		})
	}
	group.Wait()
	if got := get(t, db, "x"); got != "there" {
		t.Errorf("read beside a full disk: %q", got)
	}
	if get(t, db, "big") != "" {
		t.Error("half of a refused write is there")
	}
	limit(1 << 20)
	if err := write(); err != nil {
		t.Errorf("with room again: %v", err)
	}
}

// TestAuditIsAppendOnly checks that the database itself refuses.
func TestAuditIsAppendOnly(t *testing.T) {
	t.Parallel()
	for _, kind := range storagetest.Databases(t) {
		t.Run(kind.Name, func(t *testing.T) {
			t.Parallel()
			ctx := context.Background()
			db := kind.Open(t, storage.Options{})
			err := db.Update(ctx, func(tx community.Tx) error {
				return tx.AppendAudit(community.AuditRow{Action: "person.verify", Reason: "sample"})
			})
			if err != nil {
				t.Fatal(err)
			}
			for _, query := range []string{"update audit set reason = 'other'", "delete from audit"} {
				if db.Exec(ctx, query) == nil {
					t.Errorf("%s was let through", query)
				}
			}
		})
	}
}

// TestNodeLeases checks that two openings never share a node number, and that
// a number that has lapsed is taken over.
func TestNodeLeases(t *testing.T) {
	t.Parallel()
	for _, kind := range storagetest.Databases(t) {
		if kind.Name == "sqlite" {
			continue // one process only
		}
		ctx := context.Background()
		at := time.Date(2026, 9, 1, 8, 0, 0, 0, time.UTC)
		later := at.Add(time.Hour)
		address := kind.Empty(t)
		open := func(now *time.Time) *storage.DB {
			return storagetest.Open(t, storage.Options{Database: address, Now: func() time.Time { return *now }})
		}
		node := func(db *storage.DB) int64 { return db.NextID() >> 6 & 63 }
		one, two := open(&at), open(&at)
		if node(one) == node(two) {
			t.Fatal("two processes have one node number")
		}
		three := open(&later) // both leases have lapsed by its clock
		if node(three) != node(one) {
			t.Errorf("lapsed number %d was not taken over, but %d", node(one), node(three))
		}
		if err := one.RenewNode(ctx); err != nil {
			t.Fatal(err)
		}
		if node(one) == node(three) || node(one) == node(two) {
			t.Errorf("number %d is shared after a lost lease", node(one))
		}
	}
}
